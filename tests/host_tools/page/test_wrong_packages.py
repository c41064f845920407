"""The page's packages are damaged: what the bundler says is for whoever mends them, and stands in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from host_tools.errors import PageError
from host_tools.page import building


def test_what_the_bundler_says_is_kept_and_not_shown(tmp_path: Path) -> None:
    binary = tmp_path / "node_modules" / ".bin" / "esbuild"
    binary.parent.mkdir(parents=True)
    binary.write_text('#!/bin/sh\necho "X [ERROR] Could not resolve pako" >&2\nexit 1\n')
    binary.chmod(0o755)
    with pytest.raises(PageError, match=r"esbuild could not make the page; .*build\.log") as refused:
        building.bundle("main.js", tmp_path)
    assert "ERROR" not in str(refused.value)
    assert "Could not resolve pako" in (tmp_path / "build.log").read_text()
