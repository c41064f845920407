"""The equations of a protocol (formats, section 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from host_tools.formats import styles
from host_tools.formats.definitions import Blank, Contest, Election
from host_tools.formats.objects import DeskCounts, PaperLine, Protocol, StyleLine

REST = 3  # lines of a contest's paper votes behind its options: blank, every answer marked, invalid


class Breach(NamedTuple):
    """An equation that does not hold, in words with its numbers.

    by_people: something in it was counted by hand or depends on what people did, so that a reason can explain it. The
    others hold between numbers of machines alone: no honest day breaks them, and no reason explains them.
    """

    text: str
    by_people: bool


def breaches(protocol: Protocol, election: Election) -> list[Breach]:
    """Every equation that does not hold, of a protocol whose fields and shape are those of the election."""
    value = protocol.fields
    contests = list(zip(election.contests, protocol.papers, protocol.paper, strict=False))
    by_people = [*_people(value, protocol), *_lost(protocol), *_dead(protocol), *_members(protocol), *_ended(protocol)]
    spoiled = sum(line.spoiled for line in protocol.papers)
    by_people.append(_equal("paper ballots spoiled", spoiled, "spoiled_recorded", value["spoiled_recorded"]))
    withdrawn = sum(line.withdrawn for line in protocol.papers)
    by_people.append(_equal("paper withdrawn", withdrawn, "withdrawn_recorded", value["withdrawn_recorded"]))
    by_machines = [
        *_recorded(value),
        *_desks(value, protocol),
        *_accounts(protocol, election),
        *_booths(value, protocol),
        *_styles(value, protocol),
    ]
    for at, (contest, line, paper) in enumerate(contests):
        of_all, mine = styles.is_of_all(election, at), styles.recorded(protocol, election, at)
        electronic, returned = styles.electronic(protocol, election, at), styles.returned(protocol, election, at)
        by_people += [f"{contest.id}: {text}" for text in _paper(line, mine, returned) if text]
        by_people += _paper_votes(contest, line.portable + line.room, protocol.by_hand, paper, of_all)
        by_machines.append(_equal(f"{contest.id}: issued", line.issued, "issued_recorded", mine.issued))
        by_machines.append(_electronic_votes(contest, mine.cast, sum(electronic)))
        by_machines.append(_electronic_blanks(contest, electronic[-1]))
    found = [Breach(text, False) for text in by_machines] + [Breach(text, True) for text in by_people]
    return [breach for breach in found if breach.text]


def _recorded(value: Mapping[str, int]) -> list[str]:
    """What the desk works out itself, and its own records of who came."""
    left = value["listed"] + value["added"] - value["certificates"]
    given = value["activations"] + value["issued_recorded"] + value["outside_recorded"]
    came = value["marked"] + value["slips_exchanged"] + value["slips_changed"]
    return [
        _at_most("by_certificate", value["by_certificate"], "added", value["added"]),
        _equal("on_list", value["on_list"], "listed + added - certificates", left),
        _equal("marked + slips exchanged and changed", came, "activations + issued_recorded + outside_recorded", given),
    ]


def _desks(value: Mapping[str, int], protocol: Protocol) -> list[str]:
    """Where there are several desks the precinct's numbers are theirs together."""
    if protocol.desks is None:
        return []
    fields = {name: f"{name}_recorded" if f"{name}_recorded" in value else name for name in DeskCounts._fields}
    return [
        _equal(field, value[field], f"{name} of all desks", sum(getattr(line, name) for line in protocol.desks))
        for name, field in fields.items()
    ]


_OF_ACCOUNTS = {"slips": "activations"}  # of an account, as a desk calls it
_IN_ACCOUNTS = ("slips", "issued", "outside", "spoiled", "paper_returned", "slips_returned")


def _accounts(protocol: Protocol, election: Election) -> list[str]:
    """What a desk gave is on its members' accounts, all of it; a dead desk has none."""
    if protocol.accounts is None:
        return []
    of_contests = [styles.recorded(protocol, election, at) for at in range(len(election.contests))]
    pieces, due = sum(one.ballots for one in protocol.accounts), sum(one.issued + one.outside for one in of_contests)
    found = [_equal("ballots on members' accounts", pieces, "issued and outside recorded of all contests", due)]
    for line in protocol.desks or ():
        mine = [one for one in protocol.accounts or () if one.desk == line.desk]
        for name in _IN_ACCOUNTS:
            field, total = _OF_ACCOUNTS.get(name, name), sum(getattr(one, name) for one in mine)
            found.append(_equal(f"{field} of desk {line.desk}", getattr(line, field), "accounts of its members", total))
    return found


def _members(protocol: Protocol) -> list[str]:
    """What a member received is given out, spoiled or given back; who issues at two desks, somebody has to say why."""
    holders = [one.holder for one in protocol.accounts or ()]
    return [
        _equal(
            f"ballots that member {one.holder} received at desk {one.desk}",
            one.received,
            "given out + spoiled + given back",
            one.ballots + one.spoiled + one.unused,
        )
        for one in protocol.accounts or ()
    ] + [
        f"member {holder} has accounts at {holders.count(holder)} desks"
        for holder in sorted(set(holders))
        if holders.count(holder) > 1
    ]


def _dead(protocol: Protocol) -> list[str]:
    """Desks without a report: nobody knows what they gave, and somebody has to say why."""
    dead = [line.desk for line in protocol.desks or () if line.desk > 1 and line.report is None]
    found = [f"desk {desk} has no report, and what it gave is not counted" for desk in dead]
    for line in protocol.booths if dead else ():
        said = f"activations spent at booth {line.booth}"
        found.append(_at_most(said, line.spent, "those known to be issued for it", line.issued))
    return found


def _styles(value: Mapping[str, int], protocol: Protocol) -> list[str]:
    """Each ballot is of one style."""
    if protocol.styles is None:
        return []
    names = ("electronic", "issued_recorded", "outside_recorded")
    return [
        _equal(name, value[name], f"{name} of all ballot styles", sum(line[at] for line in protocol.styles))
        for at, name in enumerate(names)
    ]


def _people(value: Mapping[str, int], protocol: Protocol) -> list[str]:
    """Voters on the list, and what became of what they got. A slip that was taken away is a line, not a breach."""
    cast, said = (
        value["electronic"] + protocol.by_hand,
        "electronic + counted by hand" if protocol.ended else "electronic",
    )
    ballots = cast + value["issued_recorded"] + value["outside_recorded"]
    slips = cast + value["slips_returned"] + value["slips_exchanged"] + value["slips_cancelled"]
    certificates = value["certificates"] + value["certificates_cancelled"] + value["certificates_lost"]
    return [
        _equal("certificates_received", value["certificates_received"], "issued, cancelled and lost", certificates),
        f"on_list = {value['on_list']} is less than nobody" if value["on_list"] < 0 else "",
        _at_most("marked", value["marked"], "on_list", value["on_list"]),
        _at_most(f"{said} + issued_recorded + outside_recorded", ballots, "on_list", value["on_list"]),
        _at_most("slips_changed", value["slips_changed"], "slips_cancelled", value["slips_cancelled"]),
        _at_most(f"{said} + slips returned, exchanged, cancelled", slips, "activations", value["activations"]),
    ]


def _paper(line: PaperLine, mine: StyleLine, returned: int) -> list[str]:
    """One contest's paper ballots. mine: recorded of its voters; returned: ballots of it that were given back."""
    used = line.withdrawn + line.issued + line.outside + line.unused + line.spoiled + line.lost
    given, back = line.issued + line.outside, line.portable + line.room + returned
    return [
        _equal("received", line.received, "withdrawn + issued + outside + unused + spoiled + lost", used),
        _equal("outside", line.outside, "outside_recorded", mine.outside),
        _at_most("portable", line.portable, "outside", line.outside),
        _at_most("room", line.room, "issued", line.issued),
        _at_most("portable + room + paper_returned", back, "issued + outside", given),
    ]


def _booths(value: Mapping[str, int], protocol: Protocol) -> list[str]:
    """Each booth by itself, and all of them together."""
    cast = sum(line.cast for line in protocol.booths)
    found = [
        _equal("electronic", value["electronic"], "ballots cast at all booths", cast),
        "" if _dead(protocol) else _at_most("ballots cast at all booths", cast, "activations", value["activations"]),
        _equal("challenged", value["challenged"], "ballots challenged at all booths",
               sum(line.challenged for line in protocol.booths)),
        _equal("slips_cancelled", value["slips_cancelled"], "slips cancelled at all booths",
               sum(line.cancelled for line in protocol.booths)),
        _equal("activations", value["activations"], "activations of all booths",
               sum(line.issued for line in protocol.booths)),
        _equal("slips_exchanged", value["slips_exchanged"], "slips exchanged of all openings that ended early",
               sum(line.exchanged for line in protocol.ended or ())),
    ]  # fmt: skip
    for line in protocol.booths:
        spent, issued = f"activations spent at booth {line.booth}", f"activations issued for booth {line.booth}"
        used = f"ballots cast and slips cancelled at booth {line.booth}"
        found.append(_at_most(used, line.cast + line.cancelled, spent, line.spent))
        if not _dead(protocol):
            found.append(_at_most(spent, line.spent, issued, line.issued))
    return found


def _lost(protocol: Protocol) -> list[str]:
    """Openings without totals that count: their slips are counted by hand, and somebody has to say why."""
    return [
        f"booth {line.booth} has no totals of its opening {line.opening[:4].hex()}, its slips are counted by hand"
        for line in protocol.booths
        if line.totals is None
    ] + [
        f"booth {one.booth} is left out, because its totals hold no votes, and its slips are counted by hand"
        for one in protocol.left_out or []
    ]


def _ended(protocol: Protocol) -> list[str]:
    """Nobody both cast a ballot and exchanged the slip: then there are no more of the two than slips."""
    found = []
    for line in protocol.ended or ():
        for booth in protocol.booths:
            if booth.opening == line.opening:
                said = f"ballots and exchanged slips of booth {booth.booth}, opening {line.opening[:4].hex()},"
                ballots = booth.cast if protocol.is_in_sums(booth) else line.by_hand
                found.append(_at_most(said, ballots + line.exchanged, "slips issued for it", booth.issued))
    return found


def _electronic_votes(contest: Contest, ballots: int, votes: int) -> str:
    due = ballots * contest.votes_allowed
    return _equal(f"electronic votes of {contest.id}", votes, "electronic x votes allowed", due)


def _electronic_blanks(contest: Contest, blanks: int) -> str:
    """The last position counts the ballots without a mark."""
    if blanks < 0:
        return f"electronic blanks of {contest.id} = {blanks} is less than nobody"
    if contest.blank != Blank.NOT_ALLOWED:
        return ""
    return _equal(f"electronic blanks of {contest.id}", blanks, "none, which the election does not allow", 0)


def _paper_votes(contest: Contest, boxes: int, by_hand: int, paper: list[int], of_all: bool) -> list[str]:
    """A valid paper ballot gives one line where one vote is allowed, else one to as many lines as votes are allowed.

    of_all: every ballot that was counted by hand has this contest; else nobody knows how many have.
    """
    rest, name, ballots = sum(paper[-REST:]), f"paper votes of {contest.id}", boxes + by_hand
    if by_hand and not of_all:
        least = -(-sum(paper[:-REST]) // contest.votes_allowed) + rest
        return [
            _at_most(f"ballots of {name}", least, "ballots in the boxes and counted by hand", ballots),
            _at_most("ballots in the boxes", boxes, f"lines of {name}", sum(paper)),
        ]
    if contest.votes_allowed == 1:
        return [_equal(name, sum(paper), "ballots in the boxes", ballots)]
    votes, valid = sum(paper[:-REST]), ballots - rest
    return [
        _at_most("valid ballots in the boxes", valid, name, votes),
        _at_most(name, votes, "valid ballots in the boxes x votes allowed", valid * contest.votes_allowed),
    ]


def shape_problems(protocol: Protocol, election: Election) -> list[str]:
    """Where a protocol does not have the lines that the election's contests ask for."""
    parts: dict[str, Sequence[object]] = {
        "electronic": protocol.electronic,
        "paper": protocol.paper,
        "papers": protocol.papers,
    }
    for name, part in parts.items():
        if len(part) != len(election.contests):
            return [f"its {name} has {len(part)} contests, the election has {len(election.contests)}"]
    found = _ended_problems(protocol)
    said, due = (None if one.styles is None else len(one.styles) for one in (protocol, election))
    if said != due:
        found.append(f"it has {said or 'no'} ballot styles, the election has {due or 'none'}")
    for contest, electronic, paper in zip(election.contests, protocol.electronic, protocol.paper, strict=True):
        if len(electronic) != contest.positions:
            found.append(f"{contest.id} has {len(electronic)} electronic lines instead of {contest.positions}")
        if len(paper) != len(contest.options) + REST:
            found.append(f"{contest.id} has {len(paper)} paper lines instead of {len(contest.options) + REST}")
        elif stray := _stray(contest, paper):
            found.append(f"{contest.id} has {stray}, which it does not count by themselves")
    return found


def _ended_problems(protocol: Protocol) -> list[str]:
    """It has a line for each opening that another one follows or that is in no sum, all in the order of the booths.

    Others may be there, for openings that were ended at the desk: whether they were its event log says.
    """
    followed = zip(protocol.booths, [*protocol.booths[1:], None], strict=False)  # without booths: none
    said = [line.opening for line in protocol.ended or ()]
    due = [
        line.opening
        for line, after in followed
        if not protocol.is_in_sums(line) or (after is not None and after.booth == line.booth) or line.opening in said
    ]
    found = [] if protocol.ended != [] else ["its list of openings that ended early is there and has none"]
    if said != due:
        found.append("its openings that ended early are not all that another one follows or that are in no sum")
    counted = {line.opening for line in protocol.booths if protocol.is_in_sums(line)}
    if any(line.by_hand for line in protocol.ended or () if line.opening in counted):
        found.append("it counts ballots by hand of an opening whose totals count")
    return found


def _stray(contest: Contest, paper: list[int]) -> str:
    """A number on a line that this contest does not have."""
    blank, uncounted, _ = paper[-REST:]
    if blank and contest.blank != Blank.OWN_LINE:
        return f"{blank} blank paper ballots"
    return f"{uncounted} paper ballots with every answer marked" if uncounted and not contest.referendum else ""


def _equal(left: str, left_value: int, right: str, right_value: int) -> str:
    return "" if left_value == right_value else f"{left} = {left_value}, but {right} = {right_value}"


def _at_most(left: str, left_value: int, right: str, right_value: int) -> str:
    return "" if left_value <= right_value else f"{left} = {left_value} is more than {right} = {right_value}"
