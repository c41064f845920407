"""A script whose line does not come true says where, why and what stood there; one that is none is not begun."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.channel import script
from simulator.channel.channel import Channel
from simulator.channel.script import ScriptError, read, run
from simulator.channel.script_precinct import make_precinct


@pytest.fixture(scope="module")
def channel(tmp_path_factory: pytest.TempPathFactory) -> Channel:
    """Nothing is plugged in."""
    return make_precinct(tmp_path_factory.mktemp("script"), "new", ())


def written(folder: Path, text: str) -> Path:
    path = folder / "story.tamga"
    path.write_text(text, encoding="utf-8")
    return path


def test_file_and_line_are_said(tmp_path: Path, channel: Channel) -> None:
    path = written(tmp_path, "start new\n\nexpect box 0  # true\nat desk:\n  scan card 99\n")
    with pytest.raises(ScriptError) as failed:
        run(read(path), channel)
    assert str(failed.value).startswith(f"{path}:5: scan card 99\nno such card: card 99")
    assert "booth-1: no power" in str(failed.value)


def test_what_stood_on_the_screen_is_said_and_kept(
    tmp_path: Path, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script, "FAILURES", tmp_path / "failures")
    path = written(tmp_path, 'start new\nat desk:\nplug\nexpect screen "no such words" within 1s\npull plug\n')
    try:
        with pytest.raises(ScriptError) as failed:
            run(read(path), channel)
        assert f"{path}:4: expect screen" in str(failed.value)
        assert "expected «no such words»" in str(failed.value)
        assert (tmp_path / "failures" / "story-desk.png").stat().st_size > 100
    finally:
        channel.do("desk pull plug")


@pytest.mark.parametrize(
    "text", ["expect box 0\nstart new\n", "start yesterday\n", 'start new "desk\n'], ids=["late", "unknown", "quote"]
)
def test_a_script_that_begins_wrongly_is_not_begun(tmp_path: Path, text: str) -> None:
    with pytest.raises(ScriptError, match=r"story\.tamga:\d: "):
        read(written(tmp_path, text))


def test_lines_at_a_terminal_and_blocks(tmp_path: Path) -> None:
    story = read(
        written(
            tmp_path, "start opened desk booth-1\nat desk:\nplug\nat booth-1: rest 1s\nrest 2s\nat  desk :  # again\n"
        )
    )
    assert (story.start, story.plugged) == ("opened", ("desk", "booth-1"))
    assert [(step.number, step.line, step.at) for step in story.steps] == [
        (3, "plug", "desk"), (4, "rest 1s", "booth-1"), (5, "rest 2s", "desk"),
    ]  # fmt: skip


def test_a_file_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert script.main(["nowhere.tamga"]) == 1
    assert "nowhere.tamga" in capsys.readouterr().out
