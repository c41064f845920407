"""The demonstration's precinct in a folder that is kept between starts: provisioned once, then found again."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nacl.signing import SigningKey

from host_tools.elections.demo_roll import demo_voters
from host_tools.elections.election_file import read_election
from host_tools.elections.glyphs import printable_characters
from host_tools.elections.roll import Voter, by_turns
from host_tools.formats.definitions import Election
from host_tools.formats.definitions import Precinct as Definition
from host_tools.formats.payload import MODE_NAMES
from host_tools.formats.places import terminal_of_desk
from host_tools.keys import files as key_files
from host_tools.keys.ceremony import Card
from host_tools.provisioning.new_terminals import place_of
from host_tools.provisioning.plan import TRAINING
from host_tools.provisioning.provision import MODES, Provisioned
from host_tools.whole_files import atomic_folder, refuse_other_files
from simulator.people.provisioned import ELECTION, MADE_HERE, labels_of, make

SEED = 1
_SETTINGS = "front.json"


class KeptDayError(Exception):
    """The folder keeps a day that is not the one asked for. The message says which, and both ways on."""


@dataclass(frozen=True)
class DemoPrecinct:
    """A precinct with the people of its roll.

    labels: of the voters' cards, in the roll's order.
    is_new: it was provisioned just now.
    day: another one for each time that the folder was provisioned.
    """

    provisioned: Provisioned
    election: Election
    voters: list[Voter]
    labels: list[str]
    is_new: bool
    day: str


def prepare(
    folder: Path,
    voters: int,
    booths: int,
    election: Path = ELECTION,
    fresh: bool = False,
    ceremony: bool = False,
    desks: int = 1,
) -> DemoPrecinct:
    """The precinct in a folder; made if there is none, or anew if `fresh`.

    ceremony: its key is to be made at its desk. desks: each with a part of the roll.

    KeptDayError if the folder keeps another than what is asked for: nothing is wiped unasked. InputError and PlanError
    as reading an election and provisioning have them; FileExistsError if it holds something that no day has left. A
    kept day stays as it was until the new one is whole.
    """
    definition = read_election(election, printable_characters())
    listed = by_turns(demo_voters(voters, SEED), definition)
    labels = labels_of(listed, SEED)
    settings = {"voters": voters, "booths": booths, "election": definition.hash16.hex(), "modes": len(MODES)}
    settings |= {"ceremony": True} if ceremony else {}
    settings |= {"desks": desks} if desks > 1 else {}
    is_new = fresh or not folder.exists() or not any(folder.iterdir())
    if is_new:
        with atomic_folder(folder, MADE_HERE) as new:
            make(definition, listed, labels, booths, new, key_here=not ceremony, desks=desks)
            kept = settings | {"day": secrets.token_hex(4)}
            (new / _SETTINGS).write_text(json.dumps(kept), encoding="utf-8")
    refuse_other_files(folder, MADE_HERE)
    kept = _settings(folder)
    day = str(kept.pop("day", ""))
    if kept != settings:
        raise KeptDayError(_difference(folder, kept, settings))
    return DemoPrecinct(_found(folder, booths, desks), definition, listed, list(labels.values()), is_new, day)


def _difference(folder: Path, kept: dict[str, Any], wanted: dict[str, Any]) -> str:
    """Which day a folder keeps, in a sentence, and what can be done."""
    if "voters" not in kept:
        return f"{folder} holds something that is not a day of this page. FRESH=1 wipes it; or name another folder."
    voters, booths = kept["voters"], kept.get("booths")
    held = f"{folder} keeps a day with {voters} voters and {booths} booths"
    wipe = "To wipe it and begin anew: FRESH=1."
    if (kept.get("election"), kept.get("modes")) != (wanted["election"], wanted["modes"]):
        return f"{held}, of another election than this. To go on with it, name that one with ELECTION=. {wipe}"
    ceremony = " CEREMONY=1" if kept.get("ceremony") else " without CEREMONY" if wanted.get("ceremony") else ""
    desks = f" DESKS={kept['desks']}" if "desks" in kept else " without DESKS" if "desks" in wanted else ""
    return f"{held}. To go on with it: VOTERS={voters} BOOTHS={booths}{ceremony}{desks}. {wipe}"


def centre_key(folder: Path) -> SigningKey:
    """The key of the centre that collects from a prepared precinct."""
    return key_files.load(folder / "keys" / "centre.key")


def _settings(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / _SETTINGS).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _found(folder: Path, booths: int, desks: int) -> Provisioned:
    """What an earlier start has provisioned."""
    rows = json.loads((folder / "cards" / "cards.json").read_text("utf-8"))["cards"]
    cards = [
        Card(row["kind"], row["holder"], row["title"], row["mode"], tuple(row["texts"]), row["pin"]) for row in rows
    ]
    modes = [mode for mode in MODES if (folder / "public" / f"precinct-{MODE_NAMES[mode]}.cbor").exists()]
    numbers = [*range(booths + 1), *(terminal_of_desk(desk) for desk in range(2, desks + 1))]
    terminals = {number: place_of(folder, number) for number in numbers}
    definitions = {
        mode: Definition.from_cbor((folder / "public" / f"precinct-{MODE_NAMES[mode]}.cbor").read_bytes())
        for mode in modes
    }
    role_cards = [card for card in cards if card.kind == "C"]
    key_cards = {mode: [card for card in cards if card.kind == "K" and card.mode == mode] for mode in modes}
    usual, for_training = ([card for card in role_cards if card.mode == mode] for mode in (None, TRAINING))
    return Provisioned(folder, terminals, definitions, usual, key_cards, for_training)
