"""Event logs in a publication: those that continue what their terminals signed, valid by NIST's schema."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from host_tools.cli import app
from host_tools.determining import nation_folder
from host_tools.determining.nation import determine
from host_tools.publishing import check, logs, tree
from host_tools.verifying import log_document
from tests.host_tools.good_day import GoodDay, write
from tests.host_tools.publishing.conftest import MADE_S

SCHEMA = Path(__file__).parents[4] / "shared" / "nist" / "eel.json"


@pytest.fixture(scope="module")
def place() -> GoodDay:
    return GoodDay()


@pytest.fixture(scope="module")
def folder(place: GoodDay, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The nation's folder of one precinct, with the logs of its desk and booths."""
    at = tmp_path_factory.mktemp("nation")
    found = place.files()
    named = {
        "authority.pub": "public/authority.pub",
        "election.cbor": "public/election.cbor",
        "definitions/17.cbor": "public/precinct-official.cbor",
        "definitions/17.cose": "public/official.manifest.cose",
        "firmware/desk.tmf": "public/firmware-desk.tmf",
        "firmware/booth.tmf": "public/firmware-booth.tmf",
        "objects/p.cose": "protocol.cose",
    }
    files = {name: found[source] for name, source in named.items()}
    files |= {f"objects/{booth}.cose": place.totals(booth) for booth in place.records}
    write({**files, "territory.csv": b"precinct,district,region\n17,North,A"}, at)
    write({name: data for name, data in found.items() if name.endswith(".img")}, at / "chips")
    (at / logs.FOLDER).mkdir()
    for name in ("desk", *(f"booth-{booth}" for booth in place.records)):
        assert log(at, name)[0] == 0
    return at


def log(folder: Path, name: str) -> tuple[int, str]:
    """As `tamga cartridge log`."""
    chips = [str(folder / "chips" / f"{name}-{chip}.img") for chip in "ab"]
    definition, out = folder / "definitions" / "17.cbor", folder / "logs" / f"{name}.json"
    words = ["cartridge", "log", *chips, "--precinct", str(definition), "--out", str(out)]
    result = CliRunner().invoke(app, words)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def publish(folder: Path, out: Path, place: GoodDay) -> tree.Published:
    nation = determine(nation_folder.load(folder), nation_folder.objects(folder), True)
    return tree.publish(out, nation, folder, place.centre, MADE_S)


def test_logs_are_published_and_checked_and_strangers_left_out(folder: Path, place: GoodDay, tmp_path: Path) -> None:
    stranger = json.loads((folder / "logs" / "booth-1.json").read_text())
    stranger["Device"][0]["Id"] = "17-2"
    (folder / "logs" / "stranger.json").write_text(json.dumps(stranger))
    (folder / "logs" / "empty.json").write_text("[]")
    done = publish(folder, tmp_path / "served", place)
    assert done.alarms == [] and len(done.strays) == 2, done
    assert "is no event log" in done.strays[0] and "no head that the terminal signed" in done.strays[1]
    assert {path.name for path in (tmp_path / "served" / "logs").iterdir()} == {
        "17-desk.json", *(f"17-{booth}.json" for booth in place.records)
    }  # fmt: skip
    assert check.check(tmp_path / "served").verdict == "agrees"
    (tmp_path / "served" / "logs" / "17-1.json").rename(tmp_path / "served" / "logs" / "17-2.json")
    report = check.check(tmp_path / "served")
    assert any("is the log of precinct 17, terminal 1" in finding.text for finding in report.findings)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda events: events.pop(3), "its chain breaks at event 3"),
        (lambda events: events[2].update(Details="00" * 48), "its chain breaks at event 2"),
        (lambda events: events[2].update(TimeStamp="2026-01-01T00:00:00Z"), "event 2 does not say what was chained"),
        (lambda events: events[2].update(Type="nothing"), "event 2 does not say what was chained"),
        (lambda events: events.clear(), "no head that the terminal signed"),
        (lambda events: events[1].pop("Hash"), "it is no event log"),
    ],
)
def test_an_altered_log(folder: Path, place: GoodDay, change: Callable[[Any], Any], words: str) -> None:
    said = json.loads((folder / "logs" / "desk.json").read_text())
    change(said["Device"][0]["Event"])
    found = log_document.read(said)
    if not isinstance(found, str):
        named = {place.desk_log()[1]}
        found = next(log_document.problems(said, found[2], place.precinct, 0, named))
    assert words in found


def test_a_log_that_ends_before_what_was_signed(folder: Path, place: GoodDay) -> None:
    """Every prefix of a log has a right chain; the protocol's head says how far it went."""
    said = json.loads((folder / "logs" / "desk.json").read_text())
    del said["Device"][0]["Event"][4:]
    found = log_document.read(said)
    assert not isinstance(found, str)
    assert list(log_document.problems(said, found[2], place.precinct, 0, {place.desk_log()[1]})) == [
        "what the terminal signed names another log"
    ]


def test_images_that_are_not_of_one_terminal(folder: Path) -> None:
    (folder / "chips" / "mixed-a.img").write_bytes((folder / "chips" / "booth-2-a.img").read_bytes())
    (folder / "chips" / "mixed-b.img").write_bytes((folder / "chips" / "booth-1-b.img").read_bytes())
    status, said = log(folder, "mixed")
    assert status == 2 and "of different cartridges" in said and not (folder / "logs" / "mixed.json").exists()


@pytest.mark.skipif(not SCHEMA.exists(), reason="NIST's schema does not lie beside the project")
def test_it_is_valid_by_the_schema(folder: Path) -> None:
    validator = jsonschema.Draft4Validator(json.loads(SCHEMA.read_text()))
    said = json.loads((folder / "logs" / "booth-1.json").read_text())
    assert [error.message for error in validator.iter_errors(said)] == []
    del said["GeneratedTime"]
    assert not validator.is_valid(said)


def test_the_same_log_gives_the_same_document(folder: Path) -> None:
    before = sha256((folder / "logs" / "desk.json").read_bytes()).digest()
    assert log(folder, "desk")[0] == 0
    assert sha256((folder / "logs" / "desk.json").read_bytes()).digest() == before
