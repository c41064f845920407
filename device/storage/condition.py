"""What stands on a pair of cartridges when the power comes, and making it ready for an election."""

from storage.layout import Layout, Marks, header_page, read_header
from storage.twin import SECTOR_BYTES, Twin

_HEADER_BYTES = 512
MISSING, BLANK, UNFINISHED, KNOWN, DIFFERENT, FOREIGN = range(6)


def look(twin: Twin) -> tuple[int, dict | None]:
    """(condition, header): KNOWN is a cartridge that was opened; UNFINISHED is one whose opening was interrupted.

    BLANK says that nothing claims the cartridge; `prepare` looks at every byte.
    """
    if not twin.present():
        return MISSING, None
    headers = [read_header(twin.read(chip, 0, _HEADER_BYTES)) for chip in (0, 1)]
    opened = Marks(twin).has(Marks.OPENED)
    if headers[0] is None and headers[1] is None:
        if opened:
            return FOREIGN, None
        return (BLANK if twin.is_blank(0, SECTOR_BYTES) else UNFINISHED), None
    if not opened:
        return UNFINISHED, headers[0] or headers[1]
    if headers[0] != headers[1]:
        return DIFFERENT, headers[0] or headers[1]
    return KNOWN, headers[0]


def prepare(twin: Twin, header: dict) -> str | None:
    """Make an empty cartridge ours, up to the mark *opened*. Returns what is wrong, or None.

    Only the first sector may hold anything, and only what an interrupted opening or clearing left there; that alone is erased.
    """
    end = Layout(header).end
    if end > twin.size():
        return "chip_too_small"
    if not twin.is_blank(SECTOR_BYTES, end - SECTOR_BYTES):
        return "not_empty"
    if look(twin)[0] not in (BLANK, UNFINISHED):
        return "not_empty"
    if not twin.erase(0, SECTOR_BYTES) or not twin.program(0, header_page(header)):
        return "chip_failed"
    return None


def clear(twin: Twin, header: dict, progress=lambda done, of: None) -> bool:
    """Erase a test. The first sector goes last: until then everybody can see that this was a test."""
    end = Layout(header).end
    for address in range(SECTOR_BYTES, end, SECTOR_BYTES):
        if not twin.erase(address, SECTOR_BYTES):
            return False
        if address % (64 * SECTOR_BYTES) == 0:
            progress(address // SECTOR_BYTES, end // SECTOR_BYTES)
    return twin.erase(0, SECTOR_BYTES)
