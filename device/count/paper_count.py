"""What people counted by hand, typed in; and what happens when the numbers do not agree."""

from count.equations import breaches
from formats.election import OPTIONS, TITLE, VOTES_ALLOWED
from roles.officials import Officials
from roles.polls import CLOSED, rule

_DIGITS = 4
_TYPED = (
    "certificates",
    "paper_received",
    "paper_outside",
    "paper_spoiled",
    "paper_unused",
    "box_portable",
    "box_room",
)
_REASONS = ("reason_taken", "reason_recount", "reason_list")


class PaperCount:
    """Fields and paper votes of one protocol."""

    def __init__(self, desk, electronic: list, cast: int):
        self.desk, self.terminal, self._electronic = desk, desk.terminal, electronic
        self.dialog, self.texts = desk.terminal.dialog, desk.terminal.texts
        self._fields = {"listed": self.terminal.poll.listed, "added": 0, "electronic": cast}
        self._fields.update(desk.check_ins.counts())

    async def run(self) -> tuple | None:
        """(fields, paper votes, reason or ""); None when they gave up."""
        contests = self.terminal.poll.contests
        while True:
            paper = await self._type()
            if paper is None:
                return None
            self._fields["on_list"] = self._fields["listed"] + self._fields["added"] - self._fields["certificates"]
            found = breaches(self._fields, self._electronic, paper, [contest[VOTES_ALLOWED] for contest in contests])
            if not found:
                return self._fields, paper, ""
            reason = await self._breach(found)
            if reason:
                return self._fields, paper, reason

    async def _type(self) -> list | None:
        for name in _TYPED:
            typed = await self._number(self.texts("paper_count"), self.texts(name))
            if typed is None:
                return None
            self._fields[name] = typed
        paper = []
        for contest in self.terminal.poll.contests:
            lines = [option[TITLE][self.texts.language] for option in contest[OPTIONS]]
            votes = []
            for line in lines + [self.texts("slip_blank"), self.texts("paper_invalid")]:
                typed = await self._number(contest[TITLE][self.texts.language], line)
                if typed is None:
                    return None
                votes.append(typed)
            paper.append(votes)
        return paper

    async def _number(self, title: str, line: str) -> int | None:
        typed = await self.dialog.digits(title, line, _DIGITS)
        return None if typed is None else int(typed)

    async def _breach(self, found: list) -> str | None:
        """Say which equations do not hold. A reason and two people, or type again: None."""
        lines = [self.texts("breach_line", self._name(name), left, right) for name, left, right in found]
        while True:
            if await self.dialog.confirm(self.texts("breach"), lines) != 1:
                return None
            answer = await self.dialog.choose(
                self.texts("breach"), [self.texts("type_again"), self.texts("accept_reason")]
            )
            if answer != 1:
                return None
            chosen = await self.dialog.choose(self.texts("reason"), [self.texts(name) for name in _REASONS])
            if chosen >= 0 and await Officials(self.terminal).present(rule("desk", CLOSED, "accept_breach")[1]):
                self.terminal.log("breach_accepted")
                return self.texts(_REASONS[chosen])

    def _name(self, name: str) -> str:
        kind, _, number = name.rpartition("_")
        return self.texts("eq_" + kind, number) if number.isdigit() else self.texts("eq_" + name)
