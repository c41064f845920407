"""Settings that docs/election-file.md forgets or tells otherwise, and defaults on which host and terminal disagree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
from annotated_types import Ge, Le
from pydantic.fields import FieldInfo

from host_tools.elections.election_file import FileContest
from host_tools.elections.settings import Settings

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "election-file.md").read_text("utf-8")
WINGS = [ROOT / "device" / name for name in ("booth", "desk", "terminal")]
FOR_THE_HOST = {"utc_offset_minutes"}  # goes into each precinct's definition


def table(after: str) -> dict[str, list[str]]:
    """Name -> the other cells of each row of the first table after some words."""
    lines = PAGE[PAGE.index("\n| ", PAGE.index(after)) + 1 :].split("\n\n")[0].splitlines()[2:]
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return {row[0].strip("`"): row[1:] for row in rows}


def told(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def allowed(field: FieldInfo) -> str:
    if field.annotation is bool:
        return "true, false"
    if get_origin(field.annotation) is Literal:
        return ", ".join(get_args(field.annotation))
    if field.annotation is str:
        return "00:00 to 23:59"
    least = next(limit.ge for limit in field.metadata if isinstance(limit, Ge))
    most = next(limit.le for limit in field.metadata if isinstance(limit, Le))
    return f"{least} to {most}"


def test_every_setting_with_its_range_and_default() -> None:
    expected = {name: (allowed(field), told(field.default)) for name, field in Settings.model_fields.items()}
    assert {name: (cells[1], cells[2]) for name, cells in table("## Settings\n").items()} == expected
    assert all(cells[0] and cells[3] for cells in table("## Settings\n").values()), "no meaning, or no reason"


@pytest.mark.parametrize("name", ["votes_allowed", "blank", "kind", "percent_of"])
def test_what_a_contest_sets(name: str) -> None:
    field = FileContest.model_fields[name]
    assert table("A contest:\n")[name][1:] == [allowed(field), told(field.default)]


def test_uncertain_law_is_told_of_settings_that_exist() -> None:
    named = [name.strip(" `") for names in table("## Where the law is unclear\n") for name in names.split(",")]
    assert set(named) <= {*Settings.model_fields, *FileContest.model_fields} and len(set(named)) == len(named)


def defaults_on_the_terminal() -> Iterator[tuple[str, Any]]:
    """(setting, what the terminal takes where the package does not have it), of each place that reads one."""
    trees = [ast.parse(path.read_text("utf-8")) for folder in WINGS for path in folder.rglob("*.py")]
    constants = {
        target.id: node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("settings.get"):
                name, given = node.args
                constant = getattr(given, "id", None) or getattr(given, "attr", None)
                given = constants[constant] if constant else given
                assert isinstance(name, ast.Constant)
                yield name.value, eval(ast.unparse(given), {})


def test_the_terminal_takes_the_same_where_a_package_says_nothing() -> None:
    found = list(defaults_on_the_terminal())
    whole = Settings(signatures_needed=1, home_requests_until="11:00").to_map() | {
        "signatures_needed": 0,
        "secretary_holder": 2,
        "home_until_minutes": 12 * 60,
        "referendum": False,
    }  # by default a package has none
    host = {name: value for name, value in whole.items() if name not in FOR_THE_HOST}
    assert {name for name, _ in found} == set(host)
    assert [(name, value) for name, value in found if value != host[name] or type(value) is not type(host[name])] == []
