"""Which member issues at this desk, where a precinct has several, and each member's account.

A member takes over with card and PIN; from then on what leaves the desk is on that member's account, until another one
takes over. Each turn is logged with the counts at its begin, so an account is what was counted during its turns: it
says nothing of a voter, and no member can write on another's.
"""

from formats import payloads
from storage.events import event_number

_EVENT = event_number("member_issues")
_OF_ACCOUNT = ("activations", "paper_issued", "paper_outside", "paper_spoiled", "paper_returned", "slips_returned")


class Accounts:
    """The turns of one opening, in order, each as (holder, ballots received, counts at its begin)."""

    def __init__(self):
        self._turns: list[tuple[int, int, list[int]]] = []

    def remember(self, event: int, detail: int, data: bytes) -> None:
        """Take up an entry of the event log. event, detail, data: of the entry."""
        if event == _EVENT:
            numbers = [int.from_bytes(data[at : at + 2], "little") for at in range(0, 2 * len(_OF_ACCOUNT) + 2, 2)]
            self._turns.append((detail, numbers[0], numbers[1:]))

    @property
    def holder(self) -> int:
        """The number on the card of the member who issues now; 0 for nobody."""
        return self._turns[-1][0] if self._turns else 0

    def begin(self, log, holder: int, received: int, counts: dict) -> bool:
        """Log and keep that a member takes over. False if neither chip takes it.

        log: the event log. holder: on the member's card.
        received: paper ballots of each contest that the member takes over.
        counts: of `CheckIns`.
        """
        data = b"".join(
            [number.to_bytes(2, "little") for number in [received] + [counts[name] for name in _OF_ACCOUNT]]
        )
        added = log.add(_EVENT, holder, data)
        if added:
            self.remember(_EVENT, holder, data)
        return added

    def lines(self, desk: int, counts: dict) -> list[payloads.Account]:
        """The account of each member who has issued here. desk: its number. counts: of `CheckIns`, now."""
        ends = [begin for _, _, begin in self._turns[1:]] + [[counts[name] for name in _OF_ACCOUNT]]
        found: dict[int, list[int]] = {}
        for (holder, received, begin), end in zip(self._turns, ends):
            sums = found.setdefault(holder, [0] * (len(_OF_ACCOUNT) + 1))
            sums[0] += received
            for at, (before, after) in enumerate(zip(begin, end), 1):
                sums[at] += after - before
        return [payloads.Account(desk, holder, *found[holder]) for holder in sorted(found)]
