"""Whether the spares of a district have what its precincts have now: part of `tamga doctor`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from host_tools.errors import TamgaError
from host_tools.findings import Report
from host_tools.formats.places import file_name
from host_tools.provisioning.new_terminals import TERMINALS, device_of
from host_tools.provisioning.spare import DATA
from host_tools.provisioning.spare_places import PLACES, read_places


def check_spares(folder: Path, precincts: Mapping[int, Path]) -> list[Report]:
    """A report on each spare below a folder that has places. precincts: folders by number."""
    return [_checked(path.parents[1], precincts) for path in sorted(folder.rglob(PLACES))]


def _checked(spare: Path, precincts: Mapping[int, Path]) -> Report:
    report = Report(f"{spare}: spare")
    try:
        places = read_places(spare / PLACES)
        report.note(device_of(spare).serial_number)
    except TamgaError as error:
        report.bad(str(error))
        return report
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
    if report.ok:
        report.good(f"takes the place of any of {len(terminals)} terminals")
    return report
