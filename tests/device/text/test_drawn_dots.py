"""The dots that MicroPython draws, against the font file read independently."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.device.text import font_file

ANSWERS = Path(__file__).with_name("font_answers.py")
SENTENCES = ["Қазақстан Ұлы Үлгі", "Съешь ещё этих булок", "The quick brown fox", "«№ 1» — 100 ₸ ✓ ▸ {|}", "漢 qjyp_"]


def dots(hexadecimal: str, height: int) -> np.ndarray:
    packed = np.frombuffer(bytes.fromhex(hexadecimal), np.uint8).reshape(height, -1)
    return np.unpackbits(packed, axis=1).astype(bool)


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("ink", [0, 1])
def test_every_dot_is_where_the_file_says(bold, ink, micropython):
    font = font_file.load("font.bin")
    answers = micropython(ANSWERS, [["draw", "font.bin", text, 480, 5, 0, ink, bold] for text in SENTENCES])
    for text, (_, picture) in zip(SENTENCES, answers, strict=True):
        found = dots(picture, font.height)
        wanted = font.picture(text, 480, 5, bold)
        assert ((found if ink else ~found) == wanted).all(), text


def test_more_letters_than_the_cache_holds_come_out_the_same(micropython):
    font = font_file.load("font.bin")
    everything = sorted(font.glyphs)
    lines = ["".join(everything[i : i + 10]) for i in range(0, len(everything), 10)]
    answers = micropython(ANSWERS, [["draw", "font.bin", line, 480, 0, 0, 1, False] for line in lines * 2])
    for line, (_, picture) in zip(lines * 2, answers, strict=True):
        assert (dots(picture, font.height) == font.picture(line, 480)).all(), line


def test_text_that_runs_over_the_edge_is_clipped_and_does_not_wrap_round(micropython):
    font = font_file.load("font.bin")
    _, picture = micropython(ANSWERS, [["draw", "font.bin", "ШШШШ", 64, 0, 0, 1, False]])[0]
    assert (dots(picture, font.height) == font.picture("ШШШШ", 64)).all()
