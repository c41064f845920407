"""A commission's folder with sealed registers, and a search of everything in it, coded and packed writings undone."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pypdfium2

from host_tools.privacy.image_search import ImageSearch
from host_tools.privacy.key_files import create_key_file, read_key_file
from host_tools.privacy.vault import Vault
from host_tools.registers.reading.sources import Sources
from host_tools.registers.reading.trust import Trusted
from tests.host_tools.registers.conftest import DAY, KEY

TRUSTED = KEY.verify_key.encode().hex()
NAMED = ("--who", "Demo Operator", "--why", "a test")
SHORTEST_NAME = 8  # letters: shorter ones turn up in random bytes by chance

# Arguments: folder, stage, 0 or a size, signal. It comes at the stage, or when a file gets so long from then on.
_KILLED = f"""
import datetime, os, resource, signal, sys
from pathlib import Path
from tests.host_tools.registers.sealed_work import Work
from host_tools.privacy.ending import ended_in_order
from host_tools.registers.compiling.compile import Compiling
folder, stage, limit = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
def progress(name, done, total):
    if name == stage and not limit:
        os.kill(os.getpid(), int(sys.argv[4]))
    if name == stage:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
work, day = Work(folder), datetime.date({DAY.year}, {DAY.month}, {DAY.day})
with ended_in_order():
    Compiling(work.sources(), day, work.result, work.stages, work.decisions).run(progress)
"""


class Work:
    """The folder. Everything below `folder` is searched; the key lies outside."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.registers = folder, folder / "registers"
        self.result, self.stages = folder / "result", folder / "result.work"
        self.decisions, self.journal = folder / "decisions", folder / "access.journal"
        self.key_file, self.trust = folder.parent / "working.key", folder.parent / "trusted"

    @classmethod
    def begun(cls, folder: Path, generated: Path) -> Work:
        """A folder in which nothing of the registers is in clear."""
        work = cls(folder)
        work.registers.mkdir(parents=True)
        vault = Vault(create_key_file(work.key_file))
        work.trust.write_text(TRUSTED)
        for path in generated.glob("*.csv*"):
            if path.name in ("population.csv", "interior.csv", "pension.csv"):
                vault.write(vault.named(work.registers / path.name), path.read_bytes())
            else:
                shutil.copy(path, work.registers)
        return work

    @property
    def vault(self) -> Vault:
        return Vault(read_key_file(self.key_file))

    def sources(self) -> Sources:
        return Sources.of_folder(self.registers, Trusted.for_any({TRUSTED}), self.vault)

    def killed(self, stage: str, limit_bytes: int = 0, number: int = signal.SIGKILL) -> int:
        """Compile in a process that a signal ends at a stage, or behind it at a file's size; its exit status."""
        temporary = self.folder / "temporary"
        temporary.mkdir(exist_ok=True)
        places = {name: str(temporary) for name in ("TMPDIR", "POLARS_TEMP_DIR", "SQLITE_TMPDIR", "HOME")}
        command = [sys.executable, "-c", _KILLED, str(self.folder), stage, str(limit_bytes), str(int(number))]
        environment = os.environ | places | {"PYTHONPATH": os.getcwd()}
        return subprocess.run(command, env=environment, capture_output=True).returncode

    def contents(self) -> dict[str, bytes]:
        """The result in clear, by the names of clear files."""
        return {
            path.name.removesuffix(".tmwf"): self.vault.read(path, vouched=path.suffix != ".tmwf")  # reports are clear
            for path in sorted(self.result.iterdir())
        }


def needles(generated: Path) -> list[str]:
    """Some numbers and long names of the registers."""
    rows = pl.read_csv(generated / "population.csv", infer_schema=False).filter(pl.col("id_type") == "IIN")
    numbers = rows["id_value"].gather_every(len(rows) // 40).to_list()
    names = rows["surname"].unique().sort().to_list()
    return numbers + [name for name in names if len(name) >= SHORTEST_NAME][:40]


def found(wanted: list[str], folder: Path) -> dict[str, set[str]]:
    """Needles by the file below `folder` that holds them, in whatever writing."""
    looking, hits = ImageSearch(wanted), {}
    for path in sorted(inner for inner in folder.rglob("*") if inner.is_file()):
        for content in (path.name.encode(), path.read_bytes(), *_decoded(path)):
            for one in looking.in_bytes(content):
                if not one.writing.startswith("5-byte"):  # so short a form turns up by chance
                    hits.setdefault(path.name, set()).add(one.needle)
    return hits


def _decoded(path: Path) -> Iterator[bytes]:
    content = path.read_bytes()
    if content.startswith(b"PAR1"):
        yield pl.read_parquet(io.BytesIO(content)).write_csv().encode()
    elif content.startswith(b"ARROW1"):
        yield pl.read_ipc(io.BytesIO(content)).write_csv().encode()
    elif content.startswith(b"%PDF") and content.rstrip().endswith(b"%%EOF"):  # cut short it cannot be read by anybody
        for page in pypdfium2.PdfDocument(content):
            yield page.get_textpage().get_text_range().encode()
