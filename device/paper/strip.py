"""A strip of picture as wide as the print head, and its conversion to ESC/POS bytes.

Blank rows are fed with ESC J and a raster is no wider than its ink: both save time on a slow line. ESC J counts dots on
203 dpi heads; printers with other units are set to dots by their driver (GS P).
"""

import micropython

from text.picture import Picture

_GS_V_0 = b"\x1dv0\0\0\0\0\0"  # a raster, normal mode; bytes per row at 4, rows at 6
BAND_ROWS = 24  # 1,160 bytes at 384 dots; cheap printers have a buffer of about 4 KB
FEED_MAX = 255
_HEAD_BYTES, _FEED_BYTES = 8, 12  # of a raster command; of the feeds around one strip, twice its size


class Strip:
    """A `picture` to draw on; `printed` yields it as printer bytes, all of them in one buffer."""

    def __init__(self, width_dots: int, rows: int) -> None:
        """width_dots: a multiple of 8, at most 2,040."""
        self.picture = Picture(width_dots, rows)
        self._stride, self._bytes = self.picture.stride, self.picture.data
        self._box = bytearray(3)
        self._chunk = memoryview(bytearray(_HEAD_BYTES + BAND_ROWS * self._stride + _FEED_BYTES))

    def printed(self, rows: int, scale: int = 1):
        """Yield the first `rows` rows (at most 255) as chunks, each a raster of at most BAND_ROWS rows with the feeds
        before and after it: every chunk costs a turn of the printer's task. A chunk is overwritten by the next one.

        scale: 1 or 2, dots on paper per dot of the picture.
        """
        box, stride = self._box, self._stride
        _ink_box(self._bytes, 0, 0, stride, rows, box)  # type: ignore[arg-type]  # viper takes a buffer's address
        first, last, used = box
        if first >= last:
            yield feed(rows * scale)
            return
        step = BAND_ROWS // scale
        before = feed(first * scale)
        for top in range(first, last, step):
            count = min(step, last - top)
            after = feed((rows - last) * scale) if top + count == last else b""
            begin, size = len(before), _HEAD_BYTES + used * count * scale * scale
            chunk = self._chunk[: begin + size + len(after)]
            raster = chunk[begin : begin + size]
            chunk[:begin] = before
            chunk[begin + size :] = after
            raster[:_HEAD_BYTES] = _GS_V_0
            raster[4], raster[6] = used * scale, count * scale
            if scale > 1:
                _copy_doubled(self._bytes, stride, top, count, used, raster)  # type: ignore[arg-type]
                without_commands(raster)
            elif _copy(self._bytes, raster, top * stride, used, stride - used, count):  # type: ignore[arg-type]  # viper takes a buffer's address
                without_commands(raster)
            yield chunk
            before = b""


def feed(dots: int) -> bytes:
    """The commands that feed paper: ESC J, repeated as needed."""
    feeds = b""
    while dots:
        part = min(dots, FEED_MAX)
        feeds += bytes((0x1B, 0x4A, part))
        dots -= part
    return feeds


def without_commands(chunk: bytearray | memoryview) -> bytearray | memoryview:
    """Remove real-time commands from a raster: DLE before EOT, ENQ or DC4 gets one more black dot."""
    _blacken(chunk, _HEAD_BYTES, len(chunk) - 1)  # type: ignore[arg-type]  # viper takes a buffer's address
    return chunk


@micropython.viper
def _blacken(chunk: ptr8, at: int, last: int):  # noqa: F821
    while at < last:
        if chunk[at] == 0x10:
            second = int(chunk[at + 1])
            if second == 0x04 or second == 0x05 or second == 0x14:
                chunk[at] = 0x18
        at += 1


@micropython.viper
def _ink_box(source: ptr8, start: int, at: int, stride: int, rows: int, box: ptr8):  # noqa: F821
    """First row with ink, the row after the last, bytes from the left up to the last with ink.

    start, at: 0; only the first three names are in registers.
    """
    first, last, used = rows, 0, 0
    for row in range(rows):
        at = start + stride - 1
        while at >= start and not source[at]:
            at -= 1
        if at >= start:
            if first == rows:
                first = row
            last = row + 1
            if at - start >= used:
                used = at - start + 1
        start += stride
    box[0], box[1], box[2] = first if last else 0, last, used


@micropython.viper
def _copy(source: ptr8, chunk: ptr8, at: int, used: int, beyond: int, rows: int) -> bool:  # noqa: F821
    """Copy rows behind the head of a chunk. True if a byte may begin a command there.

    Only the first three names are in registers, so a byte has the same place on both sides.

    at: of the first byte.
    used, beyond: bytes of a row that are copied, and that are not.
    """
    chunk = ptr8(int(chunk) + 8 - at)  # noqa: F821
    found = 0
    while rows:
        end = at + used
        while at < end:
            byte = source[at]
            chunk[at] = byte
            if byte == 0x10:
                found = 1
            at += 1
        at += beyond
        chunk = ptr8(int(chunk) - beyond)  # noqa: F821
        rows -= 1
    return found != 0


@micropython.viper
def _copy_doubled(source: ptr8, stride: int, top: int, rows: int, used: int, chunk: ptr8):  # noqa: F821
    to = 8
    for row in range(top, top + rows):
        start = row * stride
        for at in range(start, start + used):
            byte = source[at]
            wide = 0
            for bit in range(8):
                if byte >> bit & 1:
                    wide |= 3 << 2 * bit
            chunk[to] = chunk[to + 2 * used] = wide >> 8
            chunk[to + 1] = chunk[to + 2 * used + 1] = wide & 0xFF
            to += 2
        to += 2 * used
