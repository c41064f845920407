"""A file that one reader takes and the next refuses: a byte order mark, UTF-16, semicolons; brackets without end."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from host_tools.labels.errors import LabelError
from host_tools.labels.issuing import read_districts
from host_tools.registers.reading.trust import Trusted
from host_tools.text_files import TextFileError

ROOT = Path(__file__).parents[2]


def reads_itself(node: ast.AST) -> bool:
    """A table by the library's reader, or TOML and JSON straight from a file."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    of_a_file = any(isinstance(part, ast.Attribute) and part.attr.startswith("read_") for part in ast.walk(node))
    return node.func.attr in ("DictReader", "reader") or (node.func.attr == "loads" and of_a_file)


# Who may read text without `text_files`, and what it is: files of our own repository or of the very program.
ITS_OWN = {
    "host_tools/text_files.py",  # the reader
    "host_tools/formats/cbor.py",  # cbor2.loads, of bytes
    "host_tools/contract/words.py", "host_tools/registers/agreement/words.py", "host_tools/paper_precincts/words.py",
    "host_tools/elections/screens.py", "host_tools/page/building.py", "host_tools/installing/sbom.py",
    "host_tools/provisioning/closure.py",  # sources of the firmware, parsed as Python
    "host_tools/privacy/memory_files.py", "host_tools/rolls/bench.py", "host_tools/collecting/made_up/bench.py",
}  # fmt: skip
# Written by the command itself for its next run, most of it sealed or chained, and read with its refusals there.
OWN_NOTES = {
    "host_tools/privacy/chained_journal.py", "host_tools/privacy/wipe_protocol.py", "host_tools/keys/files.py",
    "host_tools/registers/planning/state.py", "host_tools/registers/compiling/stages.py",
    "host_tools/registers/cli.py", "host_tools/registers/review/decisions.py", "host_tools/publishing/check.py",
    "host_tools/publishing/records_check.py", "host_tools/paper_precincts/signing.py",
    "host_tools/collecting/made_up/clients.py",
}  # fmt: skip


def test_nothing_else_reads_text_of_people() -> None:
    found = set()
    for path in sorted((ROOT / "host_tools").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if reads_itself(node):
                found.add(path.relative_to(ROOT).as_posix())
    assert found - ITS_OWN - OWN_NOTES == set()


TABLE = "district,precinct,region\nЕсіл,17,Астана\nАлматы,18,Астана\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_districts_come_from_any_spreadsheet(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "precincts.csv"
    path.write_bytes(TABLE.replace(",", delimiter).replace("\n", "\r\n").encode(encoding))
    assert read_districts(path) == {17: "Есіл", 18: "Алматы"}


@pytest.mark.parametrize(
    "text,said",
    [
        ("precinct,region\n1,2\n", "line 1: the header is not the one wanted: district missing"),
        ("precinct,district\n17,Ес\u202eіл\n", "line 2: district: has an invisible character (U+202E)"),
        ("precinct,district\n17,\n", "line 2: district: is missing"),
        ("precinct,district\n17,Есіл\n17,Алматы\n", "line 3: precinct 17 lies in another district above"),
    ],
)
def test_a_district_that_cannot_be_used_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "precincts.csv"
    path.write_text(text, "utf-8")
    with pytest.raises((LabelError, TextFileError), match=re.escape(said)):
        read_districts(path)


def test_a_list_of_trusted_keys_may_come_from_notepad(tmp_path: Path) -> None:
    path = tmp_path / "trusted.txt"
    path.write_bytes(f"population {'ab' * 32}\r\n".encode("utf-8-sig"))
    assert Trusted.of_files([path]).keys == {"ab" * 32: frozenset({"population"})}
