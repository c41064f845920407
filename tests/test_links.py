"""Pages that lead to files that are not there, and commands that the Makefile does not know."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted({*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")} - {ROOT / "README.md"})]
LINK = re.compile(r"\]\(([^)#]+)[^)]*\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text("utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_page_and_picture_is_reached_from_the_readme() -> None:
    linked = {(ROOT / link).resolve() for link in LINK.findall(PAGES[0].read_text("utf-8"))}
    there = {*PAGES[1:], *(ROOT / "docs" / "pictures").iterdir()}
    assert {path.name for path in there - linked} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_command_exists(page: Path) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    said = re.findall(r"^    make ([a-z-]+)|`make ([a-z-]+)", page.read_text("utf-8"), re.MULTILINE)
    assert {first or second for first, second in said} <= set(targets)
