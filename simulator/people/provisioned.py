"""The demonstration's precinct: its voters' cards, its keys, and everything that provisioning makes of them."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from nacl.signing import SigningKey

from host_tools.elections.roll import Voter
from host_tools.formats import label
from host_tools.formats.definitions import Election
from host_tools.keys import files as key_files
from host_tools.provisioning import own_keys
from host_tools.provisioning.compiling import SIMULATOR_CODE
from host_tools.provisioning.new_terminals import make_terminals
from host_tools.provisioning.own_keys import OWN_KEYS
from host_tools.provisioning.plan import PrecinctPlan
from host_tools.provisioning.provision import Provisioned, provision
from host_tools.whole_files import refuse_other_files
from simulator.people.newborn import first_start, object_of

ELECTION = Path(__file__).parent / "election.toml"
PRECINCT_NUMBER = 17
# What a day leaves in its folder, and what remains there between two starts of the page.
MADE_HERE = (
    "cards", "cartridges", "centre", "definitions", OWN_KEYS, "front.json", "keys", "protocol*.cose", "public",
    "result.json", "roll.csv", "slips", "tables", "terminals", "terminals.json", "totals-*.cose", "training",
)  # fmt: skip


def emptied(folder: Path, also: Sequence[str] = ()) -> None:
    """Make room for a new day. FileExistsError if it holds anything that no earlier day has left.

    also: names of what else a day leaves there.
    """
    refuse_other_files(folder, (*MADE_HERE, *also))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def labels_of(voters: list[Voter], seed: int) -> dict[str, str]:
    """The labels on the voters' cards, by personal number, in the roll's order."""
    return {
        voter.number: label.make_label(voter.number, (index * 7_919 + seed) % 10**8)
        for index, voter in enumerate(voters)
    }


def make(
    election: Election,
    voters: list[Voter],
    labels: dict[str, str],
    booths: int,
    folder: Path,
    key_here: bool = True,
    desks: int = 1,
) -> tuple[Provisioned, SigningKey]:
    """(what provisioning made in the folder, the key of its centre). PlanError as provisioning has it.

    desks: each with a part of the roll.
    key_here: the host makes the precinct's key and its cards; else people make it at the desk.
    """
    (folder / "keys").mkdir(parents=True)
    authority, centre = (key_files.create(folder / "keys" / f"{name}.key") for name in ("authority", "centre"))
    plan = PrecinctPlan(
        election=election,
        number=PRECINCT_NUMBER,
        names={language: f"№ {PRECINCT_NUMBER}" for language in ("kk", "ru", "en")},
        booths=booths,
        desks=desks,
        voters=voters,
        labels=labels,
        key_here=key_here,
    )
    for place in make_terminals(plan, authority, folder, code=SIMULATOR_CODE).values():
        own_keys.take(folder, object_of(first_start(place)))
    return provision(plan, authority, bytes(centre.verify_key), folder, demo=True), centre
