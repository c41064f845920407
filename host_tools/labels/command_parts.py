"""What the commands of `tamga labels` share: options, expected errors, and opening register and list."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from nacl.signing import SigningKey

from host_tools.errors import sqlite_words
from host_tools.formats.label import make_label
from host_tools.keys import files
from host_tools.labels.errors import LabelError
from host_tools.labels.register import LabelRegister
from host_tools.overwriting import discard
from host_tools.privacy import key_files
from host_tools.privacy.access_journal import AccessJournal
from host_tools.privacy.options import KEY_VARIABLE
from host_tools.registers.voter_list_file import VoterList, read_list

app = typer.Typer(help="Bar-code labels for ID cards.", no_args_is_help=True)

RegisterPath = Annotated[Path, typer.Option("--register", help="The register of labels.")]
RegisterKey = Annotated[Path, typer.Option("--key", help="Key file of the register (tamga privacy key).")]
ListKey = Annotated[
    Path | None,
    typer.Option("--list-key", envvar=KEY_VARIABLE, help="Key file of a sealed list, and of what is written."),
]
Signer = Annotated[Path | None, typer.Option("--signing-key", help="Signs the head of the register's journal.")]
NUMBER_TYPE = "IIN"  # of the personal number, the only one that a label carries


@contextmanager
def opened_register(path: Path, key: Path, begin: bool = False, keep: bool = True) -> Iterator[LabelRegister]:
    """The register of labels, closed again at the end. begin: create it if there is none; keep: leave a new one there.

    An error of its file is a LabelError; nothing is committed then.
    """
    secret = key_files.read_key_file(key)
    if not begin and not path.exists():
        raise LabelError(f"{path}: there is no such register; tamga labels issue begins one")
    was_there = path.exists()
    try:
        register = LabelRegister(path, secret)
        try:
            yield register
        finally:
            register.close()
            if not keep and not was_there:
                discard(path)
    except sqlite3.Error as error:
        words = sqlite_words(error) or "the database refused this"
        raise LabelError(f"{path}: {words}; the register is as it was") from None


def labels_of_number(register: LabelRegister, number: str) -> list[str]:
    """Every label that a personal number ever had, valid or not, as 24 digits."""
    person = register.person(NUMBER_TYPE, number)
    return [make_label(number, serial) for serial, _ in register.labels_of(person)]


def opened_list(path: Path, key: Path | None, act: str, who: str, why: str, journal: Path) -> VoterList:
    """A voter list, after a line in the access journal."""
    AccessJournal(journal).note(who, act, str(path), why)
    return read_list(path, key_files.read_key_file(key) if key else None, AccessJournal(journal))


def signer(path: Path | None) -> SigningKey | None:
    """The key of a file, or None without one."""
    return files.load(path) if path else None
