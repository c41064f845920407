"""Problems of input files, as values that a person can act on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from host_tools.errors import ElectionsError


@dataclass(frozen=True)
class Problem:
    """One problem. line: 1 and up, 0 for the file as a whole; field: place in it, or empty."""

    line: int
    field: str
    reason: str
    way_out: str

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        field = f"{self.field}: " if self.field else ""
        return f"{place}{field}{self.reason}; {self.way_out}"


class InputError(ElectionsError):
    """A file with one problem or more; nothing of it is used."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        self.path, self.problems = path, problems
        super().__init__("\n".join(f"{path}: {problem}" for problem in problems))
