"""The list of two desks is changed after packing, and one of the desks does not get what it should."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from host_tools.formats.label import make_label
from host_tools.formats.packages import open_package
from host_tools.formats.places import file_name, terminal_of_desk
from host_tools.provisioning.doctor import examine
from host_tools.provisioning.loading import load_supplement
from host_tools.rolls import supplement
from host_tools.rolls.layout import RollVoter
from host_tools.rolls.supplement import Changes
from tests.host_tools.provisioning.test_unfit_to_ship import AUTHORITY, DAY_BEFORE, made

PUBLIC = bytes(AUTHORITY.verify_key)
NUMBERS = ("900101300007", "850101300001")


@pytest.fixture(scope="module")
def provisioned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("desks") / "precinct-17", desks=2)


@pytest.fixture
def place(provisioned: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(provisioned, tmp_path / "precinct-17"))


def load(place: Path, desk: int, number: str, earlier: tuple[bytes, ...] = ()) -> bytes:
    """Load a supplement of one newcomer onto a desk."""
    folder = place / "terminals" / file_name(terminal_of_desk(desk))
    package = open_package((folder / "data" / "official.tmpk").read_bytes(), PUBLIC)
    added = [RollVoter((make_label(number, 1),), "New Voter", 1980)]
    data = supplement.build(package, earlier, Changes(added=added), AUTHORITY)
    file = place.parent / "next.tmsup"
    file.write_bytes(data)
    load_supplement(folder, file)
    return data


def bad(place: Path) -> list[str]:
    """What the doctor says against a precinct."""
    (report,) = examine(place, DAY_BEFORE)
    return [finding.text for finding in report.findings if finding.level == "bad"]


def test_a_desk_that_does_not_send_a_newcomer_is_found(place: Path) -> None:
    first = load(place, 1, NUMBERS[0])
    (said,) = bad(place)
    assert said.startswith("terminals/desk-2/data/official.sup-*: 0 new cards are sent to desk 1, which has 1")
    second = load(place, 2, NUMBERS[0])
    assert bad(place) == []
    load(place, 2, NUMBERS[1], (second,))
    assert len(bad(place)) == 1
    load(place, 1, NUMBERS[1], (first,))
    assert bad(place) == []


def test_a_supplement_that_does_not_follow_is_found(place: Path) -> None:
    data = place / "terminals" / "desk" / "data"
    for desk in (1, 2):
        earlier: tuple[bytes, ...] = ()
        for number in NUMBERS:
            earlier += (load(place, desk, number, earlier),)
    assert bad(place) == []
    (data / "official.sup-1").rename(place.parent / "lost")
    assert any("supplement 1 is missing" in text for text in bad(place))
    (data / "official.sup-2").rename(data / "official.sup-1")
    assert any("does not follow" in text for text in bad(place))
    (data / "official.sup-1").write_bytes(b"TMSUP1\0damaged")
    assert any("not signed" in text for text in bad(place))
