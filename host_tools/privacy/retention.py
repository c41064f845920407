"""How long each kind of file may stay, and what is overdue. The dates are data: a TOML file beside the work.

[keep_days_after_election]
registers = 30
[[file]]
path = "population.tmwf"
kind = "registers"
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from host_tools.errors import PrivacyError
from host_tools.text_files import TextFileError, toml_of
from host_tools.validation import in_words

# Days after the election. The law speaks of ballots (destroyed after a month) and protocols (archived), not of working
# copies: these stay as long as the ballots do, label batches only until they are printed. A commission sets its own.
DEFAULT_KEEP_DAYS = {
    "registers": 30,
    "lists": 30,
    "decisions": 30,
    "working_keys": 30,
    "rolls": 30,
    "cartridge_images": 30,
    "label_batches": 7,
    "label_register": 3_650,
    "journal": 3_650,
}


class KeptFile(BaseModel):
    """One file or folder with personal data. path: relative to the plan."""

    model_config = ConfigDict(extra="forbid")
    path: str
    kind: str


class RetentionPlan(BaseModel):
    """Where files are, and how long they may be kept."""

    model_config = ConfigDict(extra="forbid")
    election_date: date
    keep_days_after_election: dict[str, int] = Field(default_factory=dict)
    file: list[KeptFile] = Field(default_factory=list)

    def keep_until(self, kind: str) -> date:
        """The last day on which a kind may lie here. KeyError for a kind without a rule."""
        days = {**DEFAULT_KEEP_DAYS, **self.keep_days_after_election}[kind]
        return self.election_date + timedelta(days=days)

    def overdue(self, folder: Path, today: date) -> list[tuple[Path, date]]:
        """The files that are still there after their last day, with that day."""
        last_days = [(folder / kept.path, self.keep_until(kept.kind)) for kept in self.file]
        return [(path, last) for path, last in last_days if last < today and path.exists()]


class RetentionError(PrivacyError):
    """A plan that cannot be read. The text names file, field and reason."""


def day_of(text: str) -> date:
    """A day as 2026-03-15. RetentionError for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RetentionError(f"{text}: is no day; write it as 2026-03-15") from None


def read_plan(path: Path) -> RetentionPlan:
    """Read and check a plan; every kind in it must have a rule."""
    try:
        plan = RetentionPlan.model_validate(toml_of(path.read_bytes(), path)[0])
    except TextFileError as error:
        raise RetentionError(str(error)) from None
    except ValidationError as error:
        raise RetentionError(f"{path}: {in_words(error)}; compare with docs/personal-data.md") from None
    for kept in plan.file:
        if kept.kind not in {**DEFAULT_KEEP_DAYS, **plan.keep_days_after_election}:
            raise RetentionError(f"{path}: {kept.path}: no rule says how long to keep {kept.kind!r}")
    return plan
