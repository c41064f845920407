"""A technician has the table of a nation without spares: it is filled by district, each spare of few precincts."""

from __future__ import annotations

import csv
import resource
from collections import Counter
from itertools import groupby
from pathlib import Path

import pytest

from host_tools.keys import files
from host_tools.provisioning.nation_table import read_table
from tests.host_tools.provisioning.test_no_room_for_terminals import DEMO, room_for_files_of, run

HEADER = "number,name_kk,name_ru,name_en,district,booths,desks,voters"
SIZES = {"Алматы": 20, "Шымкент": 9, "Астана": 4}  # precincts


def rows() -> list[str]:
    numbers = iter(range(1, 1000))
    return [
        f'{number},"№ {number}, мектеп",Участок № {number},Precinct {number},{district},{"" if number % 3 else 3},,90'
        for district, size in SIZES.items()
        for number in [next(numbers) for _ in range(size)]
    ]


def table(folder: Path, text: list[str], header: str = HEADER) -> Path:
    path = folder / "table.csv"
    path.write_text("\n".join((header, *text)) + "\n", "utf-8")
    return path


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_each_district_has_its_share_and_no_spare_has_many_precincts(tmp_path: Path) -> None:
    out = tmp_path / "with-spares.csv"
    before = table(tmp_path, rows())
    done = run("plan", "spares", before, "--out", out)
    assert done.exit_code == 0, done.output
    made, old = lines(out), lines(before)
    for role, usual in (("booth", 2), ("desk", 1)):
        of = {line["number"]: line[f"spare_{role}"] for line in made}
        assert all(of.values())
        for district, size in SIZES.items():
            own = [line for line in old if line["district"] == district]
            places = sum(int(line[f"{role}s"] or usual) for line in own)
            spares = Counter(of[line["number"]] for line in own)
            assert 0.14 * places <= len(spares) < 0.14 * places + 1
            assert max(spares.values()) <= 8 and max(spares.values()) - min(spares.values()) <= 1
            runs = [serial for serial, _ in groupby(of[line["number"]] for line in own)]
            assert len(runs) == len(spares), "a spare's precincts follow each other in the table"
            others = {of[line["number"]] for line in old if line["district"] != district}
            assert size and not others & set(spares), "none serves two districts"
    for line, was in zip(made, old, strict=True):
        assert {name: line[name] for name in was if name != "booths"} == {
            name: was[name] for name in was if name != "booths"
        }
        assert int(line["booths"]) == int(was["booths"] or 2) + 1, "the spare is counted among its booths"
    assert len(read_table(out)) == sum(SIZES.values())


def test_what_was_filled_can_be_provisioned(tmp_path: Path) -> None:
    for name in ("authority.key", "centre.key"):
        files.create(tmp_path / name)
    run("privacy", "key", tmp_path / "master.key")
    out = tmp_path / "with-spares.csv"
    assert run("plan", "spares", table(tmp_path, rows()), "--out", out).exit_code == 0
    done = run("provision", "--table", out, "--election", DEMO, "--authority", tmp_path / "authority.key",
               "--centre", tmp_path / "centre.pub", "--master", tmp_path / "master.key", "--folder",
               tmp_path / "nation", "--dry-run")  # fmt: skip
    spares = {line[f"spare_{role}"] for line in lines(out) for role in ("booth", "desk")}
    assert done.exit_code == 0 and f"Good: 33 precincts with 2970 voters and {len(spares)} spares" in done.output


def test_a_spare_is_given_fewer_precincts_than_its_share_would_be(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    done = run("plan", "spares", table(tmp_path, rows()), "--out", out, "--only", "desk", "--most", 3, "--share", 5,
               "--small")  # fmt: skip
    assert done.exit_code == 0, done.output
    assert max(Counter(line["spare_desk"] for line in lines(out)).values()) == 3
    assert "spare_booth" not in lines(out)[0]
    assert [line["booths"] for line in lines(out)] == [line["booths"] for line in lines(tmp_path / "table.csv")]


def test_more_spares_than_precincts_go_along_without_places(tmp_path: Path) -> None:
    text = [f"{number},а,б,c,Алматы,10,,90" for number in (1, 2)]
    done = run("plan", "spares", table(tmp_path, text), "--out", tmp_path / "out.csv", "--only", "booth")
    assert done.exit_code == 0 and "without places" in done.output
    assert {line["spare_booth"] for line in lines(tmp_path / "out.csv")} == {"TM-S1-B1", "TM-S1-B2"}


@pytest.mark.parametrize(
    ("text", "header", "words"),
    [
        ([*rows(), "99,а,б,c,Тараз,2,,90"], HEADER, "line 35: district: Тараз has 2 booths, and 14% of them are less"),
        ([f"{rows()[0]},TM-A-1"], f"{HEADER},spare_booth", "line 2: spare_booth: has TM-A-1 already"),
        ([f"{rows()[0]},TM-A-1"], f"{HEADER},spare_desk", "line 2: spare_desk: has TM-A-1 already"),
        (
            [f"{number},а,б,c,Алматы,20,4,90" for number in range(1, 5)],
            HEADER,
            "line 2: booths: 20 and a spare are more than 20",
        ),
        (["17,а,б,c,../Алматы,2,1,90"], HEADER, "line 2: district"),
    ],
)
def test_a_table_that_cannot_be_filled_names_its_line_and_nothing_is_written(
    tmp_path: Path, text: list[str], header: str, words: str
) -> None:
    done = run("plan", "spares", table(tmp_path, text, header), "--out", tmp_path / "out.csv")
    assert done.exit_code == 2 and words in done.output, done.output
    assert not (tmp_path / "out.csv").exists()


def test_a_small_district_gets_one_all_the_same(tmp_path: Path) -> None:
    text = ["99,а,б,c,Тараз,2,,90"]
    done = run("plan", "spares", table(tmp_path, text), "--out", tmp_path / "out.csv", "--small")
    assert done.exit_code == 0, done.output
    (line,) = lines(tmp_path / "out.csv")
    assert (line["spare_booth"], line["spare_desk"], line["booths"]) == ("TM-S1-B1", "TM-S1-D1", "3")


def test_a_table_is_written_whole_or_not_at_all_and_never_over_another(tmp_path: Path) -> None:
    out, before = tmp_path / "out.csv", table(tmp_path, rows())
    with room_for_files_of(100):
        done = run("plan", "spares", before, "--out", out)
    assert done.exit_code == 2 and sorted(tmp_path.iterdir()) == [before]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 100
    assert run("plan", "spares", before, "--out", out).exit_code == 0
    content = out.read_bytes()
    again = run("plan", "spares", before, "--out", out)
    assert again.exit_code == 2 and out.read_bytes() == content
