"""The simulator is started again: what lay on the tables lies there, and counts once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from simulator.channel.channel import Channel
from simulator.channel.kept_table import KeptTable
from simulator.channel.table import Slip, Table
from simulator.people.kept_precinct import DemoPrecinct
from simulator.people.precinct import Precinct
from tests.simulator.channel.conftest import FLASH_BYTES

PICTURE = Image.effect_noise((384, 90), 90).convert("1").convert("L")


def fresh(made: DemoPrecinct, folder: Path) -> Table:
    """Tables as a start of the simulator finds them."""
    kept = KeptTable(folder)
    table = Table(Precinct(made.provisioned, flash_bytes=FLASH_BYTES), made.voters, made.labels, kept.keep)
    kept.put_back(table)
    return table


@pytest.fixture
def used(made: DemoPrecinct, tmp_path: Path) -> Table:
    """Two slips, one voter with paper, one card shown; the first slip is put into the box last."""
    table = fresh(made, tmp_path)
    for number, kind in ((1, "totals"), (2, "activation")):
        name = f"slip {number}"
        table.slips.append(
            Slip(name, "slip", name, (f"TM1:{kind}",), slip=kind, number=number, terminal="booth-1", picture=PICTURE)
        )
    table.held.add("card 3")
    table.gave_paper()
    table.drop(table.slips[0])
    return table


def test_slips_box_and_counts_are_there_again(used: Table, made: DemoPrecinct, tmp_path: Path) -> None:
    again = fresh(made, tmp_path)
    assert [(slip.id, slip.slip, slip.texts, slip.where, slip.terminal) for slip in again.slips] == [
        (slip.id, slip.slip, slip.texts, slip.where, slip.terminal) for slip in used.slips
    ]
    assert again.slips[0].picture and not ImageChops.difference(again.slips[0].picture, PICTURE).getbbox()
    assert ([slip.id for slip in again.in_box], again.paper_given, again.held) == (["slip 1"], 1, {"card 3"})
    assert KeptTable(tmp_path).clock_s == int(used.precinct.clock())


def test_slips_of_an_earlier_start_are_not_expected_again(used: Table, made: DemoPrecinct, tmp_path: Path) -> None:
    again = fresh(made, tmp_path)
    assert Channel(again.precinct, again).expecting.taken == {"booth-1": 2}


def test_a_picture_that_no_index_knows_is_not_the_next_slips(made: DemoPrecinct, tmp_path: Path) -> None:
    (tmp_path / "slip-0001.png").write_bytes(b"the simulator was killed before it wrote the index")
    table = fresh(made, tmp_path)
    table.slips.append(Slip("slip 1", "slip", "slip 1", (), number=1, terminal="desk", picture=PICTURE))
    table.gave_paper()
    assert [slip.id for slip in fresh(made, tmp_path).slips] == ["slip 1"]


def test_what_was_erased_does_not_count_after_a_restart_either(used: Table, made: DemoPrecinct, tmp_path: Path) -> None:
    assert (used.count("activation"), len(used.in_box), used.to_come(False)) == (1, 1, 4)
    used.begin_anew()
    for table in (used, fresh(made, tmp_path)):
        assert (table.count("activation"), table.in_box, table.paper_given, table.to_come(False)) == (0, [], 0, 5)
        assert [slip.where for slip in table.slips] == ["tray", "tray"]


def test_a_damaged_index_is_an_empty_table(used: Table, made: DemoPrecinct, tmp_path: Path) -> None:
    (tmp_path / "tables.json").write_text('{"slips": [')
    assert fresh(made, tmp_path).slips == []


def test_a_lost_picture_ends_the_row(used: Table, made: DemoPrecinct, tmp_path: Path) -> None:
    (tmp_path / "slip-0002.png").unlink()
    assert [slip.id for slip in fresh(made, tmp_path).slips] == ["slip 1"]
    assert len(json.loads((tmp_path / "tables.json").read_text("utf-8"))["slips"]) == 2
