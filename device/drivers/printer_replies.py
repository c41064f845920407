"""Answers of a receipt printer; fixed bits distinguish their kinds (ESC/POS DLE EOT, GS r, GS a).

Other bytes are dropped: flow control, noise at power-up, makers' extensions.
"""

from time import ticks_diff, ticks_ms

PRINTER_READY, NEAR_END, PAPER_OUT, COVER_OPEN, FAULT, UNKNOWN, _, HOT = range(
    8
)  # HOT is paused until the head has cooled
_NOTICE = b"\x3b\x31\x00"  # "I have just started"
_GAP_MS = 50  # bytes of one report follow each other; after a gap a new one begins


def status_of(answers: dict) -> int:
    """The most serious status in the DLE EOT answers {n: byte}."""
    online, cause, error, paper = (answers.get(n, 0) for n in (1, 2, 3, 4))
    if cause & 0x04:
        return COVER_OPEN
    if cause & 0x20 or paper & 0x60:
        return PAPER_OUT
    if error & 0x2C:
        return FAULT
    if error & 0x40:
        return HOT
    if cause & 0x40 or online & 0x08:
        return FAULT
    return NEAR_END if paper & 0x0C else PRINTER_READY


def status_of_report(report: bytes) -> int:
    """The most serious status in a report of four bytes, which GS a turns on."""
    first, error, paper = report[0], report[1], report[2]
    if first & 0x20:
        return COVER_OPEN
    if paper & 0x0C:
        return PAPER_OUT
    if error & 0x2C:
        return FAULT
    if error & 0x40:
        return HOT
    if first & 0x08:
        return FAULT
    return NEAR_END if paper & 0x03 else PRINTER_READY


class Replies:
    """The last answer of each kind; a caller sets it to None before asking.

    with_reports: the printer reports changes of status by itself (GS a).

    `realtime`: the byte that answers DLE EOT.
    `queued`: the byte that answers GS r.
    `reported`: a status that the printer sent by itself.
    `restarted`: the printer reported a restart, so its buffer is lost.
    """

    def __init__(self, with_reports: bool) -> None:
        self.realtime: int | None = None
        self.queued: int | None = None
        self.reported: int | None = None
        self.restarted = False
        self._with_reports = with_reports
        self._part = bytearray()  # of an incomplete report or notice
        self._part_ms = ticks_ms()

    def take(self, data: bytes) -> None:
        """Sort newly received bytes."""
        now_ms = ticks_ms()
        if self._part and ticks_diff(now_ms, self._part_ms) > _GAP_MS:
            self._part = bytearray()
        for byte in data:
            self._take_byte(byte)
        self._part_ms = now_ms

    def _take_byte(self, byte: int) -> None:
        part = self._part
        if part and (part[0] == _NOTICE[0] and byte != _NOTICE[len(part)]):
            self._part = part = bytearray()
        if part or byte == _NOTICE[0] or (self._with_reports and byte & 0x93 == 0x10):
            part.append(byte)
            if part[0] == _NOTICE[0] and len(part) == len(_NOTICE):
                self.restarted = True
                self._part = bytearray()
            elif len(part) == 4:
                self.reported = status_of_report(part)
                self._part = bytearray()
        elif byte & 0x93 == 0x12:
            self.realtime = byte
        elif byte & 0x90 == 0:
            self.queued = byte
