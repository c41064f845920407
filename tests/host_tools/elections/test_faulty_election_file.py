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
        ('en = "Aldar Koseev"', 'en = "Aldar 漢"', 44, "cannot be printed: 漢 (U+6F22)"),
        ('en = "Aldar Koseev"', 'en = "Tulpar Zhelayakov"', 44, "the same name as option 4 in contest president"),
        ('en = "Aldar Koseev"', 'en = "Aldar Koseev "', 44, "spaces at an end"),
        (', en = "Aldar Koseev"', "", 44, "name.en: is missing"),
        ('en = "Aldar Koseev"', f'en = "{LONG}"', 44, "name.en: takes 6 lines on the screen; below the title"),
        ('en = "President of Fairy-Tale Land"', f'en = "{LONG}"', 23, "which leaves no room"),
        ('id = "koseev"', 'id = "batyrov"', 43, "batyrov stands twice"),
        ('id = "question-2"', 'id = "Question 2"', 63, "small letters, digits and hyphens"),
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
    text = DEMO.read_text(encoding="utf-8").replace("against_all = true", "votes_allowed = 9")
    (tmp_path / "election.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="9 votes are allowed for 6 options"):
        read_election(tmp_path / "election.toml")


def test_a_missing_file_and_one_in_another_encoding_are_told(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_election(tmp_path / "none.toml")
    (tmp_path / "old.toml").write_bytes("id = \"Қ\"".encode("kz1048"))
    with pytest.raises(InputError, match="not UTF-8"):
        read_election(tmp_path / "old.toml")
