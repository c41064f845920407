"""Arlo's own functions on our tables; run by an interpreter that has what Arlo imports.

Standard input, JSON: source (a folder with Arlo's `server`), tables (manifest and batch totals of each jurisdiction),
choices, winners, votes_allowed, limit (percent), counted (votes by hand of each batch, as [jurisdiction, batch, votes]
in the order of the draw). Standard output, JSON: what Arlo made of them, or {"refused": its words}.

Arlo's database, accounts and web server are not needed for that: stand-ins take their places.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any


class Absent:
    """Takes the place of what is imported and not used here."""

    def __call__(self, *_: object, **__: object) -> Absent:
        return self

    def __getattr__(self, name: str) -> Absent:
        if name.startswith("__"):
            raise AttributeError(name)
        return self


class UserError(Exception):
    """What Arlo shows to whoever uploaded a file."""


class Rows(list[Any]):
    """A session of the database: keeps what is added."""

    add = list.append


class Query:
    """Jurisdictions by their keys."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def get(self, key: str) -> Any:
        """One of them."""
        return self.kept[key]


class StandIn(ModuleType):
    """A module of Arlo's that is not loaded."""

    def __init__(self, name: str, **content: object) -> None:
        super().__init__(name)
        self.__dict__.update(content)
        sys.modules[name] = self

    def __getattr__(self, name: str) -> Absent:
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent()


def arlo(source: Path) -> tuple[ModuleType, ModuleType, Query, Rows]:
    """Its processing of manifests and of batch totals, and the database they work on."""
    query, added = Query(), Rows()
    for package in ("server", "server.api"):
        StandIn(package, __path__=[str(source / package.replace(".", "/"))])
    kinds = ("BALLOT_POLLING", "BATCH_COMPARISON", "BALLOT_COMPARISON", "HYBRID")
    models = dict.fromkeys(("Election", "Contest", "File"), SimpleNamespace)
    StandIn(
        "server.models", **models, Batch=SimpleNamespace, Jurisdiction=type("Jurisdiction", (), {"query": query}),
        AuditType=SimpleNamespace(**{kind: kind for kind in kinds}),
    )  # fmt: skip
    StandIn("server.database", db_session=added, engine=None)
    StandIn("server.worker.tasks", UserError=UserError, background_task=lambda task: task)
    StandIn("server.util.file", retrieve_file=lambda path: Path(path).open("rb"))
    StandIn("server.feature_flags", is_enabled_sample_extra_batches_by_counting_group=lambda _: False)
    for name in ("auth", "activity_log.activity_log", "util.csv_download", "audit_math.suite"):
        StandIn(f"server.{name}")
    load = importlib.import_module
    return load("server.api.ballot_manifest"), load("server.api.batch_tallies"), query, added


def main() -> None:
    """Read, compute, report."""
    asked = json.load(sys.stdin)
    manifests, tallies, query, added = arlo(Path(asked["source"]))
    choices = [SimpleNamespace(id=f"choice {at}", name=name, num_votes=0) for at, name in enumerate(asked["choices"])]
    contest = SimpleNamespace(
        id="contest", name="The contest", choices=choices, num_winners=asked["winners"],
        votes_allowed=asked["votes_allowed"], total_ballots_cast=0,
    )  # fmt: skip
    election = SimpleNamespace(audit_type="BATCH_COMPARISON", contests=[contest])
    found, reported = [], {}
    for at, (manifest, batches) in enumerate(asked["tables"]):
        jurisdiction = SimpleNamespace(
            id=str(at), name=f"Jurisdiction {at}", election=election, contests=[contest], cvr_file=None,
            manifest_file=SimpleNamespace(storage_path=manifest, uploaded_at=None), batch_tallies_file=None,
        )  # fmt: skip
        query.kept[str(at)] = jurisdiction
        added.clear()
        manifests.process_ballot_manifest_file(str(at), "somebody", None)
        jurisdiction.batches = list(added)
        jurisdiction.batch_tallies_file = SimpleNamespace(storage_path=batches, uploaded_at=None)
        tallies.process_batch_tallies_file(str(at), ("somebody", "somebody"), None)
        found.append([[one.name, one.container, one.num_ballots] for one in jurisdiction.batches])
        reported |= {(at, name): tally for name, tally in jurisdiction.batch_tallies.items()}
        contest.total_ballots_cast += jurisdiction.manifest_num_ballots
    for choice in choices:
        choice.num_votes = sum(tally["contest"][choice.id] for tally in reported.values())
    macro = importlib.import_module("server.audit_math.macro")
    of = importlib.import_module("server.audit_math.sampler_contest").from_db_contest(contest)
    counted = {
        (at, name): {"contest": {choice.id: count for choice, count in zip(choices, votes, strict=True)}}
        for at, name, votes in asked["counted"]
    }
    tickets = {f"{draw:09}": (at, name) for draw, (at, name, _) in enumerate(asked["counted"])}
    risk, confirmed = macro.compute_risk(asked["limit"], of, reported, counted, tickets)
    votes = [[at, name, *(tally["contest"][one.id] for one in choices)] for (at, name), tally in reported.items()]
    bounds = [[at, name, float(macro.compute_max_error(tally, of))] for (at, name), tally in reported.items()]
    size = macro.get_sample_sizes(asked["limit"], of, reported, {})
    print(json.dumps({
        "batches": found, "votes": votes, "bounds": bounds, "risk": risk, "confirmed": bool(confirmed), "draws": size,
    }))  # fmt: skip


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        print(json.dumps({"refused": str(error)}))
