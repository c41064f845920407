"""A spare of a district, which takes a place in one of its precincts on the day, without a computer.

A booth's is a booth of its own in each precinct, the last one, and becomes that of one of them by a card
(`device/booth/place.py`). A desk's is named in the packages of every desk, and becomes one that died by its
replacement slip (`device/desk/replacing.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from host_tools.boards.board_file import value_of
from host_tools.boards.flash_layout import LAYOUTS
from host_tools.formats.cose import key_id
from host_tools.formats.packages import SPARE_PART, PackageError, open_package
from host_tools.formats.payload import MODE_NAMES
from host_tools.provisioning import own_keys
from host_tools.provisioning.firmware import BOARD_NAME
from host_tools.provisioning.new_terminals import TERMINALS, device_of
from host_tools.provisioning.spare import DATA, SpareError
from host_tools.whole_files import OWNER_ONLY_FILE, atomic_file

PLACES = f"{DATA}/places"  # on the spare: packages of each of its places, one behind the other
_FOR_ALL_ELSE = 1 << 19  # bytes of the file system: what is no places, and blocks that are not filled


@dataclass(frozen=True)
class _Place:
    """A terminal whose place a spare may take.

    key_id: of that terminal's key. spare: the spare's public key, as the packages have it; b"" where they name none.
    files: what it gets.
    """

    precinct: int
    terminal: int
    key_id: bytes
    spare: bytes
    files: list[Path]

    def head(self, path: Path) -> bytes:
        """The line before one of the files."""
        return f"{self.precinct} {self.terminal} {path.name} {path.stat().st_size} {self.key_id.hex()}\n".encode()


def room_for_places(board: Path) -> int:
    """Bytes that `places` may have on a board: a newer file is brought beside the older one, so half of what there is.

    board: the board file.
    """
    layout = LAYOUTS.get(processor := value_of(board, "PROCESSOR"))
    if layout is None:
        raise SpareError(f"{board}: nobody knows the flash of a {processor}; known are {', '.join(LAYOUTS)}")
    return (layout.flash_bytes - layout.files_at - _FOR_ALL_ELSE) // 2


def refuse_too_many(precincts: int, size: int, board: Path) -> None:
    """SpareError where what a spare has for so many precincts does not fit. size: its bytes together."""
    if size > (room := room_for_places(board)):
        most = room * precincts // size
        raise SpareError(
            f"packages of {precincts} precincts are {size >> 10} KiB and a spare has room for {room >> 10} KiB, about "
            f"{most} precincts; give it fewer, and another spare to the others"
        )


def gather_places(precincts: Sequence[Path], spare: Path, authority: bytes) -> str:
    """Put what a spare has for each precinct of its district into its folder, in one file; its serial number.

    The rest as for `places_in`.
    """
    content = places_in(precincts, spare, authority)
    if not has_places(spare, content):
        put_places(spare, content)
    return device_of(spare).serial_number


def has_places(spare: Path, content: bytes) -> bool:
    """Whether a spare's folder has these places already."""
    target = spare / PLACES
    return target.is_file() and target.read_bytes() == content


def put_places(spare: Path, content: bytes) -> None:
    """Write the places into a spare's folder, whole or not at all."""
    with atomic_file(spare / PLACES, OWNER_ONLY_FILE) as stream:
        stream.write(content)


def places_in(precincts: Sequence[Path], spare: Path, authority: bytes) -> bytes:
    """The `places` of a district's spare: what it has for each precinct, one behind the other.

    A booth's has its packages there, as the last booth; a desk's those of every desk, with their supplements.

    precincts: their folders, provisioned with the spare. spare: its own folder, without packages.
    authority: public key that packages must be signed by. SpareError: two spares, one precinct twice, no packages, or
    more than fit.
    """
    device = device_of(spare)
    option = f"--spare-{device.role}"
    if list((spare / DATA).glob("*.tmpk")):
        raise SpareError(f"{spare}: is a {device.role} of one precinct; give a folder of its own, without packages")
    found: dict[int, list[_Place]] = {}
    for folder in precincts:
        terminals = desks_of(folder) if device.role == "desk" else _last_booth(folder, device.serial_number)
        places = [place for terminal in terminals if (place := _place(terminal, authority))]
        if not places or len(places) < len(terminals):
            raise SpareError(f"{folder}: has no packages yet; provision it, with {option}")
        if unpacked := without_packages(terminals):
            raise SpareError(f"{unpacked[0]}: lacks a packed roll; bring it with tamga terminals load")
        if places[0].precinct in found:
            raise SpareError(f"{folder}: precinct {places[0].precinct} was named already; name each once")
        found[places[0].precinct] = places
    spares = {place.spare for places in found.values() for place in places}
    if len(spares) != 1 or b"" in spares:
        raise SpareError(f"the precincts name not one spare with one key: see tamga provision {option}")
    if spares != (_own_key(spare) or spares):
        raise SpareError(f"{spare}: has shown another key since; provision its precincts anew, each in another folder")
    content = b"".join(
        f"{place.precinct} {place.terminal} {path.name} {path.stat().st_size} {place.key_id.hex()}\n".encode()
        + path.read_bytes()
        for _, places in sorted(found.items())
        for place in places
        for path in place.files
    )
    refuse_too_many(len(found), len(content), spare / BOARD_NAME)
    return content


def without_packages(terminals: Sequence[Path]) -> list[Path]:
    """The terminals' folders that have not the packages of every mode: packed rolls come later."""
    wanted = [f"{DATA}/{mode}.tmpk" for mode in MODE_NAMES]
    return [folder for folder in terminals if not all((folder / name).is_file() for name in wanted)]


def desks_of(folder: Path) -> list[Path]:
    """The folders of a precinct's desks."""
    return sorted((folder / TERMINALS).glob("desk*"))


def _own_key(spare: Path) -> set[bytes]:
    """The key that the spare has shown for its own folder, if it has."""
    slip = spare.parents[1] / own_keys.OWN_KEYS / f"{spare.name}.cose"
    return {own_keys.checked(slip.read_bytes()).public_key} if slip.is_file() else set()


def read_places(path: Path) -> dict[tuple[int, int, str], bytes]:
    """What a spare has, by precinct, terminal and file name. SpareError: the file is damaged."""
    found, data, at = {}, path.read_bytes(), 0
    while at < len(data):
        head, _, _ = data[at:].partition(b"\n")
        words = head.decode("ascii", "replace").split()
        if len(words) != 5 or not all(words[place].isdecimal() for place in (0, 1, 3)):
            raise SpareError(f"{path}: is damaged; gather it again with tamga terminals places")
        at += len(head) + 1
        end = at + int(words[3])
        found[int(words[0]), int(words[1]), words[2]] = data[at:end]
        at = end
    if at != len(data):
        raise SpareError(f"{path}: ends too early; gather it again with tamga terminals places")
    return found


def _last_booth(folder: Path, serial_number: str) -> list[Path]:
    booths = sorted((folder / TERMINALS).glob("booth-*"), key=lambda path: int(path.name.partition("-")[2]))
    if booths and (called := device_of(booths[-1]).serial_number) != serial_number:
        raise SpareError(f"{folder}: its last booth is {called}, not one spare of the district, {serial_number}")
    return booths[-1:]


def _place(terminal: Path, authority: bytes) -> _Place | None:
    """The place of a terminal's folder; None if it has no packages."""
    packages = sorted((terminal / DATA).glob("*.tmpk"))
    opened = None
    spares = set()
    for path in packages:
        try:
            opened = open_package(path.read_bytes(), authority)
        except PackageError as error:
            raise SpareError(f"{path}: {error}") from None
        role, number = opened.manifest.role, opened.manifest.terminal
        key = opened.parts.get(SPARE_PART) if role == "desk" else opened.precinct.terminal_key(number)
        spares.add(key or b"")
    if opened is None:
        return None
    spare = spares.pop() if len(spares) == 1 else b""
    files = packages + sorted((terminal / DATA).glob("*.sup-*"))
    precinct, number = opened.precinct, opened.manifest.terminal
    return _Place(precinct.precinct, number, key_id(precinct.terminal_key(number) or b""), spare, files)
