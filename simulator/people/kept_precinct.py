"""The demonstration's precinct in a folder that is kept between starts: provisioned once, then found again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from nacl.signing import SigningKey

from host_tools.elections.demo_roll import demo_voters
from host_tools.elections.election_file import read_election
from host_tools.elections.glyphs import printable_characters
from host_tools.elections.roll import Voter
from host_tools.formats.definitions import Election
from host_tools.formats.definitions import Precinct as Definition
from host_tools.formats.payload import MODE_NAMES
from host_tools.keys import files as key_files
from host_tools.keys.ceremony import Card
from host_tools.provisioning.plan import TRAINING
from host_tools.provisioning.provision import MODES, Provisioned
from simulator.people.provisioned import ELECTION, emptied, labels_of, make

SEED = 1
_SETTINGS = "front.json"


@dataclass(frozen=True)
class DemoPrecinct:
    """A precinct with the people of its roll, and their labels in the roll's order."""

    provisioned: Provisioned
    election: Election
    voters: list[Voter]
    labels: list[str]
    is_new: bool


def prepare(folder: Path, voters: int, booths: int, election: Path = ELECTION, fresh: bool = False) -> DemoPrecinct:
    """The precinct in a folder; made anew if there is none, if it differs from what is asked for, or if `fresh`.

    InputError and PlanError as reading an election and provisioning have them; FileExistsError as `emptied` has it.
    """
    definition = read_election(election, printable_characters())
    listed = demo_voters(voters, SEED)
    labels = labels_of(listed, SEED)
    settings = {"voters": voters, "booths": booths, "election": definition.hash16.hex(), "modes": len(MODES)}
    is_new = fresh or _settings(folder) != settings
    if is_new:
        emptied(folder)
        made, _ = make(definition, listed, labels, booths, folder)
        (folder / _SETTINGS).write_text(json.dumps(settings), encoding="utf-8")
    else:
        made = _found(folder, booths)
    return DemoPrecinct(made, definition, listed, list(labels.values()), is_new)


def centre_key(folder: Path) -> SigningKey:
    """The key of the centre that collects from a prepared precinct."""
    return key_files.load(folder / "keys" / "centre.key")


def _settings(folder: Path) -> object:
    try:
        return json.loads((folder / _SETTINGS).read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _found(folder: Path, booths: int) -> Provisioned:
    """What an earlier start has provisioned."""
    rows = json.loads((folder / "cards" / "cards.json").read_text("utf-8"))["cards"]
    cards = [
        Card(row["kind"], row["holder"], row["title"], row["mode"], tuple(row["texts"]), row["pin"]) for row in rows
    ]
    modes = [mode for mode in MODES if (folder / "public" / f"precinct-{MODE_NAMES[mode]}.cbor").exists()]
    terminals = {n: folder / "terminals" / (f"booth-{n}" if n else "desk") for n in range(booths + 1)}
    definitions = {
        mode: Definition.from_cbor((folder / "public" / f"precinct-{MODE_NAMES[mode]}.cbor").read_bytes())
        for mode in modes
    }
    role_cards = [card for card in cards if card.kind == "C"]
    key_cards = {mode: [card for card in cards if card.kind == "K" and card.mode == mode] for mode in modes}
    usual, for_training = ([card for card in role_cards if card.mode == mode] for mode in (None, TRAINING))
    return Provisioned(folder, terminals, definitions, usual, key_cards, for_training)
