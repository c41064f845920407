"""What the chair types in the evening, in the order in which the desk asks for it (docs/formats.md, section 7)."""

from __future__ import annotations

from collections.abc import Sequence

from host_tools.formats.definitions import Blank, Contest, Election

OF_THE_DAY = (
    "certificates", "certificates_received", "certificates_cancelled", "certificates_lost", "complaints", "acts",
)  # fmt: skip
BALLOTS = ("received", "withdrawn", "outside", "spoiled", "unused", "lost", "portable", "room")


def typed_numbers(
    election: Election, paper: Sequence[Sequence[int]], received: int, issued: int | Sequence[int], **changes: int
) -> list[int]:
    """All ballots that were handed out were handed out in the room, and are in its box.

    paper: of each contest the votes of its options, then blank ballots, those with every answer marked, invalid ones.
    received: paper ballots of each contest. issued: how many of them voters got, in every contest alike or in
    each of them.
    Every certificate that the commission received was issued.
    changes: other numbers of OF_THE_DAY, or of BALLOTS in every contest.
    """
    received_and_issued = {"certificates_received": changes.get("certificates", 0)}
    of_the_day = dict.fromkeys(OF_THE_DAY, 0) | received_and_issued | changes
    numbers = [of_the_day[name] for name in OF_THE_DAY]
    each = [issued] * len(election.contests) if isinstance(issued, int) else issued
    for contest, votes, room in zip(election.contests, paper, each, strict=True):
        ballots = dict.fromkeys(BALLOTS, 0) | {"received": received, "unused": received - room, "room": room}
        ballots |= changes
        numbers += [ballots[name] for name in BALLOTS] + asked_lines(contest, votes)
    return numbers


def asked_lines(contest: Contest, votes: Sequence[int]) -> list[int]:
    """The lines of a contest that the desk asks for; a blank ballot that has no line of its own is an invalid one."""
    options = len(contest.options)
    blank, uncounted, invalid = votes[options:]
    if contest.blank == Blank.OWN_LINE:
        return [*votes[:options], blank, *([uncounted] if contest.referendum else []), invalid]
    return [*votes[:options], *([uncounted] if contest.referendum else []), invalid + blank]
