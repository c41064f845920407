"""Whether the spares of a district have what its precincts have now: part of `tamga doctor`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from host_tools.errors import TamgaError
from host_tools.findings import Report
from host_tools.formats.places import file_name
from host_tools.provisioning.device_book import DeviceBook, TerminalRecord
from host_tools.provisioning.firmware import differences
from host_tools.provisioning.new_terminals import TERMINALS, device_of
from host_tools.provisioning.own_keys import OWN_KEY_FILE
from host_tools.provisioning.shipping import spare_precincts
from host_tools.provisioning.spare import DATA
from host_tools.provisioning.spare_places import PLACES, desks_of, read_places
from host_tools.provisioning.writing import DEVICE_BOOK

_SHOWN = 6


def check_spares(folder: Path, precincts: Mapping[int, Path], records: Iterable[TerminalRecord]) -> list[Report]:
    """A report on each spare below a folder that has places, and one on all that the precincts name, if they do.

    precincts: folders by number. records: of their device books.
    """
    places = [path.parents[1] for path in sorted(folder.rglob(PLACES))]
    reports = [_checked(spare, precincts) for spare in places]
    named = [record for record in records if record.spare]
    return reports + ([_together(folder, places, named)] if named and len(precincts) > 1 else [])


def _together(folder: Path, places: Iterable[Path], named: Sequence[TerminalRecord]) -> Report:
    """Whether each spare that is named has one folder, and every place that it is named for."""
    numbers = spare_precincts(named)
    report = Report(f"{folder}: {len(numbers)} spares")
    theirs: dict[str, list[Path]] = {}
    for place in places:
        theirs.setdefault(device_of(place).serial_number, []).append(place)
    keys: dict[str, set[str]] = {}
    for record in named:
        keys.setdefault(record.serial_number, set()).add(record.public_key)
    for serial, wanted in sorted(numbers.items()):
        own = theirs.get(serial, [])
        if len(keys[serial]) > 1:
            report.bad(f"{serial}: stands with several keys; provision its precincts anew")
        if len(own) > 1:
            report.bad(f"{serial}: has places in several folders; keep one")
        elif missing := sorted(set(wanted) - _precincts(own)):
            report.bad(f"{serial}: has no place in precinct {_listed(missing)}; make it with tamga terminals places")
    if report.ok:
        report.good(f"{len(numbers)} spares have {sum(map(len, numbers.values()))} places, each its own")
    if new := sum(not _is_brought(theirs[serial][0], serial) for serial in numbers if serial in theirs):
        report.note(f"{new} of {len(numbers)} spares have not read their files back (tamga terminals bring)")
    return report


def _precincts(own: Iterable[Path]) -> set[int]:
    try:
        return {precinct for place in own for precinct, _, _ in read_places(place / PLACES)}
    except TamgaError:
        return set()  # its own report says so


def _is_brought(place: Path, serial_number: str) -> bool:
    book = place.parents[1] / DEVICE_BOOK
    record = DeviceBook(book).find(serial_number) if book.is_file() else None
    return record is not None and bool(record.brought)


def _listed(numbers: Sequence[int]) -> str:
    more = f" and {len(numbers) - _SHOWN} more" if len(numbers) > _SHOWN else ""
    return ", ".join(map(str, numbers[:_SHOWN])) + more


def _checked(spare: Path, precincts: Mapping[int, Path]) -> Report:
    report = Report(f"{spare}: spare")
    try:
        device, places = device_of(spare), read_places(spare / PLACES)
    except TamgaError as error:
        report.bad(str(error))
        return report
    report.note(device.serial_number)
    report.data["spare"] = device.serial_number
    if (spare / DATA / OWN_KEY_FILE).is_file():
        report.bad(f"{DATA}/{OWN_KEY_FILE}: a terminal's private key, which belongs on it alone; wipe it")
    for line in differences(spare, device.authority):
        report.bad(line)
    terminals = {(precinct, terminal) for precinct, terminal, _ in places}
    for precinct, terminal in sorted(terminals):
        where = f"{file_name(terminal)} of precinct {precinct}"
        if precinct not in precincts:
            report.bad(f"{where}: there is no such precinct here; gather the places again with tamga terminals places")
            continue
        data = precincts[precinct] / TERMINALS / file_name(terminal) / DATA
        there = {path.name: path.read_bytes() for ending in ("*.tmpk", "*.sup-*") for path in data.glob(ending)}
        has = {name: content for (*at, name), content in places.items() if at == [precinct, terminal]}
        if differing := sorted(name for name in there.keys() | has.keys() if there.get(name) != has.get(name)):
            report.bad(
                f"{where}: {', '.join(differing)}: not as in the precinct's folder; gather the places again with "
                "tamga terminals places, and bring them"
            )
    for precinct in {precinct for precinct, _ in terminals if device.role == "desk"} & set(precincts):
        desks = {path.name for path in desks_of(precincts[precinct])}
        if missing := sorted(desks - {file_name(terminal) for at, terminal in terminals if at == precinct}):
            report.bad(
                f"{', '.join(missing)} of precinct {precinct}: has no place; make it with tamga terminals places"
            )
    if report.ok:
        report.good(f"takes the place of any of {len(terminals)} terminals")
    return report
