"""Following the root of trust: the authority's key, the signed lists of packages and firmware, and what they name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from host_tools.findings import Report
from host_tools.formats import cose
from host_tools.formats.definitions import Election, FirmwareManifest, Manifest, Precinct
from host_tools.formats.payload import MODE_NAMES, PayloadError
from host_tools.formats.points import is_key
from host_tools.verifying.images import Register, judge

Standing = Literal["vouched", "unvouched", "contradicted"]


@dataclass(frozen=True)
class Evidence:
    """What was given beside slips and images, all as bytes of files.

    authority: its public key. manifests: signed lists of the desk's packages. firmware: signed firmware manifests.
    zeros, receipts: objects Z and R. supplements: files that changed the list, in order. challenges: (kind, object) of
    openings and strips. people: objects W. images: the register of images, where it was given.
    reports: objects J, of further desks.
    """

    authority: bytes | None = None
    manifests: Sequence[bytes] = ()
    firmware: Sequence[bytes] = ()
    zeros: Sequence[bytes] = ()
    receipts: Sequence[bytes] = ()
    supplements: Sequence[bytes] = ()
    challenges: Sequence[tuple[str, bytes]] = ()
    people: Sequence[bytes] = ()
    images: Register | None = None
    reports: Sequence[bytes] = ()


def key_name(public: bytes) -> str:
    """How a key is said to people: the first half of its fingerprint."""
    text = sha256(public).hexdigest()[:32]
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def standing_of(precinct: Precinct, manifests: Sequence[bytes], authorities: Sequence[bytes]) -> Standing:
    """Whether an authority's signed list names this very definition, or another in its place."""
    standing: Standing = "unvouched"
    for manifest in genuine_manifests(manifests, authorities):
        if (manifest.precinct, manifest.mode) != (precinct.precinct, precinct.mode):
            continue
        if hashes_of(manifest).get("precinct") == sha256(precinct.to_cbor()).digest():
            return "vouched"
        standing = "contradicted"
    return standing


def genuine_manifests(manifests: Sequence[bytes], authorities: Sequence[bytes]) -> list[Manifest]:
    """Those that one of the authorities signed."""
    found = []
    for data in manifests:
        payload = next((one for one in (cose.verify1(data, public) for public in authorities) if one), None)
        if payload is not None:
            try:
                found.append(Manifest.from_cbor(payload))
            except PayloadError:
                continue  # another signed list, such as a firmware's
    return found


def hashes_of(manifest: Manifest) -> dict[str, bytes]:
    """Hash of each part of a package, by name."""
    return {item.name: item.hash for item in manifest.parts}


def check_definitions(election: Election, precinct: Precinct, evidence: Evidence, report: Report) -> Manifest | None:
    """Report who signed the definitions. Returns the list of the desk's package, if it is genuine."""
    keys = {"the desk": precinct.desk, "the centre": precinct.centre, "the precinct": precinct.sealing_key}
    keys |= {f"booth {booth.number}": booth.public_key for booth in precinct.booths}
    keys |= {f"desk {desk.number}": desk.public_key for desk in precinct.every_desk[1:]}
    for whose, public in keys.items():
        if not is_key(public):
            report.bad(f"The public key of {whose} in the precinct definition is no key.")
    if evidence.authority is None:
        report.unproven("No election authority vouches for the definitions: give its public key with --authority.")
        return None
    manifests = genuine_manifests(evidence.manifests, [evidence.authority])
    if len(manifests) < len(evidence.manifests):
        report.bad("A signed list of a package is not signed by this authority, or was altered.")
    mine = [one for one in manifests if (one.precinct, one.mode) == (precinct.precinct, precinct.mode)]
    if not mine:
        mode = MODE_NAMES[precinct.mode]
        report.unproven(
            f"No election authority vouches for the definitions: give the signed list of the desk's package with "
            f"--manifest public/{mode}.manifest.cose."
        )
        return None
    due = {"election": sha256(election.to_cbor()).digest(), "precinct": sha256(precinct.to_cbor()).digest()}
    for manifest in mine:
        wrong = [name for name, digest in due.items() if hashes_of(manifest).get(name) != digest]
        if wrong:
            report.bad(f"The {' and the '.join(wrong)} definition is not the one that the authority signed.")
            return None
    report.good(
        f"The definitions are those that the authority signed. Its key is {key_name(evidence.authority)}: compare it "
        "with the one that the authority publishes elsewhere."
    )
    return min(mine, key=lambda manifest: manifest.terminal)  # of several desks the first one's


def firmware_hashes(evidence: Evidence, report: Report) -> dict[str, list[bytes]]:
    """Hash of every firmware that the authority signed, by role."""
    found: dict[str, list[bytes]] = {}
    if not evidence.firmware or evidence.authority is None:
        report.absent.append("signed firmware manifests")
        return found
    for data in evidence.firmware:
        payload = cose.verify1(data, evidence.authority)
        try:
            manifest = FirmwareManifest.from_cbor(payload) if payload is not None else None
        except PayloadError:
            manifest = None
        if manifest is None or payload is None:
            report.bad("A firmware manifest is not signed by the authority, or was altered.")
        else:
            found.setdefault(manifest.role, []).append(sha256(payload).digest())
    return found


def check_firmware(
    who: str, role: str, told: bytes, known: dict[str, list[bytes]], report: Report, register: Register | None = None
) -> None:
    """Compare the firmware hash that a terminal signed with those of the manifests and the register, if given."""
    if register is not None:
        judge(who, role, told, register, report)
    if known and told not in known.get(role, []):
        report.bad(f"{who} ran other firmware than the authority signed for a {role}: {told.hex()}.")
