"""Faults of what people look at and touch: display, glass and keys; and of the clock and the line to the centre."""

from __future__ import annotations

from datetime import timedelta

from simulator.channel.fault import Fault, Value, number, once, plain
from simulator.hardware.parts.line_faults import TO_CENTRE, TO_TERMINAL
from simulator.hardware.parts.xpt2046 import QUIET_COUNTS
from simulator.hardware.terminal import TerminalHardware

FIRST_YEAR, LAST_YEAR = 2000, 2199  # of the clock chip: two digits and a bit for the century
GARBLED_TIME = b"\xff" * 7


def _stuck(hardware: TerminalHardware, key: Value) -> None:
    before, hardware.keys.stuck = hardware.keys.stuck, "" if key == "none" else str(key)
    if before:
        hardware.keys.release(before)
    if hardware.keys.stuck:
        hardware.keys.hold(hardware.keys.stuck)


def _wrong(hardware: TerminalHardware, seconds: Value) -> None:
    """ValueError where the chip cannot count to that year."""
    offset_s = int(float(seconds))
    if not FIRST_YEAR <= (hardware.clock_chip.now + timedelta(seconds=offset_s)).year <= LAST_YEAR:
        raise ValueError(seconds)
    hardware.clock_chip.wrong_time(offset_s)


def _cut(hardware: TerminalHardware, count: Value) -> None:
    hardware.cable.faults.cut_after_bytes = None if count in ("", "off") else max(0, int(float(count)))


def _cut_after(hardware: TerminalHardware) -> str:
    left = hardware.cable.faults.cut_after_bytes
    return "" if left is None else str(left)


OTHERS = (
    plain("display", "absent", "Not plugged in", "Dark; the terminal cannot know, people see it."),
    plain("display", "frozen", "Controller hangs", "The picture stands still until it is set up again."),
    once("display", "restart", "A spark resets it", "The panel is set up again and drawn anew.",
          lambda hardware: hardware.display.restart()),
    plain("clock", "battery_dead", "Cell empty", "After the next power cut the time is not known, and it says so."),
    plain("clock", "absent", "Not there", "The time is not known; voting goes on."),
    Fault("clock", "garbled_time", "Damaged registers", "switch", "An impossible time is no time.",
          lambda hardware, on: setattr(hardware.clock_chip, "garbled_time", GARBLED_TIME if on else None),
          lambda hardware: bool(hardware.clock_chip.garbled_time)),
    once("clock", "lost", "Forgets the time", "The time is not known, and it says so at the next start.",
          lambda hardware: hardware.clock_chip.forget()),
    Fault("clock", "wrong_time", "Wrong by … seconds", "text", "It cannot know; the zero slip shows it.",
          _wrong, example="-3600"),
    Fault("keys", "bounces", "Contacts without bounce", "switch", "Nothing: presses count once either way.",
          lambda hardware, on: setattr(hardware.keys, "bounces", not on), lambda hardware: not hardware.keys.bounces),
    Fault("keys", "stuck", "Stuck key", "choice", "Held at the start, it is named and ignored.", _stuck,
          lambda hardware: hardware.keys.stuck or "none", rest="none",
          choices=("none", "up", "down", "left", "right", "back", "ok")),
    number("line", "drop_every", "One byte in … is lost", "Frames are sent again.", 1000, "bytes"),
    number("line", "flip_every", "One byte in … is damaged", "Frames are sent again.", 1000, "bytes"),
    number("line", "delay_ms", "Delay each way", "It takes longer.", 3000, "ms", step=10),
    Fault("line", "lost_direction", "One wire broken", "choice", "The centre does not answer; the protocol stays.",
          lambda hardware, way: setattr(hardware.cable.faults, "lost_direction", None if way == "none" else way),
          lambda hardware: hardware.cable.faults.lost_direction or "none", rest="none",
          choices=("none", TO_CENTRE, TO_TERMINAL)),
    Fault("line", "cut_after_bytes", "Dead after … bytes", "text", "It is resumed where it ended, when mended.",
          _cut, _cut_after, rest="", example="500"),
)  # fmt: skip


def _at(hardware: TerminalHardware, across: float, down: float) -> tuple[float, float]:
    """A place on the glass, in shares of its width and height."""
    return hardware.display.width * across, hardware.display.height * down


def _dead_corner(hardware: TerminalHardware, on: Value) -> None:
    """The lower right quarter of the glass."""
    width, height = hardware.display.width // 2, hardware.display.height // 2
    hardware.touch_panel.dead = (width, height, width, height) if on else None


def _drifts(hardware: TerminalHardware, counts: Value) -> None:
    hardware.touch_panel.drift = (int(float(counts)), int(float(counts)))


TOUCH = (
    plain("touch", "absent", "Not plugged in", "It says so at the start; keys do everything."),
    Fault("touch", "stuck", "Something presses on it", "switch", "Ignored until it is gone, and reported at a start.",
          lambda hardware, on: setattr(hardware.touch_panel, "stuck_at", _at(hardware, 0.5, 0.5) if on else None),
          lambda hardware: bool(hardware.touch_panel.stuck_at)),
    Fault("touch", "dead", "Dead corner", "switch", "Touches there do nothing; keys do.", _dead_corner,
          lambda hardware: bool(hardware.touch_panel.dead)),
    Fault("touch", "noise", "Noise", "slider", "Up to a point touches are found, beyond it ignored.",
          lambda hardware, counts: setattr(hardware.touch_panel, "noise", QUIET_COUNTS + float(counts)),
          lambda hardware: hardware.touch_panel.noise - QUIET_COUNTS, rest=0, maximum=600, step=5, unit="counts"),
    Fault("touch", "drift", "Drift", "slider", "It reads beside the finger until it is calibrated anew.", _drifts,
          lambda hardware: hardware.touch_panel.drift[0], rest=0, maximum=600, step=10, unit="counts"),
    Fault("touch", "second_finger", "A second finger", "switch", "Touches that jump to it or from it do not count.",
          lambda hardware, on: setattr(hardware.touch_panel, "second_finger", _at(hardware, 0.9, 0.9) if on else None),
          lambda hardware: bool(hardware.touch_panel.second_finger)),
    Fault("touch", "bounces", "Fingers without chatter", "switch", "Nothing: touches count once either way.",
          lambda hardware, on: setattr(hardware.touch_panel, "bounces", not on),
          lambda hardware: not hardware.touch_panel.bounces),
)  # fmt: skip
