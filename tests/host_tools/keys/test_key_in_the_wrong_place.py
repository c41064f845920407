"""A private key in a public one's place would be published; a public one in a private key's place gets wrong advice."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from host_tools.cli import app
from host_tools.errors import TamgaError
from host_tools.keys import files
from host_tools.privacy.key_files import create_key_file, read_key_file

READERS: dict[str, Callable[[Path], object]] = {
    "private": files.load,
    "public": files.load_public,
    "working": read_key_file,
    "ceremony": files.load_card_secret,
}


@pytest.fixture
def kinds(tmp_path: Path) -> dict[str, Path]:
    """A file of every kind of key."""
    signing = files.create(tmp_path / "centre.key")
    files.create(tmp_path / "old.key")
    old = files.load(tmp_path / "old.key")
    (tmp_path / "old.key").write_text(f"{bytes(old).hex()}\n")  # as keys were written before they had a type
    (tmp_path / "old.key").chmod(0o600)
    create_key_file(tmp_path / "working.key")
    files.write_secret(tmp_path / "card-secret.key", f"{files.CARD_SECRET}{bytes(signing).hex()}\n".encode())
    return {
        "private": tmp_path / "centre.key",
        "private, old": tmp_path / "old.key",
        "public": tmp_path / "centre.pub",
        "working": tmp_path / "working.key",
        "ceremony": tmp_path / "card-secret.key",
    }


def test_every_reader_takes_its_own_kind_alone(kinds: dict[str, Path]) -> None:
    for wanted, read in READERS.items():
        for kind, path in kinds.items():
            if kind.split(",")[0] == wanted:
                read(path)
                continue
            with pytest.raises(TamgaError, match=path.name):
                read(path)


NAMES = {"private": "a private key", "public": "a public key", "working": "a working key", "ceremony": "key ceremony"}


@pytest.mark.parametrize("wanted", ["working", "ceremony"])
def test_a_refusal_says_what_the_file_is(kinds: dict[str, Path], wanted: str) -> None:
    """Not that others may read it: a public key that is protected with care is still no working key."""
    for kind, path in kinds.items():
        if kind == wanted or kind.endswith("old"):
            continue
        with pytest.raises(TamgaError, match=NAMES[kind]) as refused:
            READERS[wanted](path)
        assert "chmod" not in str(refused.value)


@pytest.mark.parametrize("wanted", list(READERS))
def test_a_device_without_end_is_no_key(wanted: str) -> None:
    with pytest.raises(TamgaError, match="/dev/zero"):
        READERS[wanted](Path("/dev/zero"))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_public_key_may_come_from_notepad(kinds: dict[str, Path], encoding: str) -> None:
    digits = kinds["public"].read_text()
    kinds["public"].write_bytes(digits.replace("\n", "\r\n").encode(encoding))
    assert files.load_public(kinds["public"]).hex() == digits.strip()


@pytest.mark.parametrize("kind", ["private", "private, old", "working", "ceremony"])
def test_no_command_takes_a_secret_for_a_public_key(kinds: dict[str, Path], tmp_path: Path, kind: str) -> None:
    secret, run = kinds[kind], CliRunner()
    commands = (
        ("privacy", "protocol", str(kinds["public"]), "--signer", str(secret)),
        ("terminals", "verify", str(tmp_path), "--authority", str(secret)),
        ("roll", "check", str(tmp_path), "--authority", str(secret)),
    )
    for command in commands:
        done = run.invoke(app, command)
        assert done.exit_code == 2 and "must stay secret" in done.output, done.output


def test_a_public_key_is_not_called_a_private_one_that_others_can_read(kinds: dict[str, Path]) -> None:
    with pytest.raises(files.KeyFileError, match="this is a public key"):
        files.load(kinds["public"])
