"""The tour with three desks: a card at the wrong one, a report that is shown twice, and a day that is counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.front.browser_person import Person
from tests.front.conftest import served, shown
from tests.front.test_tour import DONE, SETTLED, press_until

COUNT = ("desk scan role chair", 'desk choose "Подсчёт"', "desk type pin role chair",
         "desk scan role member", "desk type pin role member")  # fmt: skip

FAST, SLOWLY = "[data-speed='max']", "[data-speed='1']"  # what a desk refuses then stands for some seconds


@pytest.fixture
def page_of_desks(chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """The page of a station with three desks."""
    with served(tmp_path, "--desks", "3") as address, shown(chromium, address) as page:
        yield page


def do_it(page: Page) -> None:
    """Press the last button of the step, as soon as it is offered."""
    page.wait_for_function(SETTLED)
    page.locator(".do-it").last.click()
    page.wait_for_function(SETTLED)


@pytest.mark.long  # three minutes, most of them the world's
def test_a_card_at_the_wrong_desk_and_a_report_twice(page_of_desks: Page, tmp_path: Path) -> None:
    page, person = page_of_desks, Person(page_of_desks, tmp_path)
    page.click(FAST)
    do_it(page)
    expect(page.locator(".step-title")).to_have_text("Check a voter in")
    expect(page.locator(".step-text")).to_contain_text("A member takes each desk over")
    caption = page.locator("[data-terminal='desk-2'] .caption")
    expect(caption).to_contain_text("Desk No. 2: Show the ID card")
    person.says("desk-2 rest 10s")  # a code that is shown while a page changes is not taken
    page.click(SLOWLY)
    page.locator(".do-it").first.click()
    expect(caption).to_contain_text("Desk No. 1 has this voter.")
    page.wait_for_function(SETTLED)
    page.click(FAST)
    for card, place in ((1, "1"), (2, "paper"), (11, "1"), (12, "paper")):
        person.says(f"give card {card} {place}")
    page.click(".step-dot[data-step='close']")
    do_it(page)
    expect(page.locator(".step-title")).to_have_text("Count")
    for line in COUNT:
        person.says(line)
    caption = page.locator("[data-terminal='desk'] .caption")
    expect(caption).to_contain_text("Desks not shown yet: 2, 3")
    person.says("desk scan slip desk_report")
    expect(caption).to_contain_text(re.compile(r"Desks not shown yet: [23]$"))
    person.says("desk rest 10s")
    page.click(SLOWLY)
    page.evaluate("line => { tamga.act(line); }", "desk scan slip desk_report")
    expect(caption).to_contain_text(re.compile(r"Desks not shown yet: [23]: This desk is counted already\."))
    page.click(FAST)
    assert press_until(page, DONE) == ["Count", "Send the protocol to the centre"]
