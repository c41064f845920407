"""A file that one reader takes and the next refuses: a byte order mark, UTF-16, semicolons; brackets without end."""

from __future__ import annotations

import ast
import re
from hashlib import sha256
from pathlib import Path

import pytest

from host_tools.collecting.importing import found_in
from host_tools.formats import codes
from host_tools.labels.errors import LabelError
from host_tools.labels.issuing import read_districts
from host_tools.registers.reading.trust import Trusted
from host_tools.text_files import TextFileError
from host_tools.verifying.code_list import CodeListError, read_list
from host_tools.verifying.loading import LoadError, load_objects

ROOT = Path(__file__).parents[2]


ENCODINGS = ("ascii", "utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1251")


def reads_itself(node: ast.AST) -> bool:
    """A table by the library's reader, TOML and JSON straight from a file, or bytes read as one encoding."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    of_a_file = any(isinstance(part, ast.Attribute) and part.attr.startswith("read_") for part in ast.walk(node))
    of_an_encoding = any(isinstance(part, ast.Constant) and part.value in ENCODINGS for part in node.args)
    return (
        node.func.attr in ("DictReader", "reader", "read_text")
        or (node.func.attr == "loads" and of_a_file)
        or (node.func.attr == "decode" and of_an_encoding)
    )


# Who may read text without `text_files`, and what it is: files of our own repository or of the very program.
ITS_OWN = {
    "host_tools/text_files.py",  # the reader
    "host_tools/contract/words.py", "host_tools/registers/agreement/words.py", "host_tools/paper_precincts/words.py",
    "host_tools/deck/words.py", "host_tools/provisioning/paper_rolls.py",
    "host_tools/elections/screens.py", "host_tools/page/building.py", "host_tools/installing/sbom.py",
    "host_tools/provisioning/queueing/times.py", "host_tools/provisioning/names.py",
    "host_tools/provisioning/closure.py",  # sources of the firmware, parsed as Python
    "host_tools/boards/manual.py",  # words of the firmware
    "host_tools/privacy/memory_files.py", "host_tools/rolls/bench.py", "host_tools/collecting/made_up/bench.py",
}  # fmt: skip
# Written by the command itself for its next run, and read with its refusals there.
OWN_NOTES = {
    "host_tools/privacy/wipe_protocol.py", "host_tools/folder_lock.py", "host_tools/publishing/records_check.py",
    "host_tools/collecting/made_up/clients.py", "host_tools/collecting/made_up/loaded.py",
    "host_tools/collecting/made_up/alone.py", "host_tools/collecting/made_up/rounds.py",
    "host_tools/publishing/readding.py",  # what it wrote a moment ago, before the directory takes its name
}  # fmt: skip
# No file of text: what a code, a line or a head of bytes says; and the code pages that registers come in.
NO_FILE = {
    "host_tools/collecting/answering.py", "host_tools/collecting/forwarding.py", "host_tools/collecting/receiver.py",
    "host_tools/rehearsal/desk.py", "host_tools/provisioning/at_line.py",
    "host_tools/labels/read_back.py", "host_tools/verifying/pictures.py", "host_tools/privacy/key_files.py",
    "host_tools/verifying/portable_boxes.py", "host_tools/provisioning/spare_places.py",
    "host_tools/privacy/unpacked.py", "host_tools/privacy/wipe.py", "host_tools/provisioning/exposed.py",
    "host_tools/registers/reading/encodings.py", "host_tools/firmware/drive.py", "host_tools/firmware/esp_image.py",
}  # fmt: skip


def test_nothing_else_reads_text_of_people() -> None:
    found = set()
    for path in sorted((ROOT / "host_tools").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if reads_itself(node):
                found.add(path.relative_to(ROOT).as_posix())
    allowed = ITS_OWN | OWN_NOTES | NO_FILE
    assert found - allowed == set()
    assert allowed - found == set(), "an exception that nobody needs"


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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_list_of_codes_may_have_been_opened_in_notepad(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "codes.txt"
    path.write_bytes("ABCDE FGH01 23456 789JK MNPQR\r\n00000 00000 00000 00000 00000\r\n".encode(encoding))
    assert read_list(path) == ["ABCDE FGH01 23456 789JK MNPQR", "00000 00000 00000 00000 00000"]


def test_something_else_is_no_list_of_codes(tmp_path: Path) -> None:
    path = tmp_path / "codes.txt"
    path.write_text("ABCDE FGH01 23456 789JK MNPQR\nhello\n")
    with pytest.raises(CodeListError, match=r"codes\.txt: line 2: .*tamga challenge codes"):
        read_list(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_text_of_codes_may_have_been_opened_in_notepad(tmp_path: Path, encoding: str) -> None:
    path, data = tmp_path / "protocol.txt", bytes(range(256)) * 4
    path.write_bytes("\r\n".join([*codes.split("P", data), ""]).encode(encoding))
    assert load_objects([path]) == [("P", data)]
    assert found_in([(path, True)]).objects.keys() == {sha256(data).digest()}


def test_a_damaged_line_of_codes_is_named(tmp_path: Path) -> None:
    path = tmp_path / "protocol.txt"
    path.write_text("\n".join([*codes.split("P", b"one"), "TM1:P:1/1:!!", ""]))
    with pytest.raises(LoadError, match=r"protocol\.txt: line 2: "):
        load_objects([path])
    assert [problem for problem in found_in([(path, True)]).problems if "line 2" in problem]
