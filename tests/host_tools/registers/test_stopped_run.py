"""A compile stopped in the middle goes on behind its last finished stage, unless something changed."""

from __future__ import annotations

import pytest

from host_tools.registers.compiling.compile import Compiling
from tests.host_tools.registers.conftest import DAY, Desk


class Stopped(Exception):
    """Somebody pulled the plug."""


def stop_at(desk: Desk, where: str) -> None:
    def progress(stage: str, done: int, _: int) -> None:
        if stage == where:
            raise Stopped

    with pytest.raises(Stopped):
        Compiling(desk.sources(), DAY, desk.result, desk.work, desk.decisions).run(progress)
    assert not desk.result.exists() and not list(desk.folder.glob(".*"))


@pytest.fixture
def whole(desk: Desk) -> dict[str, bytes]:
    desk.compile()
    found = desk.bytes()
    for path in desk.result.iterdir():
        path.unlink()
    desk.result.rmdir()
    return found


@pytest.mark.parametrize("where", ["normalise", "compare", "decide", "order", "write"])
def test_a_stopped_run_ends_with_the_same_bytes(desk: Desk, whole: dict[str, bytes], where: str) -> None:
    stop_at(desk, where)
    desk.compile(stages=True)
    assert desk.bytes() == whole


def test_finished_stages_are_not_done_again(desk: Desk, whole: dict[str, bytes]) -> None:
    stop_at(desk, "write")
    desk.compile(stages=True)
    assert "read" not in {stage for stage, _ in desk.stages_seen}
    assert desk.bytes() == whole


@pytest.mark.parametrize("name", ["read.population_first.arrow", "read.book_surname.arrow", "stages.json"])
def test_a_damaged_stage_is_done_again(desk: Desk, whole: dict[str, bytes], name: str) -> None:
    stop_at(desk, "write")
    data = bytearray((desk.work / name).read_bytes())
    data[len(data) // 2] ^= 0x40
    (desk.work / name).write_bytes(bytes(data))
    desk.compile(stages=True)
    assert desk.bytes() == whole


def test_other_inputs_make_stages_void(desk: Desk, whole: dict[str, bytes]) -> None:
    stop_at(desk, "write")
    lines = desk.file("pension").read_text().splitlines(keepends=True)
    desk.file("pension").write_text("".join(lines[:-1]))
    desk.sign()
    desk.compile(stages=True)
    assert "read" in {stage for stage, _ in desk.stages_seen}
    assert desk.bytes()["summary.json"] != whole["summary.json"]
