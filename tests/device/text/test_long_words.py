"""Lines that do not fit: nothing is lost, nothing sticks out, nothing is broken without need."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest

from tests.device.text import font_file

ANSWERS = Path(__file__).with_name("font_answers.py")
LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюяәғқңөұүһіABCxyz0123456789.,-—«»№!"


@pytest.fixture
def texts() -> list[str]:
    dice = random.Random(7)
    words = lambda: "".join(dice.choice(LETTERS) for _ in range(dice.choice((1, 2, 5, 8, 12, 40))))  # noqa: E731
    texts = [dice.choice((" ", "  ", "\n")).join(words() for _ in range(dice.randint(1, 14))) for _ in range(150)]
    return ["", " ", "\n", "a", "\u00a0", *texts]


def test_wrapped_text_is_the_same_text_within_its_margins(texts, micropython):
    font = font_file.load("font.bin")
    dice = random.Random(8)
    cases = [["wrap", "font.bin", text, dice.choice((40, 120, 384, 440)), dice.random() < 0.3] for text in texts]
    for (_, _, text, limit, bold), lines in zip(cases, micropython(ANSWERS, cases), strict=True):
        assert lines
        assert "".join(lines).replace(" ", "") == text.replace(" ", "").replace("\n", "")
        for line in lines:
            assert font.width(line, bold) <= limit or len(line) == 1
            assert line == line.strip(" ")


def test_a_line_ends_only_where_the_next_word_would_not_fit(texts, micropython):
    font = font_file.load("font.bin")
    texts = [text.replace("\n", " ") for text in texts]
    answers = micropython(ANSWERS, [["wrap", "font.bin", text, 384, False] for text in texts])
    for text, lines in zip(texts, answers, strict=True):
        words = text.split()
        for line, following in pairwise(lines):
            first = following.split(" ")[0]
            piece_of_a_long_word = first not in words
            assert piece_of_a_long_word or font.width(line + " " + first) > 384


def test_a_long_word_breaks_after_its_hyphen(micropython):
    lines = micropython(ANSWERS, [["wrap", "font.bin", "Мысалбаев-Үлгіқұлов", 300, False]])[0]
    assert lines == ["Мысалбаев-", "Үлгіқұлов"]


def test_a_no_break_space_keeps_a_number_together(micropython):
    lines = micropython(ANSWERS, [["wrap", "font.bin", "Бюллетень №\u00a0128", 200, False]])[0]
    assert lines == ["Бюллетень", "№\u00a0128"]


def test_a_new_line_always_breaks_and_an_empty_one_stays(micropython):
    assert micropython(ANSWERS, [["wrap", "font.bin", "a\n\nb", 200, False]]) == [["a", "", "b"]]


def test_width_is_what_drawing_takes(texts, micropython):
    lines = [text.replace("\n", " ")[:20] for text in texts]
    widths = micropython(ANSWERS, [["width", "font.bin", line, False] for line in lines])
    ends = micropython(ANSWERS, [["draw", "font.bin", line, 800, 0, 0, 1, False] for line in lines])
    assert widths == [end[0] for end in ends] == [font_file.load("font.bin").width(line) for line in lines]
