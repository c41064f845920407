"""Colour panel with a controller of the ST7796 family on SPI (datasheet ST7796S, chapter 9; ILI9488, ILI9341)."""

import asyncio

import framebuf
import micropython
from machine import SPI, Pin

BLACK, WHITE = 0x0000, 0xFFFF  # RGB565

_SLEEP_OUT, _NORMAL, _INVERSION_OFF, _INVERSION_ON, _OFF, _ON = 0x11, 0x13, 0x20, 0x21, 0x28, 0x29
_COLUMNS, _ROWS, _WRITE, _ORIENTATION, _DOT_FORMAT = 0x2A, 0x2B, 0x2C, 0x36, 0x3A
_READ_POWER_MODE, _READ_ORIENTATION, _READ_DOT_FORMAT, _READ_IMAGE_MODE, _READ_ID4 = 0x0A, 0x0B, 0x0C, 0x0D, 0xD3
_ORIENTATION_BITS, _DOT_FORMAT_BITS, _INVERSION_BIT = 0xFC, 0x07, 0x20  # of the three answers before the last
_DOT_FORMATS = {2: 0x55, 3: 0x66}  # by bytes per dot: RGB565, or six bits per colour in the high bits
_AWAKE_AND_ON = 0x14  # of the power mode: D4 sleep out, D2 display on
_RESET_PULSE_MS = 1  # at least 10 us
_AFTER_RESET_MS = 120  # before Sleep Out is accepted
_AFTER_SLEEP_OUT_MS = 120  # voltages settle
_CHUNK_ROWS = 4  # 3,840 bytes of colour: enough to keep the bus busy, small enough for the heap


class DisplayStatus:
    """The panel's status. `SILENT`: nothing drives the line, so it is unknown whether anything is visible.

    RESTARTED: it lost a setting, or all of them.
    """

    READY, RESTARTED, OTHER_CHIP, SILENT = range(4)


class Display:
    """The panel, written band by band from one-bit pictures; no picture is kept in memory.

    `fill`, and `band` with whole chunks, allocate no memory: a terminal whose heap is full can still show a message.
    """

    def __init__(
        self, spi: SPI, chip_select: Pin, data_pin: Pin, reset_pin: Pin, light_pin: Pin, profile: dict
    ) -> None:
        """Set the pins; nothing is sent yet.

        spi: the bus.
        chip_select, reset_pin: outputs, active low.
        data_pin: output, low for a command.
        light_pin: output for the backlight, active high.
        profile: of `display_profiles`.
        """
        self.spi, self.chip_select, self.data_pin = spi, chip_select, data_pin
        self.reset_pin, self.light_pin, self.profile = reset_pin, light_pin, profile
        self.width, self.height = profile["width"], profile["height"]
        self._row_bytes = self.width * profile["dot_bytes"]
        self._chunk = memoryview(bytearray(self._row_bytes * _CHUNK_ROWS))
        self._dots = framebuf.FrameBuffer(self._chunk, self.width, _CHUNK_ROWS, framebuf.RGB565)
        self._fours = bytearray(128)
        self._one = bytearray(1)
        self._range = bytearray(4)
        self._tells = True  # False once its status proves unreliable
        self._kept: list[tuple] = []  # (command, bits, value) of every setting that it shows when asked
        self._columns = -1  # the columns that the panel writes to; unknown
        self._following = -1  # the row that dots go to without a command; unknown
        chip_select(1)
        reset_pin(1)
        light_pin(0)

    async def start(self) -> int:
        """Reset the panel, set it up, clear it to white and switch the light on. Returns a DisplayStatus.

        A panel that does not answer is set up too: some modules do not connect their data output.
        """
        self.reset_pin(0)
        self.forget_window()
        await asyncio.sleep_ms(_RESET_PULSE_MS)
        self.reset_pin(1)
        await asyncio.sleep_ms(_AFTER_RESET_MS)
        status = self.identify()
        self._command(_SLEEP_OUT)
        await asyncio.sleep_ms(_AFTER_SLEEP_OUT_MS)
        profile = self.profile
        self._command(_ORIENTATION, bytes((profile["orientation"],)))
        self._command(_DOT_FORMAT, bytes((_DOT_FORMATS[profile["dot_bytes"]],)))
        self._command(_INVERSION_ON if profile["inverted"] else _INVERSION_OFF)
        for command, parameters in profile["adjust"]:
            self._command(command, parameters)
        self._command(_NORMAL)
        self.fill(0, self.height, WHITE)
        self._command(_ON)
        self.light(True)
        self._kept = []
        shift = _shift_of(self._read(_READ_POWER_MODE, 2))
        if shift is not None:
            self._kept = [setting for setting in self._settings() if self._holds(setting, shift)]
        return status

    def identify(self) -> int:
        """READY if the profile's controller answers, else another DisplayStatus.

        The answer starts after one idle clock or eight, depending on the chip's maker, so every bit offset is tried.
        """
        answer = self._read(_READ_ID4, 5)
        if _nobody(answer):
            return DisplayStatus.SILENT
        bits = int.from_bytes(answer, "big")
        for shift in range(24):
            if bits >> shift & 0xFFFF == self.profile["chip"]:
                return DisplayStatus.READY
        return DisplayStatus.OTHER_CHIP

    def status(self) -> int:
        """READY if the panel still shows what it was sent. RESTARTED: it lost a setting (ESD); call `start`."""
        answer = self._read(_READ_POWER_MODE, 2)
        if _nobody(answer):
            return DisplayStatus.SILENT
        shift = _shift_of(answer)
        if shift is None or not all([self._holds(setting, shift) for setting in self._kept]):
            return DisplayStatus.RESTARTED
        return DisplayStatus.READY

    def _settings(self) -> tuple:
        """(command, bits, value) of each setting of which the panel can be asked: any of them may get lost alone."""
        profile = self.profile
        return (
            (_READ_ORIENTATION, _ORIENTATION_BITS, profile["orientation"]),
            (_READ_DOT_FORMAT, _DOT_FORMAT_BITS, _DOT_FORMATS[profile["dot_bytes"]] & _DOT_FORMAT_BITS),
            (_READ_IMAGE_MODE, _INVERSION_BIT, _INVERSION_BIT if profile["inverted"] else 0),
        )

    def _holds(self, setting: tuple, shift: int) -> bool:
        command, bits, value = setting
        return int.from_bytes(self._read(command, 2), "big") >> shift & bits == value

    async def restore(self) -> bool:
        """Set the panel up again if it lost its settings. True: it is white, and its page must be drawn again.

        A silent panel is left alone, and so is one that never reports READY.
        """
        if not self._tells or self.status() != DisplayStatus.RESTARTED:
            return False
        await self.start()
        self._tells = self.status() == DisplayStatus.READY
        return True

    def forget_window(self) -> None:
        """Send the window again with the next band, in case the panel alone lost it. Call this before each page."""
        self._columns = -1
        self._following = -1

    def light(self, on: bool) -> None:
        """Switch the backlight."""
        self.light_pin(1 if on else 0)

    def band(self, y: int, picture: bytearray, rows: int, foreground=BLACK, background=WHITE) -> None:
        """Show a one-bit picture on the panel.

        y: first row on the panel.
        picture: rows as wide as the panel, the first dot of eight in the highest bit.
        rows: how many rows of the picture to show.
        foreground, background: RGB565 of the ones and the zeros.
        """
        fours, chunk, spi = self._fours, self._chunk, self.spi  # not spi.write: a method that is kept is an object
        _mix(fours, _swapped(foreground), _swapped(background))  # type: ignore[arg-type]  # viper: an address
        self._go_on(y)
        row_bytes = self.width >> 3
        at, end, whole = 0, rows * row_bytes, _CHUNK_ROWS * row_bytes
        is_wide = self._row_bytes > 2 * self.width
        while at < end:
            size = whole if end - at >= whole else end - at
            if not at or not _repeats(picture, at, whole, size):  # type: ignore[arg-type]  # viper
                _spread(chunk, 0, picture, at, at + size, fours)  # type: ignore[arg-type]
                if is_wide:
                    self._widen()
            spi.write(chunk if size == whole else chunk[: size // row_bytes * self._row_bytes])
            at += size
        self.chip_select(1)
        self._following = y + rows

    def fill(self, y: int, rows: int, colour: int) -> None:
        """Paint whole rows.

        y: first row.
        rows: how many.
        colour: RGB565.
        """
        self._dots.fill(_swapped(colour))
        self._widen()
        self._open(y, rows)
        while rows > 0:
            self._send(rows)
            rows -= _CHUNK_ROWS
        self.chip_select(1)

    def frame(self, left: int, top: int, width: int, height: int, thickness: int, colour: int) -> None:
        """Paint the edges of a rectangle, inside it.

        left, top, width, height, thickness: dots.
        colour: RGB565.
        """
        self._dots.fill(_swapped(colour))
        self._widen()
        inside, right, bottom = height - 2 * thickness, left + width - thickness, top + height - thickness
        for x, y, across, down in (
            (left, top, width, thickness),
            (left, bottom, width, thickness),
            (left, top + thickness, thickness, inside),
            (right, top + thickness, thickness, inside),
        ):
            self._open(y, down, x, across)
            missing = across * down * self.profile["dot_bytes"]
            while missing > 0:
                self.spi.write(self._chunk if missing >= len(self._chunk) else self._chunk[:missing])
                missing -= len(self._chunk)
            self.chip_select(1)

    def _send(self, rows: int) -> None:
        """Send the chunk, or its first `rows` rows; whole chunks allocate no memory."""
        self.spi.write(self._chunk if rows >= _CHUNK_ROWS else self._chunk[: rows * self._row_bytes])

    def _widen(self) -> None:
        """Convert the chunk's dots to three bytes each, if the controller needs that."""
        if self._row_bytes > 2 * self.width:
            _to_three_bytes(self._chunk, self.width * _CHUNK_ROWS)  # type: ignore[arg-type]  # viper: an address

    def _open(self, y: int, rows: int, left: int = 0, width: int = 0) -> None:
        """Set the window and begin a memory write, leaving the chip selected. width: dots, 0 for whole rows."""
        columns = left << 16 | left + (width or self.width) - 1
        if columns != self._columns:  # mostly whole rows, as before
            self._columns = -1
            self._command(_COLUMNS, self._span(left, columns & 0xFFFF))
            self._columns = columns
        self._command(_ROWS, self._span(y, y + rows - 1))
        self._command(_WRITE)
        self.chip_select(0)

    def _go_on(self, y: int) -> None:
        """Begin at a row, leaving the chip selected; without a command if the last dots ended above it.

        A memory write that is interrupted by deselecting goes on where it was (ST7796S, data transfer pause).
        """
        if y == self._following:
            self.chip_select(0)
        else:
            self._open(y, self.height - y)

    def _span(self, first: int, last: int) -> bytearray:
        span = self._range
        span[0], span[1] = first >> 8, first & 0xFF
        span[2], span[3] = last >> 8, last & 0xFF  # one statement with four targets would allocate
        return span

    def _command(self, command: int, parameters=b"") -> None:
        """Send a command with its parameters; the data line is high afterwards."""
        self._following = -1
        self._one[0] = command
        self.data_pin(0)
        self.chip_select(0)
        self.spi.write(self._one)
        self.data_pin(1)
        if parameters:
            self.spi.write(parameters)
        self.chip_select(1)

    def _read(self, command: int, count: int) -> bytes:
        self._following = -1
        self.spi.init(baudrate=self.profile["read_baudrate"])
        self._one[0] = command
        self.data_pin(0)
        self.chip_select(0)
        self.spi.write(self._one)
        self.data_pin(1)
        answer = self.spi.read(count)
        self.chip_select(1)
        self.spi.init(baudrate=self.profile["write_baudrate"])
        return answer


def _nobody(answer: bytes) -> bool:
    """True if nothing drives the line, which then reads as all ones or all zeros."""
    return answer in (b"\xff" * len(answer), bytes(len(answer)))


def _shift_of(power_mode: bytes) -> int | None:
    """How far the panel's answers of one byte lie from the right in two; None if it does not say that it is on."""
    bits = int.from_bytes(power_mode, "big")
    for shift in (8, 7, 0):  # without an idle clock, after one, after eight
        if bits >> shift & _AWAKE_AND_ON == _AWAKE_AND_ON:
            return shift
    return None


def _swapped(colour: int) -> int:
    """Swap the bytes: the panel expects the high byte first, frame buffers store the low one first."""
    return (colour & 0xFF) << 8 | colour >> 8


@micropython.viper
def _repeats(data: ptr32, at: int, distance: int, count: int) -> bool:  # type: ignore[no-untyped-def, name-defined]  # noqa: F821
    """True if `count` bytes from `at` on are those that stand `distance` before them. All are whole words.

    Most rows of a page are: blank ones, and those that cross nothing but the sides of frames.
    """
    here, before = at >> 2, (at - distance) >> 2
    end = here + (count >> 2)
    while here < end:
        if data[here] != data[before]:
            return False
        here += 1
        before += 1
    return True


@micropython.viper
def _mix(fours: ptr16, ink: int, paper: int):  # type: ignore[no-untyped-def, name-defined]  # noqa: F821
    """Four dots beside each other for each value of their four bits, the left one's the highest."""
    at = 0
    while at < 64:
        fours[at] = ink if at >> 2 << (at & 3) & 8 else paper
        at += 1


@micropython.viper
def _spread(dots: ptr32, word: int, picture: ptr32, at: int, end: int, fours: ptr32):  # type: ignore[no-untyped-def, name-defined]  # noqa: F821
    """Words of 32 dots as RGB565, from the place `at` of the picture, in bytes, to before `end`. Most are blank.

    Only the first two names are in registers: hence their order, and `word`, whatever it is given.
    """
    at, end = at >> 2, end >> 2
    while at < end:
        word = int(picture[at])
        at += 1
        if word == 0:
            word = int(fours[0])
            dots[0] = word  # a fixed place is one instruction
            dots[1] = word
            dots[2] = word
            dots[3] = word
            dots[4] = word
            dots[5] = word
            dots[6] = word
            dots[7] = word
            dots[8] = word
            dots[9] = word
            dots[10] = word
            dots[11] = word
            dots[12] = word
            dots[13] = word
            dots[14] = word
            dots[15] = word
            dots = ptr32(int(dots) + 64)  # type: ignore[name-defined]  # noqa: F821
        else:
            left = 4
            while left:  # the byte that comes first is the lowest
                four = int(fours) + (word >> 1 & 0x78)
                dots[0] = ptr32(four)[0]  # type: ignore[name-defined]  # noqa: F821
                dots[1] = ptr32(four)[1]  # type: ignore[name-defined]  # noqa: F821
                four = int(fours) + (word << 3 & 0x78)
                dots[2] = ptr32(four)[0]  # type: ignore[name-defined]  # noqa: F821
                dots[3] = ptr32(four)[1]  # type: ignore[name-defined]  # noqa: F821
                word >>= 8
                dots = ptr32(int(dots) + 16)  # type: ignore[name-defined]  # noqa: F821
                left -= 1


@micropython.viper
def _to_three_bytes(buffer: ptr8, count: int):  # type: ignore[no-untyped-def, name-defined]  # noqa: F821
    """Expand RGB565 dots in place from two bytes, high byte first, to three.

    From the last dot to the first, since each moves to a higher address.
    """
    i = count - 1
    while i >= 0:
        high, low = buffer[2 * i], buffer[2 * i + 1]
        red, blue = high & 0xF8, low << 3 & 0xF8
        buffer[3 * i] = red | red >> 5
        buffer[3 * i + 1] = high << 5 & 0xE0 | low >> 3 & 0x1C | high >> 1 & 0x03
        buffer[3 * i + 2] = blue | blue >> 5
        i -= 1
