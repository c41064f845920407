"""Carry out a plan: keys, cards, packages, and a folder per terminal with everything on it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from nacl.signing import SigningKey

from host_tools.formats import cbor, packages
from host_tools.formats.definitions import Booth, Device, Precinct, Role, Secrets
from host_tools.formats.payload import MODE_NAMES
from host_tools.keys import ceremony, files, printing
from host_tools.keys.randomness import RandomBytes, system
from host_tools.provisioning import firmware, training
from host_tools.provisioning.closure import ROLES
from host_tools.provisioning.compiling import SIMULATOR_CODE
from host_tools.provisioning.panels import check_panel
from host_tools.provisioning.plan import OFFICIAL, TEST, TRAINING, PlanError, PrecinctPlan
from host_tools.provisioning.register import Register, TerminalRecord
from host_tools.rolls import seal
from host_tools.rolls.roll_keys import desk_secrets
from host_tools.whole_files import entries_whole

ROOT = Path(__file__).parents[2]
DEVICE, BOARD = ROOT / "device", ROOT / "hw" / "boards" / "tamga_s3.py"
MODES = (OFFICIAL, TEST, TRAINING)
REGISTER = "terminals.json"


@dataclass(frozen=True)
class Provisioned:
    """What provisioning made. terminals: folder by terminal number, 0 the desk; definitions and key cards by mode.

    role_cards: for the test and the day; training_role_cards: for trainings.
    """

    folder: Path
    terminals: dict[int, Path]
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

    centre: its public key. demo: for the simulator: write cards.json (cards and PINs together) instead of PIN letters.
    code: the processor that the firmware is compiled for; None is the board's, and with `demo` the simulator's.
    master: the desks' secrets are derived from it (rolls.roll_keys) and not drawn; with a plan for a packed roll it
    must be the one that the roll is packed with. Then the desk gets no package here; the packing needs
    `definitions/<mode>/precinct-N.cbor`, and `loading` brings what it makes. The package for trainings is always made
    here, whole: its voters are invented.
    PlanError where the panel of the board does not hold the election's titles and names.
    FileExistsError where a terminal folder of an earlier run stands: secrets are never overwritten.
    """
    if (folder / "terminals").exists():
        raise FileExistsError(f"{folder / 'terminals'}: provisioned already; choose another folder or move it away")
    if plan.packed is not None and master is None:
        raise PlanError("a packed roll needs the master key that its secrets are derived from")
    check_panel(plan.election, board)
    code = code or (SIMULATOR_CODE if demo else None)
    images = {role: firmware.collect(device, board, role, plan.version, authority, code) for role in ROLES}
    device_keys = {terminal: SigningKey(random_bytes(32)) for terminal in range(plan.booths + 1)}
    election = plan.election.hash16
    plans = {OFFICIAL: plan, TEST: plan, TRAINING: training.plan_for(plan)}
    secrets = {mode: _secrets(plan, mode, None if mode == TRAINING else master, random_bytes) for mode in MODES}
    role_secrets = {mode: secrets[TRAINING if mode == TRAINING else OFFICIAL].role_secret for mode in MODES}
    holders = election, plan.number, plan.holders
    role_cards = ceremony.make_role_cards(*holders, role_secrets[OFFICIAL], authority, random_bytes)
    training_cards = ceremony.make_role_cards(*holders, role_secrets[TRAINING], authority, random_bytes, True)
    precincts, key_cards, contents = {}, {}, {}
    for mode in MODES:
        desk = secrets[mode].model_copy(update={"role_secret": role_secrets[mode]})
        assert desk.card_secret is not None and desk.lookup_key is not None and desk.wrap_key is not None
        key_set = ceremony.hold_ceremony(
            election, plan.number, mode, desk.card_secret, plan.needed, plan.holders, random_bytes
        )
        precincts[mode] = _precinct(plans[mode], mode, key_set.public, device_keys, centre)
        key_cards[mode] = key_set.cards
        common = {"election": plan.election.to_cbor(), "precinct": precincts[mode].to_cbor()}
        if plans[mode].packed is None:
            roll = seal.build_of(plans[mode].roll_voters(), desk.lookup_key, desk.wrap_key, random_bytes)
            contents[mode, "desk"] = {**common, "secrets": cbor.encode(desk.to_map()), "roll": roll}
        contents[mode, "booth"] = {**common, "secrets": cbor.encode(Secrets(role_secret=role_secrets[mode]).to_map())}
    terminals = {
        terminal: folder / "terminals" / (f"booth-{terminal}" if terminal else "desk") for terminal in device_keys
    }
    signed = {f"firmware-{role}.tmf": image.signed for role, image in images.items()}
    with entries_whole(folder, (REGISTER,)) as beside, Register(beside / REGISTER) as register:
        if (folder / REGISTER).exists():
            shutil.copyfile(folder / REGISTER, beside / REGISTER)
        for terminal, key in device_keys.items():
            role: Role = "booth" if terminal else "desk"
            place = beside / terminals[terminal].relative_to(folder)
            made = {
                f"{MODE_NAMES[mode]}.tmpk": packages.build(
                    role, plan.number, mode, terminal, contents[mode, role], authority
                )
                for mode in MODES
                if (mode, role) in contents
            }
            if terminal == 0:
                signed |= {f"{Path(name).stem}.manifest.cose": packages.signed_manifest(made[name]) for name in made}
            _write_terminal(plan, place, terminal, role, key, authority, images[role], made, random_bytes(32))
            register.put(_record(plan, terminal, role, key, images[role], made))
        _write_cards([*role_cards, *training_cards], key_cards, beside / "cards", demo)
        training.write(beside / "training")
        _write_public(plan, precincts, authority, centre, signed, beside / "public")
        if plan.packed is not None:
            _write_definitions(plan, precincts, beside / "definitions")
    return Provisioned(folder, terminals, precincts, role_cards, key_cards, training_cards)


def _secrets(plan: PrecinctPlan, mode: int, master: bytes | None, random_bytes: RandomBytes) -> Secrets:
    if master is not None:
        return desk_secrets(master, plan.election.hash16, plan.number, mode)
    role, card, lookup, wrap = (random_bytes(32) for _ in range(4))
    return Secrets(role_secret=role, card_secret=card, lookup_key=lookup, wrap_key=wrap)


def _precinct(
    plan: PrecinctPlan, mode: int, public: bytes, device_keys: dict[int, SigningKey], centre: bytes
) -> Precinct:
    publics = {terminal: bytes(key.verify_key) for terminal, key in device_keys.items()}
    return Precinct(
        election=plan.election.hash16,
        precinct=plan.number,
        mode=mode,
        names=plan.names,
        key=public,
        desk=publics[0],
        booths=[Booth(number, publics[number], plan.booth_slots) for number in range(1, plan.booths + 1)],
        voters=plan.listed,
        minutes_east=plan.utc_offset_minutes,
        centre=centre,
        hours=plan.hours,
    )


def _write_terminal(
    plan: PrecinctPlan,
    place: Path,
    terminal: int,
    role: Role,
    key: SigningKey,
    authority: SigningKey,
    image: firmware.Firmware,
    made: dict[str, bytes],
    seed: bytes,
) -> None:
    data = place / "data"
    data.mkdir(parents=True)
    firmware.write(image, place)
    device = Device(
        role=role,
        serial_number=plan.serial_number(terminal),
        seed=bytes(key),
        authority=bytes(authority.verify_key),
    )
    files.write_secret(data / "device.cbor", device.to_cbor())
    files.write_secret(data / "seed.bin", seed)
    for name, content in made.items():
        files.write_secret(data / name, content)


def _record(
    plan: PrecinctPlan, terminal: int, role: Role, key: SigningKey, image: firmware.Firmware, made: dict[str, bytes]
) -> TerminalRecord:
    return TerminalRecord(
        serial_number=plan.serial_number(terminal),
        role=role,
        precinct=plan.number,
        terminal=terminal,
        public_key=bytes(key.verify_key).hex(),
        firmware_version=plan.version,
        firmware_hash=image.hash.hex(),
        packages={name: sha256(content).hexdigest() for name, content in made.items()},
    )


def _write_cards(
    role_cards: list[ceremony.Card], key_cards: dict[int, list[ceremony.Card]], folder: Path, demo: bool
) -> None:
    cards = [*role_cards, *(card for mode in MODES for card in key_cards[mode])]
    printing.write_cards(cards, folder)
    if demo:
        printing.write_demo_list(cards, folder / "cards.json")
    else:
        printing.write_pin_letters(cards, folder / "pin-letters")


def _write_definitions(plan: PrecinctPlan, precincts: dict[int, Precinct], folder: Path) -> None:
    """What packing the roll needs; the folders of many precincts may be put together."""
    for mode in (OFFICIAL, TEST):
        precinct, place = precincts[mode], folder / MODE_NAMES[mode]
        place.mkdir(parents=True)
        (place / f"precinct-{plan.number}.cbor").write_bytes(precinct.to_cbor())


def _write_public(
    plan: PrecinctPlan,
    precincts: dict[int, Precinct],
    authority: SigningKey,
    centre: bytes,
    signed: dict[str, bytes],
    folder: Path,
) -> None:
    """What anyone needs to check slips and cartridges. signed: lists by the authority, by file name."""
    folder.mkdir(parents=True)
    (folder / "election.cbor").write_bytes(plan.election.to_cbor())
    (folder / "authority.pub").write_text(f"{bytes(authority.verify_key).hex()}\n")
    (folder / "centre.pub").write_text(f"{centre.hex()}\n")
    for mode, precinct in precincts.items():
        (folder / f"precinct-{MODE_NAMES[mode]}.cbor").write_bytes(precinct.to_cbor())
    for name, content in signed.items():
        (folder / name).write_bytes(content)
