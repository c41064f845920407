"""Decisions on queued items: an append-only file of JSON lines, each with a person's name and a reason.

Every line carries the SHA-256 of the line before, so a line changed or taken out later is noticed. A decision is never
edited: a new one on the same item takes its place, and the action "undo" brings back what holds without any. The
time of a decision is on record but has no effect on a list.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from host_tools.registers.classes import CLASSES, CONFLICT_FIELDS, REGISTERS
from host_tools.registers.files import RegisterTrouble

NO_LINE = "0" * 64  # stands for the line before the first


class Rule(BaseModel):
    """Items that one decision covers: a class, and optionally exactly these conflicting fields, and a precinct."""

    model_config = ConfigDict(extra="forbid")
    item_class: str = Field(alias="class")
    fields: list[str] | None = None
    precinct: int | None = None


class Decision(BaseModel):
    """One line: about one item or a rule, what to do, who says so and why."""

    model_config = ConfigDict(extra="forbid")
    seq: int
    previous: str
    item: str | None = None
    fingerprint: str | None = None  # of the sides that the person saw; other sides make the decision stale
    rule: Rule | None = None
    action: Literal["list", "exclude", "undo"]
    use: dict[str, str] = {}  # field -> register whose value is listed; without: population, else interior
    record: int | None = None  # of a number that the population register repeats: the record that is right
    precinct: int | None = None
    name: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    at: str

    @model_validator(mode="after")
    def _makes_sense(self) -> Decision:
        if (self.item is None) == (self.rule is None):
            raise ValueError("a decision is about one item or one rule")
        if self.rule and self.rule.item_class not in CLASSES:
            raise ValueError(f"no class {self.rule.item_class}")
        if not set(self.use) <= set(CONFLICT_FIELDS[:4]) or not set(self.use.values()) <= set(REGISTERS):
            raise ValueError("use takes name fields or birth_date, and a register; an address is decided as a precinct")
        if self.rule and (self.record or self.precinct):
            raise ValueError("a record or a precinct is decided for one item")
        return self


def load(path: Path) -> list[Decision]:
    """All decisions in order. Raises RegisterTrouble where the chain is broken or a line makes no sense."""
    if not path.exists():
        return []
    decisions: list[Decision] = []
    previous = NO_LINE
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        if not line:
            continue
        try:
            decision = Decision.model_validate_json(line)
        except ValidationError as trouble:
            raise RegisterTrouble(f"{path}: line {number}: {trouble.errors()[0]['msg']}") from None
        if decision.previous != previous or decision.seq != number:
            raise RegisterTrouble(
                f"{path}: line {number}: the chain is broken; a line before it was changed or taken out"
            )
        previous = hashlib.sha256(line).hexdigest()
        decisions.append(decision)
    return decisions


def append(path: Path, **what: Any) -> Decision:
    """Append one decision and force it to disk; `what` is the fields of Decision but seq, previous and at."""
    load(path)  # never append behind a broken chain
    lines = [line for line in path.read_bytes().split(b"\n") if line] if path.exists() else []
    previous = hashlib.sha256(lines[-1]).hexdigest() if lines else NO_LINE
    at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    decision = Decision(seq=len(lines) + 1, previous=previous, at=at, **what)
    text = json.dumps(decision.model_dump(by_alias=True, exclude_defaults=True), ensure_ascii=False, sort_keys=True)
    with open(path, "ab") as stream:
        stream.write(text.encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
    return decision
