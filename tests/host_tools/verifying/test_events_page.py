"""What a log may say stands in three places: the terminal's code, docs/events.md, and the table that checks it."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

from host_tools.formats import events, readiness
from tests.test_texts import FILES

ROOT = Path(__file__).parents[3]


def table_of(path: str, name: str) -> Any:
    """A table of a file of the firmware."""
    tree = ast.parse((ROOT / "device" / path).read_text("utf-8"))
    assigned = [node for node in tree.body if isinstance(node, ast.Assign)]
    (value,) = [node.value for node in assigned if ast.unparse(node.targets[0]) == name]
    return ast.literal_eval(value)


def terminals_table(name: str) -> str:
    """A table of device/storage/events.py, which is one text."""
    return str(table_of("storage/events.py", name))


def terminals_numbers() -> set[int]:
    return {int(number) for number in re.findall(r"=(\d+)", terminals_table("EVENTS"))}


def reasons() -> int:
    page = (ROOT / "docs" / "events.md").read_text("utf-8")
    return max(int(number) for number in re.findall(r"[ ,](\d+) [a-z]", page[page.index("Reasons, in the order") :]))


def test_the_table_is_the_page_and_the_terminals() -> None:
    page = (ROOT / "docs" / "events.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d+) \| [^|]* \| ([^|]*)\|$", page, re.MULTILINE)
    told = {int(number): detail for number, detail in rows}
    assert set(told) == terminals_numbers() == set(events.EVENTS)
    for number, detail in told.items():
        named = {int(word) for word in re.findall(r"(?<![\w.])(\d+):? ", detail)} if "reason" not in detail else set()
        assert all(value in events.EVENTS[number].details for value in named), (number, detail)
        if not detail.strip():
            assert events.EVENTS[number].details == events.NONE or number in NOT_ON_THE_PAGE, number
    assert max(events.REASONS) == reasons() == len(terminals_table("REASONS").split())


NOT_ON_THE_PAGE: set[int] = {16, 17}  # how many keys; a booth does not number its reprints


def test_findings_of_a_self_test_have_the_terminals_numbers() -> None:
    terminals = table_of("terminal/self_test.py", "FAULTS")
    assert [finding.name for finding in readiness.FINDINGS] == list(terminals)
    for number, name in enumerate(terminals, 1):
        places = {words.count("{}") for words in FILES["common"][name]}
        assert places == {readiness.FINDINGS[number - 1].words.count("{}")}, name
