"""The demonstration's election in a precinct so small that measuring and picturing it takes seconds."""

from __future__ import annotations

from pathlib import Path

from nacl.signing import SigningKey

from host_tools.elections.demo_roll import demo_voters
from host_tools.elections.election_file import read_election
from host_tools.formats import label
from host_tools.keys.randomness import RandomBytes, system
from host_tools.provisioning.new_terminals import BOARD
from host_tools.provisioning.plan import PrecinctPlan
from simulator.people.newborn import provision_at_once
from simulator.people.precinct import Precinct
from simulator.people.provisioned import ELECTION

VOTERS = 60


def small_precinct(
    folder: Path,
    board: Path = BOARD,
    code: str | None = None,
    random_bytes: RandomBytes = system,
    election: Path = ELECTION,
) -> tuple[Precinct, list[str]]:
    """(a precinct with one booth, made in the folder; the labels of its voters' cards).

    board: the file of its terminals' board.
    code: the processor, as mpy-cross calls it; None is the simulator's.
    random_bytes: where every secret comes from.
    election: its file, with number_cards.
    """
    voters = demo_voters(VOTERS, 1)
    labels = {voter.number: label.make_label(voter.number, number) for number, voter in enumerate(voters)}
    plan = PrecinctPlan(
        election=read_election(election),
        number=1,
        names={language: "1" for language in ("kk", "ru", "en")},
        booths=1,
        voters=voters,
        labels=labels,
    )
    authority, centre = SigningKey(random_bytes(32)), bytes(SigningKey(random_bytes(32)).verify_key)
    made = provision_at_once(
        plan, authority, centre, folder, demo=True, board=board, code=code, random_bytes=random_bytes
    )
    return Precinct(made), list(labels.values())
