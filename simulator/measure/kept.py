"""Measurements on the emulated boards that need not be taken again, because nothing that they depend on has changed.

The same bytes give the same figures in each run. So a figure is kept with the hash of everything that takes part: the
firmware, the simulator, the tools that provision, the boards, and the image of MicroPython. `make test-target` alone
reads it; whoever records a budget or looks at figures measures.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from typing import Any

from simulator.measure.emulated_board import ROOT, TARGET, Core

FOLDER = TARGET / "measured"
_SOURCES = ("device", "simulator", "host_tools", "hw", "requirements.lock")
_MADE = {"__pycache__", ".mypy_cache"}


def kept(name: str, cores: list[Core], measure: Callable[[], Any]) -> Any:
    """What `measure` returned when the same sources ran the last time; else what it returns now, as JSON has it."""
    key = _key(cores)
    path = FOLDER / f"{name}.json"
    if path.exists():
        before = json.loads(path.read_text(encoding="utf-8"))
        if before["key"] == key:
            return before["found"]
    found = json.loads(json.dumps(measure()))
    FOLDER.mkdir(exist_ok=True)
    unfinished = path.with_suffix(".new")
    unfinished.write_text(json.dumps({"key": key, "found": found}), encoding="utf-8")
    unfinished.replace(path)
    return found


def _key(cores: list[Core]) -> str:
    digest = hashlib.sha256(sys.version.encode())
    files = [core.firmware for core in cores]
    for source in _SOURCES:
        at = ROOT / source
        below = sorted(at.rglob("*")) if at.is_dir() else [at]
        files += [path for path in below if path.is_file() and not _MADE & set(path.parts)]
    for path in files:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT)} {len(content)} ".encode() + content)
    return digest.hexdigest()
