"""The table of a polling station: cards, printed slips, and the ballot box."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image

from host_tools.elections.roll import Voter
from host_tools.formats import label
from host_tools.keys.ceremony import Card
from host_tools.provisioning import training
from host_tools.provisioning.plan import OFFICIAL, TEST, TRAINING
from simulator.people.id_card import CODE_128
from simulator.people.precinct import Precinct, Terminal
from simulator.people.saying import Said, said
from simulator.people.slip_reader import BALLOT, OTHER, SPOILED, codes_on, kind_of

QR = "]Q1"
TRAY, BOX = "tray", "box"
FOREIGN_NUMBER = "000101300009"  # a valid number that no demonstration roll holds
_MODES = {OFFICIAL: "", TEST: " test", TRAINING: " training"}


@dataclass
class Item:
    """Something that can be held before a scanner.

    id: its name on the channel.
    kind: id_card, role_card, key_card, foreign or slip.
    texts: what its codes say.
    aim: what kind of codes they are.
    where: TRAY or BOX.
    for_training: good in trainings and nowhere else.
    """

    id: str
    kind: str
    title: str
    texts: tuple[str, ...]
    aim: str = QR
    pin: str = ""
    note: str = ""
    where: str = TRAY
    for_training: bool = False


@dataclass
class Slip(Item):
    """A piece of paper that was cut or torn. slip: one of slip_reader.KINDS; number: from 1 over the whole day."""

    slip: str = OTHER
    number: int = 0
    terminal: str = ""
    piece: int = 0  # of this terminal, from 0
    picture: Image.Image | None = None


class Table:
    """All items by name, and what becomes of them. Terminals may cut slips from several threads at once.

    Slips that have come out already are not among them; `kept_table.KeptTable` lays those of an earlier start there.
    voters, labels: of the roll, in its order. changed: called with the table after something on it has changed.
    """

    def __init__(
        self,
        precinct: Precinct,
        voters: Sequence[Voter],
        labels: Sequence[str],
        changed: Callable[[Table], None] = lambda table: None,
    ) -> None:
        self.precinct = precinct
        self.cards: dict[str, Item] = {}
        self.slips: list[Slip] = []
        self._seen = {terminal.name: len(terminal.hardware.printer.slips) for terminal in precinct.terminals}
        self._lock = threading.Lock()
        self.held: set[str] = set()  # cards that somebody has shown at a terminal
        self.erased = 0  # how many of the slips are of tests and trainings that were erased
        self.paper_by_style = Counter[int]()  # voters whom the desk gave a paper ballot, by ballot style, from 1
        self._changed = changed
        made = precinct.provisioned
        for card in [*made.role_cards, *made.training_role_cards]:
            self._add_official("role_card", role_name(card.holder) + _MODES[card.mode or OFFICIAL], card)
        for mode, cards in precinct.key_cards.items():
            for number, card in enumerate(cards, start=1):
                self._add_official("key_card", f"key {number}{_MODES.get(mode, f' mode {mode}')}", card)
        for number, (voter, text) in enumerate(zip(voters, labels, strict=True), start=1):
            self._add(Item(f"card {number}", "id_card", voter.name, (text,), CODE_128, note=voter.number))
        people = training.voters()
        for number, (voter, text) in enumerate(zip(people, training.labels(people).values(), strict=True), start=1):
            name = f"card training {number}"
            self._add(Item(name, "id_card", voter.name, (text,), CODE_128, note=voter.number, for_training=True))
        foreign = label.make_label(FOREIGN_NUMBER, 99_999_999)
        self._add(Item("card foreign", "foreign", "Басқа учаске", (foreign,), CODE_128, note=FOREIGN_NUMBER))

    def _add(self, item: Item) -> None:
        self.cards[item.id] = item

    def _add_official(self, kind: str, name: str, card: Card) -> None:
        for_training = card.mode == TRAINING
        self._add(Item(name, kind, card.title, tuple(card.texts), pin=card.pin, for_training=for_training))

    def find(self, name: str) -> Item | str:
        """A card or slip by name, or a sentence if there is none. `slip last`, `slip zero`: the newest of a kind."""
        with self._lock:
            if not name.startswith("slip"):
                return self.cards.get(name) or self._no_card(name)
            which = name.removeprefix("slip").strip() or "last"
            if which.isascii() and which.isdigit():
                number = int(which)
                return self.slips[number - 1] if 1 <= number <= len(self.slips) else self._no_slip(name)
            found = [slip for slip in self.slips if which in ("last", slip.slip)]
            return found[-1] if found else self._no_slip(name)

    def _no_slip(self, name: str) -> Said:
        how_many = said("slips_out", len(self.slips)) if self.slips else said("no_slip_out")
        return said("no_item", name, how_many)

    def _no_card(self, name: str) -> Said:
        kind = name.split(" ")[0]
        same = [card for card in self.cards if card.split(" ")[0] == kind]
        if kind == "card" and same:
            voters = self.voters(False)
            return said("no_card", name, voters)
        known = same or ["card 1 …", "role chair", "role member", "key 1 …", "slip 1 …"]
        return said("no_thing", name, ", ".join(known))

    def voters(self, for_training: bool) -> int:
        """How many ID cards there are."""
        return sum(card.kind == "id_card" and card.for_training == for_training for card in self.cards.values())

    def to_come(self, for_training: bool) -> int:
        """How many voters' cards nobody has shown at a terminal yet."""
        shown = [self.cards[name] for name in list(self.held) if name in self.cards]
        came = sum(card.kind == "id_card" and card.for_training == for_training for card in shown)
        return self.voters(for_training) - came

    def begin_anew(self) -> None:
        """A test or a training is erased: the box is emptied, nobody has come, and nothing is counted yet."""
        with self._lock:
            for slip in self.slips:
                slip.where = TRAY
            self.erased = len(self.slips)
        self.held.clear()
        self.paper_by_style.clear()
        self._changed(self)

    @property
    def counted(self) -> list[Slip]:
        """The slips that have come out since the last test or training was erased."""
        with self._lock:
            return self.slips[self.erased :]

    def collect(self, at: Terminal) -> list[Slip]:
        """Collect the slips a terminal has cut since the last call. A cast ballot falls into the box."""
        printer, found = at.hardware.printer, []
        while self._seen[at.name] < len(printer.slips):
            piece = self._seen[at.name]
            self._seen[at.name] += 1
            picture = printer.slips[piece]
            codes = codes_on(picture)
            slip = Slip("", "slip", "", tuple(codes), slip=kind_of(picture, codes), terminal=at.name, piece=piece)
            slip.picture = picture
            with self._lock:
                slip.number = len(self.slips) + 1
                slip.id = slip.title = f"slip {slip.number}"
                slip.where = BOX if slip.slip == BALLOT else TRAY
                self.slips.append(slip)
            found.append(slip)
        if found:
            self._changed(self)
        return found

    def gave_paper(self, style: int = 1) -> None:
        """The desk has given one more voter a paper ballot. style: of the ballot, from 1."""
        self.paper_by_style[style] += 1
        self._changed(self)

    @property
    def paper_given(self) -> int:
        """Voters whom the desk gave a paper ballot."""
        return self.paper_by_style.total()

    def drop(self, slip: Slip) -> None:
        """Put a slip into the ballot box."""
        slip.where = BOX
        self._changed(self)

    @property
    def in_box(self) -> list[Slip]:
        """The slips in the ballot box."""
        with self._lock:
            return [slip for slip in self.slips if slip.where == BOX]

    def count(self, kind: str) -> int:
        """How many slips of a kind have come out of all terminals, those of what was erased left out."""
        return sum(slip.slip == kind for slip in self.counted)

    @property
    def spoiled(self) -> int:
        """How many spoiled ballots have come out."""
        return self.count(SPOILED)


def role_name(holder: int) -> str:
    """role chair, role member, role member 2 …: the chair's card is the first."""
    return "role chair" if holder == 1 else "role member" if holder == 2 else f"role member {holder - 1}"
