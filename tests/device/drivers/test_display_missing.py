"""A panel that is not there, not the right one, or does not hear: known at the start, and never a crash."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.device.screens.page_rig import PageRig, page

READY, RESTARTED, OTHER_CHIP, SILENT = range(4)


@pytest.mark.parametrize("idle_clocks", [0, 1, 8])
def test_a_panel_is_known_however_its_answer_is_shifted(idle_clocks: int, tmp_path: Path) -> None:
    rig = PageRig(tmp_path, ["status"])
    rig.panel.idle_clocks = idle_clocks
    rig.step(0)
    assert rig.console[:2] == [f"started {READY}", f"status {READY}"]


def test_an_empty_connector_is_a_status(tmp_path: Path) -> None:
    rig = PageRig(tmp_path, ["status", page("Nobody sees this")])
    rig.panel.absent = True
    assert rig.step(1).lines == []
    assert rig.console[:2] == [f"started {SILENT}", f"status {SILENT}"]


def test_another_controller_is_told(tmp_path: Path) -> None:
    rig = PageRig(tmp_path, [])
    rig.panel.chip_id = 0x009488
    rig.run_until_printed(f"started {OTHER_CHIP}")


def test_a_frozen_panel_is_told_and_keeps_its_old_picture(tmp_path: Path) -> None:
    rig = PageRig(tmp_path, [page("Before", "x"), "status", page("After", "y")])
    before = rig.step(0)
    rig.panel.frozen = True
    assert rig.step(2) == before
    assert f"status {SILENT}" in rig.console


def test_nothing_is_lit_before_the_panel_is_blank(tmp_path: Path) -> None:
    """The memory holds noise at power-up; nobody is to see it."""
    rig = PageRig(tmp_path, ["status"])
    rig.bench.plug_in()
    seen = []
    rig.panel.light_pin = lambda level: seen.append((level, rig.panel._memory.copy()))  # type: ignore[method-assign]
    rig.bench.on_pin[47] = rig.panel.light_pin
    rig.step(0)
    lit = [memory for level, memory in seen if level]
    assert len(lit) == 1
    assert (lit[0] == 0xFFFF).all()


def test_colours_come_out_as_they_were_meant(tmp_path: Path) -> None:
    rig = PageRig(tmp_path, [page("T")])
    rig.step(0)
    image = rig.panel.image()
    assert tuple(image[2, 2]) == (0, 40, 90)  # navy, RGB565 014B
    assert tuple(image[200, 200]) == (255, 255, 255)
    assert np.unique(image.reshape(-1, 3), axis=0).shape[0] == 2
