"""Every fault that the parts know, as data: its name, how a person sets it, and what the terminal should do about it.

The flash chips' `forbid_erase` is missing on purpose: it is a claim about the firmware, not a fault of the chip.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from simulator.parts.line_faults import TO_CENTRE, TO_TERMINAL
from simulator.parts.xpt2046 import QUIET_COUNTS
from simulator.station import Station

Value = bool | float | str
NEAR_END_MM, FULL_ROLL_MM, OVERHEAT_MS, STRAY = 2_000, 30_000, 8_000, b"\x12\x14\xff"
GARBLED_TIME = b"\xff" * 7
WORN_SEED, WORN_REGION_BYTES = 7, 256 << 10  # cells are worn where ballots and marks lie, at the chip's beginning
ON, OFF = ("on", "true", "yes", "1"), ("off", "false", "no", "0")


@dataclass(frozen=True)
class Fault:
    """One fault of one part. kind: switch, slider, choice, button (happens once) or text.

    read: its value, None for what only happens; write: sets it. rest: its value when nothing is wrong. expect: one
    sentence on what follows. maximum, step, unit: of a slider that begins at 0. example: of a text.
    """

    part: str
    id: str
    label: str
    kind: str
    expect: str
    write: Callable[[Station, Value], None]
    read: Callable[[Station], Value] | None = None
    rest: Value = False
    maximum: float = 1
    step: float = 1
    unit: str = ""
    choices: Sequence[str] = ()
    example: str = ""

    def as_data(self) -> dict[str, object]:
        """What a page needs to draw it."""
        shown: dict[str, object] = {"part": self.part, "id": self.id, "label": self.label, "kind": self.kind}
        shown["expect"] = self.expect
        if self.kind == "slider":
            shown |= {"min": 0, "max": self.maximum, "step": self.step, "unit": self.unit}
        if self.choices:
            shown["choices"] = list(self.choices)
        if self.example:
            shown["example"] = self.example
        return shown

    def value(self, text: str) -> Value | None:
        """What somebody wrote for it as a value; None if it cannot be one."""
        if self.kind == "switch":
            return True if text in (*ON, "") else False if text in OFF else None
        if self.kind == "slider":
            try:
                number = float(text)
            except ValueError:
                return 0.0 if text in OFF else None
            return number if 0 <= number <= self.maximum else None
        if self.kind == "choice":
            return text if text in self.choices else None
        if self.kind == "text":
            return text or None
        return "" if not text or text in ON else None


def _part(station: Station, part: str) -> object:
    places: dict[str, Callable[[], object]] = {
        "printer": lambda: station.printer,
        "scanner": lambda: station.scanner,
        "display": lambda: station.display,
        "touch": lambda: getattr(station, "touch_panel", None),
        "flash-a": lambda: station.chips[0],
        "flash-b": lambda: station.chips[1],
        "clock": lambda: station.clock_chip,
        "line": lambda: station.cable.faults,
        "keys": lambda: station.keys,
    }
    return places[part]()


def _plain(part: str, name: str, label: str, expect: str, attribute: str = "") -> Fault:
    """A plain attribute of a part that is True or False."""
    at = attribute or name
    return Fault(
        part, name, label, "switch", expect,
        write=lambda station, value: setattr(_part(station, part), at, bool(value)),
        read=lambda station: bool(getattr(_part(station, part), at)),
    )  # fmt: skip


def _number(
    part: str, name: str, label: str, expect: str, maximum: float, unit: str = "", step: float = 1, attribute: str = ""
) -> Fault:
    """A plain attribute of a part that is a number, nothing wrong at 0."""
    at = attribute or name
    return Fault(
        part, name, label, "slider", expect,
        write=lambda station, value: setattr(_part(station, part), at, int(float(value)) if step >= 1 else value),
        read=lambda station: getattr(_part(station, part), at) or 0,
        rest=0, maximum=maximum, unit=unit, step=step,
    )  # fmt: skip


def _once(part: str, name: str, label: str, expect: str, act: Callable[[Station], None]) -> Fault:
    return Fault(part, name, label, "button", expect, write=lambda station, value: act(station))


# --- printer ----------------------------------------------------------------------------------------------------------


def _paper(station: Station, left_mm: float, on: Value) -> None:
    if on:
        station.printer.paper_left_mm = left_mm
    else:
        station.printer.load_paper()


def _near_end(station: Station) -> bool:
    left_mm = station.printer.paper_left_mm
    return left_mm is not None and left_mm < 4000 and not station.printer.paper.is_out


def _dead(station: Station, on: Value) -> None:
    """Its own supply goes or comes."""
    station.printer.dead = bool(on)
    if on:
        station.printer.power_off()
    elif station.bench.powered:
        station.printer.power_on()


PRINTER = (
    Fault("printer", "paper_out", "Paper out", "switch", "It says so, and prints the slip anew on the new roll.",
          lambda station, on: _paper(station, 0, on), lambda station: station.printer.paper.is_out),
    Fault("printer", "near_end", "Paper near its end", "switch", "It goes on, and says that a new roll will be needed.",
          lambda station, on: _paper(station, NEAR_END_MM, on), _near_end),
    _plain("printer", "cover_open", "Cover open", "It waits until the cover is closed; the slip is printed again."),
    Fault("printer", "dead", "No supply", "switch", "It says that the printer does not answer.",
          _dead, lambda station: station.printer.dead),
    _plain("printer", "silent", "Answers get lost", "Silence is unknown, never printed: it asks, and prints again."),
    _once("printer", "overheat", "Overheat", "It waits until the head has cooled, then goes on.",
          lambda station: station.printer.overheat(OVERHEAT_MS)),
    Fault("printer", "brown_out", "Brown-out after … rows", "text", "The torn slip is void; it is printed again whole.",
          lambda station, rows: setattr(station.printer, "brown_out_at_row", max(1, int(float(rows)))), example="40"),
    _once("printer", "stray", "Stray bytes on its line", "They are ignored.",
          lambda station: station.printer.send_stray(STRAY)),
)  # fmt: skip

# --- scanner ----------------------------------------------------------------------------------------------------------

SCANNER = (
    _number("scanner", "noise", "Damaged bytes in a code", "The code is refused as unreadable.", 20,
            "bytes", attribute="corrupt"),
    _plain("scanner", "silent", "Dead", "It says that the scanner does not answer, and is found again when it does."),
    _number("scanner", "split_ms", "Gaps inside a code", "Short gaps do no harm, long ones tear it apart.", 500, "ms"),
    Fault("scanner", "repeats", "Every code again and again", "slider", "A code counts once on a page.",
          lambda station, more: setattr(station.scanner, "repeats", 1 + int(float(more))),
          lambda station: station.scanner.repeats - 1, rest=0, maximum=5, unit="times more"),
    _plain("scanner", "glue_next", "Two codes run together", "Neither is believed."),
    _plain("scanner", "drop_tail", "No end after a code", "The code ends by silence."),
    _number("scanner", "lost_ack", "Lost answers", "Commands are repeated.", 10, "answers"),
    _number("scanner", "bad_crc", "Answers with a wrong checksum", "Commands are repeated.", 10,
            "answers"),
    _number("scanner", "late_ack_ms", "The next answer is late", "It is waited for.", 2000, "ms"),
    _plain("scanner", "answers_errors", "Answers errors (another maker)", "Both makers' ways are understood."),
    _plain("scanner", "forgets_baud", "Forgets a new rate", "It is found at its old rate."),
    _plain("scanner", "refuses_save", "Saves no settings", "They are set anew at each start."),
    _plain("scanner", "trigger_held", "Its own button is held", "Nothing, while it reads by itself."),
    _once("scanner", "brown_out", "Brown-out", "It restarts, and is set up again.",
          lambda station: station.scanner.brown_out()),
    Fault("scanner", "wrong_baud", "Left at another rate", "choice", "At the next start it is found at any rate.",
          lambda station, rate: station.scanner.wrong_baud(int(float(rate))), choices=("1200", "9600", "115200")),
    Fault("scanner", "noise_at_power_up", "Noise at power-up", "switch", "It is thrown away.",
          lambda station, on: setattr(station.scanner, "noise_at_power_up", b"\x00\xffU\r" if on else b""),
          lambda station: bool(station.scanner.noise_at_power_up)),
    Fault("scanner", "interleave", "A code between command and answer", "text", "Each is taken for what it is.",
          lambda station, text: setattr(station.scanner, "interleave", str(text)), example="123456"),
    Fault("scanner", "encoding", "Text in GBK", "switch", "Our codes are plain letters and do not change.",
          lambda station, on: setattr(station.scanner, "text_encoding", "gbk" if on else "utf-8"),
          lambda station: station.scanner.text_encoding == "gbk"),
)  # fmt: skip

# --- display, clock, keys, line ---------------------------------------------------------------------------------------


def _stuck(station: Station, key: Value) -> None:
    for name in list(station.keys.down):
        station.keys.release(name)
    if key != "none":
        station.keys.hold(str(key))


OTHERS = (
    _plain("display", "absent", "Not plugged in", "Dark; the terminal cannot know, people see it."),
    _plain("display", "frozen", "Controller hangs", "The picture stands still until it is set up again."),
    _once("display", "restart", "A spark resets it", "The panel is set up again and drawn anew.",
          lambda station: station.display.restart()),
    _plain("clock", "battery_dead", "Cell empty", "After the next power cut the time is not known, and it says so."),
    _plain("clock", "absent", "Not there", "The time is not known; voting goes on."),
    Fault("clock", "garbled_time", "Damaged registers", "switch", "An impossible time is no time.",
          lambda station, on: setattr(station.clock_chip, "garbled_time", GARBLED_TIME if on else None),
          lambda station: bool(station.clock_chip.garbled_time)),
    _once("clock", "lost", "Forgets the time", "The time is not known, and it says so at the next start.",
          lambda station: station.clock_chip.forget()),
    Fault("clock", "wrong_time", "Wrong by … seconds", "text", "It cannot know; the zero slip shows it.",
          lambda station, seconds: station.clock_chip.wrong_time(int(float(seconds))), example="-3600"),
    Fault("keys", "bounces", "Contacts without bounce", "switch", "Nothing: presses count once either way.",
          lambda station, on: setattr(station.keys, "bounces", not on), lambda station: not station.keys.bounces),
    Fault("keys", "stuck", "Stuck key", "choice", "Held at the start, it is named and ignored.", _stuck,
          lambda station: next(iter(sorted(station.keys.down)), "none"), rest="none",
          choices=("none", "up", "down", "left", "right", "back", "ok")),
    _number("line", "drop_every", "One byte in … is lost", "Frames are sent again.", 1000, "bytes"),
    _number("line", "flip_every", "One byte in … is damaged", "Frames are sent again.", 1000, "bytes"),
    _number("line", "delay_ms", "Delay each way", "It takes longer.", 3000, "ms", step=10),
    Fault("line", "lost_direction", "One wire broken", "choice", "The centre does not answer; the protocol stays.",
          lambda station, way: setattr(station.cable.faults, "lost_direction", None if way == "none" else way),
          lambda station: station.cable.faults.lost_direction or "none", rest="none",
          choices=("none", TO_CENTRE, TO_TERMINAL)),
    Fault("line", "cut_after_bytes", "Dead after … bytes", "text", "It is resumed where it ended, when mended.",
          lambda station, count: setattr(station.cable.faults, "cut_after_bytes",
                                         None if count in OFF else int(float(count))), example="500"),
)  # fmt: skip

# --- touch ------------------------------------------------------------------------------------------------------------


def _at(station: Station, across: float, down: float) -> tuple[float, float]:
    """A place on the glass, in shares of its width and height."""
    return station.display.width * across, station.display.height * down


def _dead_corner(station: Station, on: Value) -> None:
    """The lower right quarter of the glass."""
    width, height = station.display.width // 2, station.display.height // 2
    station.touch_panel.dead = (width, height, width, height) if on else None


def _drifts(station: Station, counts: Value) -> None:
    station.touch_panel.drift = (int(float(counts)), int(float(counts)))


TOUCH = (
    _plain("touch", "absent", "Not plugged in", "It says so at the start; keys do everything."),
    Fault("touch", "stuck", "Something presses on it", "switch", "Ignored until it is gone, and told at a start.",
          lambda station, on: setattr(station.touch_panel, "stuck_at", _at(station, 0.5, 0.5) if on else None),
          lambda station: bool(station.touch_panel.stuck_at)),
    Fault("touch", "dead", "Dead corner", "switch", "Touches there do nothing; keys do.", _dead_corner,
          lambda station: bool(station.touch_panel.dead)),
    Fault("touch", "noise", "Noise", "slider", "Up to a point touches are found, beyond it ignored.",
          lambda station, counts: setattr(station.touch_panel, "noise", QUIET_COUNTS + float(counts)),
          lambda station: station.touch_panel.noise - QUIET_COUNTS, rest=0, maximum=600, step=5, unit="counts"),
    Fault("touch", "drift", "Drift", "slider", "It reads beside the finger until it is calibrated anew.", _drifts,
          lambda station: station.touch_panel.drift[0], rest=0, maximum=600, step=10, unit="counts"),
    Fault("touch", "second_finger", "A second finger", "switch", "Touches that jump to it or from it do not count.",
          lambda station, on: setattr(station.touch_panel, "second_finger", _at(station, 0.9, 0.9) if on else None),
          lambda station: bool(station.touch_panel.second_finger)),
    Fault("touch", "bounces", "Fingers without chatter", "switch", "Nothing: touches count once either way.",
          lambda station, on: setattr(station.touch_panel, "bounces", not on),
          lambda station: not station.touch_panel.bounces),
)  # fmt: skip

# --- flash ------------------------------------------------------------------------------------------------------------


_TORN: dict[str, bool | str] = {"before": False, "torn": True, "after": "after"}


def _wear(station: Station, chip: int, count: Value) -> None:
    source = random.Random(WORN_SEED + chip)
    size = min(WORN_REGION_BYTES, station.chips[chip].size_bytes)
    cells = {(source.randrange(4096, size), source.randrange(8)): source.randrange(2) for _ in range(int(float(count)))}
    station.chips[chip].stuck_bits = cells


def _flip(station: Station, chip: int, place: Value) -> None:
    address, bit = str(place).replace(",", " ").split()
    station.chips[chip].flip(int(address, 0) % station.chips[chip].size_bytes, int(bit) % 8)


def _cut(station: Station, chip: int, text: Value) -> None:
    words = str(text).split()
    torn: bool | str = _TORN.get(words[1] if len(words) > 1 else "torn", True)
    station.chips[chip].cut_at(max(1, int(words[0])), torn)


def _flash(chip: int, part: str) -> tuple[Fault, ...]:
    return (
        _plain(part, "absent", "Cartridge out", "It says that a cartridge is missing and does not go on without it."),
        _plain(part, "slow", "Slow chip", "The datasheet's longest times are waited for."),
        _plain(part, "read_only", "Takes no writes", "The vote is not cast, and it says so."),
        Fault(part, "wear", "Worn cells", "slider", "Records are read back; what a worn cell hit goes elsewhere.",
              lambda station, count: _wear(station, chip, count), lambda station: len(station.chips[chip].stuck_bits),
              rest=0, maximum=2000, step=10, unit="cells"),
        Fault(part, "flip", "A bit loses its charge", "text", "The other cartridge's copy is used.",
              lambda station, place: _flip(station, chip, place), example="0x1010 3"),
        Fault(part, "cut_at", "Power cut in write number …", "text", "All or nothing: after power it says which.",
              lambda station, text: _cut(station, chip, text), example="2 torn"),
    )  # fmt: skip


FAULTS: tuple[Fault, ...] = (*PRINTER, *SCANNER, *OTHERS, *TOUCH, *_flash(0, "flash-a"), *_flash(1, "flash-b"))


@dataclass
class FaultTable:
    """The faults of one station: those whose part is there."""

    station: Station
    faults: dict[tuple[str, str], Fault] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.faults = {(fault.part, fault.id): fault for fault in FAULTS if _part(self.station, fault.part) is not None}

    @property
    def parts(self) -> list[str]:
        return list(dict.fromkeys(part for part, _ in self.faults))

    def set(self, part: str, name: str, text: str) -> str:
        """Set a fault by the words for it; a sentence if that cannot be, else nothing."""
        if part not in self.parts:
            return f"no such part: {part}, there are {', '.join(self.parts)}"
        fault = self.faults.get((part, name))
        if fault is None:
            known = ", ".join(other for at, other in self.faults if at == part)
            return f"the {part} has no fault {name}, there are {known}"
        value = fault.value(text)
        if value is None:
            return f"fault {part} {name} cannot be {text or 'empty'}: {_may_be(fault)}"
        try:
            fault.write(self.station, value)
        except ValueError:
            return f"fault {part} {name} cannot be {text}: {_may_be(fault)}"
        return ""

    def mend(self) -> None:
        """Back to rest with everything that has a state."""
        for fault in self.faults.values():
            if fault.read and fault.read(self.station) != fault.rest:
                fault.write(self.station, fault.rest)
        self.station.cable.faults.cut_after_bytes = None

    def active(self) -> dict[str, Value]:
        """`part.fault` -> value of all that are not at rest."""
        found = {}
        for (part, name), fault in self.faults.items():
            if fault.read and (value := fault.read(self.station)) != fault.rest:
                found[f"{part}.{name}"] = value
        return found


def _may_be(fault: Fault) -> str:
    if fault.kind == "slider":
        return f"it goes from 0 to {fault.maximum:g} {fault.unit}".rstrip()
    if fault.kind == "choice":
        return "it is one of " + ", ".join(fault.choices)
    return {"switch": "it is on or off", "button": "it takes no value"}.get(fault.kind, f"for example {fault.example}")
