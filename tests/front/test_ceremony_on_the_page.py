"""The precinct's key is made on the page of `make run`: holders choose PINs there, and their cards are printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from simulator.people.words import words
from tests.front.browser_person import Person
from tests.front.conftest import served, shown

DESK, BOOTH = "ru", "kk"
HOLDERS = 5


@pytest.fixture
def person(chromium: Browser, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Person]:
    """Somebody before a precinct that has no key yet; after a failure the page's picture lies below build/."""
    with served(tmp_path, "--ceremony") as address, shown(chromium, address) as page:
        person = Person(page, Path("build") / "front-pictures")
        yield person
        if getattr(request.node, "failed", False):
            person.picture(request.node.name)


def touched(person: Person, digits: str) -> None:
    for digit in digits:
        person.touches("desk", digit)
    person.touches("desk", words("key_ok", DESK))


def official(person: Person, at: str, language: str) -> None:
    for card in ("role chair", "role member"):
        person.waits_for(at, "card_show", language)
        person.brings(card, at)
        person.waits_for(at, "pin_type", language)
        person.types_pin(card)


@pytest.mark.long  # two minutes: sixty digits are touched; precinct/test_key_born_in_precinct is in every run
def test_a_key_is_made_by_its_holders_and_taken_by_the_booth(person: Person) -> None:
    person.page.click("[data-speed='max']")
    person.heap("officials")
    person.waits_for("desk", "mode_official", DESK)
    person.touches("desk", words("mode_official", DESK))
    person.waits_for("desk", "key_of_precinct", DESK)
    person.touches("desk", words("action_make_key", DESK))
    person.touches("desk", words("key_ok", DESK))
    official(person, "desk", DESK)
    for holder in range(1, HOLDERS + 1):
        pin = str(holder) * 6
        person.waits_for("desk", "pin_choose", DESK)
        touched(person, pin)
        person.waits_for("desk", "key_card_back", DESK)
        person.takes_slip("desk", "key_card").drag_to(person.page.locator("[data-scanner='desk']"))
        person.waits_for("desk", "pin_type", DESK)
        touched(person, pin)
    person.says(f'expect desk screen "{words("key_use", DESK, 1)}" within 120s')
    slip = person.takes_slip("desk", "key")
    person.picture("ceremony")

    person.waits_for("booth-1", "mode_official", BOOTH)
    person.touches("booth-1", words("mode_official", BOOTH))
    person.touches("booth-1", words("key_show", BOOTH))
    slip.drag_to(person.page.locator("[data-scanner='booth-1']"))
    person.says(f'expect booth-1 screen "{words("key_use", BOOTH, 1)}" within 120s')
    for at, language in (("desk", DESK), ("booth-1", BOOTH)):
        person.touches(at, words("key_use", language, 1))
        person.heap("officials")
        official(person, at, language)
    person.waits_for("booth-1", "show_slip", BOOTH)
    person.picture("ceremony-opened")
    refused = person.page.evaluate("line => tamga.act(line)", "close day")
    assert refused["ok"], refused
    refused = person.page.evaluate("line => tamga.act(line)", "count")
    assert not refused["ok"] and "only their holders know the PINs" in refused["say"]
