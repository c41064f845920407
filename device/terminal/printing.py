"""Print slips and recover from incomplete ones. docs/printing.md has the rules as one table."""

import memory
from drivers.printer import PrinterStatus
from paper import common_slips
from screens.answers import BACK, YES

PRINTED = (PrinterStatus.READY, PrinterStatus.NEAR_END)
WHOLE, BALLOT, ENDING = range(3)  # a complete slip; a ballot, compared before it is cut off; the end of that ballot
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
    """WHOLE, BALLOT or ENDING. slip: a list of elements, or an iterator over a long slip, which is always WHOLE."""
    if isinstance(slip, list) and slip[0][0] == "under":
        return ENDING
    return BALLOT if isinstance(slip, list) and slip[-1][0] != "cut" else WHOLE


class Printing:
    """What a `Terminal` prints with: its `paper`."""

    def __init__(self, terminal):
        self.terminal, self.printer, self.clock = terminal, terminal.printer, terminal.clock
        self.dialog, self.texts = terminal.dialog, terminal.texts
        self._kind = WHOLE
        self._paper: int | None = None  # the last status
        self._near_end = False  # logged for this paper roll
        self.printer.void_mark = lambda: terminal.rendered(common_slips.void(terminal))
        self.printer.line.on_hot = self._say_hot
        if self.clock.noted():  # the power failed while a slip was printed
            self.printer.was_interrupted()

    async def print_slip(self, elements) -> bool:
        """Print a slip, again from its beginning after each error, until it is complete. False if *back* was pressed.

        elements: a list, or a function that returns an iterator if the slip is too long for memory. The end of a
        ballot cannot be given up: the next voter could read the ballot in the printer.
        """
        while True:
            status = await self.try_print(elements)
            if status in PRINTED:
                return True
            if await self.trouble(status) < 0 and self._kind != ENDING:
                return False

    async def try_print(self, elements) -> int:
        """Print once. Returns the printer's status afterwards, or the answer of somebody who looked."""
        slip = elements() if callable(elements) else elements
        self._kind = kind_of(slip)
        if self._kind == WHOLE:  # a code takes long blocks; a voter waits for a ballot, and for its end
            memory.usual()
        self.clock.note(True)
        status = await self.printer.print(self.terminal.rendered(slip), False, self._kind == ENDING)
        if self.printer.unseen:
            status = await self._look()
        self.clock.note(self.printer.torn)
        self._saw(status)
        return status

    async def _look(self) -> int:
        """Ask somebody to look if the printer cannot report. A voter compares the printed ballot anyway."""
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
        if answer != YES:  # the voter has left: the ballot is settled, and nobody saw its last line
            self.terminal.log("printer_trouble", PrinterStatus.UNKNOWN)
        self.printer.believe()
        return PrinterStatus.READY

    async def trouble(self, status: int) -> int:
        """Show the error and what happens to the slip, and wait until somebody has dealt with it: YES, or BACK."""
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
        """While nobody is served: cut off what a broken slip left, and check the printer before it is needed."""
        if self.printer.torn:
            self.dialog.show(self.texts("printing"), [self.texts("torn_void_now")])
            self._saw(await self.printer.void())
            self.clock.note(self.printer.torn)
        elif self.printer.profile.status_queries:
            self._saw(await self.printer.status())

    def notes(self) -> list:
        """Lines about the paper for the waiting page; empty if all is well."""
        return [self.texts(_TROUBLE[self._paper])] if self._paper in _TROUBLE else []

    def _saw(self, status: int) -> None:
        """Log near end once per paper roll; other errors are logged where they stop a slip."""
        if status == PrinterStatus.NEAR_END and not self._near_end:
            self.terminal.log("printer_trouble", status)
        if status in PRINTED:
            self._near_end = status == PrinterStatus.NEAR_END
        self._paper = status
