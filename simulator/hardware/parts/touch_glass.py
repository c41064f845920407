"""A four-wire resistive glass before a display: two coated plates that a finger presses together.

Points are dots of the panel as mounted; the glass gives voltages as parts of its supply (0 to 1) and knows nothing of
converters. Plates as on common 3 to 4 inch modules, whose X plate runs along the short side. A panel that is higher
than wide is such a module turned clockwise.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field

import numpy as np

X_PLATE_OHM, Y_PLATE_OHM = 300.0, 500.0
FIRM_OHM, LIGHT_OHM = 400.0, 6000.0  # between the plates, under a finger that presses and one that only just touches
SETTLING_US = 2.0  # time constant of plates and filter capacitors after a driver switches on
EDGES = (
    (0.93, 0.06),
    (0.07, 0.95),
)  # lying wide: plate X from the top to the bottom, plate Y from the left to the right


@dataclass
class Finger:
    """One place where the plates meet."""

    x: float
    y: float
    contact_ohm: float


@dataclass
class Unit:
    """How one glass sits on its panel: every unit is a little different.

    rotation_degrees, scale, shift_dots: against a glass that sits as it should.
    """

    rotation_degrees: float = 0.0
    scale: tuple[float, float] = (1.0, 1.0)
    shift_dots: tuple[float, float] = (0.0, 0.0)

    @classmethod
    def drawn(cls, seed: int) -> Unit:
        """A unit as it comes from a tray: up to 1 degree, 2 % and 6 dots off."""
        dice = np.random.default_rng(seed)
        turn, wide, high, right, down = (float(value) for value in dice.uniform(-1, 1, 5))
        return cls(turn, (1 + 0.02 * wide, 1 + 0.02 * high), (6 * right, 6 * down))


@dataclass
class TouchGlass:
    """width, height: dots of the panel beneath."""

    width: int
    height: int
    unit: Unit = field(default_factory=Unit)

    def plate_positions(self, x: float, y: float) -> tuple[float, float]:
        """Where a dot lies along the plates X and Y, each 0 at its minus end and 1 at its plus end."""
        angle = np.deg2rad(self.unit.rotation_degrees)
        from_middle_x, from_middle_y = x - self.width / 2, y - self.height / 2
        turned_x = np.cos(angle) * from_middle_x - np.sin(angle) * from_middle_y
        turned_y = np.sin(angle) * from_middle_x + np.cos(angle) * from_middle_y
        across = 0.5 + (turned_x * self.unit.scale[0] + self.unit.shift_dots[0]) / self.width
        down = 0.5 + (turned_y * self.unit.scale[1] + self.unit.shift_dots[1]) / self.height
        along_x, along_y = (1 - across, down) if self.height > self.width else (down, across)
        (begin_x, end_x), (begin_y, end_y) = EDGES
        return (
            float(np.clip(begin_x + (end_x - begin_x) * along_x, 0, 1)),
            float(np.clip(begin_y + (end_y - begin_y) * along_y, 0, 1)),
        )

    def pressed(self, fingers: list[Finger]) -> tuple[float, float, float] | None:
        """Several fingers are like one between them, pressing harder: (plate X, plate Y, contact in ohm), or None."""
        if not fingers:
            return None
        conductance = sum(1 / finger.contact_ohm for finger in fingers)
        along = [self.plate_positions(finger.x, finger.y) for finger in fingers]
        shares = [1 / finger.contact_ohm / conductance for finger in fingers]
        x = sum(share * place[0] for share, place in zip(shares, along, strict=True))
        y = sum(share * place[1] for share, place in zip(shares, along, strict=True))
        return x, y, 1 / conductance

    def calibration_file(self) -> bytes:
        """What a technician who has calibrated this unit leaves on the terminal (docs/formats.md, `touch.bin`)."""
        dots = [(0, 0), (self.width, 0), (0, self.height)]
        readings = [[4096 * place for place in self.plate_positions(*dot)] + [1] for dot in dots]
        solved = np.linalg.solve(np.array(readings), np.array(dots, float)).T.ravel() * (1 << 16)
        body = struct.pack("<3sBHH6i", b"TCL", 1, self.width, self.height, *(round(float(value)) for value in solved))
        return body + zlib.crc32(body).to_bytes(4, "little")

    @staticmethod
    def pressure_voltages(x: float, y: float, contact_ohm: float) -> tuple[float, float]:
        """Z1 and Z2: with Y+ at the supply and X- at ground, the voltages at X+ and at Y-."""
        below, above = X_PLATE_OHM * x, Y_PLATE_OHM * (1 - y)
        whole = below + contact_ohm + above
        return below / whole, (below + contact_ohm) / whole
