"""A command writes in a folder that may be there already, and another command writes there at the same moment.

Whoever takes such a folder makes it by `writing_in`, `whole_folder` or `files_in_folder`, which hold its lock; so a
`mkdir(exist_ok=True)` anywhere else is looked for. A single file needs none: it is whole or not there (`atomic_file`).
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer

from host_tools.boards import cli as boards
from host_tools.contract import cli as contract
from host_tools.folder_lock import FolderBusyError, alone_in, writing_in
from host_tools.registers.made_up import accepting, generate

ROOT = Path(__file__).parents[2]
MAKES = {"mkdir", "makedirs"}
# Who may make a folder that may be there, and why no lock is needed.
ALLOWED = {
    "host_tools/folder_lock.py": "the mechanism",
    "host_tools/whole_files.py": "the folder around one that is locked",
    "host_tools/rolls/pack.py": "locked as a whole; resumes what an earlier run began",
    "host_tools/registers/compiling/stages.py": "in a compilation, which is locked as a whole",
    "host_tools/labels/index.py": "a folder of its own for each run of packing",
    "host_tools/registers/planning/approval.py": "one file per approver",
    "host_tools/determining/cli.py": "one file per ruling, new or refused",
    "host_tools/verifying/companions.py": "one file",
    "host_tools/collecting/store.py": "a database, which locks itself",
    "host_tools/collecting/kept_pictures.py": "one file per precinct, new or refused",
    "host_tools/provisioning/device_book.py": "the book locks the folder for each change",
    "host_tools/keys/printing.py": "in a folder that is locked and new",
    "host_tools/publishing/kept_files.py": "in a publication, which is locked as a whole",
    "host_tools/publishing/records.py": "in a publication, which is locked as a whole",
    "host_tools/publishing/fetching.py": "in a publication that is fetched, and locked",
    "host_tools/publishing/audits.py": "in a publication, which is locked as a whole",
    "host_tools/publishing/logs.py": "in a publication, which is locked as a whole",
    "host_tools/registers/made_up/bench.py": "made-up people, measured",
    "host_tools/registers/made_up/accepting.py": "made-up people, measured",
    "host_tools/collecting/made_up/bench.py": "made-up protocols, measured",
    "host_tools/collecting/made_up/many.py": "made-up protocols, measured",
    "host_tools/provisioning/firmware.py": "in a terminal's folder, which is locked and new",
}


def openings(tree: ast.AST) -> Iterator[int]:
    """Lines where a folder is made that may be there already."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MAKES:
            if any(one.arg == "exist_ok" for one in node.keywords):
                yield node.lineno


def test_nobody_else_takes_a_folder_that_is_there() -> None:
    found: dict[str, list[int]] = {}
    for path in sorted((ROOT / "host_tools").rglob("*.py")):
        if lines := list(openings(ast.parse(path.read_text("utf-8")))):
            found[path.relative_to(ROOT).as_posix()] = lines
    assert found.keys() - ALLOWED.keys() == set(), found
    assert ALLOWED.keys() - found.keys() == set(), "an exception that nobody needs"


def test_the_sweep_finds_the_kind() -> None:
    assert list(openings(ast.parse("out.mkdir(parents=True, exist_ok=True)"))) == [1]
    assert list(openings(ast.parse("os.makedirs(out, exist_ok=True)"))) == [1]
    assert list(openings(ast.parse("out.mkdir()"))) == []


WRITERS: dict[str, Callable[[Path], None]] = {
    "contract": lambda out: contract.contract(out),
    "wiring": lambda out: boards.wiring("tamga_rp2350", out),
    "made-up registers": lambda out: generate.generate(out, 10, 1, accepting.dt.date(2026, 11, 30)),
}


@pytest.mark.parametrize("name", WRITERS)
def test_another_command_writes_there(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    with writing_in(out):
        with pytest.raises((FolderBusyError, typer.Exit)) as raised:
            WRITERS[name](out)
        said = f"{raised.value}{capsys.readouterr().err}"
        assert "is writing there" in said, said
        assert list(out.iterdir()) == []
    with alone_in(out):
        pass
