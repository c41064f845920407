"""The signatures of chair and members against the protocols, the desk's zero report and its event log."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from host_tools.findings import Report
from host_tools.formats import events, people
from host_tools.formats.objects import Protocol, Signatures, ZeroReport
from host_tools.verifying.desk_images import DeskCartridge
from host_tools.verifying.event_log import read_log
from host_tools.verifying.keyring import KeyRing
from host_tools.verifying.slips import verified_payload


def check_people(
    given: Sequence[bytes],
    protocols: Sequence[bytes],
    newest: Protocol | None,
    zeros: Sequence[ZeroReport],
    desk: DeskCartridge | None,
    needed: int,
    ring: KeyRing,
    report: Report,
) -> None:
    """Add what people signed to the report: every signature, its list, and whether a quorum stands behind the result.

    given: objects W. protocols: objects P, `newest` the one that is in force. zeros: genuine zero reports.
    needed: how many people must sign it and agree in this precinct.
    """
    if not needed and not given:
        return
    numbers = {}
    for data in protocols:
        payload, _ = verified_payload("P", data, ring)
        if isinstance(payload, Protocol):
            numbers[sha256(data).digest()] = payload.version
    lists = _lists(zeros, desk)
    under: list[Signatures] = []  # of the newest protocol
    for data in given:
        said, slip = verified_payload("W", data, ring)
        if not isinstance(said, Signatures):
            report.bad(f"The signatures of people are not genuine: {slip.first_bad}")
            continue
        number = numbers.get(said.protocol)
        if number is None:
            report.bad("Signatures of people are under another protocol than those given.")
        elif lists and said.listed.hash not in lists.values():
            report.bad("Who could sign is not the list that the polls were opened with.")
        elif newest is not None and number == newest.version:
            under.append(said)
    if len(set(lists.values())) > 1:
        report.bad("Zero report and event log of the desk name different lists of who may sign.")
    if not lists:
        report.absent.append("the desk's zero report, which names the list of who may sign")
    if newest is None:
        return
    if not under:
        report.unproven(f"No person has signed protocol {newest.version} with a card; {needed} must.")
        return
    verdicts = {(people.name_of(one), one.verdict) for said in under for one in said.signers if one.signature}
    if len({name for name, _ in verdicts}) < len(verdicts):
        report.bad(f"Somebody agrees with protocol {newest.version} in one object and dissents in another.")
    most = max(under, key=lambda said: sum(one.signature is not None for one in said.signers))
    agreeing = people.agreeing(most)
    words = f"{agreeing} of {needed} people who must sign protocol {newest.version} have signed it and agree."
    if agreeing < needed:
        report.unproven(words)
    else:
        report.good(words)
    for one in people.dissenting(most):
        report.note(f"{one.capitalize()} dissents from protocol {newest.version}.")


def _lists(zeros: Sequence[ZeroReport], desk: DeskCartridge | None) -> dict[str, bytes]:
    """Hash of the list of signers, by where it stands."""
    found = {}
    for zero in zeros:
        if zero.terminal == 0 and zero.signers is not None:
            found["zero"] = zero.signers
    for entry in read_log(desk, None).entries if desk is not None else ():
        if entry.event == events.SIGNERS_KNOWN:
            found["log"] = entry.data[: events.SIGNERS_BYTES]
    return found
