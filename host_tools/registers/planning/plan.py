"""The plan as a file: who is responsible for which step until when, and what proves that it is done.

A plan is TOML, written by the commission and approved by it; docs/plan.md describes it. Nothing in it says how far the
work is: that follows from manifests, decisions, approvals and journals (state.py).
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from host_tools.errors import os_error_in_words
from host_tools.registers.errors import VoterRegisterError, in_words
from host_tools.registers.profiles import PROFILES
from host_tools.text_files import TextFileError, toml_of
from host_tools.validation import Name, Sentence

LANGUAGES = ("kk", "ru", "en")
Text = Annotated[dict[str, Sentence], Field(min_length=1)]


class ListPlanError(VoterRegisterError):
    """A plan that cannot be used, or work that is not as the plan has it."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Person(_Model):
    """Somebody named in the plan. key: public key (hex) of those who approve lists."""

    name: Name
    position: Name = ""
    authority: Name
    key: str | None = Field(None, pattern=r"^[0-9a-f]{64}$")


class Proof(_Model):
    """What shows that a step is done. One of its fields is set.

    manifest: a signed manifest of this profile.
    result: a compiled list; if `decided`, with nothing left on its review list.
    approved: enough people have signed the list.
    packed: the signed index of packages.
    wiped: an entry of the access journal about these paths.
    """

    manifest: str | None = None
    result: Literal["compiled", "decided"] | None = None
    approved: bool = False
    packed: bool = False
    wiped: str | None = None

    @model_validator(mode="after")
    def _one(self) -> Proof:
        said = [self.manifest, self.result, self.approved or None, self.packed or None, self.wiped]
        if sum(one is not None for one in said) != 1:
            raise ValueError("a proof is one of manifest, result, approved, packed, wiped")
        if self.manifest is not None and self.manifest not in PROFILES:
            raise ValueError(f"manifest: is one of {', '.join(PROFILES)}")
        return self


class Step(_Model):
    """One row of the plan. responsible, deputy: names of people of the plan."""

    id: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    title: Text
    due: dt.date
    responsible: str
    deputy: str
    authority: Name
    proof: Proof

    def titled(self, language: str) -> str:
        """Its title in a language."""
        return self.title.get(language) or next(iter(self.title.values()))


class Plan(_Model):
    """A whole plan. approvals: how many people of those with a key must sign a list before it is packed."""

    title: Text
    election_day: dt.date
    approvals: int = Field(ge=1)
    people: list[Person]
    steps: list[Step]

    @model_validator(mode="after")
    def _holds_together(self) -> Plan:
        names = [person.name for person in self.people]
        if len(set(names)) != len(names):
            raise ValueError("people: a name stands there twice")
        ids = [step.id for step in self.steps]
        if len(set(ids)) != len(ids):
            raise ValueError("steps: an id stands there twice")
        for step in self.steps:
            for name in (step.responsible, step.deputy):
                if name not in names:
                    raise ValueError(f"step {step.id}: {name} is not among the people")
            if step.responsible == step.deputy:
                raise ValueError(f"step {step.id}: nobody stands in for themselves")
        keys = [person.key for person in self.people if person.key]
        if len(set(keys)) != len(keys):
            raise ValueError("people: two have one key")
        if len(keys) < self.approvals:
            raise ValueError(f"approvals: {self.approvals} are needed, {len(keys)} people have a key")
        return self

    @property
    def names(self) -> set[str]:
        """Everybody named."""
        return {person.name for person in self.people}

    def approver(self, key: str) -> Person | None:
        """Who approves with a public key."""
        return next((person for person in self.people if person.key == key), None)

    def answers_for(self, profile: str) -> set[str]:
        """Who may be responsible for a register's manifest; empty if the plan has no such step."""
        steps = [step for step in self.steps if step.proof.manifest == profile]
        return {name for step in steps for name in (step.responsible, step.deputy)}


def read(path: Path) -> Plan:
    """Read a plan. Raises ListPlanError."""
    try:
        return Plan.model_validate(toml_of(path.read_bytes(), path)[0])
    except OSError as error:
        raise ListPlanError(os_error_in_words(error)) from None
    except TextFileError as error:
        raise ListPlanError(str(error)) from None
    except ValidationError as error:
        raise ListPlanError(f"{path}: {in_words(error)}; compare with docs/plan.md") from None


def strangers(plan: Plan, manifests: dict[str, str], deciders: dict[int, str]) -> list[str]:
    """In words, every name that is not as the plan has it.

    manifests: responsible person by profile. deciders: name by number of decision.
    """
    found = []
    for profile, name in manifests.items():
        expected = plan.answers_for(profile)
        if expected and name not in expected:
            found.append(f"manifest of {profile}: {name}; the plan names {' or '.join(sorted(expected))}")
    found += [
        f"decision {seq}: {name} is not named in the plan" for seq, name in deciders.items() if name not in plan.names
    ]
    return found
