"""Every fault that the parts know, and those of one terminal.

The flash chips' `forbid_erase` is missing on purpose: it is a claim about the firmware, not a fault of the chip.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.channel.fault import Fault, Value, part_of
from simulator.channel.flash_faults import flash
from simulator.channel.hand_faults import OTHERS, TOUCH
from simulator.channel.slip_faults import PRINTER, SCANNER
from simulator.hardware.terminal import TerminalHardware
from simulator.people.saying import Said, said

FAULTS: tuple[Fault, ...] = (*PRINTER, *SCANNER, *OTHERS, *TOUCH, *flash(0, "flash-a"), *flash(1, "flash-b"))


@dataclass
class FaultTable:
    """The faults of one terminal: those whose part is there."""

    hardware: TerminalHardware
    faults: dict[tuple[str, str], Fault] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.faults = {
            (fault.part, fault.id): fault for fault in FAULTS if part_of(self.hardware, fault.part) is not None
        }

    @property
    def parts(self) -> list[str]:
        """Names of the parts that can have faults."""
        return list(dict.fromkeys(part for part, _ in self.faults))

    def set(self, part: str, name: str, text: str) -> str:
        """Set a fault by the words for it; a sentence if that cannot be, else nothing."""
        if part not in self.parts:
            return said("no_such", said("what_part"), part, ", ".join(self.parts))
        fault = self.faults.get((part, name))
        if fault is None:
            known = ", ".join(other for at, other in self.faults if at == part)
            return said("no_fault", part, name, known)
        value = fault.value(text)
        if value is None:
            return said("fault_cannot_be", part, name, text or said("empty"), _may_be(fault))
        try:
            fault.write(self.hardware, value)
        except (ValueError, OverflowError):
            return said("fault_cannot_be", part, name, text, _may_be(fault))
        return ""

    def mend(self) -> None:
        """Back to rest with everything that has a state."""
        for fault in self.faults.values():
            if fault.read and fault.read(self.hardware) != fault.rest:
                fault.write(self.hardware, fault.rest)

    def active(self) -> dict[str, Value]:
        """`part.fault` -> value of all that are not at rest."""
        found = {}
        for (part, name), fault in self.faults.items():
            if fault.read and (value := fault.read(self.hardware)) != fault.rest:
                found[f"{part}.{name}"] = value
        return found


def _may_be(fault: Fault) -> Said:
    if fault.kind == "slider":
        return said("may_range", f"{fault.maximum:g}", fault.unit)
    values = {"choice": ", ".join(fault.choices), "text": fault.example}
    return said(f"may_{fault.kind}", values.get(fault.kind, ""))
