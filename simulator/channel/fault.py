"""A fault as data: its name, how a person sets it, and what the terminal should do about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simulator.hardware.terminal import TerminalHardware

Value = bool | float | str
ON, OFF = ("on", "true", "yes", "1"), ("off", "false", "no", "0")


@dataclass(frozen=True)
class Fault:
    """One fault of one part.

    kind: switch, slider, choice, button (happens once) or text.
    expect: one sentence on what follows.
    write: sets its value.
    read: its value; None for what only happens.
    rest: its value when nothing is wrong.
    maximum, step, unit: of a slider that begins at 0.
    choices: of a choice.
    example: of a text.
    """

    part: str
    id: str
    label: str
    kind: str
    expect: str
    write: Callable[[TerminalHardware, Value], None]
    read: Callable[[TerminalHardware], Value] | None = None
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


def part_of(hardware: TerminalHardware, part: str) -> object:
    """The part that a fault is of, by its name there; None if the terminal has none."""
    places: dict[str, Callable[[], object]] = {
        "printer": lambda: hardware.printer,
        "scanner": lambda: hardware.scanner,
        "display": lambda: hardware.display,
        "touch": lambda: getattr(hardware, "touch_panel", None),
        "flash-a": lambda: hardware.chips[0],
        "flash-b": lambda: hardware.chips[1],
        "clock": lambda: hardware.clock_chip,
        "line": lambda: hardware.cable.faults,
        "keys": lambda: hardware.keys,
    }
    return places[part]()


def plain(part: str, name: str, label: str, expect: str, attribute: str = "") -> Fault:
    """A plain attribute of a part that is True or False."""
    at = attribute or name
    return Fault(
        part, name, label, "switch", expect,
        write=lambda hardware, value: setattr(part_of(hardware, part), at, bool(value)),
        read=lambda hardware: bool(getattr(part_of(hardware, part), at)),
    )  # fmt: skip


def number(
    part: str, name: str, label: str, expect: str, maximum: float, unit: str = "", step: float = 1, attribute: str = ""
) -> Fault:
    """A plain attribute of a part that is a number, nothing wrong at 0."""
    at = attribute or name
    return Fault(
        part, name, label, "slider", expect,
        write=lambda hardware, value: setattr(part_of(hardware, part), at, int(float(value)) if step >= 1 else value),
        read=lambda hardware: getattr(part_of(hardware, part), at) or 0,
        rest=0, maximum=maximum, unit=unit, step=step,
    )  # fmt: skip


def once(part: str, name: str, label: str, expect: str, act: Callable[[TerminalHardware], None]) -> Fault:
    """Something that happens at the moment it is set."""
    return Fault(part, name, label, "button", expect, write=lambda hardware, value: act(hardware))
