"""A whole precinct's good day made with the host's own code: everything that an auditor is given, and its keys.

Small chips, few voters, and still every structure that the formats know: so a fraud is one change to it.
"""

from __future__ import annotations

import struct
from hashlib import sha256
from pathlib import Path

from host_tools.formats import cartridge, codes, cose, desk_cartridge, packages
from host_tools.formats.definitions import FirmwareManifest, Item
from host_tools.formats.objects import Moments, Receipt, Tally, ZeroReport
from host_tools.keys import cards
from tests.host_tools.small_precinct import (
    CHIP_BYTES,
    HEAD,
    OPENED_S,
    RECORDED,
    Note,
    SmallPrecinct,
    chained_log,
)

ROLL = b"the sealed roll"
# Rows of the list; the last 50 are for voters added on the day.
PAPER_ROWS, OUTSIDE_ROWS, ADDED_ROW = (3, 8, 9), (17,), 120
MARKED_ROWS = (*range(1, 10), *OUTSIDE_ROWS, ADDED_ROW)
HOURS = {8: 6, 13: 4, 24: 1}  # voters marked in an hour, 24 while the time was not known
SPOILED_PAPERS = 1


class GoodDay(SmallPrecinct):
    """Two booths and the desk. `files` is what lies before an auditor, by path."""

    given_up = 0

    # --- definitions ----------------------------------------------------------------------------------------------

    def firmware(self, role: str) -> bytes:
        """The payload of a firmware manifest."""
        item = Item("main.py", 9, sha256(role.encode()).digest())
        return FirmwareManifest(role=role, version="1", files=[item]).to_cbor()  # type: ignore[arg-type]

    def package(self) -> bytes:
        """The desk's package, whose signed list of parts is published."""
        parts = {"election": self.election.to_cbor(), "precinct": self.precinct.to_cbor(), "secrets": b"", "roll": ROLL}
        return packages.build("desk", 17, self.mode, 0, parts, self.authority)

    # --- the desk ---------------------------------------------------------------------------------------------------

    def desk_header(self) -> desk_cartridge.DeskHeader:
        """What a desk writes for this precinct."""
        return desk_cartridge.desk_header(
            self.precinct, self.election, sha256(ROLL).digest(), cartridge.Opening(1, self.openings[0])
        )

    def desk_notes(self) -> list[Note]:
        """The desk's log up to the protocol."""
        return [(3, self.mode), HEAD, *self.booths_known(), (19, 13), (4, 0), HEAD, (30, 0)]

    def booths_known(self) -> list[Note]:
        """What the desk noted of the booths' zero reports."""
        return [(39, booth, self.openings[booth] + struct.pack("<HH", 1, 0)) for booth in self.booths]

    def desk_log(self, *later: Note) -> tuple[bytes, bytes]:
        """(log region, head) with the day's notes and others behind them."""
        return chained_log(cartridge.header_page(self.desk_header()), [*self.desk_notes(), *later], self.desk)

    def desk_image(self, *later: Note) -> bytearray:
        """One chip of the desk. later: notes behind those of the first protocol."""
        header = self.desk_header()
        image = bytearray(b"\xff" * CHIP_BYTES)
        page = cartridge.header_page(header)
        image[: len(page)] = page
        for mark in (0, desk_cartridge.CLOSED_MARK):
            at = cartridge.STATE_AT + mark * cartridge.MARK_BYTES
            image[at : at + cartridge.MARK_BYTES] = bytes(cartridge.MARK_BYTES)
        regions = desk_cartridge.regions(header)

        def mark_bits(name: str, numbers: object, skipped: int = 0) -> None:
            for number in numbers:  # type: ignore[attr-defined]
                image[regions[name].begin + skipped + number // 8] &= 0xFF ^ 1 << number % 8

        mark_bits("marked", MARKED_ROWS)
        mark_bits("paper", PAPER_ROWS)
        mark_bits("outside", OUTSIDE_ROWS)
        mark_bits("spoiled", range(SPOILED_PAPERS))
        for hour, count in HOURS.items():
            mark_bits("hours", range(count), hour * header.row_bytes)
        for booth, records in self.records.items():
            mark_bits(f"issued {booth}", range(len(records)))
        slot = regions["added"].begin + (ADDED_ROW - header.rows + header.added) * desk_cartridge.NUMBER_HASH_BYTES
        image[slot : slot + 16] = sha256(b"a number").digest()[: desk_cartridge.NUMBER_BYTES] + bytes(5)  # a resident
        done = len(MARKED_ROWS) * cartridge.INTENT_BYTES
        image[regions["intents"].begin : regions["intents"].begin + done] = bytes(done)
        entries, _ = self.desk_log((12, 0), HEAD, (13, 0), HEAD, *later)
        image[regions["log"].begin : regions["log"].begin + len(entries)] = entries
        return image

    # --- slips ------------------------------------------------------------------------------------------------------

    def content(self) -> dict[str, object]:
        """Fields of a protocol whose every equation holds."""
        return {
            "log_head": self.desk_log()[1],
            "reason": None,
            "firmware": sha256(self.firmware("desk")).digest(),
            "moments": Moments(OPENED_S, OPENED_S + 180, OPENED_S + 360, OPENED_S + 400),
            "fields": {
                "listed": 20, "added": 1, "certificates": 2, "on_list": 19, "activations": 7, "marked": 11,
                "electronic": 7, "challenged": 2, **RECORDED,
            },
        }  # fmt: skip

    def protocol(self, **changes: object) -> bytes:
        """The object P, signed by the desk."""
        return super().protocol(**{**self.content(), **changes})

    def totals(self, booth: int, **changes: object) -> bytes:
        """The object S, signed by its booth."""
        return super().totals(booth, **{"firmware": sha256(self.firmware("booth")).digest(), **changes})

    def zero(self, terminal: int, **changes: object) -> bytes:
        """The object Z of a terminal."""
        header = self.header(terminal) if terminal else self.desk_header()
        content = {
            **self.where,
            "terminal": terminal,
            "tally": Tally(0, 0, 0, 0, 0),
            "firmware": sha256(self.firmware("booth" if terminal else "desk")).digest(),
            "log_head": sha256(cartridge.header_page(header)).digest()[:16],  # type: ignore[arg-type]
            "serial_number": f"TM-{terminal}",
            "opening": self.openings[terminal],
            "openings": 1,
            "tag_key_hash": sha256(self.tag_keys[terminal]).digest() if terminal else None,
        }
        key = self.booths[terminal] if terminal else self.desk
        return cose.sign1(ZeroReport(**{**content, **changes}).to_cbor(), key)  # type: ignore[arg-type]

    def receipt(self, protocol: bytes, **changes: object) -> bytes:
        """The centre's receipt for a protocol."""
        content = {
            **self.where,
            "protocol": sha256(protocol).digest(),
            "received_s": OPENED_S + 500,
            "journal_number": 1,
        }
        return cose.sign1(Receipt(**{**content, **changes}).to_cbor(), self.centre)  # type: ignore[arg-type]

    def role_card(self, **changes: object) -> bytes:
        """The chair's card."""
        named = {"election": self.election.hash16, "precinct": 17, "role": 0, "holder": 1, **changes}
        return cards.make_role_card(
            pin="123456", role_secret=bytes(32), authority=self.authority, random_bytes=self.random, **named
        )  # type: ignore[arg-type]

    def files(self) -> dict[str, bytes]:
        """Everything that an auditor is given."""
        protocol = self.protocol()
        found = {
            "public/election.cbor": self.election.to_cbor(),
            "public/precinct-official.cbor": self.precinct.to_cbor(),
            "public/official.manifest.cose": packages.signed_manifest(self.package()),
            "public/authority.pub": f"{bytes(self.authority.verify_key).hex()}\n".encode(),
            "public/centre.pub": f"{bytes(self.centre.verify_key).hex()}\n".encode(),
            "protocol.cose": protocol,
            "receipt.cose": self.receipt(protocol),
            "activation.cose": self.activation(),
            "role-card.cose": self.role_card(),
            "key-card.txt": self.keys.cards[0].texts[0].encode(),
        }
        for role in ("desk", "booth"):
            found[f"public/firmware-{role}.tmf"] = cose.sign1(self.firmware(role), self.authority)
        for booth in self.records:
            found[f"totals-{booth}.cose"] = self.totals(booth)
            for chip in "ab":
                found[f"booth-{booth}-{chip}.img"] = bytes(self.image(booth))
        for terminal in (0, *self.records):
            found[f"zero-{terminal}.cose"] = self.zero(terminal)
        for chip in "ab":
            found[f"desk-{chip}.img"] = bytes(self.desk_image())
        return found


def code_texts(kind: str, data: bytes) -> bytes:
    """An object as the lines of its codes."""
    return "\n".join(codes.split(kind, data)).encode()


def write(files: dict[str, bytes], folder: Path) -> None:
    """Write files into a folder."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
