"""What a protocol says of one contest's own voters, where not everybody has every contest (formats, section 7).

A record holds every contest of the election, and those that are not of its ballot style are blank in it: the blank
positions of such a contest hold that many ballots more. They are subtracted here.
"""

from __future__ import annotations

from host_tools.formats.definitions import Election
from host_tools.formats.objects import Protocol, StyleLine


def recorded(protocol: Protocol, election: Election, contest: int) -> StyleLine:
    """Ballots cast, and paper given in the room and outside, of the voters who have a contest. contest: from 0."""
    if not election.styles:
        value = protocol.fields
        return StyleLine(*(value.get(name, 0) for name in ("electronic", "issued_recorded", "outside_recorded")))
    pairs = zip(protocol.styles or (), election.styles, strict=False)
    here = [line for line, style in pairs if contest in style.contests]
    return StyleLine(*(sum(line[at] for line in here) for at in range(3)))


def returned(protocol: Protocol, election: Election, contest: int) -> int:
    """Paper ballots of a contest that voters gave back, at least: those that no voter without it can have given."""
    value, mine = protocol.fields, recorded(protocol, election, contest)
    others = value["issued_recorded"] + value["outside_recorded"] - mine.issued - mine.outside
    return max(0, value["paper_returned"] - others)


def without(protocol: Protocol, election: Election, contest: int) -> int:
    """Ballots cast by voters who do not have a contest: blank in it."""
    if not election.styles:
        return 0
    return sum(line.cast for line in protocol.styles or ()) - recorded(protocol, election, contest).cast


def electronic(protocol: Protocol, election: Election, contest: int) -> list[int]:
    """The positions of a contest without the ballots that do not have it; a blank one below 0 is a breach."""
    options, others = len(election.contests[contest].options), without(protocol, election, contest)
    line = protocol.electronic[contest]
    return [*line[:options], *(count - others for count in line[options:])]


def is_of_all(election: Election, contest: int) -> bool:
    """Has every voter this contest?"""
    return all(contest in style.contests for style in election.styles or ())
