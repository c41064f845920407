"""An error that a command does not expect shows as a traceback; a library's own text tells a commission nothing."""

import ast
import errno
import os
from pathlib import Path

import pytest
import typer

from host_tools import errors
from host_tools.console import expected
from host_tools.errors import TamgaError, os_error_in_words

HOST_TOOLS = Path(errors.__file__).parent
ROOTS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, TamgaError)}
# Benchmarks stop on a wrong result: that is a bug and no expected error.
BUGS = {"WrongResult", "_NotAsPromised"}


def exception_classes() -> list[tuple[str, str, list[str]]]:
    """(file, name, bases) of every exception class below host_tools."""
    found = []
    for path in sorted(HOST_TOOLS.rglob("*.py")):
        if path.parent.name == "verifier":
            continue  # it shares nothing with the rest, errors included
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases = [base.id for base in node.bases if isinstance(base, ast.Name)]
                if any(base.endswith(("Error", "Exception", "Trouble")) for base in bases) and node.name not in BUGS:
                    found.append((path.relative_to(HOST_TOOLS).as_posix(), node.name, bases))
    return found


def test_every_exception_class_is_an_error_of_its_package_and_has_a_name_of_its_own() -> None:
    classes = exception_classes()
    names = [name for _, name, _ in classes]
    assert sorted(names) == sorted(set(names))
    ours = ROOTS | set(names)
    for file, name, bases in classes:
        assert name.endswith("Error"), f"{file}: {name}"
        assert name == "TamgaError" or bases[0] in ours, f"{file}: {name} is not below TamgaError"
    assert len(classes) > 30


@pytest.mark.parametrize("number", [errno.ENOENT, errno.EACCES, errno.ENOSPC, errno.EIO, errno.EXDEV])
def test_what_the_system_reports_is_said_in_our_words(number: int, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended, expected():
        raise OSError(number, os.strerror(number), "list.csv")
    said = capsys.readouterr().err
    assert ended.value.exit_code == 2 and said.startswith("list.csv: ") and "Errno" not in said


def test_our_own_words_about_a_file_stay() -> None:
    assert os_error_in_words(FileExistsError("cards: is there already")) == "cards: is there already"
    told = FileExistsError(errno.EEXIST, "is a file; name a folder", "out")
    assert os_error_in_words(told) == "out: is a file; name a folder"
