"""A precinct's protocol against its sealed totals, its equations, and the protocols that it supersedes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from host_tools.findings import Report
from host_tools.formats import booth_lines, corrections, left_out, unopened
from host_tools.formats.definitions import Election, Precinct
from host_tools.formats.objects import Protocol
from host_tools.formats.opening import Pair, unproved
from host_tools.verifying import desk_reports, equations
from host_tools.verifying.closing_hour import closed_too_early
from host_tools.verifying.keyring import KeyRing
from host_tools.verifying.sealed_totals import At, Sealed
from host_tools.verifying.slips import verified_payload


def check_protocol(
    data: bytes,
    earlier: Sequence[bytes],
    ring: KeyRing,
    sealed: dict[At, Sealed],
    total: list[Pair],
    election: Election,
    precinct: Precinct,
    report: Report,
) -> list[int] | None:
    """Add what the protocol says to the report; its electronic counts position by position, None when unusable.

    data, earlier: signed objects. sealed: genuine sealed totals by booth and opening. total: the sums of those that
    the protocol does not leave out.
    """
    protocol, slip = verified_payload("P", data, ring)
    if not isinstance(protocol, Protocol):
        report.bad(f"The protocol is not genuine: {slip.first_bad}")
        return None
    report.good(f"The protocol (version {protocol.version}, the newest that was given) is signed by the desk.")
    report.data["protocol"] = protocol.model_dump()
    problems = [*equations.shape_problems(protocol, election), *desk_reports.problems(protocol, precinct)]
    for problem in problems:
        report.bad(f"The protocol does not fit the election: {problem}.")
    if problems:
        return None
    others = {sha256(one).digest(): one for one in earlier if one != data}
    _compare_earlier(protocol, others, ring, report)
    _compare_booths(protocol, sealed, report)
    _check_unopened(protocol, precinct, report)
    _compare_styles(protocol, sealed, election, report)
    _check_left_out(protocol, sealed, election, precinct, report)
    counts = [count for contest in protocol.electronic for count in contest]
    where = precinct.election, precinct.precinct, precinct.mode, precinct.sealing_key
    wrong = unproved(protocol.proof, *where, total, counts, left_out.hashes(protocol))
    report.expect(
        not wrong,
        "The opening proof holds: the electronic votes are those of the sealed ballots.",
        "The opening proof does not hold: the electronic votes are not shown to be those of the sealed ballots "
        f"(position {', '.join(str(number + 1) for number in wrong)}).",
    )
    _check_equations(protocol, election, report)
    _say_people(protocol, election, report)
    _check_moments(protocol, report)
    if early := closed_too_early(protocol, election, precinct):
        report.bad(f"By the protocol {early}.")
    return counts


def _check_equations(protocol: Protocol, election: Election, report: Report) -> None:
    """A reason explains what people counted. It never explains what holds between numbers of machines alone."""
    breaches = equations.breaches(protocol, election)
    if not breaches:
        report.good("Every equation of the protocol holds.")
        if protocol.reason:
            report.note(f"The commission gave a reason although every equation holds: {protocol.reason}")
    for breach in breaches:
        if not breach.by_people:
            report.bad(
                f"An equation between machines' own numbers does not hold; no reason explains that: {breach.text}."
            )
        elif protocol.reason:
            report.explained(
                f"An equation does not hold: {breach.text}. The commission gave a reason: {protocol.reason}"
            )
        else:
            report.bad(f"An equation does not hold and no reason is given: {breach.text}.")


def _say_people(protocol: Protocol, election: Election, report: Report) -> None:
    """Lines that no equation judges: papers that were carried to homes and are in no box, and who asked for them."""
    for contest, line in zip(election.contests, protocol.papers, strict=True):
        if line.portable < line.outside:
            missing = line.outside - line.portable
            report.note(f"{contest.id}: {missing} of {line.outside} ballots handed out outside are in no portable box.")
    asked, given = protocol.fields["home_requests"], protocol.fields["outside_recorded"]
    if protocol.booths and given > asked:
        report.note(f"{given} voters got paper outside, and {asked} had asked to vote at home.")


def _check_moments(protocol: Protocol, report: Report) -> None:
    known = [moment for moment in protocol.moments if moment]
    if known != sorted(known):
        report.note("By the desk's clock the times of the protocol are not in their order; the clock was put back.")


def newest(protocols: Sequence[bytes], precinct: Precinct) -> bytes:
    """The genuine protocol with the highest number of those given; if none is genuine, the last one."""
    ring = KeyRing()
    ring.add_precinct(precinct)
    versions = [(verified_payload("P", data, ring)[0], data) for data in protocols]
    genuine = [(payload.version, data) for payload, data in versions if isinstance(payload, Protocol)]
    return max(genuine, key=lambda pair: pair[0])[1] if genuine else protocols[-1]


def _compare_earlier(protocol: Protocol, earlier: dict[bytes, bytes], ring: KeyRing, report: Report) -> None:
    """Follow a superseding protocol back to number 1: each step must be the one that it names."""
    while protocol.supersedes is not None:
        number = protocol.version
        data = earlier.pop(protocol.supersedes, None)
        if data is None:
            report.bad(
                f"Protocol {number} supersedes one with the hash {protocol.supersedes.hex()}, which was not given."
            )
            return
        before, slip = verified_payload("P", data, ring)
        if not isinstance(before, Protocol):
            report.bad(f"The protocol that number {number} supersedes is not genuine: {slip.first_bad}")
            return
        if before.version != number - 1:
            report.bad(f"Protocol {number} names number {before.version} as the one before it.")
            return
        report.expect(
            not corrections.changes(before, protocol),
            f"Protocol {number} supersedes number {before.version} by its hash. The reason given: "
            f"{protocol.correction}",
            f"Protocol {number} has other electronic votes than number {before.version}, which it supersedes.",
        )
        protocol = before
    for data in earlier.values():
        stray, _ = verified_payload("P", data, ring)
        if isinstance(stray, Protocol):
            report.bad(f"There is another protocol number {stray.version}, which this one does not supersede.")


def _check_unopened(protocol: Protocol, precinct: Precinct, report: Report) -> None:
    """Each booth of the definition has an opening, or a reason why it has none."""
    why = unopened.misfit(protocol, precinct)
    report.expect(
        not why, "The protocol accounts for every booth of the definition.", f"The protocol does not fit: {why}."
    )
    for one in protocol.unopened or ():
        report.note(f"Booth {one.booth} was not opened. The commission gave a reason: {one.reason}")


def _check_left_out(
    protocol: Protocol, sealed: dict[At, Sealed], election: Election, precinct: Precinct, report: Report
) -> None:
    """A booth is left out where its own totals, or a proof, show that they hold no votes, and not otherwise."""
    slots = {booth.number: booth.slots for booth in precinct.booths}
    without = left_out.openings(protocol)
    if len(without) != len(protocol.left_out or []):
        report.bad("The protocol leaves out one opening of a booth twice.")
    for at, one in without.items():
        if at not in sealed or one.booth not in slots:
            report.bad(f"Booth {one.booth} is left out, and its sealed totals were not given: give them, too.")
            continue
        why = left_out.unfounded(
            protocol,
            one,
            sealed[at].payload,
            precinct.sealing_key,
            slots[one.booth],
            election.shape,
            len(election.styles) if election.styles else None,
        )
        report.expect(
            not why,
            f"Booth {one.booth} is left out, and rightly: anybody can see that its totals hold no votes. {_WITHOUT}",
            f"{why[:1].upper()}{why[1:]}.",
        )


_WITHOUT = "The slips in its box are counted by hand; their votes are among those on paper."


def _compare_booths(protocol: Protocol, sealed: dict[At, Sealed], report: Report) -> None:
    lines = {(line.booth, line.opening): line for line in protocol.booths}
    counted = {at for at, line in lines.items() if line.totals is not None}
    if len(lines) != len(protocol.booths) or counted != set(sealed):
        report.bad(f"The protocol names {_named(counted)}, the sealed totals are of {_named(sealed)}.")
    for at, totals in sealed.items():
        line = lines.get(at)
        if line is not None and at not in left_out.openings(protocol):
            differs = booth_lines.difference(line, totals.payload)
            report.expect(
                not differs and line.totals in totals.hashes,
                f"The protocol counts booth {line.booth} by its sealed totals: {line.cast} ballots.",
                f"The protocol's line of booth {line.booth} is not that of its sealed totals"
                f"{f', {differs}' if differs else ''}.",
            )


def _compare_styles(protocol: Protocol, sealed: dict[At, Sealed], election: Election, report: Report) -> None:
    """Ballots of each style are those that the booths in the sums counted."""
    if not election.styles:
        return
    counted = [one.payload.styles or [] for at, one in sealed.items() if at not in left_out.openings(protocol)]
    due = [sum(styles[at] if at < len(styles) else 0 for styles in counted) for at in range(len(election.styles))]
    said = [line.cast for line in protocol.styles or ()]
    report.expect(
        said == due,
        f"Ballots of each style are those of the sealed totals: {', '.join(map(str, said))}.",
        f"Ballots of each style are {said} in the protocol, and {due} in the sealed totals.",
    )


def _named(places: Iterable[At]) -> str:
    """Booths, each with its opening."""
    return ", ".join(f"booth {booth} ({opening[:4].hex()})" for booth, opening in sorted(places)) or "no booth"
