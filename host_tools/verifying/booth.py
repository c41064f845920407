"""One booth recomputed: its cartridge against its sealed totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from host_tools.findings import Report
from host_tools.formats.definitions import CartridgeHeader
from host_tools.formats.objects import SealedTotals
from host_tools.formats.opening import Pair
from host_tools.formats.payload import MODE_NAMES
from host_tools.verifying import booth_chips, precinct_proofs, sums
from host_tools.verifying.cartridges import Cartridge, Slips
from host_tools.verifying.event_log import read_log
from host_tools.verifying.published_records import check_records
from host_tools.verifying.stored_records import Records
from host_tools.verifying.twin import Bits


@dataclass
class BoothResult:
    """What the cartridge itself says.

    sums: per position. in_use, cast_bits, cancelled_bits: activation indices. first_points: each A. records: as
    they are published.
    """

    booth: int
    cast: int
    spoiled: int
    challenged: int
    spent: int
    records_hash: bytes
    sums: list[Pair]
    in_use: Bits
    cast_bits: Bits
    cancelled_bits: Bits
    first_points: list[bytes]
    header: CartridgeHeader
    records: list[bytes]


def check_booth(
    images: Cartridge,
    totals: SealedTotals | None,
    public: bytes | None = None,
    expected: CartridgeHeader | None = None,
    reprints: Sequence[SealedTotals] = (),
    proofs: precinct_proofs.Precinct | None = None,
) -> tuple[BoothResult, Report]:
    """Recompute a booth.

    totals: its verified sealed totals, None to sum without them. public: the booth's key, for its log.
    expected: the header that the definitions ask for. reprints: totals that differ in their log head only.
    proofs: of the precinct, None to leave the records' proofs unchecked.
    """
    header = images.header
    state = images.state()
    marks = state.named()
    mode = "" if header.mode == 0 else f", {MODE_NAMES[header.mode].upper()} MODE"
    report = Report(f"booth {header.terminal}{mode}")
    region = "sorted" if marks["sorted"] else "ballots"
    found = images.records(region, totals.tag_key if totals else None)
    records = check_records(found.records, header, proofs, report)
    total, strange, first_points = sums.sum_records(records, header.positions)
    slips = images.slips()
    digest = sha256(b"".join(records)).digest()
    result = BoothResult(
        header.terminal, len(found.records), slips.spoiled, slips.challenged, images.in_use(), digest, total,
        images.in_use_bits(), images.cast_bits(), images.cancelled_bits(), first_points, header, records,
    )  # fmt: skip
    _tell_storage(images, found, region, report)
    if strange:
        report.bad(f"{strange} records hold points that are not of the prime-order group.")
    if len(set(first_points)) != len(first_points):
        report.bad("Two sealed votes of this booth begin with the same point: their random numbers are the same.")
    if expected is not None and header != expected:
        report.bad(f"The cartridge's header is not the one that the definitions ask for: {_unlike(header, expected)}.")
    _check_counts(images, result, slips, report)
    report.data |= {
        "booth": header.terminal, "marks": marks, "cast": result.cast, "spoiled": result.spoiled,
        "challenged": result.challenged,
        "spent": result.spent, "cancelled": images.cancelled_bits().least,
        "slips_started": slips.started, "records_hash": digest,
        "sums": [a + b for a, b in total], "differences": images.differences(), "void": found.void,
        "damaged": found.damaged,
    }  # fmt: skip
    log = read_log(images, public)
    report.data["log"] = {"entries": len(log.heads) - 1, "torn": log.torn, "signatures": log.signatures}
    if totals is None:
        report.note("Without sealed totals the record tags cannot be checked: both chips had to agree instead.")
        report.unproven("There is nothing to compare with: give the booth's sealed totals with --totals.")
    else:
        _compare(images, result, totals, report)
    heads = [one.log_head for one in (*([totals] if totals else []), *reprints)]
    booth_chips.check(images, state, found, slips, log, heads, report)
    return result, report


def _unlike(header: CartridgeHeader, expected: CartridgeHeader) -> str:
    pairs = ((name, getattr(header, name), getattr(expected, name)) for name in header.keys().values())
    return ", ".join(f"{name} {here!r} instead of {due!r}" for name, here, due in pairs if here != due)


def _tell_storage(images: Cartridge, found: Records, region: str, report: Report) -> None:
    state = [name for name, is_set in images.marks().items() if is_set]
    report.note(f"State: {', '.join(state) or 'prepared'}; ballots taken from the region {region}.")
    if images.images[0] == images.images[1]:
        report.note("The two images are the same, as those of two sound chips are; see that both chips were read.")
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


def _check_counts(images: Cartridge, result: BoothResult, slips: Slips, report: Report) -> None:
    """The numbers on the chips among themselves; where a worn cell leaves a number open, it may be either."""
    cast, in_use = images.cast_bits(), images.in_use_bits()
    report.expect(
        cast.may_be(result.cast),
        f"{result.cast} ballots, as many as activations marked cast.",
        f"{result.cast} ballots, but {cast.said()} activations are marked cast.",
    )
    stray = int((cast.sure & ~in_use.possible).sum())
    if stray:
        report.bad(f"{stray} activations are marked cast that were never marked in use.")
    cancelled = images.cancelled_bits()
    if both := int((cancelled.sure & cast.sure).sum()):
        report.bad(f"{both} activations are marked cancelled, and a ballot was cast with each.")
    if never := int((cancelled.sure & ~in_use.possible).sum()):
        report.bad(f"{never} activations are marked cancelled that were never marked in use.")
    if slips.impossible:
        report.bad(f"{slips.impossible} slips are marked as no slip can be.")
    if not slips.cast <= result.cast <= slips.cast_bits.most + slips.unfinished:
        report.bad(f"{result.cast} ballots, but {slips.cast} slips are marked as cast.")


def _compare(images: Cartridge, result: BoothResult, totals: SealedTotals, report: Report) -> None:
    header = images.header
    named = (totals.election, totals.precinct, totals.mode, totals.booth)
    report.expect(
        named == (header.election, header.precinct, header.mode, header.terminal),
        "Cartridge and sealed totals are of the same booth, precinct, mode and election.",
        "Cartridge and sealed totals are not of the same booth, precinct, mode and election.",
    )
    report.expect(
        result.cast == totals.tally.cast,
        f"ballots cast: {result.cast}.",
        f"ballots cast: the cartridge has {result.cast}, the sealed totals say {totals.tally.cast}.",
    )
    for name, mine, told in (
        ("slips spoiled", images.slips().spoiled_bits, totals.tally.spoiled),
        ("ballots challenged", images.slips().challenged_bits, totals.tally.challenged),
        ("activations spent", images.in_use_bits(), totals.tally.spent),
        ("slips cancelled", images.cancelled_bits(), totals.tally.cancelled),
    ):
        good, bad = f"{name}: {told}.", f"{name}: the cartridge has {mine.said()}, the sealed totals say {told}."
        report.expect(mine.may_be(told), good, bad)
    for style, said in enumerate(totals.styles or (), 1):
        here = _of_style(result.cast_bits, header, style)
        report.expect(
            here.may_be(said),
            f"ballots of style {style}: {said}.",
            f"ballots of style {style}: the cartridge has {here.said()}, the sealed totals say {said}.",
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


def _of_style(cast: Bits, header: CartridgeHeader, style: int) -> Bits:
    """Activations of one ballot style that a ballot was cast with: each style has indices of its own."""
    each = header.indices // (header.styles or 1)
    part = slice((style - 1) * each, style * each)
    return Bits(cast.sure[part], cast.possible[part])


def _some(numbers: list[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:10])
    return shown + (" …" if len(numbers) > 10 else "")
