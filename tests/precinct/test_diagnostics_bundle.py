"""A terminal that is repaired elsewhere: the bundle says what is wrong with it, and gives none of its secrets away."""

from __future__ import annotations

import base64
import json
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from host_tools.cli import app
from host_tools.formats.packages import open_package
from simulator.people.precinct import OFFICIAL
from tests.precinct.day import AUTHORITY, Snapshot


def bundled(folder: Path, opened: Snapshot, number: int, *others: object) -> tuple[int, str]:
    """(exit status, what it said): the terminal's files and chips into bundle.zip."""
    public = folder / "authority.pub"
    public.write_text(bytes(AUTHORITY.verify_key).hex())
    arguments = [
        "diagnose",
        opened.provisioned.terminals[number],
        "--authority",
        public,
        "--out",
        folder / "bundle.zip",
    ]
    found = CliRunner().invoke(app, [str(one) for one in (*arguments, *others)])
    return found.exit_code, found.stdout + found.stderr


def with_log(folder: Path, opened: Snapshot, number: int) -> list[object]:
    """The options for the log on its chips."""
    definition = folder / "precinct.cbor"
    definition.write_bytes(opened.provisioned.precincts[OFFICIAL].to_cbor())
    options: list[object] = ["--precinct", definition]
    for place, image in enumerate(opened.chips[number]):
        (folder / f"{place}.bin").write_bytes(image)
        options += ["--chip", folder / f"{place}.bin"]
    return options


@pytest.mark.parametrize("number", [0, 1])
def test_it_has_software_and_log_and_no_secret(opened: Snapshot, tmp_path: Path, number: int) -> None:
    status, said = bundled(tmp_path, opened, number, *with_log(tmp_path, opened, number))
    assert status == 0, said
    with zipfile.ZipFile(tmp_path / "bundle.zip") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    terminal, log = json.loads(files["terminal.json"]), json.loads(files["log.json"])
    assert terminal["problems"] == [] and terminal["role"] == ("booth" if number else "desk")
    assert log["signed_heads"] and not log["wrong_signatures"] and log["log"]["Device"][0]["Event"]
    assert "board.py" in files and "own_key.bin" in terminal["data"]
    data, whole = opened.provisioned.terminals[number] / "data", b"".join(files.values())
    package = open_package((data / "official.tmpk").read_bytes(), bytes(AUTHORITY.verify_key))
    secrets = [value for value in package.secrets.model_dump().values() if value]
    secrets += [(data / name).read_bytes() for name in ("own_key.bin", "seed.bin")]
    for secret in secrets:
        for form in (secret, secret.hex().encode(), base64.b64encode(secret)[:-4]):
            assert form not in whole


def test_an_altered_file_is_named(opened: Snapshot, tmp_path: Path) -> None:
    folder = opened.provisioned.terminals[1]
    board = folder / "board.py"
    before = board.read_bytes()
    board.write_bytes(before + b"\n")
    try:
        status, said = bundled(tmp_path, opened, 1)
    finally:
        board.write_bytes(before)
    assert status == 0, said
    with zipfile.ZipFile(tmp_path / "bundle.zip") as archive:
        assert json.loads(archive.read("terminal.json"))["problems"] == ["board.py is altered"]


def test_a_folder_that_is_no_terminals(tmp_path: Path, opened: Snapshot) -> None:
    (tmp_path / "authority.pub").write_text(bytes(AUTHORITY.verify_key).hex())
    arguments = ["diagnose", tmp_path, "--authority", tmp_path / "authority.pub", "--out", tmp_path / "bundle.zip"]
    found = CliRunner().invoke(app, [str(one) for one in arguments])
    assert found.exit_code == 2 and "device.cbor" in found.stderr and not (tmp_path / "bundle.zip").exists()


def test_one_chip_alone(tmp_path: Path, opened: Snapshot) -> None:
    options = with_log(tmp_path, opened, 1)[:4]
    status, said = bundled(tmp_path, opened, 1, *options)
    assert status == 2 and "both chips" in said
