"""The equations of a protocol (formats, section 7)."""

from __future__ import annotations

from typing import NamedTuple

from host_tools.formats.definitions import Contest, Election
from host_tools.formats.objects import Protocol

FIELDS = (
    "listed", "added", "certificates", "on_list", "activations", "marked", "paper_received", "paper_issued",
    "paper_outside", "paper_spoiled", "paper_unused", "box_portable", "box_room", "electronic",
)  # fmt: skip
# What people counted by hand, and what the desk recorded of it, if it did.
COUNTED_TWICE = (("paper_outside", "outside_recorded"), ("paper_spoiled", "spoiled_recorded"))


class Breach(NamedTuple):
    """An equation that does not hold, in words with its numbers.

    by_people: something in it was counted by hand or depends on what people did, so that a reason can explain it. The
    others hold between numbers of machines alone: no honest day breaks them, and no reason explains them.
    """

    text: str
    by_people: bool


def breaches(protocol: Protocol, election: Election) -> list[Breach]:
    """Every equation that does not hold. A field that is not there counts as 0."""
    value = {name: protocol.fields.get(name, 0) for name in FIELDS}
    contests = list(enumerate(election.contests))
    by_people = [*_people(value), *_paper(value, protocol)]
    by_people += [text for at, contest in contests for text in _paper_votes(at, contest, value, protocol)]
    by_machines = [*_list(value), *_booths(value, protocol)]
    by_machines += [_electronic_votes(at, contest, value, protocol) for at, contest in contests]
    by_machines += [_electronic_blanks(at, contest, protocol) for at, contest in contests if not contest.blank_allowed]
    found = [Breach(text, False) for text in by_machines] + [Breach(text, True) for text in by_people]
    return [breach for breach in found if breach.text]


def _list(value: dict[str, int]) -> list[str]:
    """What the desk works out itself from what was typed."""
    left = value["listed"] + value["added"] - value["certificates"]
    return [_equal("on_list", value["on_list"], "listed + added - certificates", left)]


def _people(value: dict[str, int]) -> list[str]:
    """Voters on the list, marked, and with a ballot."""
    ballots = value["electronic"] + value["paper_issued"] + value["paper_outside"]
    return [
        f"on_list = {value['on_list']} is less than nobody" if value["on_list"] < 0 else "",
        _equal("marked", value["marked"], "activations + paper_issued + paper_outside",
               value["activations"] + value["paper_issued"] + value["paper_outside"]),
        _equal("marked", value["marked"], "electronic + paper_issued + paper_outside", ballots),
        _at_most("marked", value["marked"], "on_list", value["on_list"]),
        _at_most("electronic + paper_issued + paper_outside", ballots, "on_list", value["on_list"]),
    ]  # fmt: skip


def _paper(value: dict[str, int], protocol: Protocol) -> list[str]:
    found = [
        _equal("paper_received", value["paper_received"], "paper_issued + paper_outside + paper_spoiled + paper_unused",
               value["paper_issued"] + value["paper_outside"] + value["paper_spoiled"] + value["paper_unused"]),
        _at_most("box_portable", value["box_portable"], "paper_outside", value["paper_outside"]),
        _at_most("box_room", value["box_room"], "paper_issued", value["paper_issued"]),
    ]  # fmt: skip
    return found + [
        _equal(counted, value[counted], recorded, protocol.fields[recorded])
        for counted, recorded in COUNTED_TWICE
        if recorded in protocol.fields
    ]


def _booths(value: dict[str, int], protocol: Protocol) -> list[str]:
    """Each booth by itself, and all of them together."""
    cast = sum(line.cast for line in protocol.booths)
    found = [
        _equal("electronic", value["electronic"], "ballots cast at all booths", cast),
        _at_most("ballots cast at all booths", cast, "activations", value["activations"]),
        _equal("activations", value["activations"], "activations of all booths",
               sum(line.issued for line in protocol.booths)),
    ]  # fmt: skip
    for line in protocol.booths:
        spent, issued = f"activations spent at booth {line.booth}", f"activations issued for booth {line.booth}"
        found.append(_at_most(f"ballots cast at booth {line.booth}", line.cast, spent, line.spent))
        found.append(_at_most(spent, line.spent, issued, line.issued))
    return found


def _electronic_votes(at: int, contest: Contest, value: dict[str, int], protocol: Protocol) -> str:
    votes = sum(protocol.electronic[at]) if at < len(protocol.electronic) else 0
    due = value["electronic"] * contest.votes_allowed
    return _equal(f"electronic votes of {contest.id}", votes, "electronic x votes allowed", due)


def _electronic_blanks(at: int, contest: Contest, protocol: Protocol) -> str:
    """The last position counts the ballots without a mark."""
    blanks = sum(protocol.electronic[at][-1:]) if at < len(protocol.electronic) else 0
    return _equal(f"electronic blanks of {contest.id}", blanks, "none, which the election does not allow", 0)


def _paper_votes(at: int, contest: Contest, value: dict[str, int], protocol: Protocol) -> list[str]:
    """A paper ballot gives one line where one vote is allowed, else one to as many lines as votes are allowed."""
    votes = sum(protocol.paper[at]) if at < len(protocol.paper) else 0
    ballots = value["box_portable"] + value["box_room"]
    name = f"paper votes of {contest.id}"
    if contest.votes_allowed == 1:
        return [_equal(name, votes, "ballots in the boxes", ballots)]
    most = ballots * contest.votes_allowed
    return [
        _at_most("ballots in the boxes", ballots, name, votes),
        _at_most(name, votes, "ballots in the boxes x votes allowed", most),
    ]


def shape_problems(protocol: Protocol, election: Election) -> list[str]:
    """Where a protocol does not have the lines that the election's contests ask for."""
    if len(protocol.electronic) != len(election.contests) or len(protocol.paper) != len(election.contests):
        return [f"it has {len(protocol.electronic)} contests, the election has {len(election.contests)}"]
    found = []
    for contest, electronic, paper in zip(election.contests, protocol.electronic, protocol.paper, strict=True):
        if len(electronic) != contest.positions:
            found.append(f"{contest.id} has {len(electronic)} electronic lines instead of {contest.positions}")
        if len(paper) != paper_lines(contest):
            found.append(f"{contest.id} has {len(paper)} paper lines instead of {paper_lines(contest)}")
    return found


def paper_lines(contest: Contest) -> int:
    """Options, blank, invalid."""
    return len(contest.options) + 2


def _equal(left: str, left_value: int, right: str, right_value: int) -> str:
    return "" if left_value == right_value else f"{left} = {left_value}, but {right} = {right_value}"


def _at_most(left: str, left_value: int, right: str, right_value: int) -> str:
    return "" if left_value <= right_value else f"{left} = {left_value} is more than {right} = {right_value}"
