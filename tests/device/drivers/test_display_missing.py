"""A panel that is not there, not the right one, or does not hear: known at the start, and never a crash."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from simulator.hardware.parts.ili_displays import BY_PROFILE
from tests.rig import Rig

READY, RESTARTED, OTHER_CHIP, SILENT = range(4)
ST7796 = "st7796_320x480"
FIRMWARE = """
    import asyncio, json, micropython
    from framebuf import MONO_HLSB, FrameBuffer
    from machine import Pin, SPI
    from drivers.display import Display
    from drivers.display_profiles import DISPLAYS

    with open("steps.json") as file:
        name, steps = json.load(file)
    profile = DISPLAYS[name]
    pins = [Pin(number, Pin.OUT) for number in (34, 33, 21, 47)]
    display = Display(SPI(2, profile["write_baudrate"]), *pins, profile)

    async def main():
        print("started", await display.start())
        for number, step in enumerate(steps):
            if step == "status":
                print("status", display.status())
            elif step == "start":
                print("started", await display.start())
            elif step == "restore":
                print("restored", await display.restore())
            elif step == "no memory":
                picture = bytearray(b"\\xff" * (display.width // 8 * 8))
                micropython.heap_lock()
                display.fill(0, display.height, 0xFFFF)
                display.band(100, picture, 8)
                micropython.heap_unlock()
            else:
                top, rows, ink, paper = step
                picture = FrameBuffer(bytearray(display.width // 8 * rows), display.width, rows, MONO_HLSB)
                picture.fill_rect(0, 0, display.width // 2, rows, 1)
                display.band(top, picture, rows, ink, paper)
            print("done", number)
            await asyncio.sleep_ms(100)
        await asyncio.sleep_ms(10**8)

    asyncio.run(main())
"""


class PanelRig(Rig):
    """`steps`: "status", "start", "restore", "no memory" (eight black rows from 100 on, the heap locked), or a band as
    (top, rows, colour of its left half, of its right half).
    """

    def __init__(self, folder: Path, steps: list, profile: str = ST7796) -> None:
        super().__init__(folder)
        self.panel = BY_PROFILE[profile](0).connect(self.bench, 2, chip_select=34, data=33, reset=21, light=47)
        self.device("drivers").main(FIRMWARE)
        (self.firmware / "steps.json").write_text(json.dumps([profile, steps]))

    def step(self, number: int) -> np.ndarray:
        """Run until this step is done; what then stands on the panel."""
        self.run_until_printed(f"done {number}")
        return self.panel.image()


BAND = (100, 10, 0x014B, 0xFFFF)  # navy and white


@pytest.mark.parametrize("profile", list(BY_PROFILE))
@pytest.mark.parametrize("idle_clocks", [0, 1, 8])
def test_a_panel_is_known_however_its_answer_is_shifted(idle_clocks: int, profile: str, tmp_path: Path) -> None:
    rig = PanelRig(tmp_path, ["status"], profile)
    rig.panel.idle_clocks = idle_clocks
    rig.step(0)
    assert rig.console[:2] == [f"started {READY}", f"status {READY}"]


@pytest.mark.parametrize("profile", list(BY_PROFILE))
def test_a_page_is_drawn_while_no_memory_can_be_had(profile: str, tmp_path: Path) -> None:
    image = PanelRig(tmp_path, ["no memory"], profile).step(0)
    assert not image[100:108].any() and (image[:100] == 255).all() and (image[108:] == 255).all()


def test_an_empty_connector_is_a_status(tmp_path: Path) -> None:
    rig = PanelRig(tmp_path, ["status", BAND])
    rig.panel.absent = True
    assert not rig.step(1).any()
    assert rig.console[:2] == [f"started {SILENT}", f"status {SILENT}"]


def test_another_controller_is_told(tmp_path: Path) -> None:
    rig = PanelRig(tmp_path, [])
    rig.panel.chip_id = 0x009488
    rig.run_until_printed(f"started {OTHER_CHIP}")


def test_a_frozen_panel_is_told_and_keeps_its_old_picture(tmp_path: Path) -> None:
    rig = PanelRig(tmp_path, [BAND, "status", (200, 10, 0, 0)])
    before = rig.step(0)
    rig.panel.frozen = True
    assert (rig.step(2) == before).all()
    assert f"status {SILENT}" in rig.console


def test_a_panel_that_lost_its_set_up_is_told_and_gets_it_again(tmp_path: Path) -> None:
    rig = PanelRig(tmp_path, [BAND, "status", "start", BAND])
    before = rig.step(0)
    rig.panel.restart()
    assert not rig.panel.image().any()
    rig.step(1)
    assert f"status {RESTARTED}" in rig.console
    assert (rig.step(3) == before).all()


@pytest.mark.parametrize("profile", list(BY_PROFILE))
def test_only_what_lost_its_set_up_is_set_up_again(profile: str, tmp_path: Path) -> None:
    rig = PanelRig(tmp_path, ["restore", BAND, "restore", BAND], profile)
    before = rig.step(1)
    assert "restored False" in rig.console
    rig.panel.restart()
    rig.step(2)
    assert rig.console.count("restored True") == 1
    assert (rig.step(3) == before).all()


@pytest.mark.parametrize("setting", ["orientation", "dot format", "inversion"])
@pytest.mark.parametrize("profile", list(BY_PROFILE))
def test_a_panel_that_lost_one_setting_alone_gets_it_again(profile: str, setting: str, tmp_path: Path) -> None:
    """It is awake and on: its power mode shows nothing of it."""
    rig = PanelRig(tmp_path, [BAND, "status", "restore", BAND, "restore"], profile)
    before = rig.step(0)
    rig.panel.lose(setting)
    rig.step(1)
    assert rig.console[-2] == f"status {RESTARTED}"
    assert (rig.step(3) == before).all()
    rig.step(4)
    assert [line for line in rig.console if line.startswith("restored")] == ["restored True", "restored False"]


def test_a_panel_that_never_shows_its_settings_is_not_set_up_again(tmp_path: Path) -> None:
    rig = PanelRig(tmp_path, ["restore", "restore"])
    rig.panel.hides_settings = True
    rig.step(1)
    assert [line for line in rig.console if line.startswith("restored")] == ["restored False"] * 2


def test_a_silent_panel_is_not_set_up_again(tmp_path: Path) -> None:
    """Some modules do not bring their data line out: nobody's picture may flash for that."""
    rig = PanelRig(tmp_path, [BAND, "restore"])
    before = rig.step(0)
    rig.panel.transfer = lambda data: bytes(len(data))  # type: ignore[method-assign]
    assert (rig.step(1) == before).all()
    assert "restored False" in rig.console


def test_a_panel_that_never_says_that_it_is_well_is_set_up_once_and_then_left_alone(tmp_path: Path) -> None:
    rig = PanelRig(tmp_path, ["restore", "restore", "restore"])
    rig.panel.transfer = lambda data: b"\x88" * len(data)  # type: ignore[method-assign]  # booster on, nothing else
    rig.step(2)
    assert [line for line in rig.console if line.startswith("restored")] == ["restored True"] + ["restored False"] * 2


@pytest.mark.parametrize("profile", list(BY_PROFILE))
def test_nothing_is_lit_before_the_panel_is_blank(profile: str, tmp_path: Path) -> None:
    """The memory holds noise at power-up; nobody is to see it."""
    rig = PanelRig(tmp_path, ["status"], profile)
    rig.bench.plug_in()
    seen = []
    rig.panel.light_pin = lambda level: seen.append((level, rig.panel._memory.copy()))  # type: ignore[method-assign]
    rig.bench.on_pin[47] = rig.panel.light_pin
    rig.step(0)
    lit = [memory for level, memory in seen if level]
    assert len(lit) == 1
    assert (lit[0] == 0xFFFF).all()


@pytest.mark.parametrize("profile", list(BY_PROFILE))
@pytest.mark.parametrize("ink, seen", [(0x014B, (0, 40, 90)), (0xF800, (255, 0, 0)), (0x5A88, (90, 81, 66))])
def test_colours_come_out_as_they_were_meant(ink: int, seen: tuple, profile: str, tmp_path: Path) -> None:
    rig = PanelRig(tmp_path, [(100, 10, ink, 0xFFFF)], profile)
    image = rig.step(0)
    middle = rig.panel.width // 2
    assert (image[100:110, :middle] == seen).all()
    assert (image[100:110, middle:] == 255).all()
    assert (image[:100] == 255).all()
    assert (image[110:] == 255).all()
    assert rig.panel.too_fast == 0
