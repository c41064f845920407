"""The `tamga` command as a person meets it: plain sentences and exit statuses."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from host_tools.cli import app
from host_tools.formats import codes
from host_tools.keys.printing import qr_picture
from simulator.people.newborn import injected
from tests.host_tools.good_day import GoodDay, write

DEMO = Path(__file__).parents[2] / "simulator" / "people" / "election.toml"


@pytest.fixture(scope="module")
def place() -> GoodDay:
    return GoodDay()


@pytest.fixture(scope="module")
def files(place, tmp_path_factory) -> Path:
    """Everything an auditor would have."""
    folder = tmp_path_factory.mktemp("audit")
    write({name: content for name, content in place.files().items() if name.startswith("public/")}, folder)
    for booth in (1, 2):
        (folder / f"totals-{booth}.txt").write_text("\n".join(codes.split("S", place.totals(booth))))
        for chip in "ab":
            (folder / f"{booth}{chip}.bin").write_bytes(place.image(booth))
    (folder / "protocol.cbor").write_bytes(place.protocol())
    qr_picture(codes.split("A", place.activation())[0]).save(folder / "slip.png")
    return folder


def run(*arguments: object):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_a_genuine_slip_is_explained(files):
    result = run("slip", "verify", files / "slip.png", "--keys", files / "public")
    assert result.exit_code == 0, result.output
    assert "Signed by the desk of precinct 17." in result.output


def test_a_slip_without_keys_ends_with_one_sentence_and_status_1(files):
    result = run("slip", "verify", files / "slip.png", "--json")
    assert result.exit_code == 1
    assert "give the precinct's public folder" in result.stderr
    assert json.loads(result.stdout)["ok"] is False


def test_a_cartridge_is_summed_with_and_without_its_totals(files, place):
    chips = files / "1a.bin", files / "1b.bin"
    result = run("cartridge", "sum", *chips, "--totals", files / "totals-1.txt", "--keys", files / "public", "--json")
    assert result.exit_code == 0, result.output
    data = json.loads(result.stdout)["reports"][1]["data"]
    assert "".join(data["sums"]) == place.sealed_totals(1).totals.hex()
    result = run("cartridge", "sum", *chips)
    assert result.exit_code == 2
    assert "There is nothing to compare with" in result.output + result.stderr
    result = run("cartridge", "sum", *chips, "--totals", files / "totals-2.txt", "--keys", files / "public")
    assert result.exit_code == 1


def test_a_whole_precinct_is_checked(files):
    images = [part for name in ("1a", "2b", "1b", "2a") for part in ("--image", files / f"{name}.bin")]
    public = files / "public"
    common = ["--election", public / "election.cbor", "--precinct", public / "precinct-official.cbor"]
    totals = ["--totals", files / "totals-1.txt", "--totals", files / "totals-2.txt"]
    result = run("precinct", "check", *common, *totals, "--protocol", files / "protocol.cbor", *images)
    assert result.exit_code == 0, result.output
    assert "The opening proof holds" in result.output
    result = run("precinct", "check", *common, *totals[:2], "--protocol", files / "protocol.cbor")
    assert result.exit_code == 1
    assert "Sealed totals of booths 2 are missing." in result.stderr


def test_files_that_are_not_there_are_told_with_status_2(files):
    result = run("slip", "verify", files / "none.png")
    assert result.exit_code == 2
    assert "none.png" in result.stderr
    assert run("cartridge", "sum", files / "1a.bin", files / "slip.png").exit_code == 2


def test_an_election_is_checked_and_a_roll_is_made(tmp_path):
    result = run("demo", "roll", "--voters", 30, "--seed", 4)
    assert result.exit_code == 0
    (tmp_path / "roll.csv").write_text(result.stdout, encoding="utf-8")
    result = run("election", "check", DEMO, "--roll", tmp_path / "roll.csv")
    assert result.exit_code == 0, result.output
    assert "30 voters" in result.output


def test_from_keys_to_terminals(tmp_path):
    roll = tmp_path / "roll.csv"
    roll.write_text(run("demo", "roll", "--voters", 20).stdout, encoding="utf-8")
    assert run("keys", "create", tmp_path / "authority.key").exit_code == 0
    assert run("keys", "create", tmp_path / "centre.key").exit_code == 0
    plan = ["--election", DEMO, "--roll", roll, "--precinct", 17, "--name", "№ 17", "№ 17", "No. 17", "--booths", 1]
    keys = ["--authority", tmp_path / "authority.key", "--centre", tmp_path / "centre.pub"]
    folder = tmp_path / "precinct-17"
    result = run("provision", *plan, *keys, "--folder", folder, "--dry-run", "--json")
    assert result.exit_code == 0, result.output
    would_be = json.loads(result.stdout)
    assert would_be == {
        "precinct": 17, "voters": 20, "booths": 1, "desks": 1, "ballots_per_booth": 70, "terminals": [],
        "keys_to_come": [],
    }  # fmt: skip
    assert not folder.exists()
    serials = ["TM-00017-D", "TM-00017-1"]
    result = run("provision", *plan, *keys, "--folder", folder, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["keys_to_come"] == serials
    result = run("provision", *plan, *keys, "--folder", folder)
    assert result.exit_code == 2 and "the key of TM-00017-D, TM-00017-1 is missing" in result.output
    for name in ("desk", "booth-1", "booth-1"):  # one slip came twice
        slip = tmp_path / f"{name}.cose"
        slip.write_bytes(injected(folder / "terminals" / name, name.encode().ljust(32)))
        assert run("terminals", "key", folder, slip).exit_code == 0
    result = run("provision", *plan, *keys, "--folder", folder, "--json")
    assert result.exit_code == 0, result.output
    made = json.loads(result.stdout)
    assert [one["serial_number"] for one in made.pop("terminals")] == serials
    assert made == {name: value for name, value in would_be.items() if name != "terminals"}
    desk = folder / "terminals" / "desk"
    assert run("terminals", "verify", desk, "--authority", tmp_path / "authority.pub").exit_code == 0
    assert "TM-00017-1" in run("terminals", "list", folder / "terminals.json").output
    result = run("slip", "verify", folder / "cards" / "holder-1-role.png", "--keys", folder / "public")
    assert result.exit_code == 0, result.output
    assert run("provision", *plan, *keys, "--folder", folder).exit_code == 2
