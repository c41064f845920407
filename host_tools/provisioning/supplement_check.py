"""What `tamga doctor` says of supplements that lie on a precinct's desks: each follows, and all desks know new cards.

A desk that lacks the supplement of a change would tell a voter of another desk that they are not on the list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from host_tools.findings import Report
from host_tools.formats.packages import Package, PackageError, open_package
from host_tools.formats.payload import MODE_NAMES
from host_tools.formats.places import desk_number
from host_tools.provisioning.loading import earlier_supplements
from host_tools.rolls import supplement
from host_tools.rolls.errors import SupplementError


@dataclass(frozen=True)
class _Desk:
    """New cards on a desk's own list, and those that it sends to others, by their number."""

    name: str
    own: int
    sent: Mapping[int, int]


def check_supplements(desks: Mapping[int, Path], authority: bytes, report: Report) -> None:
    """Add to a report what is wrong with the supplements of a precinct's desks.

    desks: folder of each desk, by its terminal's number. authority: public key that supplements are signed by.
    """
    for mode in MODE_NAMES:
        found = {}
        if not any(list((folder / "data").glob(f"{mode}.sup-*")) for folder in desks.values()):
            continue
        for terminal, folder in desks.items():
            name = f"terminals/{folder.name}/data/{mode}"
            try:
                package = open_package((folder / "data" / f"{mode}.tmpk").read_bytes(), authority)
                found[desk_number(terminal)] = _read(name, folder, package, authority)
            except (OSError, PackageError):
                continue  # the package is a finding of its own
            except SupplementError as trouble:
                report.bad(f"{name}.sup-*: {trouble}; the desk would not open")
        _compare(found, report)


def _read(name: str, folder: Path, package: Package, authority: bytes) -> _Desk:
    files = earlier_supplements(folder, package)
    if len(list((folder / "data").glob(f"{Path(name).name}.sup-*"))) > len(files):
        raise SupplementError(f"supplement {len(files) + 1} is missing, but later ones are there")
    supplement.roll_of(package, files, authority)
    payloads = [supplement.read(file, authority) for file in files]
    own = sum(len(entries) for payload in payloads for _, _, entries in payload.added)
    return _Desk(name, own, Counter(card[-1] for payload in payloads for card in payload.elsewhere or ()))


def _compare(desks: Mapping[int, _Desk], report: Report) -> None:
    for number, desk in desks.items():
        for other, there in desks.items():
            if other != number and desk.sent.get(other, 0) != there.own:
                report.bad(
                    f"{desk.name}.sup-*: {desk.sent.get(other, 0)} new cards are sent to desk {other}, which has "
                    f"{there.own}; make and load a supplement of every change for each desk"
                )
