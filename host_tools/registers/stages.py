"""Stage files: what a long run has finished, so that a stopped one goes on behind it.

A stage is a set of Arrow files and a journal entry with their SHA-256 and the digest of everything that they were made
from. Another input, another setting or one changed byte makes the stage void: it is done again. Files are written and
hashed by a thread while the next stage computes.
"""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import polars as pl

from host_tools.registers.files import OWNER_ONLY, RegisterTrouble, sha256_of, write_text

JOURNAL = "stages.json"


def digest_of(inputs: dict[str, Any]) -> str:
    """SHA-256 over the JSON of what a stage depends on."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


class Stages:
    """Stages of one run in a work folder."""

    def __init__(self, folder: Path, inputs: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(OWNER_ONLY)  # whole registers lie there in clear while a run lasts
        self.folder, self.inputs = folder, inputs
        self._writer = ThreadPoolExecutor(1)
        self._waiting: list[Future[None]] = []

    def load(self, name: str) -> dict[str, pl.DataFrame] | None:
        """Frames of a finished stage, or None if it must be done: not there, other inputs, or a file changed."""
        entry = self._journal().get(name)
        if not entry or entry["inputs"] != self.inputs:
            return None
        for file, expected in entry["files"].items():
            path = self.folder / file
            if not path.exists() or sha256_of(path) != expected:
                return None
        return {
            Path(file).name.removeprefix(f"{name}.").removesuffix(".arrow"): pl.read_ipc(self.folder / file)
            for file in entry["files"]
        }

    def save(self, name: str, frames: dict[str, pl.DataFrame]) -> None:
        """Start writing a stage; it counts as finished when its journal entry is written."""
        self._waiting.append(self._writer.submit(self._save, name, frames))

    def close(self) -> None:
        """Wait for the writer after a failure elsewhere; what it could not write is simply not finished."""
        self._writer.shutdown()

    def finish(self) -> None:
        """Wait for the writer. Raises RegisterTrouble if the disk was full."""
        self._writer.shutdown()
        for waiting in self._waiting:
            try:
                waiting.result()
            except (OSError, pl.exceptions.PolarsError) as trouble:
                raise RegisterTrouble(f"{self.folder}: stage file not written: {trouble}") from None
        self._waiting.clear()

    def _save(self, name: str, frames: dict[str, pl.DataFrame]) -> None:
        files = {}
        for part, frame in frames.items():
            path = self.folder / f"{name}.{part}.arrow"
            path.unlink(missing_ok=True)  # a file that somebody has mapped is left alone; this is a new one
            frame.write_ipc(path)
            files[path.name] = sha256_of(path)
        journal = self._journal() | {name: {"inputs": self.inputs, "files": files}}
        write_text(self.folder / JOURNAL, json.dumps(journal, indent=1, sort_keys=True))

    def _journal(self) -> dict[str, Any]:
        path = self.folder / JOURNAL
        try:
            found = json.loads(path.read_text())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}
