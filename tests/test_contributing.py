"""A newcomer follows CONTRIBUTING.md and gets stuck: each walk is done with a copy of the project, and run there."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.walks import Walk, WalkError, read, take

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
COPIED = ("device", "docs", "hw", "host_tools", "simulator", "tests", "pyproject.toml")
LIMIT_S = 280  # for all commands of a walk


@pytest.mark.parametrize("walk", read(PAGE), ids=lambda walk: walk.title)
def test_a_walk_leads_nowhere(walk: Walk, tmp_path: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__", "golden", "*.png", ".hypothesis")
    project = tmp_path / "project"
    (project / "build").mkdir(parents=True)
    (project / "build" / "tools").symlink_to((ROOT / "build" / "tools").resolve())
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, project / name, ignore=ignored, symlinks=True)
        else:
            shutil.copy(ROOT / name, project / name)
    for step in walk.steps:
        take(step, project)
    assert walk.steps and walk.commands
    for command in walk.commands:
        words = shlex.split(command)
        assert words[:2] == ["build/venv/bin/python", "-m"], command
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        environment["PYTEST_DEBUG_TEMPROOT"] = str(tmp_path)
        done = subprocess.run(
            [sys.executable, *words[1:]], cwd=project, env=environment, capture_output=True, text=True, timeout=LIMIT_S
        )
        assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}{done.stderr[-1000:]}"


def test_a_walk_is_overlooked() -> None:
    walks = read(PAGE)
    assert [walk.title.split(": ")[0] for walk in walks] == ["1", "2", "3"]
    shown = PAGE.split("\n## Walk 1")[1].count("\n```") // 2
    assert sum(len(walk.steps) + 1 for walk in walks) == shown, (
        "a block of code has no sentence that says where it goes"
    )


@pytest.mark.parametrize(
    ("step", "message"),
    [
        (("New file", "there.txt", "", "x"), "is there already"),
        (("At the end of", "missing.txt", "", "x"), "no such file"),
        (("In", "there.txt", "below `c`", "x"), "stands on 0 lines"),
        (("In", "there.txt", "above `a`", "x"), "stands on 2 lines"),
        (("In", "there.txt", "beside `a`", "x"), "names no place"),
    ],
)
def test_a_place_has_moved(tmp_path: Path, step: tuple[str, str, str, str], message: str) -> None:
    (tmp_path / "there.txt").write_text("a\nb\na b\n")
    with pytest.raises(WalkError, match=message):
        take(step, tmp_path)


def test_words_go_to_the_wrong_place(tmp_path: Path) -> None:
    (tmp_path / "there.txt").write_text("| `a` | one `b` |\nlast\n")
    take(("In", "there.txt", "on the line with `| a |`, before `b`", "`c`\n"), tmp_path)
    take(("In", "there.txt", "below each `last`", "end\n"), tmp_path)
    take(("In", "there.txt", "above `last`", "middle\n"), tmp_path)
    assert (tmp_path / "there.txt").read_text() == "| `a` | one `c` `b` |\nmiddle\nlast\nend\n"
