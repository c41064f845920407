"""The count by hand: typed field by field, reviewed as one list, and checked against the equations."""

import asyncio

import memory
from desk.count.ended import by_hand, ended_lines
from desk.count.equations import LETTERS, PAPERS, breaches, recorded
from desk.recorded import NAMES, counts
from formats import payloads
from paper.common_slips import grouped
from screens.answers import YES

_DIGITS = 4
_AT_ONCE = 8  # lines that are put together without giving way to other tasks
_OF_THE_DAY = (
    "certificates", "certificates_received", "certificates_cancelled", "certificates_lost", "complaints", "acts",
)  # fmt: skip
# Of each contest's paper ballots, in the order in which people have them at hand; what was issued the desk knows.
_BALLOTS = ("received", "withdrawn", "outside", "spoiled", "unused", "lost", "portable", "room")
# Fields that a desk calls otherwise than the protocol.
_RECORDED = {
    "paper_issued": "issued_recorded", "paper_outside": "outside_recorded", "paper_spoiled": "spoiled_recorded",
    "paper_withdrawn": "withdrawn_recorded",
}  # fmt: skip
_REST = (("N", "slip_blank"), ("VN", "paper_uncounted"), ("M", "paper_invalid"))  # the lines behind the options


class PaperCount:
    """Fields and paper votes of one protocol.

    desk: the desk.
    electronic: electronic votes per contest and line.
    booths: `BoothLine`s of the protocol.
    left_out: `LeftOut`s of the protocol, or None.
    styles: ballots cast of each style, or None in an election without.
    """

    def __init__(self, desk, booths: list, electronic: list, _, left_out: list | None, styles: list | None):
        self.desk, self.terminal, self._electronic = desk, desk.terminal, electronic
        self._booths, self._left_out = booths, left_out
        self.dialog, self.texts = desk.terminal.dialog, desk.terminal.texts
        self._fields = {"electronic": sum(booth.cast for booth in booths)}
        self._fields["challenged"] = sum(booth.challenged for booth in booths)
        self._fields["slips_cancelled"] = sum(booth.cancelled for booth in booths)
        reports, self._desks, self._accounts = [], None, None
        if len(self.terminal.poll.desks) > 1:
            reports, self._accounts = memory.glance(_other_desks, desk)
        self._styles = None
        if styles is not None:
            given = desk.check_ins.papers_by_style()
            for report in reports:
                given = [(one[0] + more[0], one[1] + more[1]) for one, more in zip(given, report.styles)]
            self._styles = [payloads.StyleLine(cast, *papers) for cast, papers in zip(styles, given)]
        self._ended = ended_lines(desk, booths, left_out)
        self._by_hand = by_hand(booths, left_out)
        # Known when it runs, of each contest: the votes allowed; how many options, and which lines of _REST are asked.
        self._allowed: list[int] = []
        self._contests: list[tuple] = []
        self._values: list[int | None] = []

    async def learn(self) -> None:
        """What the desks recorded, all of them together; before `run`."""
        if self._accounts is None:
            numbers = await counts(self.desk)
        else:
            self._desks = lines = await memory.visit(_lines, self.desk)
            numbers = [sum(column) for column in zip(*[line[2:] for line in lines])]
        for name, number in zip(NAMES, numbers):
            self._fields[_RECORDED.get(name, name)] = number

    async def run(self) -> tuple | None:
        """(fields, paper votes, paper ballots, reason or "", `EndedLine`s, `StyleLine`s); None if they gave up."""
        contests = self.terminal.poll.contests
        await contests.learn_shape()
        self._allowed = [votes for _, votes in contests.shape()]
        self._contests = await contests.in_turn(lambda contest: (len(contest.options), _asked(contest)))
        self._values = [None] * (self._general() + sum([_count(*one) for one in self._contests]))
        if not await self._type():
            return None
        while await self._look_over():
            paper, papers = self._result()
            reason = await self._reason(paper, papers)
            if reason is not None:
                return self._fields, paper, papers, reason, self._ended, self._styles
        return None

    async def _reason(self, paper: list, papers: list) -> str | None:
        """The reason that two people gave; "" if the numbers agree, None to look at them again."""
        arguments = self._fields, self._electronic, paper, papers, self._allowed, self._booths
        found = breaches(
            *arguments, self._left_out, self._ended, self._styles, self._of_styles(), self._desks, self._accounts
        )
        if not found:
            return ""
        return await memory.visit(_explain, self.desk, found)

    def _of_styles(self) -> list:
        return [style.contests for style in self.terminal.poll.styles]

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
                if at % _AT_ONCE == 0:
                    await asyncio.sleep_ms(0)
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

    def _general(self) -> int:
        """How many fields belong to no contest."""
        return len(_OF_THE_DAY) + len(self._by_hand)

    def _field(self, at: int) -> tuple:
        """(letter, name, title) of a field: the letter is the one on paper, after the contest's number."""
        if at < len(_OF_THE_DAY):
            return LETTERS[_OF_THE_DAY[at]], self.texts(_OF_THE_DAY[at]), self.texts("count")
        if at < self._general():
            line = self._by_hand[at - len(_OF_THE_DAY)]
            name = "%s %s" % (self.texts("by_hand"), grouped(line.opening[:4]))
            return "%s%d" % (LETTERS["by_hand"], line.booth), name, self.texts("count")
        at -= self._general()
        for number, (options, rest) in enumerate(self._contests):
            if at < _count(options, rest):
                contest = self.terminal.poll.contests[number]
                letter, name = self._line(contest, at, rest)
                return "%d.%s" % (number + 1, letter), name, contest.title[self.texts.language]
            at -= _count(options, rest)
        raise IndexError(at)

    def _line(self, contest: payloads.Contest, at: int, rest: list) -> tuple[str, str]:
        """(letter, name) of a contest's field."""
        if at < len(_BALLOTS):
            return LETTERS[_BALLOTS[at]], self.texts(dict(PAPERS)[_BALLOTS[at]])
        at -= len(_BALLOTS)
        if at < len(contest.options):
            return "V%d" % (at + 1), contest.options[at].names[self.texts.language]
        letter, name = _REST[rest[at - len(contest.options)]]
        return letter, self.texts(name)

    def _result(self) -> tuple[list, list]:
        """Complete the fields; returns the paper votes and the paper ballots of each contest."""
        values = list(self._values)
        fields = self._fields
        for name in _OF_THE_DAY:
            fields[name] = values.pop(0)
        found = {line.opening: values.pop(0) for line in self._by_hand}
        self._ended = [
            payloads.EndedLine(line.opening, line.exchanged, found.get(line.opening, 0)) for line in self._ended
        ]
        fields["on_list"] = fields["listed"] + fields["added"] - fields["certificates"]
        paper, papers = [], []
        for number, (options, rest) in enumerate(self._contests):
            counted = {name: values.pop(0) for name in _BALLOTS}
            counted["issued"] = recorded(fields, self._styles, self._of_styles(), number)["issued_recorded"]
            papers.append(payloads.PaperLine(*[counted[name] for name, _ in PAPERS]))
            votes, values = values[:options], values[options:]
            lines = [0] * len(_REST)
            for line in rest:
                lines[line] = values.pop(0)
            paper.append(votes + lines)
        return paper, papers


def _lines(desk):
    from desk.count.other_desks import lines

    return lines(desk)


def _other_desks(desk) -> tuple:
    from desk.count.other_desks import accounts, reports

    return reports(desk), accounts(desk)


def _asked(contest: payloads.Contest) -> list[int]:
    """Which lines of _REST people count: a blank ballot may be an invalid one, and only a referendum leaves any out."""
    is_there = contest.blank == payloads.OWN_LINE, contest.referendum, True
    return [line for line, there in enumerate(is_there) if there]


def _count(options: int, rest: list) -> int:
    return len(_BALLOTS) + options + len(rest)


def _explain(desk, found: list):
    from desk.count.breach import accepted_reason

    return accepted_reason(desk, found)
