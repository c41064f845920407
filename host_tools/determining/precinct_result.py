"""The result of one precinct: from its signed objects alone: how far it has come, what counts, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from host_tools.determining.signed import Evidence, Signed
from host_tools.determining.states import IN_TOTALS, UNCONTESTED, Impossible, Progress, Standing, after
from host_tools.formats import booth_lines, corrections, left_out, people, unopened
from host_tools.formats.definitions import Election, Precinct
from host_tools.formats.objects import Protocol, SealedTotals
from host_tools.formats.opening import pairs
from host_tools.formats.rulings import NO_RULING, Ruling
from host_tools.verifying import equations
from host_tools.verifying.closing_hour import closed_too_early
from host_tools.verifying.compiled import best
from host_tools.verifying.fast_openings import unproved
from host_tools.verifying.sums import add_sums

NO_LOG_HEAD = bytes(16)

# (precinct definition, protocol, sealed totals of its booths) -> whether the opening proof holds
Prover = Callable[[Precinct, Signed[Protocol], Sequence[SealedTotals]], bool]


@dataclass
class PrecinctResult:
    """What counts of a precinct.

    protocol: the one that counts, None where there is none. superseded: the numbers of those before it.
    ruling: the last act of the commission. alarms: sentences; with any of them nothing may be published.
    problems: sentences about why it is not further. booth_firmware: the firmware hash of each booth's sealed totals.
    left_out: sentences about booths whose totals hold no votes, and whose slips were counted by hand.
    agreeing: how many people have signed its protocol with cards and agree, None where they sign with ink alone.
    dissenting: who has signed and does not.
    """

    precinct: int
    progress: Progress
    standing: Standing = Standing.STANDS
    protocol: Signed[Protocol] | None = None
    superseded: list[int] = field(default_factory=list)
    ruling: Signed[Ruling] | None = None
    alarms: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    booth_firmware: dict[int, bytes] = field(default_factory=dict)
    agreeing: int | None = None
    dissenting: list[str] = field(default_factory=list)

    @property
    def counts(self) -> bool:
        """Are its votes in the totals?"""
        return self.protocol is not None and self.standing in IN_TOTALS and not self._waits_for_a_protocol()

    @property
    def is_uncontested(self) -> bool:
        """Are its votes in the totals of what nobody contests?"""
        return self.counts and self.standing in UNCONTESTED

    def _waits_for_a_protocol(self) -> bool:
        """Without the portable box it counts only by the protocol that the ruling names."""
        if self.standing != Standing.ANNULLED_PORTABLE_BOX or self.ruling is None or self.protocol is None:
            return False
        return self.ruling.content.protocol != self.protocol.digest


def holds(precinct: Precinct, protocol: Signed[Protocol], totals: Sequence[SealedTotals]) -> bool:
    """Do the opening proofs show that the electronic votes are those of the sums of these totals?"""
    counts = [count for contest in protocol.content.electronic for count in contest]
    sums = add_sums([pairs(one.totals) for one in totals], len(counts))
    where = (precinct.election, precinct.precinct, precinct.mode, precinct.sealing_key)
    return not unproved(best(), protocol.content.proof, *where, sums, counts, left_out.hashes(protocol.content))


def result_of(
    precinct: Precinct, evidence: Evidence, election: Election, closed: bool = False, prover: Prover = holds
) -> PrecinctResult:
    """The result of one precinct.

    closed: polls are closed, so that what has not come is missing.
    prover: for a caller that keeps proofs which were checked already.
    """
    result = PrecinctResult(precinct.precinct, Progress.MISSING if closed else Progress.EXPECTED)
    _two_of_one(evidence, result)
    _follow_rulings(evidence, result)
    newest = _newest(evidence.protocols, result)
    if newest is None:
        return result
    misfits = equations.shape_problems(newest.content, election)
    if misfits:
        result.alarms.append(f"Its protocol does not fit the election: {misfits[0]}.")
        return result
    result.protocol, result.progress = newest, Progress.RECEIVED
    breaches = equations.breaches(newest.content, election)
    for breach in breaches:
        if not breach.by_people:
            result.alarms.append(f"Numbers of machines do not agree: {breach.text}.")
        elif not newest.content.reason:
            result.problems.append(f"An equation does not hold and no reason is given: {breach.text}.")
    if early := closed_too_early(newest.content, election, precinct):
        result.problems.append(f"By its protocol {early}.")
    _missing_signatures(precinct, newest, evidence, election, result)
    if _is_proved(precinct, newest, evidence, election, result, prover):
        result.progress = Progress.PROVED if result.problems or result.alarms else Progress.ACCEPTED
    return result


def _missing_signatures(
    precinct: Precinct, newest: Signed[Protocol], evidence: Evidence, election: Election, result: PrecinctResult
) -> None:
    """A protocol that too few people have signed with their cards has come, and is not accepted."""
    needed = people.needed_in(precinct, election.settings)
    if not needed:
        return
    under = [one.content for one in evidence.people if one.content.protocol == newest.digest]
    if len({one.listed.hash for one in under}) > 1:
        result.alarms.append("Its desk names two different lists of who may sign.")
    for problem in {problem for one in under for problem in people.problems(one, election.settings)}:
        result.alarms.append(f"Signatures of people: {problem}")
    result.dissenting = sorted({name for one in under for name in people.dissenting(one)})
    agreeing = result.agreeing = max(map(people.agreeing, under), default=0)
    if agreeing < needed:
        result.problems.append(f"{agreeing} of {needed} people who must sign its protocol have signed it and agree.")


def _newest(protocols: Sequence[Signed[Protocol]], result: PrecinctResult) -> Signed[Protocol] | None:
    """The protocol with the highest number whose chain leads back to number 1."""
    by_number = {one.content.version: one for one in protocols}
    last: Signed[Protocol] | None = None
    for number in sorted(by_number):
        one = by_number[number]
        if number != (last.content.version if last else 0) + 1 or (last and one.content.supersedes != last.digest):
            result.problems.append(f"Protocol {number} supersedes one that is not there.")
            break
        if last and corrections.changes(last.content, one.content):
            result.alarms.append(f"Protocol {number} has other electronic votes than the one it supersedes.")
            break
        if last:
            result.superseded.append(last.content.version)
        last = one
    return last


def _is_proved(
    precinct: Precinct,
    signed: Signed[Protocol],
    evidence: Evidence,
    election: Election,
    result: PrecinctResult,
    prover: Prover,
) -> bool:
    protocol = signed.content
    if not precinct.has_key:
        result.problems.append(
            "Its key was born in the precinct, and its key slip is not filed; run tamga collect keys."
        )
        return False
    by_hash = {one.digest: one.content for one in evidence.totals}
    openings = {(line.booth, line.opening) for line in protocol.booths}
    if len(openings) != len(protocol.booths):
        result.alarms.append("Its protocol names an opening of a booth twice.")
        return False
    if why := unopened.misfit(protocol, precinct):
        result.alarms.append(f"Its protocol does not fit: {why}.")
        return False
    counted = [line for line in protocol.booths if line.totals is not None]
    missing = [line.booth for line in counted if line.totals not in by_hash]
    if missing:
        result.problems.append(f"Sealed totals of booths {', '.join(map(str, missing))} have not come.")
        return False
    if any(one.tally.spent and not _names_totals_of(protocol, one) for one in by_hash.values()):
        result.alarms.append("There are sealed totals of an opening that its protocol does not count.")
        return False
    without = left_out.openings(protocol)
    if not _without_them(precinct, protocol, by_hash, election, result):
        return False
    counted = [line for line in counted if (line.booth, line.opening) not in without]
    totals = [by_hash[line.totals] for line in counted if line.totals is not None]
    result.booth_firmware = {one.booth: one.firmware for one in totals}
    for line, one in zip(counted, totals, strict=True):
        if differs := booth_lines.difference(line, one):
            result.alarms.append(f"Its protocol's line of booth {line.booth} is not that of its totals, {differs}.")
            return False
    if not prover(precinct, signed, totals):
        result.alarms.append("The opening proof does not hold: its electronic votes are not those of its ballots.")
        return False
    return True


def _names_totals_of(protocol: Protocol, one: SealedTotals) -> bool:
    """Does a protocol name totals of this opening? One that it calls lost has none."""
    named = [(line.booth, line.opening) for line in protocol.booths if line.totals is not None]
    return (one.booth, one.opening) in named


def _without_them(
    precinct: Precinct,
    protocol: Protocol,
    by_hash: dict[bytes, SealedTotals],
    election: Election,
    result: PrecinctResult,
) -> bool:
    """Whether every booth that the protocol leaves out sealed no votes, as anybody can see."""
    named = {(line.booth, line.opening): line.totals for line in protocol.booths}
    slots = {booth.number: booth.slots for booth in precinct.booths}
    without = left_out.openings(protocol)
    if len(without) != len(protocol.left_out or []) or any(named.get(at) is None for at in without):
        result.alarms.append("Its protocol leaves out a booth of which it names no totals, or one twice.")
        return False
    for at, one in without.items():
        totals = by_hash[named[at] or b""]
        why = left_out.unfounded(protocol, one, totals, precinct.sealing_key, slots[one.booth], election.shape,
            len(election.styles) if election.styles else None,
        )  # fmt: skip
        if why:
            result.alarms.append(f"{why[0].upper()}{why[1:]}.")
            return False
        result.left_out.append(
            f"Booth {one.booth} is left out: its totals hold no votes, its slips were counted by hand. The reason "
            f"given: {protocol.reason or 'none'}"
        )
    return True


def _two_of_one(evidence: Evidence, result: PrecinctResult) -> None:
    """Two objects that one device cannot both have made: somebody else has its key."""
    numbers = [one.content.version for one in evidence.protocols]
    for number in sorted({number for number in numbers if numbers.count(number) > 1}):
        result.alarms.append(f"There are two different protocols number {number} of one desk: a second device?")
    totals: dict[tuple[int, bytes], SealedTotals] = {}
    for one in evidence.totals:
        bare = one.content.model_copy(update={"log_head": NO_LOG_HEAD})  # printed again, it has a later log head
        if totals.setdefault((bare.booth, bare.opening), bare) != bare:
            result.alarms.append(f"There are two different sealed totals of booth {bare.booth}: a second device?")


def _follow_rulings(evidence: Evidence, result: PrecinctResult) -> None:
    follows = NO_RULING
    by_number = {one.content.number: one for one in evidence.rulings}
    if len(by_number) != len(evidence.rulings):
        result.alarms.append("There are two different rulings of one number.")
    for number, one in sorted(by_number.items()):
        before = result.ruling.content.number if result.ruling else 0
        if number != before + 1 or one.content.follows != follows:
            result.alarms.append(f"Ruling {number} follows one that is not there.")
            return
        then = after(result.standing, one.content.act)
        if isinstance(then, Impossible):
            result.alarms.append(f"Ruling {number}: {then.text}.")
            return
        result.standing, result.ruling, follows = then, one, one.digest
