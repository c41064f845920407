"""How far a plan is: from signed manifests, results, approvals and the journal, never from what somebody ticks."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from host_tools.privacy import chained_journal
from host_tools.privacy.vault import Vault
from host_tools.privacy.working_files import WorkingFileError
from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.planning import approval
from host_tools.registers.planning.plan import ListPlanError, Plan, Step
from host_tools.registers.reading import manifest
from host_tools.registers.reading.trust import Trusted

DONE, WRONG, LATE, DUE, AHEAD = "done", "wrong", "late", "due", "ahead"
SOON_DAYS = 7


class Standing(NamedTuple):
    """One step: what it is (DONE, WRONG, LATE, DUE, AHEAD), and the evidence or what is missing, in words."""

    step: Step
    state: str
    words: str


@dataclass(frozen=True)
class Place:
    """Where a commission's work is. Any of it may be missing yet."""

    registers: Path
    result: Path
    approvals: Path
    packages: Path
    journal: Path
    trusted: Trusted
    vault: Vault = field(default_factory=Vault)


def standing(plan: Plan, place: Place, today: dt.date) -> list[Standing]:
    """Every step in the plan's order. ChainError where the journal does not verify."""
    journal = list(chained_journal.entries(place.journal))
    return [_one(step, plan, place, today, journal) for step in plan.steps]


def behind(place: Place, now: dt.datetime) -> str | None:
    """In words, that this computer's clock is behind the journal's last entry; None if it is not."""
    last = None
    for entry in chained_journal.entries(place.journal):
        last = entry["when"]
    if last and dt.datetime.fromisoformat(last) > now:
        return f"the clock says {now:%Y-%m-%d %H:%M}, the journal's last entry is of {last}: set the clock"
    return None


def _one(step: Step, plan: Plan, place: Place, today: dt.date, journal: list[dict[str, str]]) -> Standing:
    proof = step.proof
    checks: dict[str, Callable[[], str | None]] = {
        "manifest": lambda: _manifest(step, place),
        "result": lambda: _result(step, place),
        "approved": lambda: _approved(plan, place),
        "packed": lambda: _packed(place),
        "wiped": lambda: _wiped(step, journal),
    }
    name = next(name for name in checks if getattr(proof, name))
    try:
        done = checks[name]()
    except (VoterRegisterError, WorkingFileError) as error:
        return Standing(step, WRONG, str(error))
    if done:
        return Standing(step, DONE, done)
    days = (step.due - today).days
    state = LATE if days < 0 else DUE if days <= SOON_DAYS else AHEAD
    return Standing(step, state, _until(days))


def _until(days: int) -> str:
    """How far a day is away, in words that follow LATE, DUE or AHEAD."""
    if not days:
        return "today"
    return f"{'by' if days < 0 else 'in'} {abs(days)} day{'s' * (abs(days) != 1)}"


def _manifest(step: Step, place: Place) -> str | None:
    assert step.proof.manifest is not None
    for suffix in (".parquet", ".csv"):
        file = place.registers / f"{step.proof.manifest}{suffix}"
        if manifest.path_for(file).exists():
            one = manifest.read(file, place.trusted)
            if one.responsible_person not in (step.responsible, step.deputy):
                raise ListPlanError(
                    f"{file.name}: signed for by {one.responsible_person}, whom the plan does not name here"
                )
            return f"{one.rows} records of {one.date}, {one.responsible_person}"
    return None


def _summary(place: Place) -> dict[str, dict[str, int]] | None:
    path = place.vault.find(place.result / "summary.json")
    return json.loads(place.vault.read(path)) if path.exists() else None


def _result(step: Step, place: Place) -> str | None:
    counts = _summary(place)
    if counts is None:
        return None
    review = counts["queue"]
    if step.proof.result == "decided" and review["decided"] < review["items"]:
        return None
    return f"{counts['list_lines']} voters; {review['decided']} of {review['items']} items decided"


def _approved(plan: Plan, place: Place) -> str | None:
    voters = place.vault.find(place.result / approval.LIST)
    if not voters.exists():
        return None
    names, _ = approval.approvers(approval.digest_of(voters, place.vault), place.approvals, plan)
    return ", ".join(names) if len(names) >= plan.approvals else None


def _packed(place: Place) -> str | None:
    index = place.packages / "index.cose"
    return f"{len(list(place.packages.glob('*.tmpk')))} packages" if index.exists() else None


def _wiped(step: Step, journal: list[dict[str, str]]) -> str | None:
    for entry in journal:
        if entry["act"] == "wipe" and str(step.proof.wiped) in entry["what"]:
            return f"{entry['when'][:10]}, {entry['who']}"
    return None
