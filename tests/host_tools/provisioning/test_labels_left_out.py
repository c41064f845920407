"""A precinct's roll from a CSV file opens with the labels of the register, and with no other card."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from host_tools.cli import app
from host_tools.elections.demo_roll import demo_voters
from host_tools.formats import packages
from host_tools.formats.label import make_label
from host_tools.keys import files
from host_tools.labels.register import LabelRegister
from host_tools.privacy.key_files import create_key_file, read_key_file
from simulator.people.newborn import inject_all
from tests.host_tools.rolls.plain_sealer import look_up

DEMO = Path(__file__).parents[3] / "simulator" / "people" / "election.toml"
VOTERS = demo_voters(6, seed=4)
HEADER = "number,surname,given_name,patronymic,birth_date\n"


class Commission:
    """Keys, a roll of six voters, and labels for the first four, of which the fourth's was revoked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("authority", "centre"):
            files.create(folder / f"{name}.key")
        rows = [f"{v.number},{v.surname},{v.given_name},{v.patronymic},{v.birth_date}\n" for v in VOTERS]
        (folder / "roll.csv").write_text(HEADER + "".join(rows), "utf-8")
        text = DEMO.read_text("utf-8").replace("number_cards = true", "number_cards = false")
        (folder / "election.toml").write_text(text, "utf-8")
        create_key_file(folder / "labels.key")
        register = LabelRegister(folder / "labels.db", read_key_file(folder / "labels.key"))
        people = [register.person("IIN", voter.number) for voter in VOTERS[:4]]
        self.serials = list(register.issue([(person, "-") for person in people], "Demo Operator", "a test"))
        register.end("revoke", people[3], self.serials[3], "Demo Operator", "a test")
        register.commit()
        register.close()

    def provision(self, *more: object) -> Result:
        at = self.folder
        plan = [
            "--election",
            at / "election.toml",
            "--precinct",
            17,
            "--name",
            "17",
            "17",
            "17",
            "--booths",
            1,
            "--demo",
        ]
        keys = ["--authority", at / "authority.key", "--centre", at / "centre.pub", "--folder", at / "made"]
        arguments = ["provision", *plan, *keys, "--roll", at / "roll.csv", *more]
        done = CliRunner().invoke(app, [str(one) for one in arguments], env={"COLUMNS": "1000"})
        if done.exit_code:
            return done
        inject_all(at / "made")
        return CliRunner().invoke(app, [str(one) for one in arguments], env={"COLUMNS": "1000"})


@pytest.fixture
def commission(tmp_path: Path) -> Commission:
    return Commission(tmp_path)


def test_without_labels_no_card_would_open_it(commission: Commission) -> None:
    done = commission.provision()
    assert done.exit_code == 2 and "no card would open the roll" in done.output


def test_labels_that_count_open_their_rows_and_nothing_else_does(commission: Commission) -> None:
    done = commission.provision("--labels", commission.folder / "labels.db")
    assert done.exit_code == 0, done.output
    desk = commission.folder / "made" / "terminals" / "desk" / "data" / "official.tmpk"
    public = bytes(files.load_public(commission.folder / "authority.pub"))
    opened = packages.open_package(desk.read_bytes(), public)
    secrets = opened.secrets
    assert secrets is not None and secrets.lookup_key is not None and secrets.wrap_key is not None
    shown = []
    for voter, serial in zip(VOTERS, [*commission.serials, 1, 1], strict=True):
        row = look_up(opened.parts["roll"], make_label(voter.number, serial), secrets.lookup_key, secrets.wrap_key)
        shown.append(None if row is None else row[1].name)
        assert look_up(opened.parts["roll"], voter.number, secrets.lookup_key, secrets.wrap_key) is None
    assert shown == [*(voter.name for voter in VOTERS[:3]), None, None, None]


@pytest.mark.parametrize(
    ("labels", "words"), [("nowhere.db", "cannot be read"), ("other.db", "not the key of this register")]
)
def test_a_register_that_is_not_there_or_of_another_key_is_told(
    commission: Commission, labels: str, words: str
) -> None:
    create_key_file(commission.folder / "other.key")
    (commission.folder / "other.db").write_bytes((commission.folder / "labels.db").read_bytes())
    done = commission.provision("--labels", commission.folder / labels)
    assert done.exit_code == 2 and words in done.output
    assert not (commission.folder / "made").exists()
