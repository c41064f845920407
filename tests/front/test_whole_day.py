"""Chromium spends a whole election day on the page of `make run`, with mouse and keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from simulator.people.words import words
from tests.front.browser_person import Person
from tests.precinct.evening_numbers import numbers

DESK, BOOTH = "ru", "kk"  # what each kind of terminal speaks to officials
DONE_STEPS = 9


@pytest.fixture
def person(front_page: Page, request: pytest.FixtureRequest) -> Iterator[Person]:
    """Somebody before a fresh precinct; after a failure the page's picture lies below build/."""
    person = Person(front_page, Path("build") / "front-pictures")
    yield person
    if getattr(request.node, "failed", False):
        person.picture(request.node.name)


@pytest.mark.long  # a minute and a half; the evening on the page is in every run
def test_whole_day(person: Person) -> None:
    person.page.click("[data-speed='max']")
    opening(person)
    voting_by_touch(person)
    changing_by_keys(person)
    paper(person)
    closing(person)
    counting(person)


def opening(person: Person) -> None:
    person.heap("officials")
    for at, language in (("desk", DESK), ("booth-1", BOOTH)):
        person.waits_for(at, "mode_official", language)
        person.touches(at, words("mode_official", language))
        for card in ("role chair", "role member"):
            person.waits_for(at, "card_show", language)
            person.brings(card, at)
            person.waits_for(at, "pin_type", language)
            person.types_pin(card)
    person.waits_for("desk", "show_card", DESK)
    person.waits_for("booth-1", "show_slip", BOOTH)
    person.takes_slip("desk", "zero")
    person.takes_slip("booth-1", "zero").drag_to(person.page.locator("[data-scanner='desk']"))
    person.waits_for("desk", "booth_known", DESK)
    person.waits_for("desk", "show_card", DESK)  # a card that is shown before it says so is not read
    for at in ("desk", "booth-1"):
        expect(person.page.locator(f"[data-terminal='{at}'] .polls")).to_have_attribute("data-polls", "open")


def check_in(person: Person, card: str) -> None:
    """From an ID card to the booth's first page, by what hangs from the desk's printer."""
    person.heap("voters")
    person.brings(card, "desk")
    person.waits_for("desk", "may_vote", DESK)
    person.touches("desk", words("booth_number", DESK, 1))
    person.waits_for("desk", "show_card", DESK)
    person.waits_for("booth-1", "show_slip", BOOTH)
    person.takes_slip("desk", "activation").drag_to(person.page.locator("[data-scanner='booth-1']"))
    person.waits_for("booth-1", "language", BOOTH)


def voting_by_touch(person: Person) -> None:
    check_in(person, "card 1")
    person.touches("booth-1", "Русский")
    for line in ("Косеев", "Да", "Нет"):
        person.touches("booth-1", line)
        person.touches("booth-1", words("key_next", "ru"))
    person.waits_for("booth-1", "review", "ru")
    person.touches("booth-1", words("key_print", "ru"))
    person.waits_for("booth-1", "compare", "ru")
    person.touches("booth-1", words("key_cast", "ru"))
    person.waits_for("booth-1", "cast_done", "ru")
    in_the_box(person, 1)


def changing_by_keys(person: Person) -> None:
    """The keyboard of whoever sits here; the first slip is not what was meant."""
    check_in(person, "card 2")
    person.takes_by_keys("booth-1", "Қазақша")
    for line in ("Батыров", "Иә", "Жоқ"):
        person.takes_by_keys("booth-1", line)
        person.takes_by_keys("booth-1", words("key_next", "kk"))
    person.waits_for("booth-1", "review", "kk")
    for last_key in ("Backspace", "Enter"):
        person.takes_by_keys("booth-1", words("key_print", "kk"))
        person.waits_for("booth-1", "compare", "kk")
        person.presses("booth-1", last_key)
        if last_key == "Backspace":
            person.takes_slip("booth-1", "spoiled")
            person.waits_for("booth-1", "review", "kk")
    person.waits_for("booth-1", "cast_done", "kk")
    in_the_box(person, 2)
    expect(person.page.locator(".box-facts dd").nth(3)).to_have_text("1")


def in_the_box(person: Person, ballots: int) -> None:
    """The slip falls, and everybody sees how many there are."""
    expect(person.page.locator(".inside")).to_have_text(str(ballots))
    expect(person.page.locator(".heap-of-slips i")).to_have_count(ballots)
    expect(person.page.locator("[data-terminal='booth-1'] .strip.cut.slip-ballot")).to_have_count(0)


def paper(person: Person) -> None:
    """A card is clicked and then the scanner, as on a screen without dragging."""
    person.heap("voters")
    person.page.click("[data-item='card 3'] .card-body")
    person.page.click("[data-scanner='desk']")
    person.waits_for("desk", "may_vote", DESK)
    person.touches("desk", words("paper_ballot", DESK))
    person.waits_for("desk", "paper_given", DESK)
    person.says("desk rest 800ms")  # read by whoever watches
    person.waits_for("desk", "show_card", DESK)
    expect(person.page.locator(".box-facts dd").nth(2)).to_have_text("1")


def closing(person: Person) -> None:
    """The tour offers it, and does it."""
    person.page.click(".step-dot[data-step='close']")
    person.page.click(".do-it")
    person.answered()
    person.waits_for("desk", "desk_closed", DESK)
    person.waits_for("booth-1", "booth_closed", BOOTH)
    for at in ("desk", "booth-1"):
        expect(person.page.locator(f"[data-terminal='{at}'] .polls")).to_have_attribute("data-polls", "closed")


def counting(person: Person) -> None:
    """The booth's slip, three key cards, the paper count typed at the page's command field, the protocol."""
    person.heap("officials")
    person.brings("role chair", "desk")
    person.waits_for("desk", "polls", DESK)
    person.touches("desk", words("action_count", DESK))
    for card in ("role chair", "role member"):
        person.waits_for("desk", "pin_type", DESK)
        person.types_pin(card)
        if card == "role chair":
            person.waits_for("desk", "card_show", DESK)
            person.brings("role member", "desk")
    person.waits_for("desk", "totals_show", DESK)
    person.takes_slip("booth-1", "totals").drag_to(person.page.locator("[data-scanner='desk']"))
    for key in ("key 1", "key 3", "key 5"):
        person.waits_for("desk", "key_card_show", DESK)
        person.brings(key, "desk")
        person.waits_for("desk", "pin_type", DESK)
        person.types_pin(key)
    for number in numbers():
        person.types_number("desk", number)
    person.waits_for("desk", "numbers_look", DESK)
    person.touches("desk", words("numbers_right", DESK))
    person.waits_for("desk", "desk_closed", DESK)  # with its last copy: paper that comes out covers what hangs there
    person.answered()  # the last copy is on the page too
    protocol = person.takes_slip("desk", "protocol")
    person.picture("protocol")
    protocol.click()
    expect(person.page.locator("#viewer img")).to_be_visible()
    person.page.keyboard.press("Escape")
    expect(person.page.locator(".step-dot.done")).to_have_count(DONE_STEPS)
