"""Carry out a plan: make the keys, cards and packages of each mode, then write a folder per terminal."""

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
from host_tools.provisioning.compiling import SIMULATOR_CODE
from host_tools.provisioning.mode_set import ModeSet, draw_secrets, make_mode_set
from host_tools.provisioning.panels import check_panel
from host_tools.provisioning.plan import OFFICIAL, TEST, TRAINING, PlanError, PrecinctPlan
from host_tools.provisioning.writing import Prepared, refuse_second_time, write

ROOT = Path(__file__).parents[2]
DEVICE, BOARD = ROOT / "device", ROOT / "hw" / "boards" / "tamga_s3.py"
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
    device: Path = DEVICE,
    board: Path = BOARD,
    random_bytes: RandomBytes = system,
    demo: bool = False,
    master: bytes | None = None,
    code: str | None = None,
) -> Provisioned:
    """Write `terminals/desk`, `terminals/booth-N`, `cards`, `training`, `public` and `terminals.json` below a folder.

    All of it appears, or nothing.

    plan: what the precinct gets.
    authority: signs firmware, packages and role cards.
    centre: its public key.
    folder: where everything goes.
    device, board: where the firmware's sources are, and the board file.
    random_bytes: where every secret comes from.
    demo: for the simulator: write cards.json (cards and PINs together) instead of PIN letters.
    master: the desks' secrets are derived from it (rolls.roll_keys) and not drawn; with a plan for a packed roll it
        must be the one that the roll is packed with. Then the desk gets no package here; the packing needs
        `definitions/<mode>/precinct-N.cbor`, and `loading` brings what it makes. The package for trainings is always
        made here, whole: its voters are invented.
    code: the processor that the firmware is compiled for; None is the board's, and with `demo` the simulator's.
    PlanError: the panel of the board does not hold the election's titles and names, or there is no master key for a
    packed roll. FileExistsError: a terminal folder of an earlier run stands there; secrets are never overwritten.
    """
    refuse_second_time(folder)
    code = code or (SIMULATOR_CODE if demo else None)
    images = {role: firmware.collect(device, board, role, plan.version, authority, code) for role in ROLES}
    prepared = prepare(plan, authority, centre, board, master, random_bytes)
    terminals = write(prepared, images, authority, folder, demo, random_bytes)
    return Provisioned(
        folder,
        terminals,
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
    """Do all that `provision` does, in memory, and write nothing; the errors are the same.

    plan, authority, centre, folder, board, master, code: as for `provision`.
    """
    refuse_second_time(folder)
    for role in ROLES:
        firmware.collect(DEVICE, board, role, plan.version, authority, code)
    return prepare(plan, authority, centre, board, master, system)


def prepare(
    plan: PrecinctPlan,
    authority: SigningKey,
    centre: bytes,
    board: Path,
    master: bytes | None,
    random_bytes: RandomBytes,
) -> Prepared:
    """Everything but the firmware, in memory: nothing is written yet.

    plan, authority, centre, board, master, random_bytes: as for `provision`.
    """
    if plan.packed is not None and master is None:
        raise PlanError("a packed roll needs the master key that its secrets are derived from: give --master")
    check_panel(plan.election, board)
    device_keys = {terminal: SigningKey(random_bytes(32)) for terminal in range(plan.booths + 1)}
    publics = {terminal: bytes(key.verify_key) for terminal, key in device_keys.items()}
    plans = {OFFICIAL: plan, TEST: plan, TRAINING: training.plan_for(plan)}
    secrets = {mode: draw_secrets(plan, mode, None if mode == TRAINING else master, random_bytes) for mode in MODES}
    secrets[TEST] = secrets[TEST].model_copy(update={"role_secret": secrets[OFFICIAL].role_secret})  # the same cards
    holders = plan.election.hash16, plan.number, plan.holders
    role_cards = ceremony.make_role_cards(*holders, secrets[OFFICIAL].role_secret, authority, random_bytes)
    training_cards = ceremony.make_role_cards(*holders, secrets[TRAINING].role_secret, authority, random_bytes, True)
    mode_sets: list[ModeSet] = [
        make_mode_set(plans[mode], mode, secrets[mode], publics, centre, random_bytes) for mode in MODES
    ]
    return Prepared(plan, centre, device_keys, mode_sets, role_cards, training_cards)
