"""Voter rolls with mistakes, told line by line."""

from datetime import date
from pathlib import Path

import pytest

from host_tools.elections.demo_roll import demo_voters
from host_tools.elections.problems import InputError
from host_tools.elections.roll import read_roll, write_roll

HEADER = "number,surname,given_name,patronymic,birth_date\n"
GOOD = "061211600012,Өмірзақов,Әлихан,,1980-05-17\n"


def read(folder: Path, text: str):
    path = folder / "roll.csv"
    path.write_text(text, encoding="utf-8")
    return read_roll(path)


def problem(folder: Path, text: str) -> str:
    with pytest.raises(InputError) as caught:
        read(folder, text)
    return str(caught.value.problems[0])


def test_a_roll_made_for_a_demonstration_reads_back_and_repeats(tmp_path):
    voters = demo_voters(300, seed=7)
    assert read(tmp_path, write_roll(voters)) == voters
    assert demo_voters(300, seed=7) == voters
    assert demo_voters(300, seed=8) != voters
    assert len({voter.number for voter in voters}) == 300


def test_a_byte_order_mark_of_a_spreadsheet_is_no_mistake(tmp_path):
    (voter,) = read(tmp_path, "\ufeff" + HEADER + GOOD)
    assert voter.name == "Өмірзақов Әлихан"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (GOOD + "61211600012,А,Б,,1980-05-17\n", "line 3: number: is not 12 digits"),
        (GOOD + "061211600013,А,Б,,1980-05-17\n", "line 3: number: has a wrong check digit"),
        (GOOD + GOOD, "line 3: number: stands in line 2 already"),
        ("061211600012,А,Б,1980-05-17\n", "line 2: has 4 columns and not 5"),
        ("061211600012,А,Б,В,1980-05-17,x\n", "line 2: has 6 columns and not 5"),
        ("061211600012,,Б,,1980-05-17\n", "line 2: surname: is empty"),
        ("061211600012,А,Б,,17.05.1980\n", "line 2: birth_date: is no date of 1900 to 2100; write it as 1980-05-17"),
        ("", "there is no voter in it"),
        ("061211600012,А,Б,,1700-05-17\n", "line 2: birth_date: is no date of 1900 to 2100"),
        ('061211600012,"А\nА",Б,,1980-05-17\n', "line 3: surname: has a control character (U+000A)"),
        ("061211600012,А" + "А" * 140_000 + ",Б,,1980-05-17\n", "has a quotation mark that does not fit"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_shows_nobody(tmp_path, rows, words):
    told = problem(tmp_path, HEADER + rows)
    assert words in told and "612116" not in told


def test_more_voters_than_a_precinct_may_have_are_told(tmp_path):
    text = write_roll(demo_voters(3001, seed=1))
    assert problem(tmp_path, text).startswith("3001 voters are more than the 3000 of a precinct")


def test_another_header_and_another_encoding_are_told(tmp_path):
    assert "missing; iin, name unknown; write number,surname" in problem(tmp_path, "iin;name\n")
    assert "another order" in problem(tmp_path, "surname,number,given_name,patronymic,birth_date\n")
    (tmp_path / "roll.csv").write_bytes((HEADER + GOOD).encode("kz1048", "replace"))
    with pytest.raises(InputError, match="line 2: is Cyrillic in a Windows code page"):
        read_roll(tmp_path / "roll.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_way_in_which_a_spreadsheet_saves_a_roll_is_read(tmp_path, encoding, delimiter, end):
    text = (HEADER + GOOD + ",,,,\n").replace(",", delimiter).replace("\n", end)
    (tmp_path / "roll.csv").write_bytes(text.encode(encoding))
    (voter,) = read_roll(tmp_path / "roll.csv")
    assert (voter.number, voter.name) == ("061211600012", "Өмірзақов Әлихан")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("061211600012,Өмір\u200bзақов,Ә,,1980-05-17", "surname: has an invisible character (U+200B)"),
        ("061211600012,А\u202eБ,Ә,,1980-05-17", "surname: has an invisible character (U+202E)"),
        ("061211600012,А\u00a0Б,Ә,,1980-05-17", "surname: has a blank that is no ordinary space"),
        ("061211600012,王,小明,,1980-05-17", "surname: has what no terminal can draw: 王 (U+738B)"),
        ("061211600012,А\u0336,Б,,1980-05-17", "surname: has what no terminal can draw"),
        (f"061211600012,{'А' * 121},Б,,1980-05-17", "surname: has 121 characters, more than 120"),
        ("000000000000,А,Б,,1980-05-17", "number: stands for nobody"),
        ("111111111110,А,Б,,1980-05-17", "number: stands for nobody"),
        ("061211600012,А,Б,,2008-11-30", "birth_date: is not 18 years before the day of voting"),
        ("061211600012,А,Б,,2099-01-01", "birth_date: is not 18 years before the day of voting"),
    ],
)
def test_what_nobody_can_see_or_be_is_told_with_its_field(tmp_path, row, words):
    (tmp_path / "roll.csv").write_text(HEADER + row + "\n", "utf-8")
    with pytest.raises(InputError) as caught:
        read_roll(tmp_path / "roll.csv", day=date(2026, 11, 29))
    assert f"line 2: {words}" in str(caught.value)


def test_letters_in_two_pieces_become_one_and_the_oldest_age_counts_to_the_day(tmp_path):
    (tmp_path / "roll.csv").write_text(HEADER + "061211600012,Баи\u0306жанов,А,,2008-11-29\n", "utf-8")
    (voter,) = read_roll(tmp_path / "roll.csv", day=date(2026, 11, 29))
    assert voter.surname == "Байжанов"
