"""The contests one after the other, and the review: from here a voter can always go back."""

from formats.election import BLANK_ALLOWED, OPTIONS, TITLE, VOTES_ALLOWED
from screens.dialog import BACK, EXPIRED


class Choosing:
    """Fills `selections` (a list of option numbers for each contest) in place."""

    def __init__(self, dialog, texts, contests: list, selections: list):
        self.dialog, self.texts, self.contests, self.selections = dialog, texts, contests, selections

    async def run(self) -> bool:
        """True when the voter wants the slip printed; False when they went back before the first contest or left."""
        at = 0
        while at >= 0:
            if at == len(self.contests):
                answer = await self.dialog.confirm(self.texts("review"), self._review(), "key_back", "key_print")
                if answer == 1:
                    return True
            else:
                answer = await self._contest(at)
            if answer == EXPIRED:
                return False
            at += -1 if answer == BACK else 1
        return False

    async def _contest(self, at: int) -> int:
        contest = self.contests[at]
        if contest[VOTES_ALLOWED] == 1:
            return await self._choose_one(contest, at)
        return await self._choose_several(contest, at)

    async def _choose_one(self, contest: dict, at: int) -> int:
        lines = self._names(contest) + ([self.texts("leave_blank")] if contest[BLANK_ALLOWED] else [])
        before = self.selections[at]
        chosen = await self.dialog.choose(contest[TITLE][self.texts.language], lines, before[0] if before else 0)
        if chosen >= 0:
            self.selections[at] = [chosen] if chosen < len(contest[OPTIONS]) else []
        return chosen

    async def _choose_several(self, contest: dict, at: int) -> int:
        """Marks go on and off. One too many is not taken, and said."""
        chosen, focus, allowed = set(self.selections[at]), 0, contest[VOTES_ALLOWED]
        title, note, names = contest[TITLE][self.texts.language], "", self._names(contest)
        while True:
            answer = await self.dialog.mark(title, names, chosen, note, focus)
            note = ""
            if answer in (BACK, EXPIRED):
                return answer
            if answer[0] == "next":
                if chosen or contest[BLANK_ALLOWED]:
                    self.selections[at] = sorted(chosen)
                    return len(names)
                continue
            focus = answer[1]
            if focus in chosen:
                chosen.discard(focus)
            elif len(chosen) < allowed:
                chosen.add(focus)
            else:
                note = self.texts("too_many", allowed)

    def _names(self, contest: dict) -> list:
        return [option[TITLE][self.texts.language] for option in contest[OPTIONS]]

    def _review(self) -> list:
        lines = []
        for contest, chosen in zip(self.contests, self.selections):
            lines.append(contest[TITLE][self.texts.language])
            names = self._names(contest)
            lines += [("✓ " + (names[option]), "bold") for option in chosen] or [
                ("✓ " + self.texts("slip_blank"), "bold")
            ]
        return lines
