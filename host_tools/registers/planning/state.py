"""How far a plan is: from signed manifests, results, approvals and the journal, never from what somebody ticks."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from host_tools.formats import cbor, cose
from host_tools.formats.places import package_name
from host_tools.privacy import chained_journal
from host_tools.privacy.vault import Vault
from host_tools.privacy.working_files import WorkingFileError
from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.hashes import sha256_of
from host_tools.registers.planning import approval
from host_tools.registers.planning.evidence import Evidence
from host_tools.registers.planning.plan import ListPlanError, Plan, Step
from host_tools.registers.reading import manifest
from host_tools.registers.reading.sources import OLDEST_DAYS, wrong_dates
from host_tools.registers.reading.trust import Trusted
from host_tools.text_files import TextFileError, json_of

DONE, WRONG, LATE, DUE, AHEAD = "done", "wrong", "late", "due", "ahead"
SOON_DAYS = 7


class Standing(NamedTuple):
    """One step: what it is (DONE, WRONG, LATE, DUE, AHEAD), and the evidence or what is missing, in English words.

    evidence: of a step that is DONE, for other languages.
    """

    step: Step
    state: str
    words: str
    evidence: Evidence | None = None


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
    authority: bytes | None = None  # public key of the election authority, which signs packages


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
    checks: dict[str, Callable[[], Evidence | None]] = {
        "manifest": lambda: _manifest(step, plan, place),
        "result": lambda: _result(step, plan, place),
        "approved": lambda: _approved(plan, place),
        "packed": lambda: _packed(place),
        "wiped": lambda: _wiped(step, plan, journal),
    }
    name = next(name for name in checks if getattr(proof, name))
    try:
        done = checks[name]()
    except (VoterRegisterError, WorkingFileError, TextFileError) as error:
        return Standing(step, WRONG, str(error))
    if done:
        return Standing(step, DONE, done.said("en"), done)
    days = (step.due - today).days
    state = LATE if days < 0 else DUE if days <= SOON_DAYS else AHEAD
    return Standing(step, state, _until(days))


def _until(days: int) -> str:
    """How far a day is away, in words that follow LATE, DUE or AHEAD."""
    if not days:
        return "today"
    return f"{'by' if days < 0 else 'in'} {abs(days)} day{'s' * (abs(days) != 1)}"


def _manifest(step: Step, plan: Plan, place: Place) -> Evidence | None:
    profile = step.proof.manifest
    assert profile is not None
    for suffix in (".parquet", ".csv"):
        file = place.registers / f"{profile}{suffix}"
        if manifest.path_for(file).exists():
            one = manifest.read(file, place.trusted)
            if one.responsible_person not in (step.responsible, step.deputy):
                raise ListPlanError(
                    f"{file.name}: signed for by {one.responsible_person}, whom the plan does not name here"
                )
            if wrong := wrong_dates({profile: one}, plan.election_day):
                raise ListPlanError(f"{file.name}: {wrong[0]}")
            return Evidence("manifest", (one.rows, one.date, one.responsible_person))
    return None


def _summary(place: Place) -> dict[str, Any] | None:
    path = place.vault.find(place.result / "summary.json")
    return json.loads(place.vault.read(path)) if path.exists() else None


def _result(step: Step, plan: Plan, place: Place) -> Evidence | None:
    counts = _summary(place)
    if counts is None:
        return None
    if counts["day"] != plan.election_day.isoformat():
        raise ListPlanError(f"{place.result}: is compiled for {counts['day']}")
    review = counts["queue"]
    if step.proof.result == "decided" and review["decided"] < review["items"]:
        return None
    return Evidence("result", (counts["list_lines"], review["decided"], review["items"]))


def _approved(plan: Plan, place: Place) -> Evidence | None:
    voters = place.vault.find(place.result / approval.LIST)
    if not voters.exists():
        return None
    names, _ = approval.approvers(approval.digest_of(voters, place.vault), place.approvals, plan)
    return Evidence("approved", (", ".join(names),)) if len(names) >= plan.approvals else None


def _packed(place: Place) -> Evidence | None:
    path = place.packages / "index.cose"
    if not path.exists():
        return None
    if place.authority is None:
        raise ListPlanError(f"{path}: give --authority, whose signature it must have")
    payload = cose.verify1(path.read_bytes(), place.authority)
    content = cbor.decode(payload) if payload is not None else {}
    if not isinstance(content, dict) or content.get(0) != "X2":
        raise ListPlanError(f"{path}: is not signed by this election authority, or was altered")
    sizes = {package_name(line[0], *line[5:]): line[3] for line in content[4]}
    if {one.name: one.stat().st_size for one in place.packages.glob("*.tmpk")} != sizes:
        raise ListPlanError(f"{place.packages}: are not the packages of the index; tamga roll check names them")
    listed = place.vault.find(place.result / approval.LIST)
    packed_of = json_of((place.packages / "plan.json").read_bytes(), place.packages / "plan.json").get("list")
    if listed.exists() and sha256_of(listed) != packed_of:
        raise ListPlanError(f"{place.packages}: are of another list than {place.result}")
    return Evidence("packed", (len(sizes),))


def _wiped(step: Step, plan: Plan, journal: list[dict[str, str]]) -> Evidence | None:
    earliest = (plan.election_day - dt.timedelta(days=OLDEST_DAYS)).isoformat()  # before, it was another election's
    wiped = {Path(one["what"]).name: one for one in journal if one["act"] == "wipe" and one["when"] >= earliest}
    wanted = [Path(path.strip()).name for path in str(step.proof.wiped).split(",")]
    if not set(wanted) <= wiped.keys():
        return None
    last = max((wiped[name] for name in wanted), key=lambda entry: entry["when"])
    return Evidence("wiped", (last["when"][:10], last["who"]))
