"""What a commission published before the day, of a small precinct; its slips, as objects and as pictures."""

from __future__ import annotations

import io
from hashlib import sha256
from pathlib import Path

import segno
from PIL import Image

from host_tools.formats import codes, cose
from host_tools.formats.definitions import Item, Manifest
from host_tools.formats.objects import Receipt, Tally, ZeroReport
from host_tools.formats.payload import MODE_NAMES
from tests.host_tools.small_precinct import BALLOTS, OPENED_S, SmallPrecinct

FIRMWARE = sha256(b"firmware").digest()


def publish(folder: Path, *places: SmallPrecinct) -> Path:
    """The public folder of a precinct, with the definitions of each place's mode."""
    folder.mkdir(parents=True, exist_ok=True)
    for place in places:
        name, election, precinct = MODE_NAMES[place.mode], place.election.to_cbor(), place.precinct.to_cbor()
        (folder / "authority.pub").write_text(bytes(place.authority.verify_key).hex() + "\n")
        (folder / "election.cbor").write_bytes(election)
        (folder / f"precinct-{name}.cbor").write_bytes(precinct)
        parts = [
            Item(part, len(data), sha256(data).digest())
            for part, data in (("election", election), ("precinct", precinct))
        ]
        manifest = Manifest(role="desk", precinct=place.precinct.precinct, mode=place.mode, terminal=0, parts=parts)
        (folder / f"{name}.manifest.cose").write_bytes(cose.sign1(manifest.to_cbor(), place.authority))
    return folder


def zero(place: SmallPrecinct, terminal: int = 0, **changes: object) -> bytes:
    """The object Z of a terminal."""
    content = {**place.where, "terminal": terminal, "tally": Tally(0, 0, 0, 0, 0), "firmware": FIRMWARE,
               "log_head": bytes(16), "serial_number": f"T-{terminal}",
               "opening": place.openings[terminal], "openings": 1}  # fmt: skip
    if terminal:
        content["tag_key_hash"] = sha256(place.tag_keys[terminal]).digest()
    return cose.sign1(ZeroReport(**{**content, **changes}).to_cbor(), place.booths.get(terminal, place.desk))


def receipt(place: SmallPrecinct, protocol: bytes) -> bytes:
    """The object R of the centre."""
    content = {"protocol": sha256(protocol).digest(), "received_s": OPENED_S + 60_000, "journal_number": 5}
    return cose.sign1(Receipt(**place.where, **content).to_cbor(), place.centre)


def slips(place: SmallPrecinct) -> dict[str, bytes]:
    """One of each kind, the object by its letter; sealed totals of every booth as S1, S2 …"""
    protocol = place.protocol()
    totals = {f"S{booth}": place.totals(booth) for booth in BALLOTS}
    return {"P": protocol, **totals, "Z": zero(place), "R": receipt(place, protocol), "A": place.activation()}


def code_pictures(kind: str, data: bytes) -> list[Image.Image]:
    """The codes of an object as they are printed: 4 dots a module."""
    found = []
    for text in codes.split(kind, data):
        stream = io.BytesIO()
        code = segno.make(text, error="m", mode="alphanumeric", boost_error=False)
        code.save(stream, kind="png", scale=4, border=6)
        found.append(Image.open(stream).convert("L"))
    return found


def slip_picture(kind: str, data: bytes, only: tuple[int, ...] = ()) -> Image.Image:
    """The codes of a slip below each other. only: numbers of the parts that are in the picture."""
    pictures = [one for part, one in enumerate(code_pictures(kind, data), 1) if not only or part in only]
    whole = Image.new("L", (max(one.width for one in pictures), sum(one.height for one in pictures)), 255)
    top = 0
    for one in pictures:
        whole.paste(one, (0, top))
        top += one.height
    return whole
