"""A file with personal data or a key that is only taken out of its folder: its blocks would lie on, readable.

The simulator is left out: its voters, keys and PINs are made up, and host tools do not import it (test_walls.py).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REMOVES = {
    "unlink", "rmtree", "remove", "rmdir", "removedirs", "TemporaryDirectory", "NamedTemporaryFile", "TemporaryFile",
    "SpooledTemporaryFile", "mkstemp", "mkdtemp",
}  # fmt: skip
OF_FILES = {"os", "shutil", "tempfile"}  # whose `remove` is not that of a list
# Who may take files away without `overwriting.discard` or `privacy.wipe`, and why nothing is lost by it.
ALLOWED = {
    "host_tools/overwriting.py": "the mechanism",
    "host_tools/privacy/wipe.py": "the mechanism of `privacy wipe`: overwritten before",
    "host_tools/privacy/wipe_protocol.py": "lines about files, for the protocol that has taken their place",
    "host_tools/privacy/memory_files.py": "a folder in memory, which is refused anywhere else",
    "host_tools/whole_files.py": "unfinished files that everybody may read; an empty folder",
    "host_tools/folder_lock.py": "a lock: who writes, and nothing of what",
    "host_tools/firmware/esp_loader.py": "parts of an image, which everybody may read",
    "host_tools/publishing/fetching.py": "a published file that came damaged",
    "host_tools/publishing/kept_files.py": "published files, whose other names stay",
    "host_tools/publishing/standing.py": "the folder of the next publication, which is not out yet",
    "host_tools/rehearsal/day.py": "of a made-up nation",
    "host_tools/rehearsal/__main__.py": "of a made-up nation",
    "host_tools/labels/bench.py": "made-up people, measured",
    "host_tools/rolls/bench.py": "made-up people, measured",
    "host_tools/registers/made_up/bench.py": "made-up people, measured",
    "host_tools/registers/made_up/bench_doubles.py": "made-up people, measured",
    "host_tools/registers/made_up/bench_work.py": "made-up people, measured",
    "host_tools/collecting/made_up/bench.py": "made-up protocols, measured",
    "host_tools/collecting/made_up/many.py": "made-up protocols, measured",
}


def removals(tree: ast.AST) -> Iterator[int]:
    """Lines where a name is taken away, or made for a while."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in OF_FILES:
            if any(name.name in REMOVES for name in node.names):
                yield node.lineno
        elif isinstance(node, ast.Attribute) and node.attr in REMOVES:
            of_files = isinstance(node.value, ast.Name) and node.value.id in OF_FILES
            if node.attr in ("remove", "removedirs") and not of_files:
                continue
            yield node.lineno


def test_nothing_else_takes_files_away() -> None:
    found: dict[str, list[int]] = {}
    files = sorted((ROOT / "host_tools").rglob("*.py"))
    for path in files:
        if lines := list(removals(ast.parse(path.read_text("utf-8")))):
            found[path.relative_to(ROOT).as_posix()] = lines
    print(f"{sum(map(len, found.values()))} removals in {len(files)} files")
    assert found.keys() - ALLOWED.keys() == set(), found
    assert ALLOWED.keys() - found.keys() == set(), "an exception that nobody needs"


@pytest.mark.parametrize(
    "line",
    ["path.unlink()", "shutil.rmtree(folder)", "os.remove(path)", "os.unlink(path)", "from shutil import rmtree",
     "tempfile.mkstemp()", "from tempfile import NamedTemporaryFile"],
)  # fmt: skip
def test_the_sweep_finds_the_kind(line: str) -> None:
    assert list(removals(ast.parse(line))) == [1]


def test_a_list_may_lose_an_element() -> None:
    assert list(removals(ast.parse("names.remove(name)"))) == []
