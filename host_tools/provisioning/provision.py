"""Carry out a plan for terminals that have shown their keys: keys, cards and packages of each mode, written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nacl.signing import SigningKey

from host_tools.formats.definitions import Precinct
from host_tools.keys import ceremony
from host_tools.keys.randomness import RandomBytes, system
from host_tools.provisioning import firmware, training
from host_tools.provisioning.closure import ROLES
from host_tools.provisioning.firmware import BOARD_NAME
from host_tools.provisioning.mode_set import ModeSet, draw_secrets, make_mode_set
from host_tools.provisioning.new_terminals import BOARD, DEVICE, check_terminals
from host_tools.provisioning.own_keys import keys_of
from host_tools.provisioning.panels import check_panel
from host_tools.provisioning.plan import OFFICIAL, TEST, TRAINING, PlanError, PrecinctPlan
from host_tools.provisioning.writing import Prepared, refuse_second_time, write

MODES = (OFFICIAL, TEST, TRAINING)


@dataclass(frozen=True)
class Provisioned:
    """What provisioning made. terminals: folder by terminal number, 0 the desk; definitions and key cards by mode.

    role_cards: for the test and the day; training_role_cards: for trainings.
    """

    folder: Path
    terminals: Mapping[int, Path]
    precincts: dict[int, Precinct]
    role_cards: list[ceremony.Card]
    key_cards: dict[int, list[ceremony.Card]]
    training_role_cards: list[ceremony.Card]


def provision(
    plan: PrecinctPlan,
    authority: SigningKey,
    centre: bytes,
    folder: Path,
    random_bytes: RandomBytes = system,
    demo: bool = False,
    master: bytes | None = None,
) -> Provisioned:
    """The second step: packages for the terminals of the first one, and cards, training, public, terminals.json.

    All of it appears, or nothing.

    plan: what the precinct gets.
    authority: signs packages and role cards.
    centre: its public key.
    folder: of the precinct, where `new_terminals` made the terminals and `own_keys` took their keys.
    random_bytes: where every secret comes from.
    demo: for the simulator: write cards.json (cards and PINs together) instead of PIN letters.
    master: the desks' secrets are derived from it (rolls.roll_keys) and not drawn; with a plan for a packed roll it
        must be the one that the roll is packed with. Then the desk gets no package here; the packing needs
        `definitions/<mode>/precinct-N.cbor`, and `loading` brings what it makes. The package for trainings is always
        made here, whole: its voters are invented.
    PlanError: the panel of the board does not hold the election's titles and names, or there is no master key for a
    packed roll. TerminalsError, OwnKeyError: terminals of another plan, or one has not shown its key. FileExistsError:
    cards of an earlier run are there; secrets are never overwritten.
    """
    refuse_second_time(folder)
    places = check_terminals(plan, authority, folder)
    keys = keys_of(plan, authority, folder)
    prepared = prepare(plan, authority, centre, places[0] / BOARD_NAME, master, random_bytes, keys)
    write(prepared, places, authority, folder, demo)
    return Provisioned(
        folder,
        places,
        {one.mode: one.precinct for one in prepared.mode_sets},
        prepared.role_cards,
        {one.mode: one.key_cards for one in prepared.mode_sets},
        prepared.training_role_cards,
    )


def try_out(
    plan: PrecinctPlan,
    authority: SigningKey,
    centre: bytes,
    folder: Path,
    board: Path = BOARD,
    master: bytes | None = None,
    code: str | None = None,
) -> Prepared:
    """Do all that both steps do, in memory, and write nothing; the errors are the same.

    plan, authority, centre, folder, master: as for `provision`. board, code: as for `make_terminals`.
    """
    for role in ROLES:
        firmware.collect(DEVICE, board, role, plan.version, authority, code)
    return try_second_step(plan, authority, centre, folder, board, master)


def try_second_step(
    plan: PrecinctPlan, authority: SigningKey, centre: bytes, folder: Path, board: Path, master: bytes | None = None
) -> Prepared:
    """Do what `provision` does with keys that no terminal has, in memory; the errors are the same, but for the keys'.

    plan, authority, centre, folder, board, master: as for `try_out`.
    """
    refuse_second_time(folder)
    keys = {terminal: bytes(SigningKey.generate().verify_key) for terminal in plan.terminals}
    return prepare(plan, authority, centre, board, master, system, keys)


def prepare(
    plan: PrecinctPlan,
    authority: SigningKey,
    centre: bytes,
    board: Path,
    master: bytes | None,
    random_bytes: RandomBytes,
    device_keys: dict[int, bytes],
) -> Prepared:
    """Everything but the firmware, in memory: nothing is written yet.

    plan, authority, centre, master, random_bytes: as for `provision`.
    board: the board file.
    device_keys: each terminal's public key, 0 the desk.
    """
    if plan.packed is not None and master is None:
        raise PlanError("a packed roll needs the master key that its secrets are derived from: give --master")
    check_panel(plan.election, board)
    plans = {OFFICIAL: plan, TEST: plan, TRAINING: training.plan_for(plan)}
    secrets = {mode: draw_secrets(plan, mode, None if mode == TRAINING else master, random_bytes) for mode in MODES}
    secrets[TEST] = secrets[TEST].model_copy(update={"role_secret": secrets[OFFICIAL].role_secret})  # the same cards
    holders = plan.election.hash16, plan.number, plan.holders
    role_cards = ceremony.make_role_cards(*holders, secrets[OFFICIAL].role_secret, authority, random_bytes)
    training_cards = ceremony.make_role_cards(*holders, secrets[TRAINING].role_secret, authority, random_bytes, True)
    mode_sets: list[ModeSet] = [
        make_mode_set(plans[mode], mode, secrets[mode], device_keys, centre, random_bytes) for mode in MODES
    ]
    return Prepared(plan, centre, device_keys, mode_sets, role_cards, training_cards)
