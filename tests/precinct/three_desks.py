"""A precinct with three desks in tests: how they open and close, and what is said of its protocol."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from host_tools.elections.election_file import read_election
from host_tools.formats import cose
from host_tools.formats.objects import Protocol
from host_tools.provisioning.plan import OFFICIAL
from host_tools.verifier import desks
from host_tools.verifying.precinct import check_precinct
from host_tools.verifying.vouching import Evidence
from simulator.people.precinct import PAPER
from tests.precinct.day import ELECTION, VOTE, Day, Snapshot, keep, make_precinct
from tests.precinct.evening_numbers import numbers
from tests.precinct.slip_objects import object_of

FIRST, SECOND, THIRD = 0, 4, 8  # first voters of the desks' parts: places on the roll
DESKS, SHARED_SLOTS, EACH = 3, 48, 16  # each desk gives so many slips of a booth
# Options, then blank, every answer marked, invalid, of each contest.
TWO_ON_PAPER = [[2] + 9 * [0], [0, 2, 0, 0, 0], [2, 0, 0, 0, 0]]


def provisioned(folder: Path) -> Snapshot:
    """Three desks and two booths that were never switched on."""
    return make_precinct(folder, desks=DESKS, slots=SHARED_SLOTS)


def switched_on(day: Day) -> Day:
    """Every terminal of a day goes on after its power cut."""
    for at in [*day.desks, *day.booths]:
        day.resume(at)
    return day


def closed(opened: Snapshot, folder: Path, piles: dict[str, tuple[int, int]] | None = None) -> Snapshot:
    """Three voters came to each of two desks, two of them got slips and one paper; then everything closed.

    piles: who issues already, and the ballots left, by the desk's name.
    """
    day = switched_on(Day(opened, folder / "day"))
    day.piles |= piles or {}
    for voter, booth, desk in ((FIRST, 1, 1), (FIRST + 1, 2, 1), (SECOND, 1, 2), (SECOND + 1, 2, 2)):
        day.vote(booth, day.check_in(day.labels[voter], booth, desk=desk), VOTE)
    day.check_in(day.labels[FIRST + 2], PAPER)
    day.check_in(day.labels[SECOND + 2], PAPER, desk=2)
    totals = [day.close_booth(number) for number in (1, 2)]
    day.close_desk()
    return keep(day, folder / "kept", totals=totals, reports=day.desk_reports)


def evening_at_desks(day: Day) -> Day:
    """The evening of what `closed` left: the desks are on, and the reports of the second and third at hand."""
    for at in day.desks:
        day.resume(at)
    day.desk_reports = day.also["reports"]  # type: ignore[assignment]
    return day


def counted(day: Day, **more: object) -> Protocol:
    """The protocol of an evening: two paper ballots in the box."""
    codes_said = day.count(day.also["totals"], OFFICIAL, numbers(TWO_ON_PAPER, 2), **more)  # type: ignore[arg-type]
    return payload(object_of(codes_said)[1])


def payload(signed: bytes) -> Protocol:
    """What a protocol says."""
    return Protocol.from_cbor((cose.peek1(signed) or (b"", b""))[1])


def said_wrong(
    day: Day,
    signed: bytes,
    folder: Path,
    *earlier: bytes,
    reports: Sequence[bytes] | None = None,
    election: Path = ELECTION,
) -> list[str]:
    """What precinct check and desks.py say against a protocol, with everything of the day at hand.

    reports: other ones than those of the further desks. election: the file that the day was made with.
    """
    precinct = day.provisioned.precincts[OFFICIAL]
    totals = [object_of(one)[1] for one in day.also["totals"]]  # type: ignore[attr-defined]
    reports = reports or [object_of(one)[1] for one in day.also["reports"]]  # type: ignore[attr-defined]
    images = [bytes(chip.array) for at in [*day.desks, *day.booths] for chip in at.hardware.chips]
    evidence = Evidence(reports=reports)
    found = check_precinct(
        images, totals, signed, read_election(election), precinct, earlier=earlier, evidence=evidence
    )
    folder.mkdir()
    (folder / "precinct.cbor").write_bytes(precinct.to_cbor())
    for number, data in enumerate([*reports, *earlier, signed]):
        (folder / f"{number}.cose").write_bytes(data)
    alone = [text for good, text in desks.check(folder) if not good]
    return [finding.text for finding in found.findings if finding.level == "bad"] + alone


def account(protocol: Protocol, desk: int, holder: int) -> tuple[int, ...]:
    """Received, slips, paper here, ballots given out and given back of a member at a desk."""
    (one,) = [line for line in protocol.accounts or () if (line.desk, line.holder) == (desk, holder)]
    return one.received, one.slips, one.issued, one.ballots, one.unused
