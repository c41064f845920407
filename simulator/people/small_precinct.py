"""The demonstration's election in a precinct so small that measuring and picturing it takes seconds."""

from __future__ import annotations

from pathlib import Path

from nacl.signing import SigningKey

from host_tools.elections.demo_roll import demo_voters
from host_tools.elections.election_file import read_election
from host_tools.formats import label
from host_tools.provisioning.plan import PrecinctPlan
from host_tools.provisioning.provision import provision
from simulator.people.precinct import Precinct
from simulator.people.provisioned import ELECTION

VOTERS = 60


def small_precinct(folder: Path) -> tuple[Precinct, list[str]]:
    """(a precinct with one booth, made in the folder; the labels of its voters' cards)."""
    voters = demo_voters(VOTERS, 1)
    labels = {voter.number: label.make_label(voter.number, number) for number, voter in enumerate(voters)}
    plan = PrecinctPlan(
        election=read_election(ELECTION),
        number=1,
        names={language: "1" for language in ("kk", "ru", "en")},
        booths=1,
        voters=voters,
        labels=labels,
    )
    centre = bytes(SigningKey.generate().verify_key)
    return Precinct(provision(plan, SigningKey.generate(), centre, folder, demo=True)), list(labels.values())
