"""What a payload says, in plain sentences."""

from __future__ import annotations

import datetime

from host_tools.formats import ballot_record, left_out, people, readiness, styles
from host_tools.formats.definitions import Election
from host_tools.formats.objects import (
    Activation,
    CancelledSlip,
    ChallengedBallot,
    ConfirmationCode,
    DeskReport,
    Protocol,
    Readiness,
    Receipt,
    Replacement,
    RoleCard,
    SealedTotals,
    Signatures,
    Signer,
    TimeCard,
    Where,
    ZeroReport,
)
from host_tools.formats.payload import MODE_NAMES, Payload
from host_tools.formats.places import named
from host_tools.verifying.keyring import KeyRing


def describe(payload: Payload, ring: KeyRing, language: str = "en") -> list[str]:
    """Sentences about a payload; names come from the election definition where the key ring has it."""
    election = ring.elections.get(payload.election) if isinstance(payload, (Where, RoleCard)) else None
    lines = []
    if isinstance(payload, Where):
        title = election.title[language] if election else f"election {payload.election.hex()}"
        lines.append(f"{title}, precinct {payload.precinct}, {MODE_NAMES[payload.mode]} mode.")
    if isinstance(payload, Activation):
        lines.append(f"Permits one ballot of style {payload.style} at booth {payload.booth}, from desk {payload.desk}.")
        lines.append(f"It is for the booth's opening {payload.opening.hex()}.")
    elif isinstance(payload, ZeroReport):
        place = named(payload.terminal)
        empty = "was empty" if not any(payload.tally) else f"was NOT empty: {tuple(payload.tally)}"
        lines.append(f"{place[0].upper()}{place[1:]}, serial number {payload.serial_number}, {empty} at opening.")
        lines.append(f"Opening number {payload.openings}, {payload.opening.hex()}.")
        if payload.reason:
            lines.append(f"The reason given for opening once more: {payload.reason}")
        lines.append(f"Software {payload.firmware.hex()}.")
        if payload.signers:
            lines.append(f"Who may sign the protocol with a card: list {payload.signers.hex()}.")
    elif isinstance(payload, SealedTotals):
        tally = payload.tally
        lines.append(
            f"Booth {payload.booth}: {tally.cast} ballots cast, {tally.spoiled} slips spoiled, {tally.challenged} "
            f"challenged, {tally.cancelled} slips cancelled, {tally.spent} activations spent; the sums are sealed. "
            f"Opening {payload.opening.hex()}."
        )
    elif isinstance(payload, DeskReport):
        counts = payload.counts
        lines.append(
            f"Desk {payload.desk}: {counts.marked} of {counts.listed} voters marked, {counts.activations} slips, "
            f"{counts.issued} paper ballots here and {counts.outside} outside. Opening {payload.opening.hex()}."
        )
    elif isinstance(payload, Protocol):
        lines += _protocol(payload, election, language)
    elif isinstance(payload, Receipt):
        moment = datetime.datetime.fromtimestamp(payload.received_s, datetime.UTC)
        lines.append(f"The centre received protocol {payload.protocol.hex()} at {moment:%Y-%m-%d %H:%M:%S} UTC.")
        lines.append(f"Number {payload.journal_number} in its journal.")
    elif isinstance(payload, TimeCard):
        set_to = datetime.datetime.fromtimestamp(payload.time_s, datetime.UTC)
        lines.append(f"Sets the clock of the terminal that shows {payload.request}: {set_to:%Y-%m-%d %H:%M:%S} UTC.")
    elif isinstance(payload, Replacement):
        lines.append(
            f"With it, and the cards and PINs of chair and member, the district's spare becomes "
            f"{named(payload.terminal)}, serial number {payload.serial_number}. "
            f"Opening number {payload.openings}, {payload.opening.hex()}."
        )
    elif isinstance(payload, Readiness):
        lines += _readiness(payload)
    elif isinstance(payload, CancelledSlip):
        lines.append(f"Nothing was cast at booth {payload.booth} with one of its slips, nor ever will be.")
    elif isinstance(payload, ConfirmationCode):
        lines.append(
            f"The code of a ballot that booth {payload.booth} sealed: {ballot_record.code_text(payload.code)}."
        )
        lines.append("Its record is published if the ballot was cast, and only then.")
    elif isinstance(payload, ChallengedBallot):
        lines.append(
            f"How booth {payload.booth} sealed the ballot with the code {ballot_record.code_text(payload.code)}."
        )
        lines.append("Check it with `tamga challenge verify`: a signature alone says nothing about a challenge.")
    elif isinstance(payload, Signatures):
        lines += [f"Under protocol {payload.protocol.hex()}:", *map(_person, payload.signers)]
    elif isinstance(payload, RoleCard):
        role = "chair" if payload.role == 0 else "member"
        lines.append(f"Card of holder {payload.holder}, {role}, precinct {payload.precinct}.")
    return lines


def _readiness(said: Readiness) -> list[str]:
    lines = [f"The {said.role} {said.serial_number} tested itself; its polls are {said.state}."]
    lines.append(f"Software {said.firmware.hex()}.")
    if said.time_s is not None:
        moment = datetime.datetime.fromtimestamp(said.time_s, datetime.UTC)
        lines.append(f"Its clock showed {moment:%Y-%m-%d %H:%M:%S} UTC.")
    if said.seals:
        lines.append(f"Seals of its last list: {', '.join(said.seals)}.")
    found = [f"Found: {readiness.words(*fault)}." for fault in said.faults]
    return lines + (found or ["Every part works."])


def _person(one: Signer) -> str:
    if one.signature is None:
        return f"  {people.name_of(one)}: has not signed."
    said = "dissents" if one.verdict == people.DISSENTS else "agrees"
    moment = datetime.datetime.fromtimestamp(one.signed_s or 0, datetime.UTC)
    return f"  {people.name_of(one)}: {said}, {f'{moment:%Y-%m-%d %H:%M} UTC' if one.signed_s else 'time not known'}."


def _protocol(protocol: Protocol, election: Election | None, language: str) -> list[str]:
    lines = [f"Protocol version {protocol.version}, {len(protocol.booths)} booths."]
    without = left_out.openings(protocol)
    for line in protocol.booths:
        if (line.booth, line.opening) in without:
            lines.append(
                f"Booth {line.booth}: left out, its totals hold no votes, its slips were counted by hand "
                f"({line.issued} issued)."
            )
            continue
        lines.append(
            f"Booth {line.booth}: {line.cast} cast, {line.spoiled} spoiled, {line.challenged} challenged, "
            f"{line.cancelled} slips cancelled, {line.spent} activations spent."
            if line.totals is not None
            else f"Booth {line.booth}: its cartridge is lost, its slips were counted by hand ({line.issued} issued)."
        )
        lines += [
            f"  Its opening {ended.opening[:4].hex()} ended early: {ended.exchanged} slips exchanged, "
            f"{ended.by_hand} ballots counted by hand."
            for ended in protocol.ended or ()
            if ended.opening == line.opening
        ]
    lines += [f"Booth {one.booth}: not opened: {one.reason}" for one in protocol.unopened or ()]
    for i, (said, paper) in enumerate(zip(protocol.electronic, protocol.paper, strict=False)):
        contest = election.contests[i] if election and i < len(election.contests) else None
        electronic = styles.electronic(protocol, election, i) if election and contest else said
        lines.append(f"{contest.title[language] if contest else f'Contest {i + 1}'}:")
        names = [option.names[language] for option in contest.options] if contest else []
        options = len(names) or max(0, len(paper) - 3)
        for j in range(options):
            name = names[j] if names else f"Option {j + 1}"
            on_paper = paper[j] if j < len(paper) else 0
            at_booths = electronic[j] if j < len(electronic) else 0
            lines.append(f"  {name}: {at_booths} electronic + {on_paper} paper = {at_booths + on_paper}")
        not_given = electronic[options:]
        blank, on_paper = sum(not_given[-1:]), sum(paper[options : options + 1])
        lines.append(f"  blank ballots: {blank} electronic + {on_paper} paper = {blank + on_paper}")
        if len(not_given) > 1:
            lines.append(f"  votes not used: {sum(not_given)} electronic")
        if contest is None or contest.referendum:
            lines.append(f"  valid, not counted: {sum(paper[options + 1 : options + 2])} paper")
        lines.append(f"  invalid: {sum(paper[options + 2 :])} paper")
    for what, moment in zip(("Opened", "Closed", "Count began", "Signed"), protocol.moments, strict=True):
        when = datetime.datetime.fromtimestamp(moment, datetime.UTC)
        lines.append(f"{what}: {when:%Y-%m-%d %H:%M:%S} UTC." if moment else f"{what}: time not known.")
    if protocol.supersedes is not None:
        lines.append(f"Supersedes number {protocol.version - 1}, {protocol.supersedes.hex()}: {protocol.correction}")
    if protocol.reason:
        lines.append(f"Reason given for a breach: {protocol.reason}")
    return lines
