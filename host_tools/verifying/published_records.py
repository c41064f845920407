"""The records on a cartridge, one by one: each valid by itself, with nothing else in its slot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from host_tools.findings import Report
from host_tools.formats import ballot_record, cartridge
from host_tools.formats.cartridge import TAG_BYTES
from host_tools.formats.definitions import CartridgeHeader
from host_tools.formats.points import compress
from host_tools.verifying import ballot_proofs, precinct_proofs

_NUMBER_BYTES = 32
_SIGN = 0x80


def check_records(
    slots: Sequence[bytes], header: CartridgeHeader, proofs: precinct_proofs.Precinct | None, report: Report
) -> list[bytes]:
    """The records in these slots, as they are published. proofs: None to leave them unchecked."""
    records = [cartridge.published(header, slot) for slot in slots]
    strangers = sum(not _xs_fit(record, slot, header) for record, slot in zip(records, slots, strict=True))
    if strangers:
        report.bad(f"{strangers} slots hold other x coordinates than those of their records' points.")
    if proofs is not None:
        found = Counter(proofs.proof_refusals(header.terminal, records))
        for why in (why for why in ballot_proofs.WORDS if found[why]):
            report.bad(f"{found[why]} records are not valid: each {ballot_proofs.WORDS[why]}.")
        if found.total() == found[None]:
            report.good(f"The proofs of all {len(records)} records hold: each contest has exactly its votes.")
    return records


def _xs_fit(record: bytes, slot: bytes, header: CartridgeHeader) -> bool:
    """Whether the coordinates behind a record are those of its points: they could be anything, and say anything."""
    xs = slot[len(record) : -TAG_BYTES]
    for at in range(0, ballot_record.PAIR_BYTES * header.positions, _NUMBER_BYTES):
        point = record[at : at + _NUMBER_BYTES]
        y = point[:-1] + bytes([point[-1] & ~_SIGN])
        if compress(xs[at : at + _NUMBER_BYTES] + y) != point:
            return False
    return True
