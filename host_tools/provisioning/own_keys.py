"""The public halves of the keys that terminals made for themselves: taken from their slips, kept as `device-keys/`.

Taking a slip again changes nothing, and slips may come one by one. A slip proves that whoever signed it has the key,
not which box it is; but a terminal refuses packages that name another key than its own, so that a slip that was
exchanged on the way is noticed before anything is opened.
"""

from __future__ import annotations

from pathlib import Path

from nacl.signing import SigningKey

from host_tools.errors import ProvisioningError
from host_tools.folder_lock import writing_in
from host_tools.formats import cose
from host_tools.formats.objects import TerminalKey
from host_tools.formats.payload import PayloadError
from host_tools.formats.points import is_key
from host_tools.provisioning.new_terminals import TERMINALS, device_of, hash_of, place_of, signed_firmware
from host_tools.provisioning.plan import PrecinctPlan
from host_tools.whole_files import atomic_file

OWN_KEYS = "device-keys"
OWN_KEY_FILE = "own_key.bin"  # on a terminal: the private half, which no computer has


class OwnKeyError(ProvisioningError):
    """A slip that names no key of these terminals, or one that is missing. The message gives reason and way out."""


def checked(data: bytes) -> TerminalKey:
    """What a terminal's key slip says. OwnKeyError unless the key that it names signed it."""
    try:
        said = TerminalKey.from_cbor((cose.peek1(data) or (b"", b""))[1])
    except PayloadError:
        raise OwnKeyError("this is no key slip of a terminal") from None
    if not is_key(said.public_key) or cose.verify1(data, said.public_key) is None:
        raise OwnKeyError(f"the key slip of {said.serial_number} is not signed by the key that it names")
    return said


def take(folder: Path, data: bytes) -> TerminalKey:
    """File the slip of one of a precinct's terminals; what it says.

    folder: of the precinct, with its `terminals/`.
    data: the signed object.
    OwnKeyError: the slip is altered, of another terminal or firmware, or another key stands already.
    """
    said = checked(data)
    place = _place(folder, said)
    signed = signed_firmware(place, device_of(place).authority)
    if said.firmware != hash_of(signed):
        raise OwnKeyError(f"{said.serial_number} made its key under another firmware than {place} has; load that first")
    with writing_in(folder / OWN_KEYS):  # two slips of one key at one moment are seen, too
        for other in sorted((folder / OWN_KEYS).glob("*.cose")):
            there = checked(other.read_bytes())
            if other.stem == place.name and there.public_key != said.public_key:
                raise OwnKeyError(
                    f"{other}: {said.serial_number} has shown another key before; if it was erased since, provision "
                    "the whole precinct again in a folder of its own"
                )
            if other.stem != place.name and there.public_key == said.public_key:
                raise OwnKeyError(f"{other}: has the same key as {said.serial_number}; erase both and start them anew")
        with atomic_file(folder / OWN_KEYS / f"{place.name}.cose") as stream:
            stream.write(data)
    return said


def _place(folder: Path, said: TerminalKey) -> Path:
    for place in sorted(path for path in (folder / TERMINALS).glob("*") if path.is_dir()):
        device = device_of(place)
        if device.serial_number == said.serial_number and device.role == said.role:
            return place
    raise OwnKeyError(f"{folder / TERMINALS}: there is no {said.role} {said.serial_number}; give its own precinct's")


def missing(plan: PrecinctPlan, folder: Path) -> list[str]:
    """Serial numbers of the terminals that have not shown their key yet."""
    return [plan.serial_number(number) for number in plan.terminals if not _file(folder, number).is_file()]


def keys_of(plan: PrecinctPlan, authority: SigningKey, folder: Path) -> dict[int, bytes]:
    """Each terminal's public key, 0 the desk. OwnKeyError: one has not shown it yet, or a file is another's."""
    if absent := missing(plan, folder):
        raise OwnKeyError(
            f"{folder / OWN_KEYS}: the key of {', '.join(absent)} is missing; start the terminal and bring its slip "
            "with tamga terminals key"
        )
    keys = {}
    for number in plan.terminals:
        path, place = _file(folder, number), place_of(folder, number)
        said = checked(path.read_bytes())
        is_ours = said.serial_number == plan.serial_number(number)
        if not is_ours or said.firmware != hash_of(signed_firmware(place, bytes(authority.verify_key))):
            raise OwnKeyError(f"{path}: is not of the terminal in {place}; take it away and bring its slip again")
        keys[number] = said.public_key
    if len(set(keys.values())) != len(keys):
        raise OwnKeyError(f"{folder / OWN_KEYS}: two terminals have one key; erase both and start them anew")
    return keys


def _file(folder: Path, terminal: int) -> Path:
    return folder / OWN_KEYS / f"{place_of(folder, terminal).name}.cose"
