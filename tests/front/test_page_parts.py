"""The parts of the page before a station that nobody has opened: what they say to it, and what they show of it."""

from __future__ import annotations

import re
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from simulator.people.words import words
from tests.front.browser_person import Person
from tests.front.conftest import VOTERS, shown

# Parts that stick out of what they are part of: the window, the room of the terminals, a terminal's case.
OUTSIDE = """() => {
  const moves = ".heap-of-slips, .paper-way, .caption, .unseen";
  const out = (parts, whole) => [...parts].filter((part) => {
    const { width, left, right, bottom } = part.getBoundingClientRect();
    return width && !part.closest(moves)
      && (left < whole.left - 1 || right > whole.right + 1 || bottom > whole.bottom + 1);
  }).map((part) => part.className);
  const each = (wholes, inner) => [...document.querySelectorAll(wholes)]
    .flatMap((whole) => out(whole.querySelectorAll(inner), whole.getBoundingClientRect()));
  return [
    ...out(document.querySelectorAll(".head *, .guide *, .terminal *, .tabs *, .heaps *, .box *"),
           { left: 0, right: innerWidth, bottom: innerHeight }),
    ...each(".stage", ".terminal *"), ...each(".device", "button, .screen"), ...each(".plate", "*"),
  ];
}"""
# What lies under something else: a click there would not come to it.
COVERED = """() => [
  ...document.querySelectorAll(".head button, .guide button, .terminal button, .tabs button"),
].filter((part) => {
  const { left, top, width, height } = part.getBoundingClientRect();
  if (!width || part.disabled) return false;
  const isInView = top >= 0 && left >= 0 && top + height <= innerHeight && left + width <= innerWidth;
  if (!isInView) part.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
  const now = part.getBoundingClientRect();
  const there = document.elementFromPoint(now.left + now.width / 2, now.top + now.height / 2);
  return !part.contains(there);
}).map((part) => part.className)"""
ASIDE = """() => [...document.querySelectorAll(".head *, .guide *, .terminal *, .box *")].filter((part) => {
  const { width, left, right } = part.getBoundingClientRect();
  const moves = part.closest(".heap-of-slips, .paper-way, .unseen, .hours");
  return width && !moves && (left < -1 || right > innerWidth + 1);
}).map((part) => part.className)"""
SMALL_TARGETS = """() => [...document.querySelectorAll("button, select, input")].filter((part) => {
  const { width, height } = part.getBoundingClientRect();
  return width && !part.closest(".unseen") && (width < 22 || height < 22);
}).map((part) => part.className)"""
# Laid out anew, and nothing moves any more but what always does.
AT_REST = """async () => {
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  const moves = document.getAnimations().filter((move) => move.effect.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(moves.map((move) => move.finished));
}"""


@pytest.fixture
def person(shared_page: Page, tmp_path: Path) -> Person:
    person = Person(shared_page, tmp_path)
    person.page.click("[data-speed='max']")
    return person


@pytest.mark.parametrize(
    ("language", "begins"), [("kk", "режим: «strange» жоқ"), ("ru", "режим: нет такого «strange»")]
)
def test_a_refusal_is_in_the_language_of_the_page(person: Person, language: str, begins: str) -> None:
    person.page.select_option(".languages", language)
    try:
        person.page.evaluate("window.tamga.act('open day strange')")
        expect(person.page.locator("#notice span").first).to_contain_text(begins)
        expect(person.page.locator(".command-lines")).to_contain_text(begins)
    finally:
        person.page.select_option(".languages", "en")


def test_fault_is_set_shown_and_mended(person: Person) -> None:
    person.page.click("[data-terminal='booth-1'] .break")
    expect(person.page.locator(".which [data-at='booth-1']")).to_have_attribute("aria-pressed", "true")
    switch = person.page.locator("[data-fault='printer.cover_open'] input")
    switch.check()
    expect(person.page.locator("[data-terminal='booth-1'] .badge")).to_have_text("Cover open")
    expect(person.page.locator("[data-terminal='desk'] .badge")).to_have_count(0)
    person.page.click(".which [data-word='mend_all']")
    expect(switch).not_to_be_checked()
    expect(person.page.locator("[data-terminal='booth-1'] .badge")).to_have_count(0)


def test_choice_of_a_fault_is_taken_back(person: Person) -> None:
    person.page.click("[data-terminal='booth-1'] .break")
    person.page.click(".faults [data-part='keys'].chip")
    choice = person.page.locator("[data-fault='keys.stuck'] select")
    assert choice.locator("option").count() == 7, "none, and six keys"
    choice.select_option("left")
    badge = person.page.locator("[data-terminal='booth-1'] .badge")
    expect(badge).to_have_text("Stuck key")
    choice.select_option(label="none")
    expect(badge).to_have_count(0)


def test_autopilot_says_how_many_can_come(person: Person) -> None:
    expect(person.page.locator(".pilot")).to_have_text(f"Let people vote: {VOTERS}")


def test_pulled_plug_darkens_the_panel_and_it_comes_back(person: Person) -> None:
    power = person.page.locator("[data-terminal='booth-1'] .power")
    power.click()
    expect(power).to_have_attribute("aria-checked", "false")
    expect(person.page.locator("[data-terminal='booth-1'] .dark-note")).to_have_text("No power")
    power.click()
    expect(power).to_have_attribute("aria-checked", "true")
    person.waits_for("booth-1", "mode_choose", "kk")


def test_photograph_of_a_card_is_held_before_a_scanner(person: Person, shared_address: str, tmp_path: Path) -> None:
    photo = tmp_path / "card.png"
    photo.write_bytes(urllib.request.urlopen(f"{shared_address}picture/role-chair.png").read())
    person.heap("photo")
    person.page.set_input_files(".photo input[type=file]", photo)
    code = person.page.locator(".code-card")
    expect(code).to_have_count(1)
    person.waits_for("desk", "mode_official", "ru")
    person.touches("desk", words("mode_official", "ru"))
    person.waits_for("desk", "card_show", "ru")
    code.drag_to(person.page.locator("[data-scanner='desk']"))
    person.waits_for("desk", "pin_type", "ru")
    person.presses("desk", "Backspace", "Backspace", "Backspace")
    person.waits_for("desk", "mode_official", "ru")


def test_photograph_that_is_none(person: Person, tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    person.heap("photo")
    person.page.set_input_files(".photo input[type=file]", broken)
    expect(person.page.locator(".photo-note")).to_contain_text("could not be read")
    expect(person.page.locator(".code-card")).to_have_count(0)


def test_nonsense_is_answered_where_everybody_sees_it(person: Person) -> None:
    person.types_line("desk dance")
    expect(person.page.locator("#notice")).to_contain_text("desk dance")
    expect(person.page.locator(".command-lines .error").last).to_contain_text("dance")


def test_wire_shows_a_code_and_keeps_still_when_paused(person: Person) -> None:
    person.waits_for("desk", "mode_official", "ru")
    person.opens("wire")
    person.says('desk scan text "HELLO"')
    lines = person.page.locator(".wire-lines li.wire-scanner")
    expect(lines.filter(has_text="HELLO").first).to_be_visible()
    person.page.click(".pause")
    before = lines.count()
    person.says('desk scan text "AGAIN"')
    person.says("desk rest 1s")
    assert lines.count() == before
    person.page.click(".wire .wire-scanner")
    expect(lines).to_have_count(0)


def test_search_finds_a_voter(person: Person) -> None:
    cards = person.page.locator(".cards .card")
    expect(cards.nth(1)).to_be_visible()
    person.page.fill(".search", cards.nth(1).locator(".who small").text_content() or "")
    expect(cards).to_have_count(1)
    person.page.fill(".search", "nobody of that name")
    expect(person.page.locator(".tray .empty")).to_have_text("No card fits.")


def test_card_in_the_hand_by_keyboard_alone(person: Person) -> None:
    person.page.focus(".id_card .card-body")
    person.page.keyboard.press("Enter")
    expect(person.page.locator("#in-hand")).to_be_visible()
    person.page.keyboard.press("1")
    expect(person.page.locator("#in-hand")).to_be_hidden()
    person.opens("commands")
    expect(person.page.locator(".command-lines .act").last).to_have_text("desk show card 1")


def test_three_languages(person: Person) -> None:
    for language, desk in (("kk", "Үстел"), ("ru", "Стол"), ("en", "Desk")):
        person.page.select_option(".languages", language)
        expect(person.page.locator(".terminal.desk h2")).to_have_text(desk)
        assert person.page.evaluate("document.documentElement.lang") == language


def test_second_browser_sees_the_same_panel(person: Person, chromium: Browser, shared_address: str) -> None:
    person.waits_for("desk", "mode_official", "ru")
    person.says("desk rest 1s")
    with shown(chromium, shared_address) as page:
        other = Person(page, person.pictures)
        for eyes in (person, other):
            eyes.says("desk rest 1ms")
            eyes.answered()
        assert other.screen("desk").lines == person.screen("desk").lines != []


@pytest.mark.parametrize("width,height", [(1024, 700), (1280, 800), (1600, 1000), (1920, 1080)])
def test_nothing_is_cut_off(person: Person, width: int, height: int) -> None:
    person.page.set_viewport_size({"width": width, "height": height})
    person.page.evaluate(AT_REST)
    assert person.page.evaluate(OUTSIDE) == []
    assert person.page.evaluate(COVERED) == []


# A telephone, a tablet, and 1280 x 800 enlarged to 200 %: the page scrolls down, never aside.
@pytest.mark.parametrize("width,height", [(390, 844), (768, 1024), (640, 400)])
def test_nothing_is_cut_off_where_there_is_little_room(person: Person, width: int, height: int) -> None:
    person.page.set_viewport_size({"width": width, "height": height})
    person.page.evaluate(AT_REST)
    assert person.page.evaluate("document.scrollingElement.scrollWidth") == width
    assert person.page.evaluate(ASIDE) == []
    assert person.page.evaluate(COVERED) == []
    assert person.page.evaluate(SMALL_TARGETS) == []
    person.page.locator(".card.id_card .card-body").first.click()
    person.page.locator("[data-scanner='booth-1']").click()
    person.opens("commands")
    expect(person.page.locator(".command-lines .act").last).to_contain_text("booth-1 show card")


def test_a_panel_is_captioned_in_the_language_of_the_page(person: Person) -> None:
    person.waits_for("desk", "mode_official", "ru")
    caption = person.page.locator("[data-terminal='desk'] .caption")
    expect(caption).to_have_text(re.compile(r"Mode 1/2 — Official voting / Test"))
    person.page.select_option(".languages", "ru")
    expect(caption).to_have_text("")
    person.page.select_option(".languages", "en")


def test_a_screen_reader_hears_a_panel_in_true_letters(person: Person) -> None:
    person.waits_for("desk", "mode_official", "ru")
    page, focus = (person.page.locator("[data-terminal='desk'] .screen .unseen").nth(place) for place in (0, 1))
    expect(page).to_have_text(re.compile(r"Режим 1/2\. Официальное голосование\. Тест\."))
    assert page.locator("span[lang='ru']").count() >= 2
    expect(focus).to_be_empty()  # nothing is chosen before somebody chooses
    for name in ("mode_official", "mode_test"):
        person.presses("desk", "ArrowDown")
        expect(focus).to_contain_text(words(name, "ru"))
    person.presses("desk", "ArrowUp")
