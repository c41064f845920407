"""A polling station: one desk, its booths, and the people who work and vote there.

Every method is something that a person does, in the order of eyes and hands: wait for words on a screen, show a card,
press a key, take a slip. Scripts, tests and the browser front act through these alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta, timezone
from pathlib import Path

from PIL import Image

from host_tools.keys.ceremony import Card
from host_tools.provisioning.provision import Provisioned
from simulator.station import DAY_OF_VOTING, Station, codes_on
from simulator.words import words

OFFICIAL, TEST, TRAINING = 0, 1, 2
MODES = ("mode_official", "mode_test", "mode_training")  # ids of their words
DESK_LANGUAGE, BOOTH_LANGUAGE = "ru", "kk"
PAPER, HOME = "paper", "home"  # in place of a booth's number
CLOSES_MINUTES = 20 * 60  # after local midnight, as the law has it and the demonstration's election file


class PowerWentOff(Exception):
    """The terminal lost its supply in the middle of what a person was doing."""


class Terminal:
    """A station with its language and the slips taken from it so far. keep: called with each slip, for pictures."""

    def __init__(
        self, name: str, station: Station, language: str, keep: Callable[[str, Image.Image], None] | None = None
    ) -> None:
        self.name, self.station, self.language = name, station, language
        self.keep = keep
        self._taken = 0

    def sees(self, name: str, *values: object, language: str = "", limit_ms: int = 120_000) -> None:
        """Wait until the words of an id stand on the screen."""
        if not self.station.expect(words(name, language or self.language, *values), limit_ms):
            raise PowerWentOff(self.name)

    def chooses(self, name: str, *values: object, language: str = "") -> None:
        """Move to the line with the words of an id, press OK."""
        self.station.choose(words(name, language or self.language, *values))
        self.must_be_on()

    def presses(self, *keys: str) -> None:
        self.station.press(*keys)
        self.must_be_on()

    def must_be_on(self) -> None:
        if not self.station.bench.powered:
            raise PowerWentOff(self.name)

    def has_slip(self) -> bool:
        """Has a slip come out that nobody has taken yet?"""
        return len(self.station.printer.slips) > self._taken

    def leave_slips(self) -> None:
        """Whatever has come out so far is somebody else's: the next slip to take is the next one to come."""
        self._taken = len(self.station.printer.slips)

    def take_slip(self, kind: str) -> Image.Image:
        """Wait for the next cut slip and take it. kind: its name among the pictures."""
        slip = self.station.next_slip(self._taken)
        if slip is None:
            raise PowerWentOff(self.name)
        self._taken += 1
        if self.keep:
            self.keep(f"{self.name}-{self._taken:04d}-{kind}", slip)
        return slip


class Precinct:
    """Terminals, cards and acts.

    provisioned: what `host_tools.provisioning` made. images: folder for the cartridge images, None keeps them in
    memory. closes_minutes: when voting ends, after local midnight; people who close wait until then. mode: which cards
    the officials use; the one in which polls were opened last.
    """

    closes_minutes = CLOSES_MINUTES
    mode = OFFICIAL

    def __init__(
        self,
        provisioned: Provisioned,
        images: Path | None = None,
        keep: Callable[[str, Image.Image], None] | None = None,
        flash_bytes: int = 16 << 20,
        unix_seconds: int | None = DAY_OF_VOTING,
    ) -> None:
        self.provisioned = provisioned
        self.key_cards = provisioned.key_cards
        terminals = []
        for number, firmware in provisioned.terminals.items():
            name = f"booth-{number}" if number else "desk"
            places = [images / f"{name}-{chip}.img" for chip in "ab"] if images else None
            station = Station(firmware, places, flash_bytes=flash_bytes, unix_seconds=unix_seconds)
            terminals.append(Terminal(name, station, BOOTH_LANGUAGE if number else DESK_LANGUAGE, keep))
        self.desk, self.booths = terminals[0], terminals[1:]

    @property
    def role_cards(self) -> list[Card]:
        """The chair's card and the members', for the mode."""
        made = self.provisioned
        return made.training_role_cards if self.mode == TRAINING else made.role_cards

    def booth(self, number: int) -> Terminal:
        return self.booths[number - 1]

    def clock(self) -> float:
        """Seconds since 1970 UTC by the desk's clock: the time of day in this polling station."""
        return self.desk.station.clock_chip.now.timestamp()

    def until(self, at: Terminal, minutes: int) -> None:
        """A terminal's clock moves on to a time of the same day, in minutes after local midnight, if it is earlier."""
        chip = at.station.clock_chip
        zone = timezone(timedelta(minutes=self.provisioned.precincts[OFFICIAL].minutes_east))
        now = chip.now.astimezone(zone)
        then = now.replace(hour=minutes // 60, minute=minutes % 60, second=0, microsecond=0)
        if now < then:
            chip.hours_go_by((then - now).total_seconds())

    @property
    def terminals(self) -> list[Terminal]:
        return [self.desk, *self.booths]

    # --- officials ----------------------------------------------------------------------------------------------

    def show_card(self, at: Terminal, card: Card, pin: str | None = None) -> None:
        """Show a card and type its PIN, or another."""
        for text in card.texts:
            at.station.scan(text)
        at.sees("pin_type")
        at.station.type_digits(pin or card.pin)
        at.must_be_on()

    def officials(self, at: Terminal, *cards: Card) -> None:
        """Chair and one member, or the cards given, each with PIN."""
        for card in cards or self.role_cards[:2]:
            at.sees("card_show")
            self.show_card(at, card)

    def open(self, at: Terminal, mode: int = OFFICIAL) -> Image.Image:
        """Open the polls at one terminal; returns the zero slip."""
        self.mode = mode
        if not at.station.bench.powered:
            at.station.plug_in()
        at.sees("mode_choose")
        at.chooses(MODES[mode])
        self._answer_for_the_hour(at, "card_show")
        self.officials(at)
        return at.take_slip("zero")

    def menu(self, at: Terminal, action: str, *cards: Card) -> None:
        """The chair shows the card, chooses an action, and those whom it takes type their PINs."""
        cards = cards or tuple(self.role_cards[:2])
        self.idle(at)
        if action == "close":
            self.until(at, self.closes_minutes)
        at.station.scan(cards[0].texts[0])
        at.sees("polls")
        at.chooses(f"action_{action}")
        self._answer_for_the_hour(at, "pin_type")
        at.station.type_digits(cards[0].pin)
        for card in cards[1:]:
            at.sees("card_show")
            self.show_card(at, card)

    def _answer_for_the_hour(self, at: Terminal, follows: str) -> None:
        """Where a clock is no witness, chair and member say yes. follows: id of what stands on the next page."""
        at.station.wait(
            lambda: any(at.station.screen.shows(words(name, at.language)) for name in (follows, "hour_ask"))
        )
        at.must_be_on()
        if at.station.screen.shows(words("hour_ask", at.language)):
            at.presses("ok")
            at.sees(follows)

    def idle(self, at: Terminal) -> None:
        """Wait until the terminal waits for whoever comes next, or for the chair; read that a power cut did nothing."""
        names = (
            ("show_card", "desk_closed", "polls_suspended")
            if at is self.desk
            else ("show_slip", "booth_closed", "suspended_wait")
        )
        waited, said = (*names, "power_nothing"), ""
        while said in ("", "power_nothing"):
            if said:
                at.presses("ok")
            at.station.wait(lambda: any(at.station.screen.shows(words(name, at.language)) for name in waited))
            at.must_be_on()
            said = next(name for name in waited if at.station.screen.shows(words(name, at.language)))

    # --- voters -------------------------------------------------------------------------------------------------

    def show_id(self, label: str, aim: str = "]C0") -> None:
        """A voter's card before the desk's scanner."""
        self.idle(self.desk)
        self.desk.station.scan(label, aim)
        self.desk.must_be_on()

    def check_in(self, label: str, booth: int | str = 0) -> str:
        """Check a voter in; returns the text of the activation slip's code. booth 0 takes what the desk proposes."""
        self.show_id(label)
        self.desk.sees("may_vote")
        if not self.desk.station.screen.shows(words("booth_number", self.desk.language, "")):
            self.desk.presses("ok")  # a long name has a page of its own
        if booth == PAPER:
            self.desk.chooses("paper_ballot")
            self.desk.sees("paper_given")
            return ""
        if booth == HOME:
            self.desk.chooses("action_vote_at_home")
            self.officials(self.desk, self.role_cards[0])
            self.desk.sees("paper_carried")
            return ""
        if booth:
            self.desk.chooses("booth_number", booth)
        else:
            self.desk.presses("ok")
        slip = self.desk.take_slip("activation")
        return codes_on(slip)[0]

    def add_voter(self, number: str, name: str, certificate: str, booth: int | str = 1) -> tuple[Image.Image, str]:
        """Chair and member add a voter with a certificate: (sheet for the paper list, text of the activation)."""
        at = self.desk
        self.menu(at, "add_voter")
        at.sees("number_type")
        at.station.type_digits(number)
        at.sees("name_type")
        at.station.type_letters(name)
        at.sees("certificate_type")
        at.station.type_digits(certificate)
        at.sees("may_vote")
        if booth == PAPER:
            at.chooses("paper_ballot")
            return at.take_slip("added"), ""
        at.chooses("booth_number", booth)
        sheet = at.take_slip("added")
        return sheet, codes_on(at.take_slip("activation"))[0]

    def choose_ballot(self, at: Terminal, language: str, selections: Sequence[str | Sequence[str]]) -> None:
        """From the language page to the review. selections: the line or lines to mark in each contest."""
        at.sees("language", language="kk")
        at.station.choose({"kk": "Қазақша", "ru": "Русский", "en": "English"}[language])
        for selection in selections:
            self.mark(at, language, selection)
        at.sees("review", language=language)
        at.station.focus_on(words("key_print", language))

    def mark(self, at: Terminal, language: str, selection: str | Sequence[str]) -> None:
        """Mark one line or several in a contest and go on; votes that are not given are meant so."""
        at.sees("key_next", language=language)
        for line in [selection] if isinstance(selection, str) else selection:
            if line:
                at.station.choose(line)
        at.chooses("key_next", language=language)
        if at.station.screen.shows(words("votes_left", language)):
            at.presses("ok")

    def print_ballot(self, at: Terminal, language: str) -> None:
        """From the review to the paper that is to be compared."""
        at.sees("review", language=language)  # after a change of mind it comes some time after the spoiled slip
        at.chooses("key_print", language=language)
        at.sees("compare", language=language)

    def vote(
        self,
        booth: int,
        activation: str,
        selections: Sequence[str | Sequence[str]],
        language: str = "ru",
        changes: int = 0,
    ) -> list[Image.Image]:
        """A whole session: slip, choices, paper, cast. changes: how often the voter changes their mind before."""
        at = self.booth(booth)
        self.idle(at)
        at.station.scan(activation)
        self.choose_ballot(at, language, selections)
        slips = []
        for left in range(changes, -1, -1):
            self.print_ballot(at, language)
            at.presses("back" if left else "ok")
            slips.append(at.take_slip("spoiled" if left else "ballot"))
        at.sees("cast_done", language=language)
        return slips

    # --- the evening --------------------------------------------------------------------------------------------

    def close_booth(self, number: int) -> list[str]:
        """Close a booth; returns the codes of its sealed totals, read from the paper."""
        at = self.booth(number)
        self.menu(at, "close")
        slip = at.take_slip("totals")
        at.sees("booth_closed")
        return codes_on(slip)

    def suspend(self, at: Terminal) -> Image.Image:
        """The chair suspends voting at a terminal; the slip with the counts."""
        self.menu(at, "suspend", self.role_cards[0])
        return at.take_slip("suspended")

    def resume_voting(self, at: Terminal) -> Image.Image:
        """Chair and member go on; the slip with the counts."""
        self.menu(at, "resume")
        return at.take_slip("resumed")

    def close_desk(self) -> None:
        self.menu(self.desk, "close")
        self.desk.sees("desk_closed")

    def count(
        self,
        totals: Sequence[Sequence[str]],
        mode: int,
        numbers: Sequence[int],
        copies: int = 2,
        keys: Sequence[int] = (1, 3, 5),
        reason: str = "",
    ) -> list[str]:
        """Count at the desk; returns the protocol's codes.

        totals: each booth's codes. numbers: what is typed, in the order asked. keys: which key cards are shown, from 1.
        reason: what chair and member say and stand for where the numbers do not agree.
        """
        at = self.desk
        self.menu(at, "count")
        for codes in totals:
            at.sees("totals_show")
            for code in codes:
                at.station.scan(code)
        for key in keys:
            at.sees("key_card_show")
            self.show_card(at, self.key_cards[mode][key - 1])
        return self._type_and_sign(numbers, copies, reason)

    def correct(self, why: str, numbers: Sequence[int], copies: int = 2, reason: str = "") -> list[str]:
        """Another protocol supersedes the last one; returns its codes. why: what is put right; the rest as `count`."""
        at = self.desk
        self.menu(at, "correct")
        at.sees("correct_text")
        at.presses("ok")
        at.sees("reason_type")
        at.station.type_letters(why)
        return self._type_and_sign(numbers, copies, reason)

    def _type_and_sign(self, numbers: Sequence[int], copies: int, reason: str) -> list[str]:
        """From the first number to the last copy of the protocol; returns its codes."""
        at = self.desk
        at.leave_slips()  # what a power cut has left is no protocol
        for number in numbers:
            at.station.type_digits(f"{number:04d}")
            at.must_be_on()
        at.sees("numbers_look")
        at.chooses("numbers_right")
        breach = words("breach", at.language)
        at.station.wait(lambda: at.has_slip() or at.station.screen.shows(breach))
        at.must_be_on()
        if not at.has_slip():
            assert reason, f"the numbers do not agree: {at.station.screen.lines}"
            self.explain(reason)
        return [codes_on(at.take_slip("protocol")) for _ in range(copies)][-1]

    def explain(self, reason: str) -> None:
        """Accept a breach that is on the desk's screen: chair and member stand for a reason in their own words."""
        self.desk.presses("ok")
        self.desk.chooses("accept_reason")
        self.desk.sees("reason_type")
        self.desk.station.type_letters(reason)
        self.officials(self.desk)

    def turnout(self) -> tuple[list[str], Image.Image]:
        """Turnout by hour at the desk: what stands on the screen, and the same printed."""
        at = self.desk
        self.menu(at, "turnout", self.role_cards[0])
        at.sees("key_print")
        lines = list(at.station.screen.lines)
        at.presses("ok")
        return lines, at.take_slip("turnout")

    def clear_test(self, at: Terminal) -> None:
        """Erase a test or a training at one terminal."""
        self.menu(at, "clear")
        at.sees("mode_choose", limit_ms=900_000)
