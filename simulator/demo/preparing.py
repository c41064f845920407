"""The demonstration's precinct before its day: roll, cards and terminals, who comes, and a centre that waits."""

from __future__ import annotations

import shutil
from pathlib import Path

from PIL import Image

from host_tools.collecting import precincts as precinct_folder
from host_tools.collecting.centre import Centre
from host_tools.collecting.partials import Partials
from host_tools.collecting.proof import LineKey, Proof
from host_tools.collecting.receiver import Receiver
from host_tools.elections.demo_roll import demo_voters
from host_tools.elections.election_file import read_election
from host_tools.elections.glyphs import printable_characters
from host_tools.elections.roll import by_turns, read_roll, style_ids, write_roll
from host_tools.provisioning.plan import PlanError
from simulator.demo import outcome
from simulator.demo.day import DemoDay
from simulator.hardware.parts.escpos_printer import EscPosPrinter
from simulator.people.crowd import CHALLENGE_PERCENT, cards_of, who_comes
from simulator.people.precinct import OFFICIAL, Precinct
from simulator.people.provisioned import labels_of, make

ROLL_VOTERS = 1200
POLLS_OPEN = 1_795_919_400  # 2026-11-29 07:10, five hours east of UTC


def prepare(
    voters: int, booths: int, desks: int, seed: int, election: Path, roll: Path | None, out: Path, key_here: bool,
    challenge_percent: float = CHALLENGE_PERCENT,
) -> tuple[DemoDay, outcome.Checks]:  # fmt: skip
    """(the day, what its evening is checked with). InputError, PlanError.

    voters: how many come. roll: as CSV; without one, 1,200 fictitious voters. out: an empty folder.
    key_here: the host makes the precinct's key, and not its holders at the desk.
    challenge_percent: how many of the voters challenge a booth.
    """
    definition = read_election(election, printable_characters())
    if roll is None:
        roll = out / "roll.csv"
        made_up = by_turns(demo_voters(ROLL_VOTERS, seed), definition)
        roll.write_text(write_roll(made_up, style_ids(definition)), encoding="utf-8")
    listed = read_roll(roll, styles=style_ids(definition))
    if voters > len(listed):
        raise PlanError(f"{voters} voters cannot come: the roll has {len(listed)}; choose VOTERS up to that")
    labels = labels_of(listed, seed)
    provisioned, centre = make(definition, listed, labels, booths, out, key_here, desks)
    (out / "cartridges").mkdir()
    (out / "slips").mkdir()
    precinct = Precinct(
        provisioned,
        out / "cartridges",
        lambda name, slip: _keep(out / "slips" / f"{name}.png", slip),
        unix_seconds=POLLS_OPEN,
    )
    precinct.seat(provisioned.precincts[OFFICIAL], list(labels.values()))
    precinct.closes_minutes = definition.settings["closes_minutes"]
    cards = cards_of(listed, list(labels.values()))
    has = [len(style.contests) for style in definition.styles or ()] or [len(definition.contests)]
    precinct.ballots_of = {label: has[style - 1] for label, style in cards}
    people = who_comes(cards, definition, voters, seed, challenge_percent)
    definitions = out / "centre" / "precincts"
    definitions.mkdir(parents=True)
    shutil.copy(out / "public" / "precinct-official.cbor", definitions)
    known = precinct_folder.load(definitions, bytes(centre.verify_key))
    store = out / "centre" / "store"
    checks = outcome.Checks(
        definition,
        provisioned.precincts[OFFICIAL],
        lambda: Receiver(Centre(store, centre, known, precinct.clock), Partials(), Proof(known, LineKey(centre))),
        bytes(centre.verify_key),
    )
    return DemoDay(precinct, definition, people, seed, lambda what: None), checks


def _keep(path: Path, slip: Image.Image) -> None:
    EscPosPrinter.png(slip, path)
