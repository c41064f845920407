"""Pages of the terminal that docs/screens.md forgets, or names and does not have, or does not lead to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from host_tools.provisioning.closure import ROLES
from tests.test_texts import DEVICE, FILES, actions, equations, known, literals, sources

PAGE = Path(DEVICE.parent / "docs" / "screens.md").read_text("utf-8").split("\n## All pages\n")[1]
HEADINGS = {"common": "Both terminals", "booth": "The booth", "desk": "The desk"}
WAITING = {
    "booth": ["show_slip", "suspended_title", "booth_closed", "outdated"],
    "desk": ["show_card", "polls_suspended", "desk_closed"],
}
FIRST = "start_checking"
ANYWHERE = "*waiting*"
# What is drawn by these is paper, wherever it stands.
DRAWS_SLIPS = re.compile(r"paper/|.*(slips?|reports|_part)\.py$")
# Named elsewhere, and still on paper only.
ON_PAPER = {"slip_cast", "slip_spent", "slip_spoiled", "test_band", "training_band"}
ON_PAPER |= {"listed", "on_list", "activations", "electronic", "paper_issued", "paper_returned"}
ON_PAPER |= {"slip_signing_card", "slip_signing_keep", "slip_precinct"}
ON_PAPER |= {"slip_desk", "slip_desk_number", "slip_booth"}  # what a poll calls its terminal: a title, too
ON_PAPER |= {"issued_recorded", "outside_recorded", "spoiled_recorded"}
ON_PAPER |= {"slips_returned", "slips_exchanged", "slips_cancelled", "challenged"}
ON_PAPER |= {"slips_changed", "slips_taken", "papers_taken", "typed_in", "withdrawn_recorded"}
VOTERS_ALONE = {"still_there", "press_any_key"}  # the code is both terminals', the time limit a voter's


@dataclass(frozen=True)
class Row:
    """One page. before, after: ids of pages, with ANYWHERE among them."""

    words: list[str]
    before: list[str]
    after: list[str]

    @property
    def name(self) -> str:
        return self.words[0]


def steps(text: str) -> list[str]:
    return [word or ANYWHERE for word in re.findall(r"`(\w+)`|\*waiting\*", text)]


def rows(part: str) -> list[Row]:
    lines = PAGE.split(f"### {HEADINGS[part]}\n")[1].split("\n### ")[0].splitlines()
    cells = [line.strip("|").split(" | ") for line in lines if line.startswith("| `")]
    return [Row(steps(words), steps(before), steps(after)) for words, _, _, before, after in cells]


def pages(role: str) -> dict[str, Row]:
    return {row.name: row for part in ("common", role) for row in rows(part)}


def on_every_page() -> set[str]:
    return set(steps(PAGE.split("### ")[0].split("On many pages")[1]))


def said(role: str) -> set[str]:
    """Ids of all words that this terminal's sources name, but for those on paper alone."""
    found = {text for name, tree in sources(role) if not DRAWS_SLIPS.match(name) for text in literals(tree)}
    found |= {f"action_{action}" for action in actions(role)}
    found |= {f"eq_{name}" for name in equations()} if role == "desk" else set()
    return (found & set(known(role))) - ON_PAPER - (VOTERS_ALONE if role == "desk" else set())


@pytest.mark.parametrize("role", ROLES)
def test_every_word_has_its_page(role: str) -> None:
    listed = on_every_page() | {word for page in pages(role).values() for word in page.words}
    assert said(role) - listed == set(), "in the sources, not on the page"
    assert listed - said(role) == set(), "on the page, not in the sources"


def test_what_is_on_paper_only_is_no_page() -> None:
    assert set().union(*FILES.values()) >= ON_PAPER
    assert {page.name for role in ROLES for page in pages(role).values()} & ON_PAPER == set()


@pytest.mark.parametrize("role", ROLES)
def test_a_page_that_leads_to_another_is_named_there(role: str) -> None:
    there = pages(role)
    others = {page.name for part in HEADINGS for page in rows(part)} - set(there)
    forward = {(page.name, step) for page in there.values() for step in page.after}
    backward = {(step, page.name) for page in there.values() for step in page.before}
    known_steps = set(there) | others | {ANYWHERE}
    assert {step for pair in forward | backward for step in pair} <= known_steps
    waiting = {(step, name) for step, name in backward if step == ANYWHERE}
    assert waiting == {(ANYWHERE, name) for name in WAITING[role]}
    inside = {pair for pair in forward if pair[1] in there}
    assert inside == {pair for pair in backward - waiting if pair[0] in there}


@pytest.mark.parametrize("role", ROLES)
def test_every_page_can_be_reached_and_left(role: str) -> None:
    there = pages(role)
    after = {name: [to for step in page.after for to in (WAITING[role] if step == ANYWHERE else [step])]
             for name, page in there.items()}  # fmt: skip
    reached, new = set(), {FIRST}
    while new:
        reached |= new
        new = {step for name in new for step in after[name] if step in there} - reached
    assert set(there) - reached == set(), "nothing leads there"
    assert [name for name in there if not set(after[name]) & set(there)] == [], "nothing leads out"
