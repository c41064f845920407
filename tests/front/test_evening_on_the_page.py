"""The page's last step: the protocol goes to the centre, on a line that breaks off first."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.front.browser_person import Person

COUNTED = "speed max", "open day", "give card 1 paper", "close day", "count"


@pytest.fixture
def person(front_page: Page, tmp_path: Path) -> Person:
    """Somebody before a precinct whose protocol is on the wall; one voter took paper."""
    person = Person(front_page, tmp_path)
    for line in COUNTED:
        person.says(line)
    return person


def test_the_line_breaks_off_then_the_receipt_comes(person: Person) -> None:
    page, title = person.page, person.page.locator(".centre-title")
    person.opens("centre")
    expect(title).to_have_text("Waiting for the protocol")
    expect(page.locator(".result")).to_have_count(0)

    person.says("desk fault line cut_after_bytes 900")  # hello and offer, twice where an answer is late, and a record
    page.click(".centre-state button")
    expect(title).to_have_text(re.compile(r"The line broke off: [1-4] of \d records are kept"))
    expect(page.locator(".result")).to_have_count(0)

    person.says("desk fault off")
    expect(page.locator(".step-title")).to_have_text("Send the protocol to the centre")
    page.click(".do-it")
    expect(title).to_have_text("Received, and receipted")
    facts = page.locator(".centre-facts")
    expect(facts).to_contain_text("No. 1, precinct No. 17")
    expect(facts).to_contain_text("checked: the desk's")
    expect(page.locator(".result")).to_have_count(3)
    expect(page.locator(".result").first.locator("tbody tr").first.locator("td")).to_have_text(["0", "1", "1"])
    expect(page.locator(".step-title")).to_have_text("The day is done")
    page.reload()
    page.wait_for_selector(".terminal")
    expect(page.locator("[data-terminal='desk'] .strip.cut.slip-receipt")).to_have_count(1)
    expect(title).to_have_text("Received, and receipted")
