"""Pages of text as a person sees them on the panel."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from simulator.screen_reader import UNREADABLE, fold, read
from tests.device.screens.page_rig import PageRig, page
from tests.golden_picture import compare

CANDIDATES = ["Айгүл Үлгі", "Болат Сынақ", "Дәурен Өрнекұлы, өзін-өзі ұсынған", "Қалқан Ғ. Һ.", "Барлығына қарсы"]
SENTENCES = [
    "Сайлау учаскесі ашылды, дауыс беруге болады.",
    "Үміткерді таңдап, «✓» басыңыз — 100 ₸ емес!",
    "Съешь ещё этих мягких французских булок, да выпей чаю.",
    "Объём №\u00a07: щётка, цех, фьорд, ЁЖ?",
    "The quick brown fox jumps over the lazy dog (0123456789).",
    "Ballots cast: 1,204; spoiled: 3 … 50% + 1 = ok/[x]{y}~",
]


def numbers(rig: PageRig, word: str) -> list[int]:
    return [int(line.split()[1]) for line in rig.console if line.startswith(word)]


def test_a_ballot_page_looks_as_it_should(tmp_path: Path) -> None:
    rig = PageRig(tmp_path, [page("Үміткерді таңдаңыз", *CANDIDATES, selected=1, footer="▲ ▼ таңдау\t✓ келесі")])
    screen = rig.step(0)
    assert screen.title == fold("Үміткерді таңдаңыз")
    assert screen.selection == fold("Болат Сынақ")
    assert screen.shows("▲ ▼ таңдау ✓ келесі")
    compare(rig.panel.image(), "test_ballot_page")


@pytest.mark.parametrize("style", ["", "bold", "centre", "bold centre"])
def test_every_sentence_is_read_back(style: str, tmp_path: Path) -> None:
    steps = [page("Таңба", (sentence, style), footer="ok") for sentence in SENTENCES]
    rig = PageRig(tmp_path, list(steps))
    for number, sentence in enumerate(SENTENCES):
        screen = rig.step(number)
        assert UNREADABLE not in screen.text
        assert screen.text == fold(f"Таңба {sentence} ok")


def test_any_letters_in_any_order_are_read_back(tmp_path: Path) -> None:
    dice = random.Random(3)
    letters = "АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ"
    letters += "абвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюяWijlt0Oo,.:;«»№\"'!|-—"
    words = ["".join(dice.choices(letters, k=dice.randint(1, 9))) for _ in range(40)]
    texts = [" ".join(words[i : i + 4]) for i in range(0, 40, 4)]
    rig = PageRig(tmp_path, [page("T", text, selected=dice.choice((None, 0))) for text in texts])
    for number, text in enumerate(texts):
        assert rig.step(number).text == fold(f"T {text}")


def test_the_selection_is_told_by_more_than_colour(tmp_path: Path) -> None:
    rig = PageRig(tmp_path, [page("T", *CANDIDATES[:2], selected=1)])
    rig.step(0)
    grey = rig.panel.image().mean(axis=2)
    first, second = grey[45:91], grey[91:137]
    assert first[5, -1] == 255
    assert second[5, -1] == 0
    assert (second[10:-10, 6:14] == 255).all()  # the bar
    assert first[10:-10, 6:14].min() == 255  # none beside the other


def test_contrast_is_what_the_guidelines_ask(tmp_path: Path) -> None:
    """VVSG 2.0 7.1-D: at least 10:1 between text and its ground, by the formula of WCAG 2."""
    rig = PageRig(tmp_path, [page("Title", *CANDIDATES[:2], selected=1, footer="OK")])
    rig.step(0)
    image = rig.panel.image()
    for top, bottom in ((0, 44), (45, 91), (91, 137), (276, 320)):
        colours, counts = np.unique(image[top:bottom].reshape(-1, 3), axis=0, return_counts=True)
        two = colours[np.argsort(counts)[-2:]] / 255
        linear = np.where(two <= 0.04045, two / 12.92, ((two + 0.055) / 1.055) ** 2.4)
        dark, bright = sorted(linear @ (0.2126, 0.7152, 0.0722))
        assert (bright + 0.05) / (dark + 0.05) >= 10


def test_moving_the_selection_sends_two_strips_and_no_more(tmp_path: Path) -> None:
    short = CANDIDATES[:2] + CANDIDATES[3:]
    rig = PageRig(tmp_path, [page("T", *short, selected=selected, footer="OK") for selected in (0, 1, 1)])
    rig.step(0)
    before = rig.panel.dots_written
    assert rig.step(1).selection == fold(short[1])
    assert rig.panel.dots_written - before <= 2 * 46 * 480
    before = rig.panel.dots_written
    rig.step(2)
    assert rig.panel.dots_written == before


def test_a_choice_longer_than_the_page_follows_the_selection(tmp_path: Path) -> None:
    many = [f"Үміткер {number}" for number in range(1, 13)]
    rig = PageRig(tmp_path, [page("T", *many, selected=selected, footer="OK") for selected in range(12)])
    for selected in range(12):
        screen = rig.step(selected)
        assert screen.selection == fold(many[selected])
        assert screen.more_above == (selected >= 5)
        assert screen.more_below == (selected < 10)
    assert set(numbers(rig, "pages")) == {3}


def test_a_wrapped_choice_is_selected_whole_and_stays_on_one_page(tmp_path: Path) -> None:
    rig = PageRig(tmp_path, [page("T", *["x"] * 4, CANDIDATES[2], selected=4, footer="OK")])
    screen = rig.step(0)
    assert screen.selection == fold(CANDIDATES[2])
    assert len(screen.selected) == 2
    assert screen.selected[0] == 1


def test_long_text_flows_from_page_to_page_without_loss(tmp_path: Path) -> None:
    text = " ".join(SENTENCES)
    rig = PageRig(tmp_path, [page("T", text, page=number) for number in range(3)])
    pages = [rig.step(number) for number in range(3)]
    assert set(numbers(rig, "pages")) == {3}
    together = " ".join(" ".join(screen.lines[screen.title_lines :]) for screen in pages)
    assert together == fold(text)
    assert [(screen.more_above, screen.more_below) for screen in pages] == [(False, True), (True, True), (True, False)]


def test_a_long_title_and_long_hints_are_shown_in_full(tmp_path: Path) -> None:
    title, footer = "Дауыс беру аяқталды, құрылғы жабық", "Төраға карточкасын көрсетіңіз, содан кейін ✓"
    screen = PageRig(tmp_path, [page(title, "Ә", footer=footer)]).step(0)
    assert screen.title == fold(title)
    assert screen.shows("Ә " + footer)


def test_without_hints_there_is_room_for_one_more_line(tmp_path: Path) -> None:
    rig = PageRig(tmp_path, [page("T", *"ABCDEF"), page("T", *"ABCDEF", footer="OK")])
    assert rig.step(0).lines == ["T", *"ABCDEF"]
    rig.step(1)
    assert numbers(rig, "pages") == [1, 2]


def test_a_tab_sends_the_rest_to_the_right(tmp_path: Path) -> None:
    rig = PageRig(tmp_path, [page("T", "Айгүл Үлгі\t1 204")])
    assert rig.step(0).lines[1] == fold("Айгүл Үлгі 1 204")
    ink = np.flatnonzero((rig.panel.image()[45:91, :, 1] < 128).any(axis=0))
    assert 450 <= ink[-1] < 480 - 24


def test_an_empty_page_leaves_nothing_of_the_one_before(tmp_path: Path) -> None:
    rig = PageRig(tmp_path, [page("First", *CANDIDATES, selected=0, footer="OK"), page("Second")])
    rig.step(0)
    assert rig.step(1).lines == [fold("Second")]


def test_a_panel_that_lost_its_picture_gets_it_again(tmp_path: Path) -> None:
    shown = page("T", *CANDIDATES[:3], footer="OK")
    rig = PageRig(tmp_path, [shown, "status", "start", "forget", shown])
    before = rig.step(0)
    rig.panel.restart()
    assert read(rig.panel.image()).lines == []
    rig.step(1)
    assert numbers(rig, "status") == [1]  # RESTARTED
    assert rig.step(4) == before
