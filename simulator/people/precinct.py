"""A polling station: one desk, its booths, and the people who work and vote there.

Every method is something that a person does, in the order of eyes and hands: wait for words on a screen, show a card,
press a key, take a slip. Scripts, tests and the browser front act through these alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from PIL import Image

from host_tools.formats.definitions import Precinct as Definition
from host_tools.provisioning.plan import OFFICIAL, TEST, TRAINING
from simulator.people.evening import Evening
from simulator.people.saying import said
from simulator.people.screen_reader import fold
from simulator.people.slip_reader import codes_on
from simulator.people.terminal import PowerWentOff, Terminal
from simulator.people.words import words

__all__ = ("HOME", "OFFICIAL", "PAPER", "TEST", "TRAINING", "PowerWentOff", "Precinct", "Terminal")

PAPER, HOME = "paper", "home"  # in place of a booth's number
_CONTESTS = 3  # of the demonstration's election file
READ_MS = 4000  # longer than a desk takes to read a card and find it in its list
REFUSALS = ("already_marked", "already_added", "not_on_roll", "taken_off", "card_unreadable", "too_early")


class Precinct(Evening):
    """All acts in a polling station: those of officials and of the evening, and here those of voters.

    desk_of: the number of the desk that has a card's voter, where there are several; others go to the first.
    ballots_of: how many paper ballots a card's voter gets; by default those of the demonstration's election.
    """

    desk_of: Mapping[str, int] = MappingProxyType({})
    ballots_of: Mapping[str, int] = MappingProxyType({})

    def show_id(self, label: str, aim: str = "]C0", at: Terminal | None = None) -> None:
        """A voter's card before a desk's scanner, the first one's by default."""
        at = at or self.desk
        self.idle(at)
        at.hands.scan(label, aim)
        at.must_be_on()

    def check_in(self, label: str, booth: int | str = 0, desk: int = 0) -> str:
        """Check a voter in; returns the text of the activation slip's code.

        booth: 0 for the one the desk proposes. desk: its number; 0 for the one that has the voter.
        """
        at = self.desk_for(label, desk)
        self.show_zeros(at)
        if len(self.desks) > 1 and at.name not in self.piles:
            self.issue_here(at)
        self.show_id(label, at=at)
        self._must_be_let_vote(at)
        if not at.hands.screen.shows(words("booth_number", at.language, "")):
            at.presses("ok")  # a long name has a page of its own
        if booth == PAPER:
            at.chooses("paper_ballot")
            at.sees("paper_given")
            self._from_the_pile(at, label)
            return ""
        if booth == HOME:
            at.chooses("action_vote_at_home")
            self.officials(at, self.role_cards[0])
            at.sees("paper_carried")
            self._from_the_pile(at, label)
            return ""
        if booth:
            at.chooses("booth_number", booth)
        else:
            at.presses("ok", "ok")  # the first press shows what the desk proposes
        slip = at.take_slip("activation")
        return codes_on(slip)[0]

    def _from_the_pile(self, at: Terminal, label: str) -> None:
        """A member hands a voter's paper ballots over."""
        if at.name in self.piles:
            holder, left = self.piles[at.name]
            self.piles[at.name] = holder, left - self.ballots_of.get(label, _CONTESTS)

    def seat(self, definition: Definition, labels: Sequence[str]) -> None:
        """Whose voters have these cards: each desk has the next ones of the roll. labels: in its order."""
        sizes = [part.voters for part in definition.every_desk]
        numbers = [desk for desk, size in enumerate(sizes, 1) for _ in range(size)]
        self.desk_of = {**self.desk_of, **dict(zip(labels, numbers, strict=True))}

    def desk_for(self, label: str, desk: int = 0) -> Terminal:
        """The desk with a number, or the one that has a card's voter."""
        return self.desks[(desk or self.desk_of.get(label, 1)) - 1]

    def _must_be_let_vote(self, at: Terminal) -> None:
        """Wait until a desk says that this voter may vote. AssertionError with what it says instead, soon.

        It shows the answer to the one before until it has read this card.
        """
        try:
            at.sees("may_vote", limit_ms=READ_MS)
        except AssertionError:
            screen = at.hands.screen
            if any(screen.shows(words(name, at.language)) for name in REFUSALS):
                raise AssertionError(said("desk_says_only", screen.aloud)) from None
            at.sees("may_vote")

    def add_voter(self, number: str, name: str, certificate: str, booth: int | str = 1) -> tuple[Image.Image, str]:
        """Chair and member add a voter: (sheet for the paper list, text of the activation).

        certificate: its number; empty for a resident: the service says so.
        """
        at = self.desk
        self.show_zeros()
        self.menu(at, "add_voter")
        at.sees("number_type")
        at.hands.type_digits(number)
        at.sees("name_type")
        at.hands.type_letters(name)
        at.sees("added_resident")
        at.chooses("added_certificate" if certificate else "added_resident")
        if certificate:
            at.sees("certificate_type")
            at.hands.type_digits(certificate)
            at.chooses("certificate_kept")
        else:
            at.sees("added_who_asked")
            at.chooses("added_member", 1)
            at.sees("added_answer")
            at.chooses("added_resident")
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
        at.hands.choose({"kk": "Қазақша", "ru": "Русский", "en": "English"}[language])
        for selection in selections:
            self.mark(at, language, selection)
        self._sees_review(at, language)
        at.hands.focus_on(words("key_print", language))

    def mark(self, at: Terminal, language: str, selection: str | Sequence[str]) -> None:
        """Mark one line or several in a contest and go on; votes that are not given are meant so."""
        at.sees_contest(language)
        for line in [selection] if isinstance(selection, str) else selection:
            if line:
                at.hands.choose(line)
        at.chooses("key_next", language=language)
        if at.hands.screen.shows(words("votes_left", language)):
            at.presses("ok")

    def _sees_review(self, at: Terminal, language: str) -> None:
        """Wait for the review. Where long choices leave its title too little room, the title comes first, alone."""
        title, on, last = (fold(words(name, language)) for name in ("review", "key_next", "key_print"))
        if not at.hands.wait_for(lambda screen: title in screen.text or last in screen.targets, title):
            raise PowerWentOff(at.name)
        if on in at.hands.screen.targets:
            at.presses("ok")
            at.hardware.wait(lambda: on not in at.hands.screen.targets)
            at.must_be_on()

    def print_ballot(self, at: Terminal, language: str) -> None:
        """From the review to the paper that is to be compared; the strip with the code is taken."""
        self._sees_review(at, language)  # after a change of mind it comes some time after the spoiled slip
        at.chooses("key_print", language=language)
        at.sees("compare", language=language)
        at.take_slip("code")

    def challenge(self, at: Terminal, language: str) -> tuple[Image.Image, Image.Image]:
        """From the paper that was compared to the review again: (the challenged ballot, its opening)."""
        at.presses("down")
        at.sees("challenge", language=language)
        at.presses("ok")
        return at.take_slip("challenged"), at.take_slip("opening")

    def vote(
        self,
        booth: int,
        activation: str,
        selections: Sequence[str | Sequence[str]],
        language: str = "ru",
        changes: int = 0,
        challenges: int = 0,
    ) -> list[Image.Image]:
        """A whole session: slip, choices, paper, cast.

        changes, challenges: how often the voter changes their mind, and challenges the booth, before that.
        """
        at = self.booth(booth)
        self.idle(at)
        at.hands.scan(activation)
        self.choose_ballot(at, language, selections)
        slips: list[Image.Image] = []
        for _ in range(challenges):
            self.print_ballot(at, language)
            slips += self.challenge(at, language)
        for left in range(changes, -1, -1):
            self.print_ballot(at, language)
            at.presses("back" if left else "ok")
            slips.append(at.take_slip("spoiled" if left else "ballot"))
        at.sees("cast_done", language=language)
        return slips
