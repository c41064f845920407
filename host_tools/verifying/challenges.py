"""A challenged ballot recomputed from its opening: the whole record, its code, and what the voter had chosen.

Nothing but the published definitions is needed. What a challenge proves, and what to do where it does not hold:
docs/challenge.md.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from host_tools.findings import Report
from host_tools.formats import ballot_record
from host_tools.formats.ballot_prover import Sealer, hkdf
from host_tools.formats.definitions import Election, Precinct
from host_tools.formats.objects import Activation, ChallengedBallot, ConfirmationCode
from host_tools.verifying.keyring import KeyRing
from host_tools.verifying.slips import verified_payload


@dataclass(frozen=True)
class Given:
    """What a voter has beside the opening. Objects as they were read; their signatures are checked here.

    strips: with confirmation codes. activations: slips. published: codes of the records that count, None if not given.
    """

    strips: Sequence[bytes] = ()
    activations: Sequence[bytes] = ()
    published: Collection[bytes] | None = None


def check_challenge(opening: bytes, given: Given, ring: KeyRing, election: Election, precinct: Precinct) -> Report:
    """Recompute a challenged ballot. opening: the signed object of its slip; ring: keys of these definitions."""
    report = Report("challenged ballot")
    said, slip = verified_payload("O", opening, ring)
    if not isinstance(said, ChallengedBallot):
        report.bad(f"The opening is not genuine: {slip.first_bad}")
        return report
    report.title = slip.title
    if why := slip.first("unproven"):
        report.unproven(why)
    report.good(f"Booth {said.booth} of precinct {said.precinct} signed the opening.")
    choice = choice_of(said.choice, election)
    if choice is None:
        report.bad("The booth says that it sealed a choice that no ballot of this election can hold.")
        return report
    record, code = recomputed(said, choice, election, precinct)
    report.data |= {"record": record, "code": code, "choice": choice}
    report.expect(
        code == said.code,
        f"Sealed again, the ballot has the code {ballot_record.code_text(code)} that the booth names.",
        f"THE BOOTH LIED: what it opened has the code {ballot_record.code_text(code)}, but it names "
        f"{ballot_record.code_text(said.code)}. Keep both slips, and follow the dispute procedure.",
    )
    _against_strips(said, given.strips, ring, report)
    _against_activations(said, given.activations, ring, marked_contests(choice, election), election, report)
    if given.published is not None:
        report.expect(
            said.code not in given.published and code not in given.published,
            "No published record has this code: the challenged ballot does not count.",
            "THE BOOTH LIED: a published record has this code, so a challenged ballot counts.",
        )
    for contest, names in chosen(choice, election, "en"):
        report.note(f"Sealed for {contest}: {', '.join(names) or 'blank'}.")
    report.note("Compare this with the words on the challenged ballot slip: that is what the booth was asked to seal.")
    return report


def _against_strips(said: ChallengedBallot, strips: Sequence[bytes], ring: KeyRing, report: Report) -> None:
    """The booth committed itself by the strip, before it knew that it would be challenged."""
    if not strips:
        report.unproven("Give the strip with the code, too: it was printed before the booth knew of the challenge.")
    for data in strips:
        strip, slip = verified_payload("V", data, ring)
        if not isinstance(strip, ConfirmationCode):
            report.bad(f"A strip is not genuine: {slip.first_bad}")
            continue
        same_booth = (strip.booth, strip.opening) == (said.booth, said.opening)
        report.expect(
            same_booth and strip.code == said.code,
            "The strip that was printed before the challenge has this code.",
            f"THE BOOTH LIED, or the strip is of another ballot: it has the code {ballot_record.code_text(strip.code)} "
            f"of booth {strip.booth}, the opening has {ballot_record.code_text(said.code)}.",
        )


def _against_activations(
    said: ChallengedBallot,
    activations: Sequence[bytes],
    ring: KeyRing,
    marked: Collection[int],
    election: Election,
    report: Report,
) -> None:
    """The desk's share of the seed: without it a booth could use seeds that its maker knows, or one code twice."""
    if not activations:
        report.note("With the activation slip it would show that the slip's own random number is in the seed.")
    for data in activations:
        slip, checked = verified_payload("A", data, ring)
        if not isinstance(slip, Activation):
            report.bad(f"An activation slip is not genuine: {checked.first_bad}")
            continue
        report.expect(
            (slip.nonce, slip.booth, slip.opening) == (said.nonce, said.booth, said.opening),
            "The seed holds the random number of the activation slip.",
            "THE BOOTH LIED, or the activation slip is another voter's: its random number is not in the seed.",
        )
        if strange := set(marked) - set(election.contests_of(slip.style)):
            names = ", ".join(election.contests[at].title["en"] for at in sorted(strange))
            report.bad(f"THE BOOTH LIED: it sealed a vote for {names}, which this activation slip does not permit.")


def recomputed(
    said: ChallengedBallot, choice: Sequence[int], election: Election, precinct: Precinct
) -> tuple[bytes, bytes]:
    """(record, confirmation code) of what an opening says. choice: from `choice_of`."""
    about = ballot_record.context(said.election, said.precinct, said.mode, said.booth, precinct.sealing_key)
    seed = hkdf(said.own, said.nonce, b"TM2 seed" + about, 32)
    record = Sealer(about, precinct.sealing_key, election.shape).seal(seed, choice)
    return record, ballot_record.code(about, record)


def choice_of(packed: bytes, election: Election) -> list[int] | None:
    """0 or 1 per position; None if no ballot can hold this choice (formats, section 4)."""
    count = election.positions
    number = int.from_bytes(packed, "little")
    if len(packed) != -(-count // 8) or number >> count:
        return None
    choice, at = [number >> position & 1 for position in range(count)], 0
    for contest in election.contests:
        blanks = choice[at + len(contest.options) : at + contest.positions]
        marked = sum(choice[at : at + len(contest.options)])
        if blanks != [int(blank < contest.votes_allowed - marked) for blank in range(contest.votes_allowed)]:
            return None
        at += contest.positions
    return choice


def marked_contests(choice: Sequence[int], election: Election) -> list[int]:
    """The contests in which something is marked, from 0."""
    found, at = [], 0
    for number, contest in enumerate(election.contests):
        if any(choice[at : at + len(contest.options)]):
            found.append(number)
        at += contest.positions
    return found


def chosen(choice: Sequence[int], election: Election, language: str) -> list[tuple[str, list[str]]]:
    """(title, names of the chosen options) of each contest."""
    found, at = [], 0
    for contest in election.contests:
        marked = choice[at : at + len(contest.options)]
        names = [option.names[language] for option, bit in zip(contest.options, marked, strict=True) if bit]
        found.append((contest.title[language], names))
        at += contest.positions
    return found
