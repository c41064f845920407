"""The bar-code scanner: a GM65-class module (GM60, GM65, GM805, GM861S and the older Newland EM engines) on a UART.

What it reads is data, never a command, and is never logged. Its setup codes are disabled before anything else,
because anybody can print one.
"""

import asyncio
from binascii import crc32
from time import ticks_diff, ticks_ms

from machine import UART

from drivers.gm65_link import Gm65Link
from drivers.gm65_stream import Code

FACTORY_BAUDRATE = 9600
BAUDRATES = (FACTORY_BAUDRATE, 57600, 115200)  # rates that a module may be set to
PROBE_ROUNDS = 6  # of 450 ms over all rates; a module is silent for up to 1 s after power-up, then gets three tries
BAUDRATE_SETTLE_MS = 20
SAME_CODE_MS = 2000  # a code must be out of view for this long to count as shown again
REMEMBERED_CODES = 3  # no more than two codes fit into the view
CHECK_MS = 10_000  # a dead module is silent, and one that lost its settings makes people try in vain

MODE, SETUP_CODES, INTERVAL, OUTPUT, SAME_CODE_DELAY, SPEED, QR, TAIL, AIM = (
    0x0000, 0x0003, 0x0005, 0x000D, 0x0013, 0x002A, 0x003F, 0x0060, 0x00D0)  # fmt: skip
MODE_BITS, ON_COMMAND, CONTINUOUS, SENSING = 0x03, 0x01, 0x02, 0x03
LAMP_ON_READ, SOUND, AIM_AND_LIGHT = 0x80, 0x40, 0x14
SETUP_BITS, SETUP_CLOSED = 0x03, 0x02

# register, its bits, their value, needed; a module that does not keep a needed setting is refused
_SETTINGS = (
    (OUTPUT, 0x03, 0x00, False),  # to the UART
    (TAIL, 0x61, 0x01, True),  # CR after every code
    (AIM, 0x80, 0x80, True),  # AIM identifier before every code
    (QR, 0x01, 0x01, False),
    (INTERVAL, 0xFF, 0x05, False),  # 0.5 s between reads …
    (SAME_CODE_DELAY, 0xFF, 0x81, False),  # … so that a code held in view repeats well within SAME_CODE_MS
)
# (first register, count) of the reads that show all of these, MODE and SETUP_CODES; a module gives 8 at once
_LOOKS = ((MODE, INTERVAL + 1 - MODE), (OUTPUT, SAME_CODE_DELAY + 1 - OUTPUT), (QR, 1), (TAIL, 1), (AIM, 1))


class ScannerStatus:
    """MISSING: no answer. REFUSED: the module answers but does not keep a needed setting."""

    READY, MISSING, REFUSED = range(3)


class Scan:
    """One code as shown: `aim` such as "]C0" and `text`, or a `problem` with both empty."""

    NONE, TOO_LONG, INCOMPLETE, NOT_TEXT, MISSING = range(5)

    def __init__(self, problem: int, aim: str = "", text: str = "") -> None:
        self.problem, self.aim, self.text = problem, aim, text


_PROBLEMS = {Code.TOO_LONG: Scan.TOO_LONG, Code.INCOMPLETE: Scan.INCOMPLETE, Code.NOT_TEXT: Scan.NOT_TEXT}


class Scanner:
    """One scanner module.

    uart: machine.UART with its pins and buffers; the rate is set here.
    baudrate: one of BAUDRATES, used if the module accepts it.
    mode: SENSING (lights up when something moves in front of it) or CONTINUOUS.
    sound: beep after a code.
    """

    def __init__(self, uart: UART, baudrate: int = 57600, mode: int = SENSING, sound: bool = True) -> None:
        self.status = ScannerStatus.MISSING
        self.baudrate = FACTORY_BAUDRATE
        self._wanted_baudrate = baudrate
        self._mode = LAMP_ON_READ | AIM_AND_LIGHT | mode | (SOUND if sound else 0)
        self._link = Gm65Link(uart, self._code_ended)
        self._command = asyncio.Lock()
        self._something = asyncio.Event()
        self._scan: Scan | None = None
        self._paused = False
        self._kept: list[tuple] = []  # (register, bits, value) of every setting that the module took
        self._seen: list[list] = []  # [checksum, when last in view] of the latest codes
        self._checked_ms = ticks_ms()

    async def start(self) -> int:
        """Find the module and set it up. Returns a ScannerStatus; takes up to 3 s, longest if there is no module."""
        async with self._command:
            self.status = ScannerStatus.MISSING
            self.status = await self._start()
        self._checked_ms = ticks_ms()
        self._something.set()
        return self.status

    async def check(self) -> int:
        """Ask whether the module is still there and set up; if not, start it again. Returns a ScannerStatus."""
        async with self._command:
            is_set_up = self.status == ScannerStatus.READY and await self._is_set_up()
        self._checked_ms = ticks_ms()
        return self.status if is_set_up else await self.start()

    def due_ms(self) -> int:
        """The time until the next check, on whatever page: people who leave one and come back must not put it off."""
        return CHECK_MS - ticks_diff(ticks_ms(), self._checked_ms)

    async def _is_set_up(self) -> bool:
        """True if the module holds every setting that it took: any of them may get lost by itself."""
        for first, count in _LOOKS:
            state = await self._link.read(first, count)
            if state is None:
                return False
            for register, bits, value in self._kept:
                if first <= register < first + count and state[register - first] & bits != value:
                    return False
        return True

    async def scan(self) -> Scan:
        """Wait for the next code, or the reason why there is none; MISSING at once while the module is not ready."""
        while True:
            if self.status != ScannerStatus.READY:
                return Scan(Scan.MISSING)
            if self._scan is not None:
                scan, self._scan = self._scan, None
                return scan
            self._something.clear()
            await self._something.wait()

    @property
    def paused(self) -> bool:
        """While True, codes are ignored."""
        return self._paused

    @paused.setter
    def paused(self, paused: bool) -> None:
        self.drain()
        self._paused = paused

    def drain(self) -> None:
        """Drop what was shown so far, including a code that is still arriving."""
        self._link.take()
        self._link.stream.skip()
        self._scan = None

    def _code_ended(self, kind: int) -> None:
        stream = self._link.stream
        if self.status != ScannerStatus.READY or self._scan is not None:
            return  # a later code does not replace one that is still waiting
        if not self._is_new(crc32(stream.frame())) or self._paused:
            return
        self._scan = Scan(Scan.NONE, stream.aim(), stream.text()) if kind == Code.WHOLE else Scan(_PROBLEMS[kind])
        self._something.set()

    def _is_new(self, checksum: int) -> bool:
        """False for a code that is still, or again, in view. Only checksums are remembered, not codes."""
        now = ticks_ms()
        for seen in self._seen:
            if seen[0] == checksum:
                is_new = ticks_diff(now, seen[1]) >= SAME_CODE_MS
                seen[1] = now
                return is_new
        if len(self._seen) == REMEMBERED_CODES:
            self._seen.pop(0)
        self._seen.append([checksum, now])
        return True

    # --- setting up -------------------------------------------------------------------------------------------------

    async def _start(self) -> int:
        self._kept = []
        if not await self._find():
            return ScannerStatus.MISSING
        before = await self._link.read(MODE, SETUP_CODES - MODE + 1)
        # Setup codes first; then no reading until setup is done, so that no code can imitate the module's answers.
        good = await self._set(SETUP_CODES, SETUP_BITS, SETUP_CLOSED) is not None
        good = await self._set(MODE, MODE_BITS, ON_COMMAND) is not None and good
        changed = before is None or before[0] != self._mode or before[-1] & SETUP_BITS != SETUP_CLOSED
        changed = await self._raise_baudrate() or changed
        for register, bits, value, needed in _SETTINGS:
            done = await self._set(register, bits, value)
            changed = changed or bool(done)
            good = good and (done is not None or not needed)
        good = await self._set(MODE, 0xFF, self._mode) is not None and good
        if good and changed:
            await self._link.save()  # a module that cannot save is set up again at every start
        if good:
            return ScannerStatus.READY
        return ScannerStatus.REFUSED if await self._link.read(MODE) is not None else ScannerStatus.MISSING

    async def _find(self) -> bool:
        for attempt in range(PROBE_ROUNDS * len(BAUDRATES)):
            self.baudrate = BAUDRATES[attempt % len(BAUDRATES)]
            self._link.set_baudrate(self.baudrate)
            if await self._link.read(MODE, tries=1) is not None:
                return True
        return False

    async def _set(self, register: int, bits: int, value: int) -> bool | None:
        """Make `bits` of a register `value`. True: written. False: already set. None: not kept."""
        old = await self._link.read(register)
        if old is None:
            return None
        is_written = old[0] & bits != value
        if is_written:
            await self._link.write(register, bytes((old[0] & ~bits & 0xFF | value,)))
            now = await self._link.read(register)
            if now is None or now[0] & bits != value:
                return None
        self._keep(register, bits, value)
        return is_written

    def _keep(self, register: int, bits: int, value: int) -> None:
        self._kept = [setting for setting in self._kept if setting[0] != register] + [(register, bits, value)]

    async def _raise_baudrate(self) -> bool:
        """Change to the wanted rate if the module does, else find the rate at which it answers. True if it changed."""
        if self.baudrate == self._wanted_baudrate:
            return False
        divisor = (3_000_000 + self._wanted_baudrate // 2) // self._wanted_baudrate
        await self._link.write(SPEED, divisor.to_bytes(2, "little"), tries=1)  # its answer may get lost in the change
        await asyncio.sleep_ms(BAUDRATE_SETTLE_MS)
        self._link.set_baudrate(self._wanted_baudrate)
        if await self._link.read(MODE) is None:
            await self._find()
            return False
        self.baudrate = self._wanted_baudrate
        return True
