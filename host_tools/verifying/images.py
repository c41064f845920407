"""The signed register of images, read: which firmware may have run, and what is said of one that may not.

In its folder: `keepers.cose`, signed by the authority, and one `register-NUMBER-KEY.cose` for each keeper who signed.
The highest number that enough of them have signed counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from host_tools.errors import VerifyingError
from host_tools.findings import Report
from host_tools.formats import cose
from host_tools.formats.image_register import Image, ImageRegister, Keepers
from host_tools.formats.payload import PayloadError
from host_tools.formats.points import is_key

KEEPERS = "keepers.cose"
SIGNED = "register-*.cose"
_MOST_BYTES = 1 << 20


class RegisterError(VerifyingError):
    """A folder without a register that counts. The message says what is missing."""


@dataclass(frozen=True)
class Register:
    """A register that counts. payload: what was signed. signers: how many keepers signed it, of how many."""

    content: ImageRegister
    payload: bytes
    needed: int
    signers: int
    keepers: int

    @property
    def hashes(self) -> frozenset[bytes]:
        """What slips of registered images name."""
        return frozenset(one.firmware for one in self.content.images)

    def of_firmware(self, firmware: bytes, role: str) -> Image | None:
        """The newest image of a role that slips call so."""
        return next(
            (one for one in reversed(self.content.images) if (one.firmware, one.role) == (firmware, role)), None
        )


def read(folder: Path, authority: bytes) -> Register:
    """The register in a folder. RegisterError: its keepers are not the authority's, or too few of them have signed."""
    keepers = keepers_of(folder, authority)
    signed: dict[bytes, set[bytes]] = {}
    for path in sorted(folder.glob(SIGNED)):
        data = _bytes_of(path)
        signer = next((key for key in keepers.keepers if cose.verify1(data, key) is not None), None)
        if signer is None:
            raise RegisterError(f"{path}: none of the keepers has signed this; take it away")
        signed.setdefault((cose.peek1(data) or (b"", b""))[1], set()).add(signer)
    whole = [
        (_content(payload, folder), payload, len(who)) for payload, who in signed.items() if len(who) >= keepers.needed
    ]
    if not whole:
        most = max(map(len, signed.values()), default=0)
        raise RegisterError(f"{folder}: {most} of {keepers.needed} keepers have signed the register: it does not count")
    content, payload, signers = max(whole, key=lambda one: one[0].number)
    if sum(one[0].number == content.number for one in whole) > 1:
        raise RegisterError(f"{folder}: enough keepers have signed two registers of number {content.number}: ask them")
    return Register(content, payload, keepers.needed, signers, len(keepers.keepers))


def keepers_of(folder: Path, authority: bytes) -> Keepers:
    """The keepers whom the authority names. RegisterError: it names none, or a list that means nothing."""
    path = folder / KEEPERS
    try:
        said = Keepers.from_cbor(cose.verify1(_bytes_of(path), authority) or b"")
    except FileNotFoundError:
        raise RegisterError(f"{path}: is missing; make it: tamga firmware keepers") from None
    except PayloadError:
        raise RegisterError(f"{path}: is no list of keepers that this authority signed") from None
    if not 0 < said.needed <= len(set(said.keepers)) == len(said.keepers) or not all(map(is_key, said.keepers)):
        raise RegisterError(f"{path}: {said.needed} of {len(said.keepers)} keys is no rule; make it anew")
    return said


def _bytes_of(path: Path) -> bytes:
    if path.stat().st_size > _MOST_BYTES:
        raise RegisterError(f"{path}: has more than {_MOST_BYTES:,} bytes; no register has so many")
    return path.read_bytes()


def _content(payload: bytes, folder: Path) -> ImageRegister:
    try:
        return ImageRegister.from_cbor(payload)
    except PayloadError as error:
        raise RegisterError(f"{folder}: keepers signed something that is no register ({error})") from error


def digest(payload: bytes) -> bytes:
    """What people compare aloud, and what the next register names."""
    return sha256(payload).digest()


def judge(who: str, role: str, told: bytes, register: Register, report: Report) -> None:
    """Say of a firmware hash that a terminal signed whether an image of its role stands in the register."""
    image = register.of_firmware(told, role)
    if image is None:
        report.bad(f"{who} ran an image that is not in the register for a {role}: {told.hex()}.")
        return
    report.good(f"{who} ran version {image.version} for {image.board}, registered {image.date}: {image.reason}.")
