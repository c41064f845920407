"""Election files with mistakes: each is told with its line, its field and what to do."""

from pathlib import Path

import pytest

from host_tools.elections.election_file import read_election
from host_tools.elections.glyphs import printable_characters
from host_tools.elections.problems import InputError

LONG = "Aldar of the long name " * 5 + "Koseev"
DEMO = Path(__file__).parents[3] / "simulator" / "people" / "election.toml"


def test_the_demonstration_is_a_good_example():
    election = read_election(DEMO)
    assert [len(contest.options) for contest in election.contests] == [7, 2, 2]
    assert election.contests[0].options[-1].against_all
    assert election.positions == 14
    assert election.settings["opens_minutes"] == 420
    safest = {"early_close": False, "add_voters": True, "add_residents": True, "open_early_minutes": 60}
    safest["utc_offset_minutes"] = 300
    assert {name: election.settings[name] for name in safest} == safest


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("date = 2026-11-29", "date = 2026-13-29", 5, "not TOML"),
        ("max_spoiled = 2", "max_spoiled = 12", 14, "settings.max_spoiled: must be at most 9"),
        ("inactivity_seconds = 150", "inactivity_seconds = 30", 15, "settings.inactivity_seconds"),
        ('closes = "20:00"', 'closes = "06:30"', 19, "is not after opens"),
        ('closes = "20:00"', 'closes = "24:00"', 19, "times look like 07:00"),
        ('closes = "20:00"', 'close = "20:00"', 19, "settings.close: is not a known field"),
        ('closes = "20:00"', "early_close = 1", 19, "settings.early_close: must be true or false"),
        ('closes = "20:00"', "open_early_minutes = 300", 19, "settings.open_early_minutes"),
        ('closes = "20:00"', "utc_offset_minutes = 900", 19, "settings.utc_offset_minutes"),
        ('closes = "20:00"', "certificate_digits = 0", 19, "settings.certificate_digits"),
        ('en = "Aldar Koseev"', 'en = "Aldar 漢"', 44, "has what no terminal can draw: 漢 (U+6F22)"),
        ('en = "Aldar Koseev"', 'en = "Tulpar Zhelayakov"', 44, "looks like the name of option 4 in contest president"),
        ('en = "Aldar Koseev"', 'en = "Aldar Koseev "', 44, "spaces at an end"),
        (', en = "Aldar Koseev"', "", 44, "name.en: is missing"),
        ('en = "Aldar Koseev"', f'en = "{LONG}"', 44, "name.en: takes 9 lines on the screen; below the title"),
        ('en = "President of Fairy-Tale Land"', f'en = "{LONG}"', 23, "which leaves no room"),
        ('id = "koseev"', 'id = "batyrov"', 43, "batyrov stands twice"),
        ('id = "question-2"', 'id = "Question 2"', 64, "small letters, digits and hyphens"),
    ],
)
def test_each_mistake_is_told_where_it_is(tmp_path, old, new, line, words):
    text = DEMO.read_text(encoding="utf-8")
    assert text.count(old) == 1
    faulty = tmp_path / "election.toml"
    faulty.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_election(faulty, printable_characters() or set())
    told = [problem for problem in caught.value.problems if words in str(problem)]
    assert told, str(caught.value)
    assert told[0].line == line


def test_more_votes_than_options_and_too_many_positions_are_told(tmp_path):
    text = DEMO.read_text(encoding="utf-8").replace("against_all =", "votes_allowed = 9\nagainst_all =")
    (tmp_path / "election.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="9 votes are allowed for 7 options"):
        read_election(tmp_path / "election.toml")


def test_a_missing_file_and_one_in_another_encoding_are_told(tmp_path):
    with pytest.raises(InputError, match="there is no such file"):
        read_election(tmp_path / "none.toml")
    (tmp_path / "old.toml").write_bytes('id = "Қ"'.encode("kz1048"))
    with pytest.raises(InputError, match="not UTF-8"):
        read_election(tmp_path / "old.toml")


SMALL = """
id = "trial"
date = 2026-11-29
title = { kk = "Сынақ", ru = "Проба", en = "Trial" }
[[contests]]
id = "one"
title = { kk = "Кім?", ru = "Кто?", en = "Who?" }
[[contests.options]]
id = "a"
name = { kk = "Серова А. К.", ru = "Серова А. К.", en = "Serova A. K." }
[[contests.options]]
id = "b"
name = { kk = "Ахметов Б.", ru = "Ахметов Б.", en = "Akhmetov B." }
"""
SECOND = SMALL[SMALL.index("[[contests]]") :].replace('"one"', '"two"')


def refused(folder, text, encoding="utf-8"):
    (folder / "small.toml").write_bytes(text.encode(encoding))
    with pytest.raises(InputError) as caught:
        read_election(folder / "small.toml")
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_way_in_which_an_editor_saves_an_election_is_read(tmp_path, encoding, end):
    (tmp_path / "small.toml").write_bytes(SMALL.replace("\n", end).encode(encoding))
    assert read_election(tmp_path / "small.toml").id == "trial"


@pytest.mark.parametrize(
    ("name", "twin"),
    [
        ("Akhmetov B.", "Serovа A. K."),  # a Cyrillic а among Latin letters
        ("Ахметов Б.", "Cepoвa A. K."),
        ("Ахметов Б.", "СЕРОВА А. К."),
        ("Akhmetov B.", "SEROVA A. K."),
    ],
)
def test_candidates_whom_voters_cannot_tell_apart_are_refused(tmp_path, name, twin):
    assert "looks like the name of option 1" in refused(tmp_path, SMALL.replace(name, twin))


@pytest.mark.parametrize("twin", ["Серова  А. К.", " Серова А. К."])
def test_spaces_that_nobody_sees_are_refused(tmp_path, twin):
    assert "two in a row" in refused(tmp_path, SMALL.replace("Ахметов Б.", twin))


def test_contests_with_one_title_are_refused(tmp_path):
    assert "title.kk: looks like the title of contest one" in refused(tmp_path, SMALL + SECOND)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("2026-11-29", '"2026-11-29"', "line 3: date: must be a date such as 2026-03-15; write it without quotation"),
        ("2026-11-29", "29.11.2026", "line 3: is a date with points; write it as 2026-11-29"),
        ('id = "one"', 'id = "one"\nvotes_allowed = "3"', "must be a whole number; write it without quotation marks"),
        ("Trial", "Tri\u200bal", "title.en: has an invisible character (U+200B)"),
        ("Trial", "T" * 301, "title.en: has more than 200 characters"),
        ('"trial"', '"' + "t" * 20_000 + '"', "line 2: has more than 10,000 characters"),
        ("Trial", 'Trial" }\nx = "', "line 5: is not TOML"),
        ('id = "trial"', "id = " + "[" * 3_000, "line 2: has more than 32 brackets"),
    ],
)
def test_the_usual_mistakes_are_told_with_the_way_out(tmp_path, before, after, words):
    assert words in refused(tmp_path, SMALL.replace(before, after))


def test_an_election_in_a_windows_code_page_is_named(tmp_path):
    assert "Cyrillic in a Windows code page" in refused(tmp_path, SMALL.replace("қ", "к").replace("і", "и"), "cp1251")
