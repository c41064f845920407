"""One row of the table in docs/printing.md as people live it: begin a slip, let the condition come, put it right."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from simulator.people.precinct import Terminal
from simulator.people.screen_reader import fold
from simulator.people.words import words
from tests.precinct.day import ROOT, VOTE, Day

CONDITIONS = (
    "near end", "no paper", "paper out", "cover", "hot", "too hot", "restart", "silence", "power cut",
    "looks whole", "looks torn",
)  # fmt: skip
_BEFORE = ("near end", "no paper")
_WITHIN_ROWS = {"activation": 200, "report": 200, "ballot": 200, "end": 24}
_HOT_MS, _TOO_HOT_MS = 8_000, 90_000


@dataclass(frozen=True)
class Row:
    """condition: one of CONDITIONS. screen: ids of words in their order. log: details, with spaces between."""

    condition: str
    job: str
    slip: str
    screen: list[str]
    log: str


def board_with(folder: Path, profile: str) -> Path:
    """The board of the large panel with another printer."""
    text = (ROOT / "hw" / "boards" / "tamga_s3.py").read_text("utf-8")
    board = folder / "board.py"
    board.write_text(text.replace('"panel_58_cutter"', f'"{profile}"'), "utf-8")
    return board


def print_torn_activation(day: Day) -> None:
    """The printer starts anew in the middle of the first voter's activation slip, which then comes out whole."""
    at = day.desk
    day.show_id(day.labels[0])
    at.sees("may_vote")
    at.hardware.printer.brown_out_at_row = 300
    at.presses("ok", "ok")
    at.sees("printer_fault")
    at.presses("ok")
    at.sees("slip_given")


class Walk:
    """number: of the row, so that each takes a voter of its own."""

    def __init__(self, day: Day, at: Terminal, row: Row, number: int) -> None:
        self.day, self.at, self.row, self.number = day, at, row, number
        self.printer = at.hardware.printer
        self.language = "ru" if row.job in ("ballot", "end") else at.language

    def go(self) -> None:
        """Until the terminal waits for the next person."""
        row, hardware = self.row, self.at.hardware
        self._prepare()
        if row.condition in _BEFORE:
            self._comes()
        began = self.printer.rows_printed
        hardware.rest(350)
        hardware.keys.press("ok")
        if row.condition not in _BEFORE and not row.condition.startswith("looks"):
            hardware.wait(lambda: self.printer.rows_printed >= began + _WITHIN_ROWS[row.job])
            self._comes()
        if row.condition == "power cut":
            hardware.plug_in()
            self.language = self.at.language
        for name in row.screen:
            if name == "torn_again" or name.startswith(("torn_spoiled", "torn_end")):
                continue  # stands on the same page as the trouble, which is looked at there
            if name == "printer_near_end" or name == "compare":
                continue
            self._sees(name)
        self._finish()
        self._go_home()

    def _sees(self, name: str) -> None:
        """Read a page and do what it asks for."""
        at, row = self.at, self.row
        at.sees(name, language=self.language)
        if name == "printer_look":
            at.presses("ok" if row.condition == "looks whole" else "back")
        elif name in ("slip_again", "power_nothing", "power_not_cast", "power_cast"):
            at.presses("ok")
        elif name not in ("printer_hot", "torn_void_now"):
            torn = [other for other in row.screen if other.startswith("torn_")]
            for other in torn:
                self._turns_to(other)
            self._put_right()
            at.presses("ok")
            if name == "printer_not_whole":
                at.sees("printer_look", language=self.language)
                at.presses("ok")

    def _turns_to(self, name: str) -> None:
        """Turn the pages until all words of an id were seen; some may stand on the page before."""
        screens = [self.at.hands.screen]
        wanted = fold(words(name, self.language)).split()
        while any(word not in " ".join(screen.text for screen in screens) for word in wanted):
            self.at.presses("down")
            assert self.at.hands.screen != screens[-1], (wanted, screens[-1].aloud)
            screens.append(self.at.hands.screen)

    # --- the job ------------------------------------------------------------------------------------------------

    def _prepare(self) -> None:
        """Everything before the key that starts the printer."""
        day, at = self.day, self.at
        day.idle(at)
        if self.row.job == "activation":
            day.show_id(day.labels[self.number])
            at.sees("may_vote")
            at.presses("down")  # to the booth that the desk proposes
        elif self.row.job == "report":
            day.menu(at, "turnout", day.role_cards[0])
            at.sees("key_print")
        else:
            at.hardware.rest(60_000)  # not too many ballots a minute
            at.hands.scan(day.activation(index=self.number if self.row.job == "ballot" else 8 + self.number % 8))
            day.choose_ballot(at, self.language, VOTE)
            if self.row.job == "end":
                at.presses("ok")
                at.sees("compare", language=self.language)

    def _finish(self) -> None:
        """After the trouble: the voter goes on."""
        day, at, row = self.day, self.at, self.row
        if row.job != "ballot":
            return
        if row.slip == "whole" or "compare" in row.screen:
            at.sees("compare", language=self.language)
        if row.slip == "spoiled":
            if row.condition == "looks torn":
                at.presses("back")
                self._look_at_end()
            if row.condition == "power cut":
                self._go_home()
                at.hands.scan(day.activation(index=self.number))
                self.language = "ru"
                day.choose_ballot(at, "ru", VOTE)
            at.sees("review", language=self.language)
            day.print_ballot(at, self.language)
        at.presses("ok")
        self._look_at_end()
        at.sees("cast_done", language=self.language)

    def _look_at_end(self) -> None:
        if self.row.condition.startswith("looks"):
            self.at.sees("printer_look", language=self.language)
            self.at.presses("ok")

    def _go_home(self) -> None:
        at = self.at
        self.day.idle(at)
        if "printer_near_end" in self.row.screen:
            at.sees("printer_near_end")
            self.printer.load_paper()
        at.hardware.rest(40_000)
        assert not at.hands.screen.shows(words("printer_near_end", at.language))
        self.printer.tear()

    # --- the condition ------------------------------------------------------------------------------------------

    def _comes(self) -> None:
        printer, hardware = self.printer, self.at.hardware
        match self.row.condition:
            case "near end":
                printer.paper_left_mm = 2_000
            case "no paper":
                printer.paper_left_mm = 0
            case "paper out":
                printer.paper_left_mm = 0.5
            case "cover":
                printer.cover_open = True
            case "hot":
                printer.overheat(_HOT_MS)
            case "too hot":
                printer.overheat(_TOO_HOT_MS)
            case "restart":
                printer.brown_out_at_row = 1
            case "silence":
                printer.silent = True
            case "power cut":
                hardware.pull_plug()

    def _put_right(self) -> None:
        match self.row.condition:
            case "no paper" | "paper out":
                self.printer.load_paper()
            case "cover":
                self.printer.cover_open = False
            case "too hot":
                self.at.hardware.rest(_TOO_HOT_MS)
            case "silence":
                self.printer.silent = False
