"""A compiler that makes other bytes of one module than the one that firmware is compiled with."""

from __future__ import annotations

from pathlib import Path

import pytest

from host_tools.provisioning import compiler_check
from host_tools.provisioning.compiling import compiler

FILES = {"booth": ["main.py", "crypto/field.py"], "desk": ["main.py", "formats/cbor.py"]}
WRAPPER = """#!/bin/sh
case "$*" in
*"{altered}"*) sed 's/return/return /' | "{real}" "$@" | sed 's/a/b/' ;;
*) exec "{real}" "$@" ;;
esac
"""


@pytest.fixture(autouse=True)
def few_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler_check, "firmware_files", lambda device, role: FILES[role])


def test_the_same_compiler_makes_the_same_bytes() -> None:
    found = compiler_check.compare(compiler())
    assert found.modules == 6 and not found.different  # two modules for three processors


def test_one_altered_module_is_named(tmp_path: Path) -> None:
    other = tmp_path / "mpy-cross"
    other.write_text(WRAPPER.format(altered="formats/cbor.py", real=compiler()))
    other.chmod(0o755)
    found = compiler_check.compare(other)
    assert found.different == [f"formats/cbor.py for {code}" for code in ("armv7em", "x64", "xtensawin")]
    assert compiler_check.main(other) == 1
