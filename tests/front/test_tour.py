"""The tour comes to its end whatever is pressed, says a breach in words, and begins anew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from host_tools.elections.election_file import read_election
from simulator.people.typed_numbers import typed_numbers
from tests.front.browser_person import Person
from tests.front.conftest import VOTERS
from tests.precinct.day import ELECTION

SAID = r"Question 1: paper ballots received: {}; handed out, unused and spoiled together: {}\. .* may be typed wrongly"
DONE = "The day is done"
MOST_PRESSES = 40
SETTLED = "() => !document.querySelector('.guide').classList.contains('doing')"

# Look at the step and press its button in one go, so that no step comes between.
PRESS = """end => {
  const title = document.querySelector(".step-title").textContent;
  if (title !== end) [...document.querySelectorAll(".do-it:enabled")].at(-1)?.click();
  return title;
}"""


@pytest.mark.long  # three minutes, most of them the world's
def test_pressed_as_offered_though_somebody_left_with_a_slip_and_a_paper_ballot_is_missing(
    front_page: Page, tmp_path: Path
) -> None:
    page, person = front_page, Person(front_page, tmp_path)
    page.click("[data-speed='max']")
    offered = press_until(page, "Let others vote")
    assert offered == ["Open the polls", "Check a voter in", "Carry the slip to a booth", "Choose",
                       "Compare the paper, then cast", "Pull the plug"]  # fmt: skip
    person.says("give card 12 1")  # and walks off with it, which is a line of the protocol and no breach
    page.click(".do-it")
    expect(page.locator(".step-text")).to_contain_text("Invented voters are voting")
    page.wait_for_function(SETTLED)
    page.click(".step-dot[data-step='close']")  # before they are through
    page.click(".do-it")
    page.wait_for_function(SETTLED)
    expect(page.locator(".step-title")).to_have_text("Count")

    issued = int(page.locator(".box-facts dd").nth(2).text_content() or "")
    answer = page.evaluate("line => tamga.act(line)", f"count {one_paper_missing(issued)}")
    assert not answer["ok"]
    expect(page.locator(".step-text")).to_contain_text(re.compile(SAID.format(VOTERS, VOTERS - 1)))
    caption = page.locator("[data-terminal='desk'] .caption")
    expect(caption).to_contain_text(re.compile(r"The numbers do not agree( 1/\d)?: Question 1:"))
    assert press_until(page, DONE) == ["Count", "Send the protocol to the centre"]

    page.click(".guide .anew")
    with page.expect_navigation():
        page.click(".question .primary")
    expect(page.locator(".step-title")).to_have_text("Open the polls")
    expect(page.locator(".inside")).to_have_text("0")


def one_paper_missing(issued: int) -> str:
    """What the chair types who finds one unused paper ballot less of each question than came that morning."""
    election = read_election(ELECTION)
    paper = [[issued] + [0] * (len(contest.options) + 2) for contest in election.contests]
    numbers = typed_numbers(election, paper, VOTERS, issued, unused=VOTERS - issued - 1)
    return " ".join(map(str, numbers))


def press_until(page: Page, title: str) -> list[str]:
    """Press the last button that is offered, as soon as it is; the titles on the way, each once."""
    seen: list[str] = []
    for _ in range(MOST_PRESSES):
        now = page.evaluate(PRESS, title)
        if now == title:
            return seen
        if now not in seen:
            seen.append(now)
        page.wait_for_function(SETTLED)
    raise AssertionError(f"the tour never came to {title}: {seen}, {page.locator('.step-failure').text_content()}")
