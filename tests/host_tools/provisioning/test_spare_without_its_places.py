"""A district's spare desk from its folder on: made, named, gathered; and places that are not those of today."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest
from nacl.signing import SigningKey
from typer.testing import CliRunner

from host_tools.formats.packages import SPARE_PART, open_package
from host_tools.keys import files
from host_tools.provisioning.cli import terminals
from host_tools.provisioning.cli_spare import spare_desk_key
from host_tools.provisioning.doctor import examine
from host_tools.provisioning.own_keys import OWN_KEY_FILE, OWN_KEYS, take
from host_tools.provisioning.plan import PlanError
from host_tools.provisioning.spare import SpareError
from host_tools.provisioning.spare_places import PLACES, gather_places, read_places
from simulator.people.newborn import injected
from tests.host_tools.provisioning.test_unfit_to_ship import AUTHORITY, made

DAY_BEFORE = datetime.date(2026, 11, 28)
PUBLIC = bytes(AUTHORITY.verify_key)
SEED = b"of the spare desk".ljust(32)


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two precincts whose desks name one spare, and the spare with its places, as the commands make them."""
    folder = tmp_path_factory.mktemp("district")
    files.create(folder / "authority.key", lambda size: bytes(AUTHORITY))
    words = ["make-spare", str(folder), "spare-desk-1", "--role", "desk", "--serial", "TM-D0005-D"]
    done = CliRunner().invoke(terminals, [*words, "--authority", str(folder / "authority.key")])
    assert done.exit_code == 0, done.output
    spare = folder / "terminals" / "spare-desk-1"
    take(folder, injected(spare, SEED))
    (spare / "data" / OWN_KEY_FILE).unlink()
    key = spare_desk_key(folder / OWN_KEYS / "spare-desk-1.cose")
    assert key and key.public_key == bytes(SigningKey(SEED).verify_key)
    places = [str(made(folder / str(number), number, spare_desk=key)) for number in (17, 18)]
    words = ["places", str(spare), *places, "--authority", str(folder / "authority.pub")]
    done = CliRunner().invoke(terminals, words)
    assert done.exit_code == 0 and "TM-D0005-D can take a place in one of 2 precincts" in done.output, done.output
    return folder


def spare_of(folder: Path) -> Path:
    return folder / "terminals" / "spare-desk-1"


def test_every_desk_names_it_and_it_has_their_packages(district: Path) -> None:
    found = read_places(spare_of(district) / PLACES)
    assert {(precinct, terminal) for precinct, terminal, _ in found} == {(17, 0), (18, 0)} and len(found) == 6
    for data in found.values():
        assert open_package(data, PUBLIC).parts[SPARE_PART] == bytes(SigningKey(SEED).verify_key)
    assert [report.ok for report in examine(district, DAY_BEFORE)] == [True] * 5


def test_places_that_are_not_those_of_today_are_found(district: Path, tmp_path: Path) -> None:
    copy = tmp_path / "district"
    shutil.copytree(district, copy)
    data = copy / "18" / "terminals" / "desk" / "data"
    (data / "official.sup-1").write_bytes(b"the list has changed since")
    *_, report, _ = examine(copy, DAY_BEFORE)
    assert not report.ok and "desk of precinct 18: official.sup-1" in report.first_bad, report
    places = spare_of(copy) / PLACES
    places.write_bytes(places.read_bytes()[:-1])
    *_, report, _ = examine(copy, DAY_BEFORE)
    assert not report.ok and "ends too early" in report.first_bad, report
    places.write_bytes(b"17 official.tmpk 9\n")
    *_, report, _ = examine(copy, DAY_BEFORE)
    assert not report.ok and "is damaged" in report.first_bad, report


def test_desks_that_name_another_spare_or_none_are_refused(district: Path, tmp_path: Path) -> None:
    said = spare_desk_key(district / OWN_KEYS / "spare-desk-1.cose")
    assert said
    stranger = said.model_copy(update={"public_key": bytes(SigningKey(bytes(32)).verify_key)})
    other = made(tmp_path / "19", 19, spare_desk=stranger)
    none = made(tmp_path / "20", 20)
    for folder in (other, none):
        with pytest.raises(SpareError, match="not one spare with one key"):
            gather_places([district / "17", folder], spare_of(district), PUBLIC)
    with pytest.raises(SpareError, match="has no packages yet"):
        gather_places([tmp_path], spare_of(district), PUBLIC)


def test_a_booths_slip_names_no_spare_desk(district: Path) -> None:
    with pytest.raises(PlanError, match="is a booth"):
        spare_desk_key(district / "17" / OWN_KEYS / "booth-1.cose")
