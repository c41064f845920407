"""The same result from a collector's store as from a folder of files, with what its processes proved or without."""

from __future__ import annotations

from pathlib import Path

import pytest

from host_tools.collecting.centre import Centre, Kept, whole
from host_tools.collecting.precincts import load
from host_tools.collecting.schema import states
from host_tools.collecting.store import StoreError
from host_tools.determining import from_store
from host_tools.determining.cli import determined
from host_tools.determining.states import Progress
from tests.host_tools.determining.made_up_nation import CENTRE, MadeUpNation
from tests.host_tools.publishing.conftest import MADE_S


@pytest.fixture
def centre(folder: Path, tmp_path: Path) -> Centre:
    """It has taken everything; nothing is proved yet."""
    precincts = load(folder / "definitions", bytes(CENTRE.verify_key))
    centre = Centre(tmp_path / "store", CENTRE, precincts, clock=lambda: MADE_S)
    made_up = MadeUpNation().precincts.values()
    arrivals = [*(whole("S", one.totals()) for one in made_up), *(whole("P", one.protocol()) for one in made_up)]
    assert all(isinstance(outcome, Kept) for outcome in centre.accept(arrivals))
    return centre


def test_store_and_folder_agree(folder: Path, centre: Centre, tmp_path: Path) -> None:
    from_files = determined(folder, closed=True)
    for path in (folder / "objects").iterdir():
        path.unlink()
    assert determined(folder, str(tmp_path / "store"), closed=True).results == from_files.results
    assert {one.progress for one in from_files.results.values()} == {Progress.ACCEPTED}


def test_what_the_store_proved_is_not_proved_again(
    folder: Path, centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    protocols = centre.store.protocols()
    with centre.store.writing() as connection:
        proved = {"hash": protocols[0].hash, "state": "proved", "since_s": MADE_S, "text": ""}
        connection.execute(states.insert().values(**proved))
    checked = []
    monkeypatch.setattr(from_store, "holds", lambda precinct, *_: not checked.append(precinct.precinct))
    determined(folder, str(tmp_path / "store"))
    assert sorted(checked) == sorted(row.precinct for row in protocols[1:])


def test_a_store_of_another_centre(folder: Path, tmp_path: Path) -> None:
    commission = MadeUpNation().commission
    other = {number: one.model_copy(update={"centre": bytes(32)}) for number, one in commission.precincts.items()}
    from_store.open_store(str(tmp_path / "other"), type(commission)(
        commission.election, other, commission.territory, commission.authority
    )).close()  # fmt: skip
    with pytest.raises(StoreError, match="another election, mode or centre"):
        determined(folder, str(tmp_path / "other"))
