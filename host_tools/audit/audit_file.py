"""An audit's own file, `audit.json`: what was fixed before the draw, and what was drawn."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from pathlib import Path

from host_tools.audit.drawing import Seed
from host_tools.audit.procedure import Thresholds
from host_tools.audit.sitting import Sitting
from host_tools.determining.nation import Nation
from host_tools.errors import AuditError
from host_tools.text_files import json_of
from host_tools.whole_files import write_text

NAME = "audit.json"


@dataclass(frozen=True)
class Audit:
    """publication: h(its signed list), hexadecimal. limit, small_percent: percentages as they were given.

    small_ballots, small_percent: differences up to both of which need no second count. drawn: in the order of the draw.
    """

    publication: str
    contest: str
    winners: int
    limit: str
    small_ballots: int
    small_percent: str
    seed: str
    drawn: list[int]

    def sitting(self, nation: Nation) -> Sitting:
        """The contest of this audit."""
        return Sitting.of(nation, self.contest, self.winners, percent(self.limit))

    def thresholds(self) -> Thresholds:
        """Of this audit."""
        return Thresholds(self.small_ballots, percent(self.small_percent) * 100)

    def extended(self, drawn: Sequence[int]) -> Audit:
        """The same with further draws."""
        return replace(self, drawn=[*self.drawn, *drawn])

    def write(self, folder: Path) -> None:
        """Keep it in the audit's folder."""
        write_text(folder / NAME, json.dumps(asdict(self), indent=1) + "\n")


def read(folder: Path) -> Audit:
    """The audit of a folder. AuditError: it is not what `tamga audit sample` wrote."""
    path = folder / NAME
    if not path.exists():
        raise AuditError(f"{folder}: no audit began here; run tamga audit sample first")
    content = json_of(path.read_bytes(), path)
    names = {
        "publication": str, "contest": str, "winners": int, "limit": str, "small_ballots": int, "small_percent": str,
        "seed": str, "drawn": list,
    }  # fmt: skip
    is_ours = isinstance(content, dict) and all(isinstance(content.get(name), kind) for name, kind in names.items())
    if not is_ours or content.keys() != names.keys() or not all(isinstance(one, int) for one in content["drawn"]):
        raise AuditError(f"{path}: not what tamga audit sample wrote; draw again from the same seed")
    return Audit(**content)


def checked(folder: Path, publication: bytes, nation: Nation) -> tuple[Audit, Sitting]:
    """An audit and its contest. AuditError: of another publication, or somebody changed the list of what was drawn."""
    audit = read(folder)
    if audit.publication != publication.hex():
        raise AuditError(f"{folder}: drawn from another publication; fetch that one, or draw again")
    sitting = audit.sitting(nation)
    if audit.drawn != sitting.draw(Seed(publication, audit.seed), len(audit.drawn)):
        raise AuditError(f"{folder / NAME}: these precincts are not what the seed draws; somebody changed the list")
    return audit, sitting


def percent(text: str) -> Fraction:
    """A part of 1 from a percentage. AuditError: it is none above 0 and below 100."""
    try:
        value = Fraction(text) / 100
    except (ValueError, ZeroDivisionError):
        raise AuditError(f"{text}: is no percentage; write a number such as 5 or 2.5") from None
    if not 0 < value < 1:
        raise AuditError(f"{text}: is a percentage above 0 and below 100")
    return value
