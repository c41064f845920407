"""Pictures of one bit per dot, and what is drawn on them: boxes and frames. `text.letters` draws lines of text.

MicroPython's `framebuf` sets dot by dot; here bytes are set, which takes a tenth of the time. A page is drawn after
every key, so that time is what people wait for.
"""

# ruff: noqa: F821  (viper's types)

import micropython


class Picture:
    """Rows of dots, the first dot of a row in the highest bit of its first byte (framebuf's MONO_HLSB).

    data: the bytes, `stride` of them for a row.
    """

    def __init__(self, width: int, rows: int) -> None:
        """Blank. width: dots, a multiple of 8. rows: how many."""
        self.width, self.rows, self.stride = width, rows, width // 8
        self.data = bytearray(self.stride * rows)

    def fill(self, ink: int, rows: int | None = None) -> None:
        """Set every dot to 1 or 0. rows: only the first ones; None for all."""
        count = len(self.data) if rows is None else rows * self.stride
        _all(self.data, 0, 0xFF if ink else 0, count)  # type: ignore[arg-type]  # viper: an address

    def fill_rect(self, left: int, top: int, width: int, height: int, ink: int) -> None:
        """Set the dots of a rectangle, as far as it is inside the picture, to 1 or 0."""
        right, bottom = left + width, top + height
        if left < 0:
            left = 0
        if top < 0:
            top = 0
        if right > self.width:
            right = self.width
        if bottom > self.rows:
            bottom = self.rows
        if left < right and top < bottom:
            _box(self.data, self.stride, left, right, top, bottom, 0xFF if ink else 0)  # type: ignore[arg-type]  # viper: an address

    def frame(self, left: int, top: int, width: int, height: int, thickness: int) -> None:
        """Draw the edges of a rectangle inside it. thickness: dots."""
        bottom = top + height - thickness
        if -thickness < top < self.rows:  # a call takes longer than this: most edges are outside a strip
            self.fill_rect(left, top, width, thickness, 1)
        if -thickness < bottom < self.rows:
            self.fill_rect(left, bottom, width, thickness, 1)
        self.fill_rect(left, top, thickness, height, 1)
        self.fill_rect(left + width - thickness, top, thickness, height, 1)

    def modules(self, row: bytearray, at: int, count: int, left: int, top: int, dots: int) -> None:
        """Draw a row of a QR code on a blank part inside the picture.

        row: the first module in the highest bit of the byte `at`; 1 is dark.
        count: modules.
        left, top: dots.
        dots: of a module's side.
        """
        _modules(row, at, count, self.data, self.stride, left, top, dots)  # type: ignore[arg-type]  # viper


@micropython.viper
def _modules(row: ptr8, at: int, count: int, data: ptr8, stride: int, left: int, top: int, dots: int):
    """Set the dots of dark modules in one row of dots, and copy that to the others."""
    begin = top * stride
    module = 0
    while module < count:
        if row[at + (module >> 3)] >> (7 - (module & 7)) & 1:
            dot = left + module * dots
            end = dot + dots
            while dot < end:
                to = begin + (dot >> 3)
                data[to] = data[to] | 0x80 >> (dot & 7)
                dot += 1
        module += 1
    end = begin + dots * stride
    to = begin + stride
    while to < end:
        data[to] = data[to - stride]
        to += 1


@micropython.viper
def _all(data: ptr32, four: int, bits: int, count: int):
    """Set bytes to bits of 0 or 255, sixteen at a time. `four`, in a register, is given any value."""
    four = bits << 24 | bits << 16 | bits << 8 | bits
    while count >= 16:
        data[0] = four
        data[1] = four
        data[2] = four
        data[3] = four
        data = ptr32(int(data) + 16)
        count -= 16
    rest = ptr8(data)
    at = 0
    while at < count:
        rest[at] = bits
        at += 1


@micropython.viper
def _box(data: ptr8, stride: int, left: int, right: int, top: int, bottom: int, bits: int):
    """Set a box inside the picture to bits of 0 or 255. right, bottom: the first dots outside."""
    first, last = left >> 3, (right - 1) >> 3
    head, tail = 0xFF >> (left & 7), 0xFF << (7 - (right - 1 & 7)) & 0xFF
    if first == last:
        head &= tail
    row = top
    while row < bottom:
        at, end = row * stride + first, row * stride + last
        data[at] = data[at] & (0xFF ^ head) | bits & head
        if at < end:
            at += 1
            while at < end:
                data[at] = bits
                at += 1
            data[at] = data[at] & (0xFF ^ tail) | bits & tail
        row += 1
