"""Where precincts lie: district and region of each, from a table that the commission brings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from host_tools.errors import DeterminingError
from host_tools.text_files import rows_of, text_of
from host_tools.text_rules import fault_of_name, tidy, visible

COLUMNS = ("precinct", "district", "region")


class TerritoryError(DeterminingError):
    """A table of precincts that cannot be used. The message says file, line and the way out."""


@dataclass(frozen=True)
class Territory:
    """district_of: by precinct number. region_of: by district."""

    district_of: dict[int, str]
    region_of: dict[str, str]

    @property
    def precincts(self) -> list[int]:
        """Every precinct of the nation, ascending."""
        return sorted(self.district_of)

    def region(self, precinct: int) -> str:
        """The region of a precinct."""
        return self.region_of[self.district_of[precinct]]


def load(path: Path) -> Territory:
    """The table `precinct,district,region`.

    A precinct is in it once, a district in one region. TextFileError, TerritoryError otherwise.
    """
    district_of: dict[int, str] = {}
    region_of: dict[str, str] = {}
    for row in rows_of(text_of(path.read_bytes(), path), path, COLUMNS):
        place = f"{path}: line {row.line}"
        number, district, region = (tidy(row.fields[column]) for column in COLUMNS)
        if not (number.isascii() and number.isdigit() and 0 < int(number) < 1 << 32):
            raise TerritoryError(f"{place}: {visible(number)} is no precinct number; write digits only, 1 and up")
        for name, column in ((district, "district"), (region, "region")):
            if fault := fault_of_name(name):
                raise TerritoryError(f"{place}: {column}: {fault}")
        if int(number) in district_of:
            raise TerritoryError(f"{place}: precinct {int(number)} stands in the table twice; remove one line")
        if region_of.setdefault(district, region) != region:
            there = region_of[district]
            words = f"district {visible(district)} lies in {visible(region)} here and in {visible(there)} above"
            raise TerritoryError(f"{place}: {words}; name districts differently")
        district_of[int(number)] = district
    if not district_of:
        raise TerritoryError(f"{path}: has a header and no precincts; add a line for each")
    return Territory(district_of, region_of)
