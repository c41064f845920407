"""What people do after the day, by the commands that they would type: publish, draw, count twice, read back."""

from __future__ import annotations

import csv
import shlex
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from typer.main import get_command

from host_tools.audit import audit_file
from host_tools.cli import app
from host_tools.formats.places import file_name
from host_tools.provisioning.new_terminals import place_of

Say = Callable[[str], None]
LIMIT = "5"
_FIRST, _OTHERS = ("Асель А.", "Болат Б."), ("Дана Д.", "Ерлан Е.")  # who count, and who count again


@dataclass(frozen=True)
class Steps:
    """Everything lies in one folder. say: called with each command before it runs."""

    folder: Path
    say: Say

    def tamga(self, *words: object) -> int:
        """Run a command of `tamga`; its exit status."""
        texts = [str(word) for word in words]
        self.say(f"$ tamga {shlex.join(texts)}")
        return get_command(app).main(texts, prog_name="tamga", standalone_mode=False) or 0

    @property
    def served(self) -> Path:
        """The publication."""
        return self.folder / "served"

    @property
    def audit(self) -> Path:
        """The audit of it."""
        return self.folder / "audit"

    def publish(self, nation: Path, audit: Path | None = None) -> int:
        """Everything is added up again; the status is 1 where the gate stays closed. audit: published with it."""
        if audit is not None:
            shutil.copytree(audit, nation / "audits" / audit.name)
        return self.tamga("publish", nation, "--out", self.served, "--key", self.folder / "keys/centre.key", "--closed")

    def draw(self, contest: str, seed: str) -> int:
        """The digits were thrown in public, after the publication."""
        options = ["--contest", contest, "--seed", seed, "--limit", LIMIT]
        return self.tamga("audit", "sample", self.served, *options, "--out", self.audit)

    def drawn(self) -> list[int]:
        """The precincts that are to be counted."""
        return sorted(set(audit_file.read(self.audit).drawn))

    def count(self, lines: Sequence[str], found: Mapping[int, Sequence[int]]) -> int:
        """Write hand counts into the table, and ask what they come to. found: by precinct, of each line."""
        fill_in(self.audit / "counts.csv", lines, found)
        return self.tamga("audit", "state", self.served, self.audit)

    def count_again(self, lines: Sequence[str], found: Mapping[int, Sequence[int]]) -> int:
        """Two others count what differed; the status after that."""
        self.tamga("audit", "again", self.served, self.audit)
        precincts = fill_in(self.audit / "counted-again.csv", lines, found)
        rows = [
            f"{one},{at},{name}" for one in precincts for at, who in enumerate((_FIRST, _OTHERS), 1) for name in who
        ]
        (self.audit / "counters.csv").write_text("\n".join(["precinct,count,person", *rows]) + "\n", "utf-8")
        return self.tamga("audit", "state", self.served, self.audit)

    def rule(self, nation: Path, precinct: int, act: str, reason: str) -> int:
        """The commission rules on a precinct's result."""
        options = ["--precinct", precinct, "--act", act, "--reason", reason]
        return self.tamga("nation", "rule", nation, *options, "--key", self.folder / "keys/authority.key")

    def read_back(self, precinct: int, terminals: Sequence[int]) -> int:
        """Read the flash of a precinct's terminals, all but their keys, and compare it with the register of images."""
        read = self.folder / "read"
        for one in terminals:
            place = place_of(self.folder, one)
            shutil.copytree(place, read / f"{precinct}-{file_name(one)}", ignore=shutil.ignore_patterns("data"))
        picks = [word for one in terminals for word in ("--pick", f"{precinct}:{one}")]
        chosen = self.folder / "terminals-read-back.json"
        self.tamga("audit", "terminals", self.served, *picks, "--by", "the commission", "--out", chosen)
        options = ["--read", read, "--key", self.folder / "keys/authority.key", "--out", self.folder / "readback.cose"]
        return self.tamga("terminals", "readback", self.served, chosen, *options)


def fill_in(table: Path, lines: Sequence[str], found: Mapping[int, Sequence[int]]) -> list[int]:
    """Write counts into an empty table; the precincts that it asks for."""
    rows = list(csv.DictReader(StringIO(table.read_text("utf-8"))))
    for row in rows:
        row["counted"] = str(found[int(row["precinct"])][lines.index(row["line"])])
    with table.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return sorted({int(row["precinct"]) for row in rows})
