"""Stage files: what a long run has finished, so that a stopped one goes on behind it.

A stage is a set of Arrow files and a journal entry with a mark of each and the digest of everything that they were made
from. Another input, another setting, another key or one changed byte makes the stage void: it is done again. Files are
sealed and written by a thread while the next stage computes.

The mark of a sealed file is its stream header, which every byte of it is bound to; that of a clear one its SHA-256.
"""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import polars as pl

from host_tools.errors import os_error_in_words
from host_tools.privacy.vault import CLEAR, Vault
from host_tools.privacy.working_files import WorkingFileError, header_of
from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.hashes import sha256_of
from host_tools.whole_files import OWNER_ONLY

JOURNAL = "stages.json"


def digest_of(inputs: dict[str, Any]) -> str:
    """SHA-256 over the JSON of what a stage depends on."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


class Stages:
    """Stages of one run in a work folder, written by a vault."""

    def __init__(self, folder: Path, inputs: str, vault: Vault = CLEAR) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(OWNER_ONLY)
        self.folder, self.inputs, self.vault = folder, inputs, vault
        self._writer = ThreadPoolExecutor(1)
        self._waiting: list[Future[None]] = []

    def load(self, name: str) -> dict[str, pl.DataFrame] | None:
        """Frames of a finished stage, or None if it must be done: not there, other inputs, or a file changed."""
        entry = self._journal().get(name)
        if not entry or entry["inputs"] != self.inputs:
            return None
        frames = {}
        for file, expected in entry["files"].items():
            path = self.vault.named(self.folder / file)
            try:
                if self._mark(path) != expected:
                    return None
                frames[file.removeprefix(f"{name}.").removesuffix(".arrow")] = self._frame(path)
            except (OSError, WorkingFileError):
                return None
        return frames

    def save(self, name: str, frames: dict[str, pl.DataFrame]) -> None:
        """Start writing a stage; it counts as finished when its journal entry is written."""
        self._waiting.append(self._writer.submit(self._save, name, frames))

    def close(self) -> None:
        """Wait for the writer after a failure elsewhere; what it could not write is simply not finished."""
        self._writer.shutdown()

    def finish(self) -> None:
        """Wait for the writer. Raises VoterRegisterError if the disk was full."""
        self._writer.shutdown()
        for waiting in self._waiting:
            try:
                waiting.result()
            except OSError as error:
                raise VoterRegisterError(f"{self.folder}: stage file not written: {os_error_in_words(error)}") from None
            except pl.exceptions.PolarsError:
                raise VoterRegisterError(f"{self.folder}: stage file not written; is the disk full?") from None
        self._waiting.clear()

    def _save(self, name: str, frames: dict[str, pl.DataFrame]) -> None:
        files = {}
        for part, frame in frames.items():
            file = f"{name}.{part}.arrow"
            path = self.vault.named(self.folder / file)
            with self.vault.writing(path, self.inputs) as stream:
                frame.write_ipc(stream)
            files[file] = self._mark(path)
        journal = self._journal() | {name: {"inputs": self.inputs, "files": files}}
        text = json.dumps(journal, indent=1, sort_keys=True)
        self.vault.write(self.vault.named(self.folder / JOURNAL), text.encode())

    def _frame(self, path: Path) -> pl.DataFrame:
        return pl.read_ipc(self.vault.as_bytes_io(path, self.inputs) if self.vault.sealing else path)

    def _mark(self, path: Path) -> str:
        return header_of(path).hex() if self.vault.sealing else sha256_of(path)

    def _journal(self) -> dict[str, Any]:
        try:
            found = json.loads(self.vault.read(self.vault.named(self.folder / JOURNAL)))
        except (OSError, ValueError, WorkingFileError):
            return {}
        return found if isinstance(found, dict) else {}
