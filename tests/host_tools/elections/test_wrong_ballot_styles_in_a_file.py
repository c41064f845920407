"""Ballot styles in an election file, and in a voter list beside it: what is wrong is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from host_tools.cli import app
from host_tools.elections.demo_roll import demo_voters
from host_tools.elections.election_file import read_election
from host_tools.elections.problems import InputError
from host_tools.elections.roll import COLUMNS, read_roll, style_ids, write_roll
from host_tools.formats import cbor
from host_tools.formats.definitions import Election, RollRow
from host_tools.provisioning.plan import PlanError, plan_of
from host_tools.rolls.seal import row_content

DEMO = Path(__file__).parents[3] / "simulator" / "people" / "election.toml"
_NAME = 'name = { kk = "Қала", ru = "Город", en = "Town" }'
_ALL = '["president", "question-1", "question-2"]'


def style(name: str, contests: str) -> str:
    return f'\n[[styles]]\nid = "{name}"\n{_NAME}\ncontests = {contests}\n'


def file_of(folder: Path, *styles: str) -> Path:
    path = folder / "election.toml"
    path.write_text(DEMO.read_text("utf-8") + "".join(styles), "utf-8")
    return path


def test_styles_stand_in_the_order_of_the_ballot_and_an_election_without_them_keeps_its_hash(tmp_path: Path) -> None:
    made = read_election(file_of(tmp_path, style("town", '["question-2", "president"]'), style("village", _ALL)))
    assert made.styles is not None
    assert [one.contests for one in made.styles] == [[0, 2], [0, 1, 2]]
    assert Election.from_cbor(made.to_cbor()) == made
    assert 6 not in read_election(DEMO).to_map()


@pytest.mark.parametrize(
    ("styles", "words"),
    [
        ((style("town", '["president", "question-3"]'), style("village", _ALL)), "question-3 is no contest"),
        ((style("town", '["president", "president"]'), style("village", _ALL)), "president stands twice"),
        ((style("town", '["president", "question-1"]'),), "is in no ballot style"),
        ((style("town", _ALL), style("town", _ALL)), "town stands twice"),
        ((style("town", "[]"), style("village", _ALL)), "contests"),
        (tuple(style(f"t-{number}", _ALL) for number in range(9)), "styles"),
        ((style("town", _ALL).replace("Қала", "Қала🏠"),), "kk"),
    ],
)
def test_is_refused(tmp_path: Path, styles: tuple[str, ...], words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_election(file_of(tmp_path, *styles))


def test_a_list_says_whose_style_is_which(tmp_path: Path) -> None:
    made = read_election(file_of(tmp_path, style("town", '["president"]'), style("village", _ALL)))
    voters = demo_voters(4, 1)
    path = tmp_path / "roll.csv"
    path.write_text(write_roll(voters, style_ids(made)), "utf-8")
    lines = path.read_text("utf-8").splitlines()
    lines[2] = lines[2].removesuffix("town") + "village"
    path.write_text("\n".join(lines), "utf-8")
    assert [voter.style for voter in read_roll(path, styles=style_ids(made))] == [1, 2, 1, 1]
    path.write_text("\n".join([*lines[:2], lines[2].removesuffix("village") + "city"]), "utf-8")
    with pytest.raises(InputError, match="line 3: style: is no ballot style"):
        read_roll(path, styles=style_ids(made))
    path.write_text(write_roll(voters), "utf-8")
    with pytest.raises(InputError, match=COLUMNS[0]):
        read_roll(path, styles=style_ids(made))


def test_a_roll_of_fictitious_voters_fits_its_election(tmp_path: Path) -> None:
    file = file_of(tmp_path, style("town", '["president"]'), style("village", _ALL))
    done = CliRunner().invoke(app, ["demo", "roll", "--voters", "5", "--election", str(file)])
    assert done.exit_code == 0, done.output
    path = tmp_path / "roll.csv"
    path.write_text(done.stdout, "utf-8")
    assert [voter.style for voter in read_roll(path, styles=style_ids(read_election(file)))] == [1, 2, 1, 2, 1]


def test_nobody_stands_on_a_roll_without_a_style(tmp_path: Path) -> None:
    made = read_election(file_of(tmp_path, style("town", '["president"]'), style("village", _ALL)))
    names = dict.fromkeys(("kk", "ru", "en"), "17")
    with pytest.raises(PlanError, match="without a ballot style of the election: 4"):
        plan_of(election=made, number=17, names=names, booths=1, voters=demo_voters(4, 1), slots=8)


def test_a_row_with_a_style_is_the_one_that_the_formats_name() -> None:
    for name in ("А", "Қ" * 60):
        row = RollRow(name=name, birth_year=1980, style=8)
        assert row_content(name.encode(), 1980, 8) == cbor.encode(row.to_map())
