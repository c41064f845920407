"""A touch glass that sits askew on its panel, three touches that put it right, and a calibration that got damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.hardware.parts.touch_glass import Unit
from tests.device.drivers.touch_rig import FIRMWARE, TouchRig
from tests.rig import Rig

CROSSES = [(58, 58), (422, 160), (240, 276)]
GRID = [(x, y) for x in (10, 240, 470) for y in (10, 160, 310)]
DOTS_PER_MM = 1 / 0.174
HEAD = FIRMWARE[: FIRMWARE.index("    async def main")]
CALIBRATING = (
    HEAD
    + """
    async def main():
        print("present", touch.present())
        coefficients = touch.coefficients
        while True:
            readings = []
            for _ in range(CALIBRATED):
                readings.append((await touch.touched())[0])
            if readings:
                coefficients = calibration.solve(CROSSES, readings)
                print("solved", coefficients is not None)
                if coefficients is None:
                    continue
                calibration.save(coefficients, 480, 320, "touch.bin")
                coefficients = calibration.load(480, 320, "touch.bin")
            break
        while True:
            first, last = await touch.touched()
            print("dot", *calibration.dot(coefficients, first))

    asyncio.run(main())
"""
)


def terminal_with(folder: Path, unit: Unit, calibrated: bool) -> TouchRig:
    source = CALIBRATING.replace("CALIBRATED", "3" if calibrated else "0").replace("CROSSES", repr(CROSSES))
    terminal = TouchRig(folder, firmware=source)
    terminal.glass.glass.unit = unit
    return terminal.plug_in()


def errors_mm(terminal: TouchRig) -> list[float]:
    """How far from the finger the driver sees it, all over the panel."""
    for point in GRID:
        terminal.tap(point)
    dots = [tuple(map(int, line.split()[1:])) for line in terminal.rig.console if line.startswith("dot")]
    pairs = zip(dots, GRID, strict=True)
    return [((x - a) ** 2 + (y - b) ** 2) ** 0.5 / DOTS_PER_MM for (x, y), (a, b) in pairs]


ASKEW = [Unit.drawn(seed) for seed in range(3)] + [
    Unit(3.0, (1.05, 0.95), (15.0, -12.0)),
    Unit(-2.0, (0.93, 1.06), (-20.0, 10.0)),
]


@pytest.mark.parametrize("unit", ASKEW)
def test_three_touches_bring_the_error_below_one_millimetre(unit: Unit, tmp_path: Path) -> None:
    terminal = terminal_with(tmp_path, unit, calibrated=True)
    for cross in CROSSES:
        terminal.tap(cross)
    assert max(errors_mm(terminal)) < 1


def test_before_that_a_skewed_glass_is_wrong_by_millimetres(tmp_path: Path) -> None:
    assert max(errors_mm(terminal_with(tmp_path, ASKEW[3], calibrated=False))) > 3


def test_a_noisy_hand_is_still_within_two_millimetres(tmp_path: Path) -> None:
    """Everybody misses a cross by half a millimetre."""
    terminal = terminal_with(tmp_path, ASKEW[3], calibrated=True)
    for (x, y), (right, down) in zip(CROSSES, ((2, -2), (-3, 1), (2, 3)), strict=True):
        terminal.tap((x + right, y + down))
    assert max(errors_mm(terminal)) < 2


def test_three_touches_on_a_line_are_refused(tmp_path: Path) -> None:
    terminal = terminal_with(tmp_path, ASKEW[0], calibrated=True)
    for cross in [(58, 58), (240, 160), (422, 262)]:
        terminal.tap(cross)
    assert "solved False" in terminal.rig.console
    for cross in CROSSES:
        terminal.tap(cross)
    assert "solved True" in terminal.rig.console


STORED = """
    import asyncio, os
    from drivers import calibration
    from drivers.display_profiles import DISPLAYS

    OLD, NEW = (-3, 8738, -250000, 9000, 2, -31000000), (1, 2, 3, 4, 5, -6)
    FILE = "data/touch.bin"
    print("none", calibration.load(480, 320))
    print("nowhere", calibration.save(OLD, 480, 320))
    os.mkdir("data")
    print("saved", calibration.save(OLD, 480, 320), calibration.load(480, 320) == OLD)
    print("other panel", calibration.load(320, 240))
    with open(FILE, "rb") as file:
        whole = file.read()
    taken = 0
    for place in range(len(whole)):
        for bit in range(8):
            with open(FILE, "wb") as file:
                file.write(whole[:place] + bytes((whole[place] ^ 1 << bit,)) + whole[place + 1:])
            taken += calibration.load(480, 320) is not None
    print("flipped", taken)
    taken = 0
    for length in list(range(len(whole))) + [len(whole) + 1]:
        with open(FILE, "wb") as file:
            file.write((whole + bytes(1))[:length])
        taken += calibration.load(480, 320) is not None
    print("torn", taken)
    with open(FILE, "wb") as file:
        file.write(whole)
    wrong = 0
    for length in range(len(whole) + 1):  # the power goes while the new one is written
        with open(FILE + ".new", "wb") as file:
            file.write(whole[:length])
        wrong += calibration.load(480, 320) != OLD
    print("cut", wrong)
    print("after it", calibration.save(NEW, 480, 320), calibration.load(480, 320) == NEW, os.listdir("data"))
    for name in DISPLAYS:
        profile = DISPLAYS[name]
        width, height = profile["width"], profile["height"]
        corners = [calibration.dot(calibration.nominal(profile), reading) for reading in profile["touch_corners"]]
        print("nominal", corners == [(0, 0), (width, 0), (0, height)])
    print("done")

    async def rest():
        await asyncio.sleep_ms(10**8)

    asyncio.run(rest())
"""


def test_what_is_stored_is_whole_or_not_taken(tmp_path: Path) -> None:
    console = Rig(tmp_path).device("drivers").main(STORED).run_until_printed("done")
    assert console == [
        "none None",
        "nowhere False",
        "saved True True",
        "other panel None",
        "flipped 0",
        "torn 0",
        "cut 0",
        "after it True True ['touch.bin']",
        *["nominal True"] * 3,
        "done",
    ]
