"""The terminals of one precinct, and what its officials do at any of them: cards, opening, the chair's menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta, timezone
from pathlib import Path

from PIL import Image

from host_tools.formats.places import file_name, is_desk
from host_tools.keys.ceremony import Card
from host_tools.provisioning.plan import OFFICIAL, TRAINING
from host_tools.provisioning.provision import Provisioned
from simulator.hardware.terminal import TerminalHardware
from simulator.people.slip_reader import codes_on
from simulator.people.terminal import Terminal
from simulator.people.words import words

MODES = ("mode_official", "mode_test", "mode_training")  # ids of their words
_KNOWN = ("booth_known", "desk_known")
DESK_LANGUAGE, BOOTH_LANGUAGE = "ru", "kk"
DAY_OF_VOTING = 1_795_950_400  # 2026-11-29 16:06, five hours east of UTC: the demonstration's election is on
CLOSES_MINUTES = 20 * 60  # after local midnight, as the law has it and the demonstration's election file


class Officials:
    """Actions of polling officials at the terminals of one precinct: show cards, open, use the chair's menu.

    provisioned: what `host_tools.provisioning` made.
    images: folder for the cartridge images; None keeps them in memory.
    keep: called with each slip that somebody takes, and its name.
    flash_bytes: of each cartridge chip.
    unix_seconds: what the clocks were set to.
    closes_minutes: when voting ends, after local midnight; people who close wait until then.
    mode: which cards the officials use; the one in which polls were opened last.
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
        self.key_cards = dict(provisioned.key_cards)
        terminals = {}
        for number, firmware in provisioned.terminals.items():
            name = file_name(number)
            places = [images / f"{name}-{chip}.img" for chip in "ab"] if images else None
            hardware = TerminalHardware(firmware, places, flash_bytes=flash_bytes, unix_seconds=unix_seconds)
            language = DESK_LANGUAGE if is_desk(number) else BOOTH_LANGUAGE
            terminals[number] = Terminal(name, hardware, language, keep)
        self.desks = [at for number, at in terminals.items() if is_desk(number)]
        self.desk, self.booths = self.desks[0], [at for at in terminals.values() if at not in self.desks]
        self.piles: dict[str, tuple[int, int]] = {}  # who issues, and the ballots left, by the desk's name
        self._zeros: dict[str, dict[int, tuple[int, list[str]]]] = {at.name: {} for at in self.desks}

    @property
    def role_cards(self) -> list[Card]:
        """The chair's card and the members', for the mode."""
        made = self.provisioned
        return made.training_role_cards if self.mode == TRAINING else made.role_cards

    def booth(self, number: int) -> Terminal:
        """A booth by its number, from 1."""
        return self.booths[number - 1]

    def clock(self) -> float:
        """Seconds since 1970 UTC by the desk's clock: the time of day in this polling station."""
        return self.desk.hardware.clock_chip.now.timestamp()

    def until(self, at: Terminal, minutes: int) -> None:
        """A terminal's clock moves on to a time of the same day, in minutes after local midnight, if it is earlier."""
        chip = at.hardware.clock_chip
        zone = timezone(timedelta(minutes=self.provisioned.precincts[OFFICIAL].minutes_east))
        now = chip.now.astimezone(zone)
        then = now.replace(hour=minutes // 60, minute=minutes % 60, second=0, microsecond=0)
        if now < then:
            chip.hours_go_by((then - now).total_seconds())

    @property
    def terminals(self) -> list[Terminal]:
        """The desk, then the booths, then further desks: as provisioning numbers them."""
        return [self.desk, *self.booths, *self.desks[1:]]

    def show_card(self, at: Terminal, card: Card, pin: str | None = None) -> None:
        """Show a card and type its PIN, or another."""
        for text in card.texts:
            at.hands.scan(text)
        at.sees("pin_type")
        at.hands.type_digits(pin or card.pin)
        at.must_be_on()

    def officials(self, at: Terminal, *cards: Card) -> None:
        """Chair and one member, or the cards given, each with PIN."""
        for card in cards or self.role_cards[:2]:
            at.sees("card_show")
            self.show_card(at, card)

    def open(self, at: Terminal, mode: int = OFFICIAL) -> Image.Image:
        """Open the polls at one terminal; returns the zero slip."""
        self.mode = mode
        if not at.hardware.bench.powered:
            at.hardware.plug_in()
        at.sees("mode_choose")
        at.chooses(MODES[mode])
        self.see_to_key(at)
        self.see_to_cards(at)
        self._answer_for_the_hour(at, "card_show")
        self.officials(at)
        zero = at.take_slip("zero")
        self.piles.pop(at.name, None)
        if at is not self.desk:
            number = self.terminals.index(at)
            for desk in self.desks if number <= len(self.booths) else self.desks[:1]:
                self._zeros[desk.name][number] = mode, codes_on(zero)
        return zero

    def see_to_key(self, at: Terminal) -> None:
        """Between the mode and the cards: nothing, where the host made the precinct's key."""

    def see_to_cards(self, at: Terminal) -> None:
        """Then: nothing, where people sign with ink alone."""

    def open_everywhere(self, mode: int = OFFICIAL) -> None:
        """Open every terminal, and show each booth's zero report at the desk."""
        for at in self.terminals:
            self.open(at, mode)
            self.idle(at)
        self.show_zeros()

    def issue_here(self, at: Terminal, card: Card | None = None, received: int = 100) -> None:
        """A member takes over issuing at a desk, and the one before gives back what is left.

        card: of the member; by default of one who sits at that desk alone. received: ballots of all contests.
        """
        card = card or self.role_cards[(self.desks.index(at) + 2) % len(self.role_cards)]
        self.menu(at, "issue_here", card)
        if at.name in self.piles:
            self.give_back(at)
        at.sees("issue_received", card.holder)
        at.hands.type_digits(f"{received:04d}")
        at.sees("issue_begun", card.holder)
        self.piles[at.name] = card.holder, received

    def give_back(self, at: Terminal, missing: int = 0) -> None:
        """The member who issued so far gives the ballots back that are left. missing: so many of them are not there."""
        holder, left = self.piles.pop(at.name)
        at.sees("issue_left", holder)
        at.hands.type_digits(f"{left - missing:04d}")

    def show_zeros(self, at: Terminal | None = None) -> None:
        """Show zero reports of this mode that were not shown yet: booths' at every desk, desks' at the first.

        at: the only desk where that is done; None for all.
        """
        for desk in [at] if at else self.desks:
            waiting = self._zeros[desk.name]
            for number in sorted(waiting):
                mode, codes = waiting.pop(number)
                if mode == self.mode:
                    self.show_zero(codes, desk)

    def show_zero(self, codes: Sequence[str], at: Terminal | None = None) -> None:
        """Show a booth's zero report at a desk, which then sends voters to that booth.

        codes: of its zero slip. at: the desk; the first one by default.
        """
        at = at or self.desk
        self.idle(at)
        for code in codes:
            at.hands.scan(code)
        at.hardware.wait(lambda: any(at.hands.screen.shows(words(name, at.language)) for name in _KNOWN))
        at.must_be_on()

    def menu(self, at: Terminal, action: str, *cards: Card) -> None:
        """The chair shows the card and chooses an action; those who must confirm it type their PINs."""
        cards = cards or tuple(self.role_cards[:2])
        self.idle(at)
        if action == "close":
            self.until(at, self.closes_minutes)
        at.hands.scan(cards[0].texts[0])
        at.sees("polls")
        at.chooses(f"action_{action}")
        self._answer_for_the_hour(at, "pin_type")
        at.hands.type_digits(cards[0].pin)
        for card in cards[1:]:
            at.sees("card_show")
            self.show_card(at, card)

    def _answer_for_the_hour(self, at: Terminal, follows: str) -> None:
        """If the clock cannot be trusted, chair and member confirm the hour. follows: text id of the next page."""
        at.hardware.wait(lambda: any(at.hands.screen.shows(words(name, at.language)) for name in (follows, "hour_ask")))
        at.must_be_on()
        if at.hands.screen.shows(words("hour_ask", at.language)):
            at.presses("ok")
            at.sees(follows)

    def idle(self, at: Terminal) -> None:
        """Wait until the terminal is idle; confirm the notice that a power cut lost nothing."""
        names = (
            ("show_card", "desk_closed", "polls_suspended")
            if at in self.desks
            else ("show_slip", "booth_closed", "suspended_wait")
        )
        waited, said = (*names, "power_nothing"), ""
        while said in ("", "power_nothing"):
            if said:
                at.presses("ok")
            at.hardware.wait(lambda: any(at.hands.screen.shows(words(name, at.language)) for name in waited))
            at.must_be_on()
            said = next(name for name in waited if at.hands.screen.shows(words(name, at.language)))

    def suspend(self, at: Terminal) -> Image.Image:
        """The chair suspends voting at a terminal; the slip with the counts."""
        self.menu(at, "suspend", self.role_cards[0])
        return at.take_slip("suspended")

    def resume_voting(self, at: Terminal) -> Image.Image:
        """Chair and member go on; the slip with the counts."""
        self.menu(at, "resume")
        return at.take_slip("resumed")

    def turnout(self) -> tuple[list[str], Image.Image]:
        """Turnout by hour at the desk: what the screen shows, and the same printed."""
        at = self.desk
        self.menu(at, "turnout", self.role_cards[0])
        at.sees("key_print")
        lines = list(at.hands.screen.lines)
        at.presses("ok")
        return lines, at.take_slip("turnout")

    def clear_test(self, at: Terminal) -> None:
        """Erase a test or a training at one terminal."""
        self.menu(at, "clear")
        at.sees("mode_choose", limit_ms=900_000)
