"""A procedure for secure boot that burns a fuse before the signed image has run, or a dry run that touches a board."""

from __future__ import annotations

from pathlib import Path

import pytest

from host_tools.boards.board_file import board_named
from host_tools.firmware import secure_boot

SPY = '#!/bin/sh\necho "$@" >> "{log}"\n'


@pytest.mark.parametrize(("board", "before"), [("tamga_rp2350", "start"), ("tamga_s3", "write")])
def test_nothing_is_burnt_before_the_signed_image_is_on_the_board(board: str, before: str) -> None:
    steps = secure_boot.steps_for(board_named(board), Path("image.uf2"), Path("boot.pem"))
    names = [step.name for step in steps]
    burning = [at for at, step in enumerate(steps) if step.burns]
    assert min(burning) > names.index(before) > names.index("sign")
    assert names.index("burn key") < names.index("lock")
    assert all(step.needs_board for step in steps if step.burns)
    page = secure_boot.page(steps)
    assert "Nobody has done this on a chip" in page
    assert page.count("**burns fuses**") == len(burning)


def test_a_dry_run_touches_no_board(tmp_path: Path) -> None:
    spy, log = tmp_path / "picotool", tmp_path / "log"
    spy.write_text(SPY.format(log=log))
    spy.chmod(0o755)
    key = tmp_path / "boot.pem"
    key.write_text("a key")
    steps = secure_boot.steps_for(board_named("tamga_rp2350"), tmp_path / "image.uf2", key)
    found = dict(secure_boot.try_out(steps, spy))
    assert [line.split()[0] for line in log.read_text().splitlines()] == ["info", "seal"]
    assert found["key"] == "there already" and key.read_text() == "a key"
    for step in steps:
        if step.burns:
            assert found[step.name] == "not tried: it needs a board and cannot be undone"


def test_a_step_that_fails_is_said(tmp_path: Path) -> None:
    failing = tmp_path / "picotool"
    failing.write_text("#!/bin/sh\nexit 7\n")
    failing.chmod(0o755)
    (tmp_path / "boot.pem").write_text("")
    steps = secure_boot.steps_for(board_named("tamga_rp2350"), tmp_path / "image.uf2", tmp_path / "boot.pem")
    assert dict(secure_boot.try_out(steps, failing))["sign"] == "failed with status 7"


def test_a_tool_that_lacks_a_command_is_no_failure_and_is_said(tmp_path: Path) -> None:
    old = tmp_path / "picotool"
    old.write_text('#!/bin/sh\n[ "$1" = info ] && exit 0\necho "ERROR: Unknown command: $1"\nexit 255\n')
    old.chmod(0o755)
    key = tmp_path / "boot.pem"
    steps = secure_boot.steps_for(board_named("tamga_rp2350"), tmp_path / "image.uf2", key)
    found = dict(secure_boot.try_out(steps, old))
    assert found["key"] == "done" and "EC PRIVATE KEY" in key.read_text(), "OpenSSL made it"
    assert found["image"] == "done"
    assert found["sign"] == "not tried: this picotool has no seal; build one with mbed TLS"
