"""The equations of a protocol (formats, section 7)."""

from __future__ import annotations

from host_tools.formats.definitions import Contest, Election
from host_tools.formats.objects import Protocol

FIELDS = (
    "listed", "added", "certificates", "on_list", "activations", "marked", "paper_received", "paper_issued",
    "paper_outside", "paper_spoiled", "paper_unused", "box_portable", "box_room", "electronic",
)  # fmt: skip


def breaches(protocol: Protocol, election: Election) -> list[str]:
    """Every equation that does not hold, in words with its numbers. A field that is not there counts as 0."""
    value = {name: protocol.fields.get(name, 0) for name in FIELDS}
    cast = sum(line.cast for line in protocol.booths)
    found = [
        _equal("on_list", value["on_list"], "listed + added - certificates",
               value["listed"] + value["added"] - value["certificates"]),
        _equal("marked", value["marked"], "activations + paper_issued + paper_outside",
               value["activations"] + value["paper_issued"] + value["paper_outside"]),
        _at_most("marked", value["marked"], "on_list", value["on_list"]),
        _equal("electronic", value["electronic"], "ballots cast at all booths", cast),
        _at_most("ballots cast at all booths", cast, "activations", value["activations"]),
        _equal("paper_received", value["paper_received"], "paper_issued + paper_outside + paper_spoiled + paper_unused",
               value["paper_issued"] + value["paper_outside"] + value["paper_spoiled"] + value["paper_unused"]),
        _at_most("box_portable", value["box_portable"], "paper_outside", value["paper_outside"]),
        _at_most("box_room", value["box_room"], "paper_issued", value["paper_issued"]),
    ]  # fmt: skip
    in_boxes = value["box_portable"] + value["box_room"]
    for i, contest in enumerate(election.contests):
        electronic = sum(protocol.electronic[i]) if i < len(protocol.electronic) else 0
        paper = sum(protocol.paper[i]) if i < len(protocol.paper) else 0
        found.append(_equal(f"electronic votes of {contest.id}", electronic, "electronic x votes allowed",
                            value["electronic"] * contest.votes_allowed))  # fmt: skip
        found += _paper_votes(contest, paper, in_boxes)
    return [breach for breach in found if breach]


def _paper_votes(contest: Contest, votes: int, ballots: int) -> list[str]:
    """A paper ballot gives one line where one vote is allowed, else one to as many lines as votes are allowed."""
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
