"""Is a slip's code genuine, whose is it, and what does it say?"""

from __future__ import annotations

from hashlib import sha256

from host_tools.findings import Report
from host_tools.formats import cose
from host_tools.formats.definitions import Precinct
from host_tools.formats.objects import SLIP_KINDS, Activation, Readiness, RoleCard, SigningCardHeader, Where
from host_tools.formats.payload import MODE_NAMES, Payload, PayloadError
from host_tools.formats.places import FIRST_DESK, is_desk, terminal_of_desk
from host_tools.keys.cards import key_card_header, signing_card_header
from host_tools.verifying import images, ranges
from host_tools.verifying.keyring import KeyRing, Signer
from host_tools.verifying.vouching import key_name
from host_tools.verifying.words import describe

TITLES = {
    "J": "desk report",
    "A": "activation slip",
    "Z": "zero report",
    "S": "sealed totals",
    "P": "protocol",
    "R": "receipt",
    "C": "role card",
    "K": "key card",
    "V": "confirmation code",
    "O": "challenged ballot",
    "G": "key slip",
    "Q": "signing card",
    "W": "signatures",
    "B": "cancelled slip",
    "I": "time card",
    "7": "readiness slip",
    "8": "replacement slip",
}
_ARTICLES = {kind: "an" if title[0] in "aeiou" else "the" if kind in "SW" else "a" for kind, title in TITLES.items()}


def verify_slip(kind: str, data: bytes, ring: KeyRing) -> Report:
    """A report on one object. kind: the letter of its code."""
    report = Report(TITLES.get(kind, kind))
    report.data["kind"] = kind
    report.data["hash"] = sha256(data).digest()
    if kind in "KQ":
        _sealed_card(kind, data, report)
        return report
    if kind not in SLIP_KINDS:
        report.bad("This is no slip: a package list, a supplement or another signed file.")
        return report
    peeked = cose.peek1(data)
    if peeked is None:
        report.bad("This is not a signed object as the formats describe it.")
        return report
    key_id, payload_bytes = peeked
    try:
        payload = SLIP_KINDS[kind].from_cbor(payload_bytes)
    except PayloadError as trouble:
        report.bad(f"Its content is not that of {_ARTICLES[kind]} {report.title}: {trouble}.")
        return report
    report.title = titled(TITLES[kind], getattr(payload, "mode", None))
    report.data["payload"] = payload.model_dump()
    signer = _signer(kind, data, key_id, payload, ring, report)
    if signer is not None:
        report.data["signer"] = signer.title
        _say_signer(signer, report)
        for problem in ranges.problems(payload, signer.precinct, ring.elections):
            report.bad(f"{problem}.")
        with_terminals = signer.precinct is not None and signer.precinct.booths
        if ring.images is not None and with_terminals and isinstance(told := getattr(payload, "firmware", None), bytes):
            role = "desk" if is_desk(signer.terminal or FIRST_DESK) else "booth"
            images.judge(f"{signer.title[0].upper()}{signer.title[1:]}", role, told, ring.images, report)
    for line in describe(payload, ring):
        report.note(line)
    return report


def titled(title: str, mode: int | None) -> str:
    """A title that says first where something is not official."""
    return f"{MODE_NAMES[mode].upper()} MODE, NOT OFFICIAL: {title}" if mode else title


def verified_payload(kind: str, data: bytes, ring: KeyRing) -> tuple[Payload | None, Report]:
    """(the payload, or None when anything about it is bad; the report)."""
    report = verify_slip(kind, data, ring)
    peeked = cose.peek1(data)
    if not report.ok or peeked is None or kind in "KQ":
        return None, report
    return SLIP_KINDS[kind].from_cbor(peeked[1]), report


def signed_payload(kind: str, data: bytes, ring: KeyRing) -> Payload | None:
    """The payload of what its signer did sign, whatever numbers stand in it; None where nobody did."""
    peeked = cose.peek1(data)
    if peeked is None:
        return None
    try:
        payload = SLIP_KINDS[kind].from_cbor(peeked[1])
    except PayloadError:
        return None
    return payload if _signer(kind, data, peeked[0], payload, ring, Report("")) else None


def _say_signer(signer: Signer, report: Report) -> None:
    report.good(f"Signed by {signer.title}.")
    if signer.precinct is None:
        report.note(f"The authority's key is {key_name(signer.public)}: compare it with the one that it publishes.")
    elif signer.standing == "contradicted":
        report.bad(f"The key of {signer.title} stands in a definition that is not the one that the authority signed.")
    elif signer.standing == "unvouched":
        report.unproven(
            f"No election authority vouches for the key of {signer.title}: give the whole public folder, with "
            "authority.pub and the signed lists."
        )


def _signer(kind: str, data: bytes, key_id: bytes, payload: Payload, ring: KeyRing, report: Report) -> Signer | None:
    """Who signed it, where that is somebody who may; else None, with the reason in the report."""
    candidates = ring.candidates(key_id)
    if not candidates:
        report.bad(f"None of the given keys has signed it (key {key_id.hex()}); give the precinct's public folder.")
        return None
    if cose.verify1(data, candidates[0].public) is None:
        report.bad(f"The signature is wrong: this is not what {candidates[0].title} signed.")
        return None
    reasons = []
    for signer in candidates:
        reason = _mismatch(kind, payload, signer, ring)
        if reason is None:
            return signer
        reasons.append(reason)
    report.bad(reasons[0])
    return None


def _mismatch(kind: str, payload: Payload, signer: Signer, ring: KeyRing) -> str | None:
    """Why a signer's key does not stand for this payload, or None."""
    if kind not in signer.kinds:
        return f"{signer.title} signed it, but must not sign {_ARTICLES[kind]} {TITLES[kind]}."
    terminal = getattr(payload, "terminal", getattr(payload, "booth", None))
    if isinstance(payload, Activation) and terminal_of_desk(payload.desk) != signer.terminal:
        return f"{signer.title} signed it, but it claims to be of desk {payload.desk}."
    if kind in "SZVOB78" and terminal not in (signer.terminal, None):
        return f"{signer.title} signed it, but it claims to be of terminal {terminal}."
    if not isinstance(payload, (Where, RoleCard, Readiness)) or payload.election is None:
        return None
    if signer.precinct is not None:
        return _foreign(payload, signer.precinct)
    reasons = [_foreign(payload, precinct) for precinct in ring.precincts]
    return None if None in reasons or not reasons else reasons[0]


def _foreign(payload: Where | RoleCard | Readiness, precinct: Precinct) -> str | None:
    """Why a payload is not of a precinct in its mode, or None. A role card without a mode is for test and day."""
    if payload.election != precinct.election:
        return "It belongs to another election."
    if payload.precinct != precinct.precinct:
        return f"It belongs to precinct {payload.precinct}, not {precinct.precinct}."
    if payload.mode is not None and not isinstance(payload, RoleCard) and payload.mode != precinct.mode:
        return f"It is from {MODE_NAMES[payload.mode]} mode, and the keys are for {MODE_NAMES[precinct.mode]} mode."
    return None


def _sealed_card(kind: str, data: bytes, report: Report) -> None:
    """A card of a key holder (K) or of whoever signs (Q): what its sealed object says before a PIN opens it."""
    try:
        header = key_card_header(data) if kind == "K" else signing_card_header(data)
    except PayloadError as trouble:
        report.bad(f"{trouble}.")
        return
    report.title = titled(report.title, header.mode)
    report.data["payload"] = header.model_dump()
    if isinstance(header, SigningCardHeader):
        role = "the chair" if header.role == 0 else "member"
        report.note(f"The key with which {role} {header.holder} of precinct {header.precinct} signs protocols.")
        report.unproven("Whether it is genuine shows only when it is opened with its PIN at the desk.")
        return
    report.note(
        f"Share {header.index} of {header.n} of the {MODE_NAMES[header.mode]} key of precinct {header.precinct}; "
        f"{header.k} open the totals."
    )
    report.unproven("Whether it is genuine shows only when it is opened with its PIN and the desk's package.")
