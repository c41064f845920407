"""The condition of a cartridge at power on, and preparing an empty one for an election."""

import asyncio

from formats import payloads
from formats.refused import Refused
from storage.bits import ones
from storage.layout import Layout, Marks, header_page, read_header
from storage.twin import SECTOR_BYTES, Twin, begins_with

_HEADER_BYTES = 512
_BLANK_AT_ONCE = 16 << 10  # bytes that are looked at without giving way to other tasks
_MOST_APART = 8  # differences that power cuts and worn cells can explain; an older copy of a chip has more
MISSING, BLANK, UNFINISHED, KNOWN, DIFFERENT, FOREIGN = range(6)


async def look(twin: Twin) -> tuple[int, payloads.CartridgeHeader | None]:
    """(condition, header). KNOWN: the cartridge was opened. UNFINISHED: its opening was interrupted.

    BLANK means that no header is found; only `prepare` checks every byte.

    twin: the two chips.
    """
    if not twin.present():
        return MISSING, None
    pages = [twin.read(chip, 0, _HEADER_BYTES) for chip in (0, 1)]
    header = read_header(pages[0]) or read_header(pages[1])
    opened = Marks(twin).stands(Marks.OPENED)
    if not opened:
        return (BLANK if not header and twin.is_blank(0, SECTOR_BYTES) else UNFINISHED), header
    if header and all(begins_with(page, header_page(header)) for page in pages):
        return (KNOWN if _same_acts(twin, header) else DIFFERENT), header
    for address in range(SECTOR_BYTES, twin.size(), _BLANK_AT_ONCE):
        await asyncio.sleep_ms(0)
        if not twin.is_blank(address, min(_BLANK_AT_ONCE, twin.size() - address)):
            return (DIFFERENT if header else FOREIGN), header
    return UNFINISHED, header  # clearing was interrupted: it erases the first sector last


def _same_acts(twin: Twin, header: payloads.CartridgeHeader) -> bool:
    """True if both chips record the same acts: an older copy of a chip would let voters vote twice."""
    if Marks(twin).stands(Marks.CLOSED):
        return True  # they may differ, since clearing may have begun
    layout = Layout(header)
    address, count = (layout.cast, header.indices) if header.rows is None else (layout.marked, header.rows)
    first, second = [twin.read(chip, address, (count + 7) // 8) for chip in (0, 1)]
    return ones(bytes(a ^ b for a, b in zip(first, second))) <= _MOST_APART


def _is_of_other_mode(twin: Twin, mode: int) -> bool:
    """True if either chip's header has another mode."""
    headers = [read_header(twin.read(chip, 0, _HEADER_BYTES)) for chip in (0, 1)]
    return any(header and header.mode != mode for header in headers)


async def prepare(twin: Twin, header: payloads.CartridgeHeader) -> Refused | None:
    """Prepare an empty cartridge; only the mark *opened* is then missing. Returns None, or what is wrong.

    Only the first sector may hold data, left by an interrupted opening or clearing, and only that is erased. In test
    and training modes not even that is erased if it belongs to another mode.

    twin: the two chips.
    header: to write.
    """
    end = Layout(header).end
    if end > twin.size():
        return Refused("chip_too_small")
    for address in range(SECTOR_BYTES, end, _BLANK_AT_ONCE):
        await asyncio.sleep_ms(0)
        if not twin.shows_blank(address, min(_BLANK_AT_ONCE, end - address)):
            return Refused("not_empty" if twin.present() else "chip_missing")
    if (await look(twin))[0] not in (BLANK, UNFINISHED):
        return Refused("not_empty")
    if header.mode != payloads.OFFICIAL and _is_of_other_mode(twin, header.mode):
        return Refused("chip_other_mode")
    page = header_page(header)
    if not twin.erase(0, SECTOR_BYTES):
        return Refused("supply_low" if twin.held else "chip_failed")
    if not twin.program(0, page) or any(twin.read(chip, 0, len(page)) != page for chip in (0, 1)):
        return Refused("chip_failed")
    return None


async def clear(twin: Twin, header: payloads.CartridgeHeader, progress=lambda done, of: None) -> bool:
    """Erase a finished test or training. False if a chip fails.

    The first sector is erased last, so that an interrupted clearing is recognised.

    twin: the two chips.
    header: of the cartridge.
    progress: called with (sectors done, sectors in total).
    """
    end = Layout(header).end
    for address in range(SECTOR_BYTES, end, SECTOR_BYTES):
        await asyncio.sleep_ms(0)
        if not twin.erase(address, SECTOR_BYTES):
            return False
        if address % (64 * SECTOR_BYTES) == 0:
            progress(address // SECTOR_BYTES, end // SECTOR_BYTES)
    return twin.erase(0, SECTOR_BYTES)
