"""Slips on paper, and what becomes of those that are not whole: docs/printing.md has the rules as one table."""

import memory
from drivers.printer import PrinterStatus
from paper import common_slips
from screens.answers import BACK, YES

PRINTED = (PrinterStatus.READY, PrinterStatus.NEAR_END)
WHOLE, BALLOT, ENDING = range(3)  # a slip of its own; one that is compared where it hangs; what is printed under that
_TROUBLE = {
    PrinterStatus.NEAR_END: "printer_near_end",
    PrinterStatus.PAPER_OUT: "printer_paper_out",
    PrinterStatus.COVER_OPEN: "printer_cover",
    PrinterStatus.FAULT: "printer_fault",
    PrinterStatus.UNKNOWN: "printer_silent",
    PrinterStatus.NOT_WHOLE: "printer_not_whole",
}
_TORN = ("torn_again", "torn_spoiled", "torn_end")  # by kind


def kind_of(slip) -> int:
    """WHOLE, BALLOT or ENDING. slip: a list of elements, or an iterator over a long slip, which is always whole."""
    if isinstance(slip, list) and slip[0][0] == "under":
        return ENDING
    return BALLOT if isinstance(slip, list) and slip[-1][0] != "cut" else WHOLE


class Printing:
    """The paper of a `Terminal`, which is ready but for this."""

    def __init__(self, terminal):
        self.terminal, self.printer, self.clock = terminal, terminal.printer, terminal.clock
        self.dialog, self.texts = terminal.dialog, terminal.texts
        self._kind = WHOLE
        self._paper: int | None = None  # the status that was seen last
        self._near_end = False  # noted for the roll that is in
        self.printer.void_mark = lambda: terminal.rendered(common_slips.void(terminal))
        self.printer.line.on_hot = self._say_hot
        if self.clock.noted():  # the power went while a slip was printed
            self.printer.was_interrupted()

    async def print_slip(self, elements) -> bool:
        """Print a slip, again from its beginning after each trouble, until it is whole. False when *back* gave up.

        elements: a list, or for a slip too long to hold a function that gives an iterator of them. What ends a ballot
        is not given up: else it would hang there for the next voter to read.
        """
        while True:
            status = await self.try_print(elements)
            if status in PRINTED:
                return True
            if await self.trouble(status) < 0 and self._kind != ENDING:
                return False

    async def try_print(self, elements) -> int:
        """Print once; the printer's status afterwards, or what somebody said who looked."""
        memory.usual()
        slip = elements() if callable(elements) else elements
        self._kind = kind_of(slip)
        self.clock.note(True)
        status = await self.printer.print(self.terminal.rendered(slip), False, self._kind == ENDING)
        if self.printer.unseen:
            status = await self._look()
        self.clock.note(self.printer.torn)
        self._saw(status)
        return status

    async def _look(self) -> int:
        """The printer cannot tell, so somebody looks. Who has a ballot before them compares it anyhow."""
        answer = YES
        if self._kind != BALLOT:
            idle_ms = self.dialog.idle_ms
            if self._kind != ENDING:
                self.dialog.idle_ms = 0
            words = [self.texts("printer_cannot_tell"), self.texts("printer_look_again")]
            answer = await self.dialog.confirm(self.texts("printer_look"), words, "key_no", "key_yes")
            self.dialog.idle_ms = idle_ms
        if answer == BACK:
            return PrinterStatus.NOT_WHOLE
        if answer != YES:  # whoever voted has left: the ballot is what it is, and nobody saw the last word
            self.terminal.log("printer_trouble", PrinterStatus.UNKNOWN)
        self.printer.believe()
        return PrinterStatus.READY

    async def trouble(self, status: int) -> int:
        """Say what is wrong and what becomes of the slip, and wait until somebody has seen to it: YES, or BACK."""
        self.terminal.log("printer_trouble", status)
        idle_ms, self.dialog.idle_ms = self.dialog.idle_ms, 0
        torn = [self.texts(_TORN[self._kind])] if self.printer.torn else []
        words = [self.texts(_TROUBLE[status]), self.texts("printer_again")] + torn
        no = None if self._kind == ENDING else "key_back"
        answer = await self.dialog.confirm(self.texts("call_chair"), words, no)
        self.dialog.idle_ms = idle_ms
        self.dialog.show(self.texts("printing"), torn + [self.texts("please_wait")])
        return answer

    def _say_hot(self, is_hot: bool) -> None:
        self.dialog.show(self.texts("printing"), [self.texts("printer_hot" if is_hot else "please_wait")])

    # --- between slips ------------------------------------------------------------------------------------------

    async def see_to(self) -> None:
        """While nobody is served: cut off what a broken slip left, and ask the printer before somebody needs it."""
        if self.printer.torn:
            self.dialog.show(self.texts("printing"), [self.texts("torn_void_now")])
            self._saw(await self.printer.void())
            self.clock.note(self.printer.torn)
        elif self.printer.profile.status_queries:
            self._saw(await self.printer.status())

    def notes(self) -> list:
        """What to say about the paper while nobody is served; nothing when all is well."""
        return [self.texts(_TROUBLE[self._paper])] if self._paper in _TROUBLE else []

    def _saw(self, status: int) -> None:
        """Note near end once a roll; other trouble is noted where it stops a slip."""
        if status == PrinterStatus.NEAR_END and not self._near_end:
            self.terminal.log("printer_trouble", status)
        if status in PRINTED:
            self._near_end = status == PrinterStatus.NEAR_END
        self._paper = status
