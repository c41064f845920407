"""A figure of the emulated board that is kept although something that it depends on has changed."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from simulator.measure import kept
from simulator.measure.emulated_board import M3, Core


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one module, and an image of the board."""
    for name in ("device/desk/count.py", "requirements.lock", "build/target/m3/firmware.elf"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1")
    monkeypatch.setattr(kept, "ROOT", tmp_path)
    monkeypatch.setattr(kept, "FOLDER", tmp_path / "build" / "target" / "measured")
    monkeypatch.setattr(Core, "firmware", tmp_path / "build" / "target" / "m3" / "firmware.elf")
    return tmp_path


@pytest.mark.parametrize(
    "name", ["device/desk/count.py", "device/new.py", "requirements.lock", "build/target/m3/firmware.elf"]
)
def test_it_is_measured_again_after_a_change(name: str, root: Path) -> None:
    times = itertools.count()
    assert [kept.kept("day", [M3], lambda: next(times)) for _ in range(2)] == [0, 0]
    (root / name).write_text("2")
    assert [kept.kept("day", [M3], lambda: next(times)) for _ in range(2)] == [1, 1]


def test_a_measurement_that_failed_is_not_kept(root: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        kept.kept("day", [M3], lambda: 1 // 0)
    assert kept.kept("day", [M3], lambda: 5) == 5


def test_what_python_leaves_beside_its_sources_changes_nothing(root: Path) -> None:
    assert kept.kept("day", [M3], lambda: 1) == 1
    (root / "device" / "__pycache__").mkdir()
    (root / "device" / "__pycache__" / "count.pyc").write_text("x")
    assert kept.kept("day", [M3], lambda: 2) == 1
