"""Making the register of images: keepers, an entry more, signatures. Reading it is `verifying.images`."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from pathlib import Path

from nacl.signing import SigningKey

from host_tools.errors import FirmwareError
from host_tools.firmware import making
from host_tools.formats import cose
from host_tools.formats.image_register import Image, ImageRegister, Keepers
from host_tools.formats.payload import PayloadError
from host_tools.overwriting import discard
from host_tools.verifying import images
from host_tools.verifying.images import KEEPERS, RegisterError
from host_tools.whole_files import atomic_file

DRAFT = "register-draft.cbor"  # what is to be signed next


class RegisteringError(FirmwareError):
    """An entry or a signature that cannot be made. The message gives the reason and the way out."""


def appoint(folder: Path, authority: SigningKey, needed: int, keys: list[bytes]) -> None:
    """Write who keeps the register. RegisteringError: a rule that means nothing. FileExistsError: there are keepers."""
    if not 0 < needed <= len(set(keys)) == len(keys):
        raise RegisteringError(f"{needed} of {len(keys)} different keys is no rule; name one or more, no key twice")
    said = Keepers(needed=needed, keepers=keys)
    with atomic_file(folder / KEEPERS, new=True) as stream:
        stream.write(cose.sign1(said.to_cbor(), authority))


def add(folder: Path, authority: bytes, image: Path, reason: str, day: date) -> ImageRegister:
    """Write the draft of the next register: what counts so far and one image more.

    image: a .uf2 of `make firmware`, with what belongs to it beside it. reason: why it may run, for all to read.
    RegisteringError: a development image, or one that stands there already; ImageError: its files do not agree.
    """
    made = making.read(image)
    if made.kind != "production":
        raise RegisteringError(f"{image}: is a development image, with a prompt: none of those may run in a precinct")
    before = _standing(folder, authority)
    entry = Image(
        image=bytes.fromhex(made.image),
        program=bytes.fromhex(made.program),
        rom=bytes.fromhex(made.rom),
        firmware=bytes.fromhex(made.firmware),
        board=made.board,
        role=made.role,
        version=made.version,
        reason=reason,
        date=day.isoformat(),
        materials=sha256(image.with_suffix(".cdx.json").read_bytes()).digest(),
    )
    earlier = _draft(folder) or (before.content.images if before else [])
    if any(one.image == entry.image for one in earlier):
        raise RegisteringError(f"{image}: stands in the register already")
    register = ImageRegister(
        number=before.content.number + 1 if before else 1,
        previous=images.digest(before.payload) if before else None,
        images=[*earlier, entry],
    )
    with atomic_file(folder / DRAFT) as stream:
        stream.write(register.to_cbor())
    return register


def _standing(folder: Path, authority: bytes) -> images.Register | None:
    """The register that counts, or None before the first one."""
    if not any(folder.glob(images.SIGNED)):
        images.keepers_of(folder, authority)
        return None
    return images.read(folder, authority)


def _draft(folder: Path) -> list[Image] | None:
    path = folder / DRAFT
    return draft(folder).images if path.exists() else None


def draft(folder: Path) -> ImageRegister:
    """What is to be signed. RegisteringError: nothing is."""
    try:
        return ImageRegister.from_cbor((folder / DRAFT).read_bytes())
    except FileNotFoundError:
        raise RegisteringError(f"{folder / DRAFT}: nothing is to be signed; add an image: tamga firmware add") from None
    except PayloadError:
        raise RegisteringError(f"{folder / DRAFT}: is damaged; take it away and add the image again") from None


def sign(folder: Path, authority: bytes, key: SigningKey) -> images.Register | None:
    """Sign the draft as one keeper; the register once it counts, and its draft is gone then. Again changes nothing.

    RegisteringError: no keeper's key.
    """
    keepers, public = images.keepers_of(folder, authority), bytes(key.verify_key)
    if public not in keepers.keepers:
        raise RegisteringError("this is no keeper's key: the authority's list of keepers does not name it")
    register = draft(folder)
    payload = register.to_cbor()
    with atomic_file(folder / f"register-{register.number:04}-{cose.key_id(public).hex()}.cose") as stream:
        stream.write(cose.sign1(payload, key))
    try:
        standing = images.read(folder, authority)
    except RegisterError:
        return None
    if standing.payload != payload:
        return None
    discard(folder / DRAFT)
    return standing
