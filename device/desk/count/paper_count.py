"""The count by hand: typed field by field, reviewed as one list, and checked against the equations."""

import memory
from desk.count.equations import LETTERS, breaches
from screens.answers import YES

_DIGITS = 4
_TYPED = (
    "certificates", "paper_received", "paper_outside", "paper_spoiled", "paper_unused", "box_portable", "box_room",
)  # fmt: skip
_RECORDED = {"paper_outside": "outside_recorded", "paper_spoiled": "spoiled_recorded"}  # also recorded on the cartridge
_BLANK_AND_INVALID = 2


class PaperCount:
    """Fields and paper votes of one protocol.

    desk: the desk.
    electronic: electronic votes per contest and line.
    booths: `BoothLine`s of the protocol.
    """

    def __init__(self, desk, electronic: list, booths: list):
        self.desk, self.terminal, self._electronic, self._booths = desk, desk.terminal, electronic, booths
        self.dialog, self.texts = desk.terminal.dialog, desk.terminal.texts
        self._fields = {"listed": self.terminal.poll.listed, "electronic": sum(booth.cast for booth in booths)}
        for name, count in desk.check_ins.counts().items():
            self._fields[_RECORDED.get(name, name)] = count
        self._lines = [len(contest.options) + _BLANK_AND_INVALID for contest in self.terminal.poll.contests]
        self._allowed = [contest.votes_allowed for contest in self.terminal.poll.contests]
        self._values: list[int | None] = [None] * (len(_TYPED) + sum(self._lines))

    async def run(self) -> tuple | None:
        """(fields, paper votes, reason or ""); None if they gave up."""
        if not await self._type():
            return None
        while await self._look_over():
            paper = self._result()
            reason = await self._reason(paper)
            if reason is not None:
                return self._fields, paper, reason
        return None

    async def _reason(self, paper: list) -> str | None:
        """The reason that two people gave; "" if the numbers agree, None to look at them again."""
        found = breaches(self._fields, self._electronic, paper, self._allowed, self._booths)
        if not found:
            return ""
        return await memory.visit(_explain, self.desk, found)

    async def _type(self) -> bool:
        """Every field once; *back* goes to the one before. False if they gave up at the first."""
        at = 0
        while at < len(self._values):
            if await self._ask(at):
                at += 1
            elif at:
                at -= 1
            elif await self._gives_up():
                return False
        return True

    async def _look_over(self) -> bool:
        """Show all numbers as one list; choosing one types it again. False if they gave up."""
        chosen = 0
        while True:
            lines = [self.texts("numbers_right")]
            for at, value in enumerate(self._values):
                letter, name, _ = self._field(at)
                lines.append("%s %s: %d" % (letter, name, value))
            chosen = await self.dialog.choose(self.texts("numbers_look"), lines, selected=chosen)
            if chosen == 0:
                return True
            if chosen > 0:
                await self._ask(chosen - 1)
            elif await self._gives_up():
                return False
            chosen = max(chosen, 0)

    async def _ask(self, at: int) -> bool:
        """Ask for the number of a field; False for *back*, which keeps the number typed before."""
        letter, name, title = self._field(at)
        before = "" if self._values[at] is None else " [%d]" % self._values[at]
        prompt = "%d/%d %s%s %s" % (at + 1, len(self._values), letter, before, name)
        typed = await self.dialog.digits(title, prompt, _DIGITS)
        if typed:
            self._values[at] = int(typed)
        return bool(typed)

    async def _gives_up(self) -> bool:
        return await self.dialog.confirm(self.texts("count"), [self.texts("count_leave")]) == YES

    def _field(self, at: int) -> tuple:
        """(letter, name, title) of a field: the letter is the one on the slip, after the number of the contest."""
        if at < len(_TYPED):
            return LETTERS[_TYPED[at]], self.texts(_TYPED[at]), self.texts("count")
        at -= len(_TYPED)
        for number, lines in enumerate(self._lines):
            if at < lines:
                contest = self.terminal.poll.contests[number]
                options = contest.options
                if at < len(options):
                    letter, name = "V%d" % (at + 1), options[at].names[self.texts.language]
                else:
                    letter, name = ("N", "slip_blank") if at == len(options) else ("M", "paper_invalid")
                    name = self.texts(name)
                return "%d.%s" % (number + 1, letter), name, contest.title[self.texts.language]
            at -= lines
        raise IndexError(at)

    def _result(self) -> list:
        """Fill in the fields, and return the paper votes per contest."""
        values = list(self._values)
        for name in _TYPED:
            self._fields[name] = values.pop(0)
        self._fields["on_list"] = self._fields["listed"] + self._fields["added"] - self._fields["certificates"]
        paper = []
        for lines in self._lines:
            paper.append(values[:lines])
            values = values[lines:]
        return paper


def _explain(desk, found: list):
    from desk.count.breach import accepted_reason

    return accepted_reason(desk, found)
