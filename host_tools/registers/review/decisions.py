"""Decisions on queued items: an append-only file of JSON lines, each with a person's name and a reason.

Every line carries the SHA-256 of the line before, so a line changed or taken out later is noticed. A decision is never
edited: a new one on the same item takes its place, and the action "undo" brings back what holds without any. The
time of a decision is on record but has no effect on a list.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from host_tools.privacy.vault import CLEAR, Vault
from host_tools.privacy.working_files import is_sealed
from host_tools.registers.classes import CLASSES, CONFLICT_FIELDS, PENSION_FIELDS, REGISTERS
from host_tools.registers.errors import VoterRegisterError, in_words
from host_tools.registers.profiles import CODE_MAXIMUM
from host_tools.registers.reading.rules import wrong_value
from host_tools.validation import Name, Sentence

NO_LINE = "0" * 64  # stands for the line before the first
Code = Annotated[int, Field(ge=1, le=CODE_MAXIMUM)]  # records and precincts are stored in 32 bits


class Rule(BaseModel):
    """Items that one decision covers: a class, and optionally exactly these conflicting fields, and a precinct."""

    model_config = ConfigDict(extra="forbid")
    item_class: str = Field(alias="class")
    fields: list[str] | None = None
    precinct: Code | None = None

    @field_validator("fields")
    @classmethod
    def _are_fields(cls, fields: list[str] | None) -> list[str] | None:
        if fields is not None and not set(fields) <= set(CONFLICT_FIELDS):  # ignored, it would cover more than meant
            raise ValueError(f"fields are of {', '.join(CONFLICT_FIELDS)}")
        return fields


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
    set: dict[str, str] = {}  # field -> what is right, where no register says it
    record: Code | None = None  # of a number that the population register repeats: the record that is right
    precinct: Code | None = None
    name: Name
    reason: Sentence
    at: str

    @model_validator(mode="after")
    def _makes_sense(self) -> Decision:
        if (self.item is None) == (self.rule is None):
            raise ValueError("a decision is about one item or one rule")
        if self.rule and self.rule.item_class not in CLASSES:
            raise ValueError(f"no class {self.rule.item_class}")
        if not set(self.use) <= set(PENSION_FIELDS) or not set(self.use.values()) <= set(REGISTERS):
            raise ValueError("use takes name fields or birth_date, and a register; an address is decided as a precinct")
        if self.rule and (self.record or self.precinct or self.set):
            raise ValueError("a record, a precinct or a right value is decided for one item")
        for field, value in self.set.items():
            if field not in PENSION_FIELDS or field in self.use:
                raise ValueError(f"{field}: a right value is given for a name or the birth date, instead of a register")
            if reason := wrong_value(field, value):
                raise ValueError(f"{field}: {reason}")
        return self


def load(path: Path, vault: Vault = CLEAR) -> list[Decision]:
    """All decisions in order. Raises VoterRegisterError where the chain is broken or a line makes no sense."""
    return _parse(path, _content(path, vault))


def _content(path: Path, vault: Vault) -> bytes:
    return vault.read(path) if path.exists() else b""


def _parse(path: Path, content: bytes) -> list[Decision]:
    decisions: list[Decision] = []
    previous = NO_LINE
    for number, line in enumerate(content.split(b"\n"), 1):
        if not line:
            continue
        try:
            decision = Decision.model_validate_json(line)
        except ValidationError as error:
            raise VoterRegisterError(f"{path}: line {number}: {in_words(error)}") from None
        if decision.previous != previous or decision.seq != number:
            raise VoterRegisterError(
                f"{path}: line {number}: the chain is broken; a line before it was changed or taken out"
            )
        previous = hashlib.sha256(line).hexdigest()
        decisions.append(decision)
    return decisions


def append(path: Path, vault: Vault = CLEAR, **what: Any) -> Decision:
    """Append one decision and force it to disk; `what` is the fields of Decision but seq, previous and at.

    VoterRegisterError for one that makes no sense; nothing is written then.

    The file is written anew and takes the old one's place at once: a sealed stream has one end, and a disk that is full
    halfway must not leave half a line. A file in the other manner than the vault writes is refused, so that nothing is
    sealed or laid open by the way.
    """
    with _alone(path.parent):
        if path.exists() and is_sealed(path) != vault.sealing:
            way = "is sealed: leave --clear out" if is_sealed(path) else "is in clear: seal it, or say --clear"
            raise VoterRegisterError(f"{path}: {way}")
        content = _content(path, vault)
        made = _parse(path, content)  # never append behind a broken chain
        previous = hashlib.sha256(content.rstrip(b"\n").split(b"\n")[-1]).hexdigest() if made else NO_LINE
        at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        try:
            decision = Decision(seq=len(made) + 1, previous=previous, at=at, **what)
        except ValidationError as error:
            raise VoterRegisterError(in_words(error)) from None
        fields = decision.model_dump(by_alias=True, exclude_defaults=True)
        line = json.dumps(fields, ensure_ascii=False, sort_keys=True).encode() + b"\n"
        vault.write(path, content + line)
        vault.record(path)
    return decision


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else appends to a decisions file of this folder meanwhile."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
