"""All counts of a compiled list, as the summary holds them."""

from __future__ import annotations

from typing import Any

import polars as pl

from host_tools.registers.classes import LISTED_CODE, PREFIX, REGISTERS
from host_tools.registers.compiling.decide import Decided
from host_tools.registers.compiling.order import VoterList
from host_tools.registers.compiling.prepare import Prepared
from host_tools.registers.reading.manifest import Manifest
from host_tools.registers.report import summary


def tally(
    decided: Decided,
    listed: VoterList,
    prepared: Prepared,
    precincts: pl.DataFrame,
    manifests: dict[str, Manifest],
) -> dict[str, Any]:
    """The summary of a run, but for its day and its decisions. precincts: precinct, district."""
    entries = decided.entries
    return summary.count(entries.with_columns(listed.flags), precincts) | {
        "memberships": {name: int(entries[f"{prefix}record"].is_not_null().sum()) for name, prefix in PREFIX.items()},
        "registers": {name: _register(prepared, name) | _origin(manifests.get(name)) for name in REGISTERS},
        "queue": {"items": len(decided.review), "decided": int(decided.review["decision"].is_not_null().sum())},
        "list_lines": len(listed.order),
        "aside_lines": int((entries["outcome"] != LISTED_CODE).sum()),
        "precincts_over_limit": {str(precinct): count for precinct, count in listed.over_limit.iter_rows()},
    }


def _register(prepared: Prepared, name: str) -> dict[str, int]:
    records, faulty = prepared.records[name], prepared.faults[name]["record"].n_unique()
    repeated = len(prepared.splits[name].further)
    return {"records": records, "faulty": faulty, "repeated": repeated, "first": records - repeated}


def _origin(manifest: Manifest | None) -> dict[str, str]:
    if manifest is None:
        return dict.fromkeys(("source", "date", "responsible_person", "sha256"), "none")
    return {
        "source": manifest.source,
        "date": manifest.date,
        "responsible_person": manifest.responsible_person,
        "sha256": manifest.sha256,
    }
