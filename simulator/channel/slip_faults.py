"""Faults of what paper goes through: the printer and the scanner."""

from __future__ import annotations

from simulator.channel.fault import Fault, Value, number, once, plain
from simulator.hardware.terminal import TerminalHardware

NEAR_END_MM, OVERHEAT_MS, STRAY = 2_000, 8_000, b"\x12\x14\xff"


def _paper(hardware: TerminalHardware, left_mm: float, on: Value) -> None:
    if on:
        hardware.printer.paper_left_mm = left_mm
    else:
        hardware.printer.load_paper()


def _near_end(hardware: TerminalHardware) -> bool:
    left_mm = hardware.printer.paper_left_mm
    return left_mm is not None and left_mm < 4000 and not hardware.printer.paper.is_out


def _dead(hardware: TerminalHardware, on: Value) -> None:
    """Its own supply goes or comes."""
    hardware.printer.dead = bool(on)
    if on:
        hardware.printer.power_off()
    elif hardware.bench.powered:
        hardware.printer.power_on()


PRINTER = (
    Fault("printer", "paper_out", "Paper out", "switch", "It says so, and prints the slip anew on the new roll.",
          lambda hardware, on: _paper(hardware, 0, on), lambda hardware: hardware.printer.paper.is_out),
    Fault("printer", "near_end", "Paper near its end", "switch", "It goes on, and says that a new roll will be needed.",
          lambda hardware, on: _paper(hardware, NEAR_END_MM, on), _near_end),
    plain("printer", "cover_open", "Cover open", "It waits until the cover is closed; the slip is printed again."),
    Fault("printer", "dead", "No supply", "switch", "It says that the printer does not answer.",
          _dead, lambda hardware: hardware.printer.dead),
    plain("printer", "silent", "Answers get lost", "Silence is unknown, never printed: it asks, and prints again."),
    once("printer", "overheat", "Overheat", "It waits until the head has cooled, then goes on.",
          lambda hardware: hardware.printer.overheat(OVERHEAT_MS)),
    Fault("printer", "brown_out", "Brown-out after … rows", "text", "The torn slip is void; it is printed again whole.",
          lambda hardware, rows: setattr(hardware.printer, "brown_out_at_row",
                                        max(1, int(float(rows))) if rows else None),
          lambda hardware: str(hardware.printer.brown_out_at_row or ""), rest="", example="40"),
    once("printer", "stray", "Stray bytes on its line", "They are ignored.",
          lambda hardware: hardware.printer.send_stray(STRAY)),
)  # fmt: skip

SCANNER = (
    number("scanner", "noise", "Damaged bytes in a code", "The code is refused as unreadable.", 20,
            "bytes", attribute="corrupt"),
    plain("scanner", "silent", "Dead", "It says that the scanner does not answer, and is found again when it does."),
    number("scanner", "split_ms", "Gaps inside a code", "Short gaps do no harm, long ones tear it apart.", 500, "ms"),
    Fault("scanner", "repeats", "Every code again and again", "slider", "A code counts once on a page.",
          lambda hardware, more: setattr(hardware.scanner, "repeats", 1 + int(float(more))),
          lambda hardware: hardware.scanner.repeats - 1, rest=0, maximum=5, unit="times more"),
    plain("scanner", "glue_next", "Two codes run together", "Neither is believed."),
    plain("scanner", "drop_tail", "No end after a code", "The code ends by silence."),
    number("scanner", "lost_ack", "Lost answers", "Commands are repeated.", 10, "answers"),
    number("scanner", "bad_crc", "Answers with a wrong checksum", "Commands are repeated.", 10,
            "answers"),
    number("scanner", "late_ack_ms", "The next answer is late", "It is waited for.", 2000, "ms"),
    plain("scanner", "answers_errors", "Answers errors (another maker)", "Both makers' ways are understood."),
    plain("scanner", "forgets_baud", "Forgets a new rate", "It is found at its old rate."),
    plain("scanner", "refuses_save", "Saves no settings", "They are set anew at each start."),
    plain("scanner", "trigger_held", "Its own button is held", "Nothing, while it reads by itself."),
    once("scanner", "brown_out", "Brown-out", "It restarts, and is set up again.",
          lambda hardware: hardware.scanner.brown_out()),
    Fault("scanner", "wrong_baud", "Left at another rate", "choice", "At the next start it is found at any rate.",
          lambda hardware, rate: hardware.scanner.wrong_baud(int(float(rate))), choices=("1200", "9600", "115200")),
    Fault("scanner", "noise_at_power_up", "Noise at power-up", "switch", "It is thrown away.",
          lambda hardware, on: setattr(hardware.scanner, "noise_at_power_up", b"\x00\xffU\r" if on else b""),
          lambda hardware: bool(hardware.scanner.noise_at_power_up)),
    Fault("scanner", "interleave", "A code between command and answer", "text", "Each is taken for what it is.",
          lambda hardware, text: setattr(hardware.scanner, "interleave", str(text) or None),
          lambda hardware: hardware.scanner.interleave or "", rest="", example="123456"),
    Fault("scanner", "encoding", "Text in GBK", "switch", "Our codes are plain letters and do not change.",
          lambda hardware, on: setattr(hardware.scanner, "text_encoding", "gbk" if on else "utf-8"),
          lambda hardware: hardware.scanner.text_encoding == "gbk"),
)  # fmt: skip
