"""Generated registers, small and signed, and one compile of them, shared by the tests of this folder."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import nacl.signing
import polars as pl
import pytest

from host_tools.privacy.vault import CLEAR, Vault
from host_tools.registers.compiling.compile import Compiling
from host_tools.registers.made_up.generate import generate
from host_tools.registers.made_up.manifests import sign_all
from host_tools.registers.profiles import PROFILES
from host_tools.registers.reading import manifest
from host_tools.registers.reading.sources import Sources
from host_tools.registers.reading.trust import Trusted

DAY = dt.date(2026, 11, 22)
KEY = nacl.signing.SigningKey(bytes(range(32)))
SMALL_ROWS = 6_000
TRUSTED = Trusted.for_any({KEY.verify_key.encode().hex()})


def as_text(result: Path, name: str) -> pl.DataFrame:
    """A file of a result in clear, every value as text."""
    return pl.read_parquet(result / f"{name}.parquet").with_columns(pl.all().cast(pl.String))


def as_csv(result: Path, name: str) -> str:
    """The same as CSV."""
    return as_text(result, name).write_csv()


class Desk:
    """A folder with registers: change files, sign again, compile. A vault that seals is for a test to give."""

    def __init__(self, folder: Path, vault: Vault = CLEAR) -> None:
        self.folder, self.vault = folder, vault
        self.result = folder / "result"
        self.work = folder / "work"
        self.decisions = folder / "decisions.jsonl"
        self.stages_seen: list[tuple[str, int]] = []

    def file(self, name: str) -> Path:
        return self.folder / f"{name}.csv"

    def sign(self) -> None:
        sign_all(self.folder, KEY)

    def sources(self) -> Sources:
        return Sources({name: self.file(name) for name in PROFILES}, TRUSTED, self.vault)

    def compile(self, stages: bool = False) -> dict[str, Any]:
        self.stages_seen = []
        run = Compiling(self.sources(), DAY, self.result, self.work if stages else None, self.decisions)
        return run.run(lambda stage, done, _: self.stages_seen.append((stage, done)))

    def bytes(self) -> dict[str, bytes]:
        return {path.name: self.vault.read(path) for path in sorted(self.result.iterdir())}

    def manifest_of(self, name: str) -> Path:
        return manifest.path_for(self.file(name))


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated")
    generate(folder, SMALL_ROWS, 3, DAY)
    sign_all(folder, KEY)
    return folder


@pytest.fixture
def desk(generated: Path, tmp_path: Path) -> Desk:
    shutil.copytree(generated, tmp_path / "registers")
    return Desk(tmp_path / "registers")
