"""One booth recomputed: its cartridge against its sealed totals."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from host_tools.findings import Report
from host_tools.formats.objects import SealedTotals
from host_tools.formats.opening import Pair
from host_tools.verifying import sums
from host_tools.verifying.cartridges import Cartridge, Records
from host_tools.verifying.event_log import read_log


@dataclass
class BoothResult:
    """What the cartridge itself says. sums: one a position."""

    booth: int
    cast: int
    spoiled: int
    spent: int
    records_hash: bytes
    sums: list[Pair]


def check_booth(
    images: Cartridge, totals: SealedTotals | None, public: bytes | None = None
) -> tuple[BoothResult, Report]:
    """Recompute a booth.

    totals: its verified sealed totals, None to sum without them. public: the booth's key, for its log.
    """
    header, marks = images.header, images.marks()
    report = Report(f"booth {header.terminal}")
    region = "sorted" if marks["sorted"] else "ballots"
    found = images.records(region, totals.tag_key if totals else None)
    _tell_storage(images, found, region, report)
    total, strange = sums.sum_records(found.records, header.positions)
    if strange:
        report.bad(f"{strange} records hold no points of the curve.")
    slips = images.slips()
    digest = sha256(b"".join(found.records)).digest()
    result = BoothResult(header.terminal, len(found.records), slips.spoiled, images.in_use(), digest, total)
    report.expect(
        images.cast() == result.cast,
        f"{result.cast} ballots, as many as activations marked cast.",
        f"{result.cast} ballots, but {images.cast()} activations are marked cast.",
    )
    report.data |= {
        "booth": header.terminal,
        "marks": marks,
        "cast": result.cast,
        "spoiled": result.spoiled,
        "spent": result.spent,
        "slips_started": slips.started,
        "records_hash": digest,
        "sums": [a + b for a, b in total],
        "differences": images.differences(),
        "void": found.void,
        "damaged": found.damaged,
    }
    if totals is None:
        report.note("Without sealed totals the record tags cannot be checked: both chips had to agree instead.")
    else:
        _compare(images, result, totals, report)
    _check_log(images, totals, public, report)
    return result, report


def _tell_storage(images: Cartridge, found: Records, region: str, report: Report) -> None:
    state = [name for name, is_set in images.marks().items() if is_set]
    report.note(f"State: {', '.join(state) or 'prepared'}; ballots taken from the region {region}.")
    for name, count in images.differences().items():
        report.note(f"The chips differ in {count} bytes of the region {name}.")
    if found.one_copy:
        report.note(f"{len(found.one_copy)} ballots count from one chip only (slots {_some(found.one_copy)}).")
    if found.void:
        report.note(f"{len(found.void)} slots are void (slots {_some(found.void)}).")
    if found.damaged:
        report.bad(f"{len(found.damaged)} slots hold no whole record on either chip (slots {_some(found.damaged)}).")
    if found.repeated:
        report.bad(f"{found.repeated} records stand more than once.")
    pending = images.pending_intents()
    if pending:
        report.note(f"{pending} casts were under way when the terminal stopped; it settles them when it starts again.")


def _compare(images: Cartridge, result: BoothResult, totals: SealedTotals, report: Report) -> None:
    header = images.header
    named = (totals.election, totals.precinct, totals.mode, totals.booth)
    report.expect(
        named == (header.election, header.precinct, header.mode, header.terminal),
        "Cartridge and sealed totals are of the same booth, precinct, mode and election.",
        "Cartridge and sealed totals are not of the same booth, precinct, mode and election.",
    )
    for name, mine, told in (
        ("ballots cast", result.cast, totals.tally.cast),
        ("slips spoiled", result.spoiled, totals.tally.spoiled),
        ("activations spent", result.spent, totals.tally.spent),
    ):
        report.expect(
            mine == told, f"{name}: {mine}.", f"{name}: the cartridge has {mine}, the sealed totals say {told}."
        )
    report.expect(
        result.records_hash == totals.records,
        f"Hash of all records: {result.records_hash.hex()}.",
        "The hash of all records is not that of the sealed totals.",
    )
    summed = sums.encode_sums(result.sums)
    edges = range(0, header.positions * 64, 64)
    wrong = [str(at // 64 + 1) for at in edges if summed[at : at + 64] != totals.totals[at : at + 64]]
    report.expect(
        summed == totals.totals,
        f"The sums of all {header.positions} positions are those of the sealed totals.",
        f"The sums of positions {', '.join(wrong) or 'beyond the last'} are not those of the sealed totals.",
    )


def _check_log(images: Cartridge, totals: SealedTotals | None, public: bytes | None, report: Report) -> None:
    log = read_log(images, public)
    report.data["log"] = {"entries": len(log.heads) - 1, "torn": log.torn, "signatures": log.signatures}
    if log.torn:
        report.note(f"{log.torn} entries of the event log are torn.")
    if log.wrong_signatures:
        report.bad(f"{log.wrong_signatures} signatures in the event log are wrong.")
    if totals is not None:
        report.expect(
            totals.log_head in log.heads,
            f"The event log has {len(log.heads) - 1} entries and leads to the head in the sealed totals.",
            "The event log does not lead to the head in the sealed totals: entries were altered or are missing.",
        )


def _some(numbers: list[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:10])
    return shown + (" …" if len(numbers) > 10 else "")
