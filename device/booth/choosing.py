"""The contests one after the other, and the review. A voter can always go back."""

import asyncio

from formats import payloads
from screens.answers import BACK, EXPIRED, NEXT
from screens.marking import Marking

_GO_ON = 1


class Choosing:
    """Fills `selections` (a list of option numbers for each contest) in place.

    Only the voter sets and clears marks: one too many is refused with a message. Votes that are not given are pointed
    out once per contest (VVSG 2.0 5.1-A, 7.3-H).
    """

    def __init__(self, dialog, texts, contests, selections: list):
        self.dialog, self.texts, self.contests, self.selections = dialog, texts, contests, selections
        self._pointed_out: set[int] = set()
        self._seen: set[int] = set()  # contests of which every line was on a page
        self._reviewed = [""] * len(contests)  # what the review says of each; decoding a contest takes time

    async def run(self, changing: bool = False) -> bool:
        """True if the voter wants the slip printed; False if they went back before the first contest, or left.

        changing: the selections were made before, so begin with the review.
        """
        review = len(self.contests)
        at = review if changing else 0
        looked_at = None
        while at >= 0:
            if at < review:
                answer: int | None = await self._contest(at)
            else:
                answer = await self._review(looked_at)
                if answer == review:
                    answer = self._incomplete()
                    if answer is None:
                        return True
                if answer >= 0:  # one contest, then back to the review
                    looked_at = answer
                    answer, at = await self._contest(answer), review - 1
                    if answer == BACK:
                        answer = _GO_ON
            if answer == EXPIRED:
                return False
            at += -1 if answer == BACK else 1
        return False

    def _incomplete(self) -> int | None:
        """The first contest that is blank but may not be; None if there is none."""
        for number, chosen in enumerate(self.selections):
            if not chosen and not self.contests[number].blank:
                return number
        return None

    async def _contest(self, at: int) -> int:
        """_GO_ON, BACK or EXPIRED; the marks are kept in each case."""
        contest = self.contests[at]
        await asyncio.sleep_ms(0)
        answer = await self._asked(at, contest)
        self._reviewed[at] = self._line(contest, self.selections[at])
        return answer

    async def _asked(self, at: int, contest: payloads.Contest) -> int:
        chosen = self.selections[at]
        names, allowed = self._names(contest), contest.votes_allowed
        alone = [number for number, option in enumerate(contest.options) if option.against_all]
        title, note = self._title(contest), ""
        if allowed > 1:
            title += " · " + self.texts("at_most", allowed)
        focus, marking = chosen[0] if chosen else 0, Marking(self.dialog, title, names, at in self._seen)
        while True:
            answer = await marking.step(chosen, note, focus)
            note = ""
            if answer in (BACK, EXPIRED):
                return answer
            if answer != NEXT:
                note, focus = self._toggle(chosen, answer, allowed, alone, names)
                continue
            focus = 0
            self._seen.add(at)
            if not chosen and not contest.blank:
                note = self.texts("mark_needed")
                continue
            is_full = len(chosen) == allowed or (chosen and chosen[0] in alone)
            if is_full or at in self._pointed_out:
                return _GO_ON
            self._pointed_out.add(at)
            lines = [self.texts("votes_left", len(chosen), allowed)]
            answer = await self.dialog.confirm(title, lines, "key_back", "key_next")
            if answer != BACK:
                return answer

    def _toggle(self, chosen: list, option: int, allowed: int, alone: list, names: list) -> tuple:
        """Set or clear a mark. Returns (message, focus): on the button that goes on once nothing more can be marked."""
        if option in chosen:
            chosen.remove(option)
        elif len(chosen) >= allowed:
            return self.texts("too_many", allowed), option
        elif chosen and (option in alone or chosen[0] in alone):
            return self.texts("alone", names[alone[0]]), option
        else:
            chosen.append(option)
            chosen.sort()
            if len(chosen) == allowed or option in alone:
                return "", len(names)
        return "", option

    def _names(self, contest: payloads.Contest) -> list:
        return [option.names[self.texts.language] for option in contest.options]

    async def _review(self, looked_at: int | None) -> int:
        """The number of a contest to change, one more than the last to print, BACK or EXPIRED.

        looked_at: the contest that has the focus at first; None before any was looked at.
        """
        return await self.dialog.choose(self.texts("review"), self._reviewed, looked_at, True, "key_print")

    def _line(self, contest: payloads.Contest, chosen: list) -> str:
        """What the review says of a contest: its title, and what is marked."""
        names = self._names(contest)
        marked = [names[option] for option in chosen] or [self.texts("slip_blank")]
        return "\n\u2713 ".join([self._title(contest)] + marked)

    def _title(self, contest: payloads.Contest) -> str:
        """With what people call its ballots by, if the election has that."""
        language, colour = self.texts.language, contest.colour
        return contest.title[language] + (" (" + colour[language] + ")" if colour else "")
