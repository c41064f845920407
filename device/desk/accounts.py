"""Which member issues at this desk, where a precinct has several, and each member's account.

A member takes over with card and PIN; from then on what leaves the desk is on that member's account, until another one
takes over. Each turn is logged with the counts at its begin, so an account is what was counted during its turns: it
says nothing of a voter, and no member can write on another's. Ballots are counted in pieces, of all contests: what a
member received must have been given out or spoiled, or be given back unused.
"""

from formats import payloads
from storage.events import event_number

_EVENT = event_number("member_issues")
_OF_ACCOUNT = ("activations", "paper_issued", "paper_outside", "paper_spoiled", "paper_returned", "slips_returned")


class Accounts:
    """The accounts of one opening. However often members take turns, there is one for each of them.

    holder: the number on the card of the member who issues now; 0 for nobody.

    Numbers are those of a log entry: ballots received; what the desk had counted so far, and ballots given out;
    ballots that the member of the turn before gave back.
    """

    def __init__(self):
        self.holder = 0
        self._begin: list[int] = []  # numbers of the turn that goes on
        self._sums: dict[int, list[int]] = {}  # of each member's turns that are over; ballots received of all

    def remember(self, event: int, detail: int, data: bytes) -> None:
        """Take up an entry of the event log. event, detail, data: of the entry."""
        if event == _EVENT:
            size = 2 * len(_OF_ACCOUNT) + 6
            begin = [int.from_bytes(data[at : at + 2], "little") for at in range(0, size, 2)]
            if self.holder:
                self._sums[self.holder] = self._until(begin)
            self.holder, self._begin = detail, begin
            sums = self._sums.setdefault(detail, [0] * len(begin))
            sums[0] += begin[0]

    def _until(self, end: list[int]) -> list[int]:
        """The sums of the member who issues, with the turn that ends where these numbers begin."""
        sums = self._sums[self.holder]
        counted = [sums[at] + end[at] - self._begin[at] for at in range(1, len(end) - 1)]
        return sums[:1] + counted + [sums[-1] + end[-1]]

    def begin(self, desk, holder: int, received: int, unused: int) -> bool:
        """Log and keep that a member takes over. False if neither chip takes it.

        holder: on the member's card.
        received: paper ballots of all contests that the member takes over.
        unused: those that the member before gives back; the same member may, too, and go on with none.
        """
        data = b"".join([number.to_bytes(2, "little") for number in [received] + _counted(desk) + [unused]])
        added = desk.terminal.event_log.add(_EVENT, holder, data)
        if added:
            self.remember(_EVENT, holder, data)
        return added

    def lines(self, desk) -> list[payloads.Account]:
        """The account of each member who has issued here."""
        found = dict(self._sums)
        if self.holder:
            found[self.holder] = self._until([0] + _counted(desk) + [0])
        return [payloads.Account(desk.terminal.poll.desk, holder, *found[holder]) for holder in sorted(found)]


def _counted(desk) -> list[int]:
    """What the desk has counted so far, and how many ballots it has given out: of each style those of its contests."""
    counts, ballots = desk.check_ins.counts(), 0
    for at, papers in enumerate(desk.check_ins.papers_by_style()):
        ballots += sum(papers) * len(desk.terminal.poll.contests_of(at + 1))
    return [counts[name] for name in _OF_ACCOUNT] + [ballots]
