"""A small precinct on its day, as tests meet it: opened once through the real acts, then copied for each story.

Everything that a test looks at is what somebody outside could look at: the dots on the screens, the slips, the bytes
on the chips and in the files.
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nacl.signing import SigningKey

from host_tools.elections.demo_roll import demo_voters
from host_tools.elections.election_file import read_election
from host_tools.elections.roll import by_turns
from host_tools.formats import codes, cose, label
from host_tools.formats.definitions import Hours
from host_tools.formats.objects import Activation, Tally, ZeroReport
from host_tools.provisioning.new_terminals import BOARD
from host_tools.provisioning.own_keys import OWN_KEY_FILE
from host_tools.provisioning.plan import OFFICIAL, PrecinctPlan
from host_tools.provisioning.provision import Provisioned
from simulator.people.newborn import provision_at_once
from simulator.people.officials import DAY_OF_VOTING
from simulator.people.precinct import Precinct, Terminal
from simulator.people.slip_reader import codes_on
from tests.precinct.journals import DayJournal
from tests.precinct.traces import header_of

ROOT = Path(__file__).parents[2]
ELECTION = ROOT / "simulator" / "people" / "election.toml"
AUTHORITY, CENTRE = SigningKey(b"a" * 32), SigningKey(b"c" * 32)
VOTERS, BOOTHS, SLOTS = 12, 2, 16
VOTE = ("Косеев", "Да", "Нет")
FLASH_BYTES = 512 << 10


def seeded(seed: int):
    """Bytes that are the same in every run, for keys of a precinct that is none."""
    source = random.Random(seed)
    return source.randbytes


def make_precinct(
    folder: Path, number: int = 17, seed: int = 1, election: Path = ELECTION, booths: int = BOOTHS, board: Path = BOARD,
    hours: Hours | None = None, slots: int = SLOTS, **plan_changes: Any,
) -> Snapshot:  # fmt: skip
    """A precinct that was provisioned into a folder, never switched on."""
    definition = read_election(election)
    voters = by_turns(demo_voters(VOTERS, 1), definition)
    draw = random.Random(5)
    labels = {voter.number: label.make_label(voter.number, draw.randrange(10**8)) for voter in voters}
    names = {language: str(number) for language in ("kk", "ru", "en")}
    plan = PrecinctPlan(
        election=definition, number=number, names=names, booths=booths, voters=voters, labels=labels,
        slots=slots, hours=hours, **plan_changes,
    )  # fmt: skip
    made = provision_at_once(
        plan, AUTHORITY, bytes(CENTRE.verify_key), folder, board=board, random_bytes=seeded(seed), demo=True
    )
    return Snapshot(made, list(labels.values()), {})


def election_with(folder: Path, **settings: object) -> Path:
    """The demonstration's election file with other settings."""
    text = ELECTION.read_text("utf-8")
    for name, value in settings.items():
        line = f"{name} = {str(value).lower()}"
        text, found = re.subn(rf"^{name} = .*$", line, text, flags=re.MULTILINE)
        text = text if found else text.replace("[settings]", f"[settings]\n{line}")
    path = folder / "election.toml"
    path.write_text(text, "utf-8")
    return path


@dataclass
class Snapshot:
    """Terminals with the power off: their files, and what is on their chips. also: what came out on paper."""

    provisioned: Provisioned
    labels: list[str]
    chips: dict[int, list[bytes]]
    also: dict[str, object] = field(default_factory=dict)


def keep(day: Day, folder: Path, **also: object) -> Snapshot:
    """Pull every plug and keep what is there."""
    day.unplug()
    chips = {}
    for number, terminal in zip(day.provisioned.terminals, day.terminals, strict=True):
        shutil.copytree(day.provisioned.terminals[number], folder / terminal.name)
        chips[number] = [bytes(chip.array) for chip in terminal.hardware.chips]
    places = {number: folder / day.provisioned.terminals[number].name for number in chips}
    return Snapshot(replace(day.provisioned, terminals=places), day.labels, chips, also)


def opening_of(at: Terminal) -> tuple[int, bytes]:
    """(number, identity) of the opening that a terminal's cartridge is of: formats, section 6."""
    header = header_of(at.hardware)
    return header[17], header[16]


def opened_everywhere(new: Snapshot, folder: Path, mode: int) -> Snapshot:
    """Every terminal opened in a mode, before the first voter."""
    day = Day(new, folder / "day")
    day.open_everywhere(mode)
    return keep(day, folder / "kept", slips=day.taken)


def shared(snapshot: Snapshot, folder: Path, number: int) -> Iterator[Day]:
    """One day for all tests of a module, with one terminal switched on: 0 the desk, else a booth."""
    day = Day(snapshot, folder)
    day.resume(day.terminals[number])
    yield day
    day.unplug()


class Day(Precinct):
    """A precinct in a folder of its own, copied from a snapshot; every terminal is still unplugged."""

    def __init__(
        self,
        snapshot: Snapshot,
        folder: Path,
        unix_seconds: int | None = DAY_OF_VOTING,
        flash_bytes: int = FLASH_BYTES,
    ) -> None:
        places = {}
        for number, place in snapshot.provisioned.terminals.items():
            places[number] = folder / place.name
            shutil.copytree(place, places[number])
        self.taken: list = []
        super().__init__(
            replace(snapshot.provisioned, terminals=places),
            keep=lambda name, slip: self.taken.append((name, slip)),
            flash_bytes=flash_bytes,
            unix_seconds=unix_seconds,
        )
        self.labels, self.also = snapshot.labels, snapshot.also
        for number, images in snapshot.chips.items():
            at = self.terminals[list(places).index(number)]
            for chip, image in zip(at.hardware.chips, images, strict=True):
                chip.array[:] = image
        self.journals = [DayJournal(at.hardware, at in self.desks) for at in self.terminals]

    def unplug(self) -> None:
        """Pull every plug. What was written until then must be in the order that the models have checked."""
        for terminal in self.terminals:
            terminal.hardware.pull_plug()
        for terminal, journal in zip(self.terminals, self.journals, strict=True):
            assert journal.wrong() is None, f"{terminal.name}: {journal.wrong()}"
            journal.note_accepted()

    def resume(self, at: Terminal, message: str = "power_nothing") -> None:
        """Plug a terminal in that was open before; read what it says about the power cut, and go on."""
        at.hardware.plug_in()
        at.sees(message)
        at.presses("ok")

    def ask_to_open(self, at: Terminal) -> None:
        """Plug a terminal in and choose to open it officially: it waits for cards, or for an answer about the hour."""
        at.hardware.plug_in()
        at.sees("mode_choose")
        at.chooses("mode_official")

    def open_with_looks(self, at: Terminal) -> None:
        """Open a terminal whose printer cannot tell whether the zero slip is whole: somebody looks, and says yes."""
        self.ask_to_open(at)
        self._answer_for_the_hour(at, "card_show")
        self.officials(at)
        at.sees("printer_look")
        at.presses("ok")
        self.idle(at)

    def at_review(
        self, activation: str = "", language: str = "ru", selections: Sequence[str] = VOTE, booth: int = 1
    ) -> Terminal:
        """A voter at the review page of a booth, everything chosen, nothing printed. activation: by default index 5."""
        at = self.booth(booth)
        self.idle(at)
        at.hands.scan(activation or self.activation(booth=booth))
        self.choose_ballot(at, language, selections)
        return at

    def newest_codes(self, at: Terminal) -> list[str]:
        """What the last slip says; pieces that trouble has left lie before it."""
        at.hardware.rest(60_000)
        return codes_on(at.hardware.printer.slips[-1])

    def closed_totals(self, number: int) -> list[str]:
        """Close a booth that has had trouble with paper; the codes of its sealed totals."""
        self.menu(self.booth(number), "close")
        self.booth(number).sees("booth_closed")
        return self.newest_codes(self.booth(number))

    # --- slips that nobody of this precinct printed -----------------------------------------------------------------

    def device_key(self, terminal: int) -> SigningKey:
        """The key on a terminal, which a test may borrow to be a dishonest one."""
        return SigningKey((self.provisioned.terminals[terminal] / "data" / OWN_KEY_FILE).read_bytes())

    def show_zero_of(self, number: int = 1, mode: int = OFFICIAL) -> None:
        """The desk sees the zero report of a booth that nobody switches on, and sends voters there."""
        precinct = self.provisioned.precincts[mode]
        report = ZeroReport(
            election=precinct.election, precinct=precinct.precinct, mode=mode, terminal=number,
            tally=Tally(0, 0, 0, 0, 0), firmware=bytes(32), log_head=bytes(16), serial_number=self.booth(number).name,
            opening=bytes(16), openings=1, tag_key_hash=bytes(32),
        )  # fmt: skip
        self.show_zero([codes.split("Z", cose.sign1(report.to_cbor(), self.device_key(number)))[0]])

    def activation(self, key: SigningKey | None = None, **changes: object) -> str:
        """The code of an activation slip as this desk would sign it, but for the changes."""
        precinct = self.provisioned.precincts[0]
        content = {
            "election": precinct.election,
            "precinct": precinct.precinct,
            "mode": 0,
            "booth": 1,
            "style": 1,
            "index": 5,
            "desk": 1,
            "nonce": bytes(16),
        }
        at = changes.get("booth", 1)
        opened = self.booth(at if isinstance(at, int) and 0 < at <= len(self.booths) else 1)
        content["opening"] = opening_of(opened)[1]
        slip = Activation(**{**content, **changes}).to_cbor()  # type: ignore[arg-type]
        return codes.split("A", cose.sign1(slip, key or self.device_key(0)))[0]
