"""`tamga collect` started with files that do not fit together: a sentence that names the file, and nothing written."""

from __future__ import annotations

import json
import socket
from hashlib import sha256
from pathlib import Path

import pytest
from nacl.signing import SigningKey
from typer.testing import CliRunner

from host_tools.collecting.centre import Centre, Kept, whole
from host_tools.collecting.cli import app
from host_tools.collecting.precincts import load
from host_tools.formats import cose
from host_tools.formats.objects import BoothLine, Protocol
from host_tools.keys.files import PRIVATE
from tests.host_tools.collecting.made_up_centre import (
    CENTRE_KEY,
    OPENING,
    PRECINCT,
    MadeUpCentre,
    definition,
    desk_key,
    protocol,
    signed_protocol,
    signed_totals,
)
from tests.host_tools.collecting.terminal import deliver
from tests.host_tools.small_precinct import small_election

SERVE = ("serve", "--port", "loop://", "--once")  # ends before the port is opened where files do not fit


def run(centre: MadeUpCentre, *command: str, **changed: Path) -> tuple[int, str]:
    key = {"key": centre.key_file} if command[0] == "serve" else {"centre": centre.public_file}
    files = {"store": centre.store, "precincts": centre.definitions} | key | changed
    arguments = [text for name, path in files.items() for text in (f"--{name}", str(path))]
    result = CliRunner().invoke(app, [*command, *arguments], env={"COLUMNS": "300"})
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, " ".join(result.output.split())


def test_the_journal_is_listed(centre: MadeUpCentre) -> None:
    deliver(centre.receive, signed_protocol())
    deliver(centre.receive, signed_protocol(precinct=9), by=PRECINCT)
    status, output = run(centre, "list")
    assert status == 0
    assert "417" in output and "2027-01-15 08:00:00" in output
    assert "reason 7: Precinct 9 does not report to this centre." in output


def test_looking_needs_no_private_key_and_gives_json(centre: MadeUpCentre) -> None:
    deliver(centre.receive, signed_protocol())
    centre.key_file.unlink()
    status, output = run(centre, "list", "--json")
    assert status == 0 and json.loads(output)["protocols"][0]["precinct"] == PRECINCT
    assert json.loads(output)["protocols"][0]["people"] == {"agree": 0, "needed": 0, "dissent": []}


def test_the_definition_of_another_election(centre: MadeUpCentre, tmp_path: Path) -> None:
    other = tmp_path / "election.cbor"
    other.write_bytes(small_election().to_cbor())
    for command in (SERVE, ("list",)):
        status, output = run(centre, *command, election=other)
        assert status == 2 and "election.cbor: of another election than the precincts" in output
    other.write_bytes(b"no election")
    status, output = run(centre, *SERVE, election=other)
    assert status == 2 and "election.cbor: not an election definition" in output


def test_where_people_sign_the_list_says_how_many_have(centre: MadeUpCentre, tmp_path: Path) -> None:
    election = small_election()
    election = election.model_copy(update={"settings": {**election.settings, "signatures_needed": 3}})
    for path in centre.definitions.iterdir():
        path.write_bytes(definition(int(path.stem), election=election.hash16).to_cbor())
    (tmp_path / "election.cbor").write_bytes(election.to_cbor())
    store = tmp_path / "other"
    known = load(centre.definitions, bytes(CENTRE_KEY.verify_key), tmp_path / "election.cbor")
    kept = Centre(store, CENTRE_KEY, known)
    totals = signed_totals(election=election.hash16)
    line = BoothLine(1, 640, 3, 643, sha256(totals).digest(), 643, OPENING, 0, 0)
    said = Protocol.from_cbor(protocol(election=election.hash16)).model_copy(update={"booths": [line]})
    signed = cose.sign1(said.to_cbor(), desk_key(PRECINCT))
    assert all(isinstance(kept.accept([whole(kind, data)])[0], Kept) for kind, data in (("S", totals), ("P", signed)))
    status, output = run(centre, "list", store=store, election=tmp_path / "election.cbor")
    assert status == 0 and "received" in output and "0 of 3 have signed and agree" in output


def test_no_key_in_the_key_file(centre: MadeUpCentre) -> None:
    centre.key_file.write_bytes(b"not a key")
    status, output = run(centre, *SERVE)
    assert status == 2 and "no key file; it holds 64 hexadecimal digits" in output


def test_a_key_that_others_can_read(centre: MadeUpCentre) -> None:
    centre.key_file.chmod(0o644)
    status, output = run(centre, *SERVE)
    assert status == 2 and "others can read this private key" in output


def test_looking_into_a_store_that_is_not_there_begins_none(centre: MadeUpCentre, tmp_path: Path) -> None:
    status, output = run(centre, "list", store=tmp_path / "nowhere")
    assert status == 2 and "holds no journal yet" in output and not (tmp_path / "nowhere").exists()


def test_the_key_of_another_centre(centre: MadeUpCentre) -> None:
    centre.key_file.write_text(PRIVATE + bytes(range(32)).hex())
    assert "names another centre" in run(centre, *SERVE)[1]
    centre.public_file.write_text(bytes(SigningKey(bytes(range(32))).verify_key).hex())
    status, output = run(centre, "list")
    assert status == 2 and "names another centre" in output


def test_no_definitions(centre: MadeUpCentre, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    status, output = run(centre, "list", precincts=tmp_path / "empty")
    assert status == 2 and "no precinct definitions" in output


CHANGES = {
    "not a precinct definition": b"junk",
    "stands in 417.cbor too": definition(PRECINCT).to_cbor(),
    "of another election or mode": definition(500, mode=1).to_cbor(),
    "names another centre": definition(500).model_copy(update={"centre": bytes(32)}).to_cbor(),
}


@pytest.mark.parametrize("words", CHANGES)
def test_a_definition_that_does_not_fit(centre: MadeUpCentre, words: str) -> None:
    (centre.definitions / "999.cbor").write_bytes(CHANGES[words])
    status, output = run(centre, "list")
    assert status == 2 and "999.cbor" in output and words in output


def test_the_store_of_another_election(centre: MadeUpCentre, tmp_path: Path) -> None:
    other = MadeUpCentre(tmp_path / "other", mode=1)
    status, output = run(other, "list", store=centre.store)
    assert status == 2 and "another election, mode or centre key" in output


def test_a_store_that_is_no_journal(centre: MadeUpCentre, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "journal.sqlite").write_bytes(b"no database at all, but longer than the header of one" * 9)
    status, output = run(centre, "list", store=tmp_path / "new")
    assert status == 2 and "cannot be used as a journal" in output


def test_a_port_that_is_not_there(centre: MadeUpCentre, tmp_path: Path) -> None:
    status, output = run(centre, "serve", "--once", "--port", str(tmp_path / "no-port"))
    assert status == 2 and "no-port" in output


def test_an_address_that_another_program_has(centre: MadeUpCentre) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        address = f"127.0.0.1:{other.getsockname()[1]}"
        for option in ("--tcp", "--http"):
            status, output = run(centre, "serve", option, address, "--provers", "0")
            assert status == 2 and f"{address}: cannot be listened on; another program may have it" in output


def test_no_way_in(centre: MadeUpCentre) -> None:
    status, output = run(centre, "serve")
    assert status == 2 and "name at least one of --port, --modem, --tcp and --http" in output


def test_an_address_without_a_port(centre: MadeUpCentre) -> None:
    status, output = run(centre, "serve", "--tcp", "centre.example")
    assert status == 2 and "write host:port" in output


def test_a_district_with_a_signing_key(centre: MadeUpCentre) -> None:
    status, output = run(centre, *SERVE, "--forward", "http://127.0.0.1:9")
    assert status == 2 and "a district has --forward and --centre, and signs no receipts" in output
