"""What a reading of a chip came to, in sentences: which parts of the cartridge are missing or doubtful."""

from __future__ import annotations

from collections.abc import Sequence

from host_tools.chip_reading.reading import Reading
from host_tools.chip_reading.source import SECTOR_BYTES
from host_tools.findings import Report
from host_tools.formats import cartridge, desk_cartridge
from host_tools.formats.cartridge import Region

HEADER = "header and states"


def report_of(found: Reading, title: str) -> Report:
    """The report. Its data has `bytes`, `unsteady_sectors` and `lost_sectors`, addresses in the chip."""
    report = Report(title)
    image = bytes(found.image)
    whose, places = _layout(image)
    sectors = len(image) // SECTOR_BYTES
    report.data = {"bytes": len(image), "unsteady_sectors": found.unsteady, "lost_sectors": found.lost}
    if found.whole:
        report.good(f"All {sectors:,} sectors gave the same bytes twice.")
    for addresses, words in (
        (found.lost, "could not be read and are left as ones, like blank ones"),
        (found.unsteady, "read differently each time; the image has what most readings say"),
    ):
        if addresses:
            where = ", ".join(_named(address, end, places) for address, end in _runs(addresses))
            report.bad(f"{len(addresses):,} of {sectors:,} sectors {words}: {where}.")
    if not found.whole:
        report.note("Clean the contacts and read again; then compare with the other chip, which holds the same.")
    if places:
        report.note(f"It is the cartridge of {whose}.")
    elif image.count(0xFF) == len(image):
        report.note("The chip is blank, or none of it could be read.")
    else:
        report.note("No whole header stands at its beginning: whose cartridge it is, the other chip may say.")
    return report


def _layout(image: bytes) -> tuple[str, dict[str, Region]]:
    """(whose cartridge it is, its regions with the header first); nothing without a whole header."""
    booth, desk = cartridge.read_header(image), desk_cartridge.read_header(image)
    first = {HEADER: Region(HEADER, 0, SECTOR_BYTES)}
    if booth:
        return f"booth {booth[0].terminal} of precinct {booth[0].precinct}", first | cartridge.regions(booth[0])
    if desk:
        return f"the desk of precinct {desk[0].precinct}", first | desk_cartridge.regions(desk[0])
    return "", {}


def _runs(addresses: Sequence[int]) -> list[tuple[int, int]]:
    """Sectors that lie one behind the other, as (first address, address behind the last)."""
    runs: list[tuple[int, int]] = []
    for address in addresses:
        if runs and runs[-1][1] == address:
            runs[-1] = (runs[-1][0], address + SECTOR_BYTES)
        else:
            runs.append((address, address + SECTOR_BYTES))
    return runs


def _named(begin: int, end: int, places: dict[str, Region]) -> str:
    """A run of sectors with the regions that it touches."""
    touched = [place.name for place in places.values() if begin < place.begin + place.size and place.begin < end]
    words = f" ({', '.join(touched)})" if touched else " (behind the last region)" if places else ""
    return f"{begin:#x} to {end - 1:#x}{words}"
