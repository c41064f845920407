"""What a publication says of single precincts, a file per region: what the board shows when somebody asks for one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from host_tools.determining.nation import Nation
from host_tools.publishing.pages import turnout, typed, vote_rows

FOLDER = "regions"
PICTURES = "pictures"
PICTURE_ENDINGS = (".jpg", ".jpeg", ".png", ".webp")


def file_name(at: int) -> str:
    """Of the region at this place, from 1, in the order of their names."""
    return f"region-{at:02}.json"


def details(nation: Nation, region: str, pictures: Mapping[int, str]) -> dict[str, Any]:
    """The content of a region's file.

    pictures: path of the picture of a precinct's protocol in the publication, where there is one.
    """
    numbers = nation.by_region()[region]
    votes: dict[int, dict[str, dict[str, list[int | None]]]] = {}
    for row in vote_rows(nation, numbers):
        lines = votes.setdefault(row["precinct"], {}).setdefault(row["contest"], {})
        lines[row["line"]] = [row["electronic"], row["paper"]]
    precincts = [
        _precinct(nation, number) | {"votes": votes.get(number, {}), "picture": pictures.get(number)}
        for number in numbers
    ]
    return {"region": region, "precincts": precincts}


def pictures_of(folder: Path) -> dict[int, str]:
    """Path by precinct of the pictures `<precinct>.jpg`, .png or .webp below a folder; other files are passed over."""
    place = folder / PICTURES
    found = sorted(place.iterdir()) if place.is_dir() else []
    return {
        int(path.stem): f"{PICTURES}/{path.name}"
        for path in found
        if path.suffix.lower() in PICTURE_ENDINGS and path.stem.isascii() and path.stem.isdigit()
    }


def _precinct(nation: Nation, number: int) -> dict[str, Any]:
    one, part = nation.results[number], nation.precinct_totals(number)
    protocol = one.protocol.content if one.protocol else None
    return {
        "precinct": number,
        "name": nation.commission.precincts[number].names,
        "terminals": bool(nation.commission.precincts[number].booths),
        "district": nation.commission.territory.district_of[number],
        "progress": str(one.progress),
        "standing": str(one.standing),
        "counted": part is not None,
        "on_list": part.on_list if part else None,
        "marked": part.marked if part else None,
        "electronic": part.electronic if part else None,
        "paper": part.paper if part else None,
        "turnout percent": turnout(part) if part else None,
        "typed percent": typed(part) if part else None,
        "protocol": protocol.version if protocol else None,
        "hash": one.protocol.digest.hex() if one.protocol else None,
        "signed_s": protocol.moments.signed if protocol else None,
        "explained": protocol.reason if protocol else None,
        "correction": protocol.correction if protocol else None,
        "ruling": one.ruling.content.reason if one.ruling else None,
        "agree": one.agreeing,
        "dissent": one.dissenting,
        "problems": one.problems,
    }
