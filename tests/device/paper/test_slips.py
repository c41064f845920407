"""Slips as they come out of the printer."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.device.paper.paper import grey, unroll
from tests.device.text import font_file
from tests.golden_picture import compare

ANSWERS = Path(__file__).with_name("paper_answers.py")
WATERMARK = "СЫНАҚ · ТЕСТ · TEST"
ROOMY = "8M"  # these tests collect a long slip in memory; the terminal does not
BALLOT = [
    ["text", "Таңба", {"align": "centre", "big": True}],
    ["text", "Сынақ бюллетені", {"align": "centre", "bold": True}],
    ["rule", {}],
    ["text", "№ 17 учаске", {}],
    ["pair", "Айгүл Үлгі", "✓", {}],
    ["pair", "Болат Мысалбаев-Сынақов, өзін-өзі ұсынған", "1 204", {}],
    ["pair", "Барлығына қарсы", "0", {"bold": True}],
    ["text", "Таңдау: Айгүл Үлгі", {"inverse": True}],
    ["space", 24, {}],
    ["qr", "TM1:A:1/1:" + "6BFOXN*TS0BI$ZD4N9:9S6RCVN5+O30K3/XIV0W23NTDE" * 3, {}],
    ["text", "қолы", {"align": "right"}],
    ["cut", {}],
]


@pytest.fixture
def band() -> np.ndarray:
    """The watermark's rows: white text in the middle of a black band."""
    font = font_file.load("font.bin")
    ink = font.picture(WATERMARK, 384, (384 - font.width(WATERMARK)) // 2)
    return np.pad(~ink, ((4, 4), (0, 0)), constant_values=True)


def bands_on(paper: np.ndarray, band: np.ndarray) -> list[int]:
    """Where the watermark begins."""
    rows = len(band)
    return [y for y in range(len(paper) - rows + 1) if paper[y, 0] and (paper[y : y + rows] == band).all()]


def test_a_ballot_looks_as_it_should(micropython):
    pieces = unroll(micropython(ANSWERS, [["slip", BALLOT, 384, WATERMARK]])[0])
    compare(grey(pieces[0], margin=16), "test_ballot_slip")


def test_text_stands_where_its_alignment_says(micropython):
    font = font_file.load("font.bin")
    for align, x in (("left", 0), ("centre", (384 - font.width("Үлгі")) // 2), ("right", 384 - font.width("Үлгі"))):
        paper = unroll(micropython(ANSWERS, [["slip", [["text", "Үлгі", {"align": align}]], 384, ""]])[0])[0]
        assert (paper == font.picture("Үлгі", 384, x)).all()


def test_languages_that_one_line_does_not_hold_stand_below_each_other(micropython):
    font = font_file.load("font.bin")
    together, kazakh, russian = "Иә · Да", "Пайдаланылмаған", "Погашено"
    wanted = [font.picture(words, 384) for words in (together, kazakh, russian)]
    slip = [["text", words, {}] for words in (together, f"{kazakh} · {russian}")]
    paper = unroll(micropython(ANSWERS, [["slip", slip, 384, ""]])[0])[0]
    assert (paper == np.concatenate(wanted)).all()


def test_big_text_is_the_same_text_twice_the_size(micropython):
    font = font_file.load("font.bin")
    paper = unroll(micropython(ANSWERS, [["slip", [["text", "Ұлы №", {"big": True}]], 384, ""]])[0])[0]
    assert (paper == np.kron(font.picture("Ұлы №", 192), np.ones((2, 2), bool))).all()


def test_a_number_never_leaves_its_name(micropython):
    """The right side is on the paper in full, however long the left one is."""
    font = font_file.load("font.bin")
    number = font.picture("12 345", font.width("12 345"))
    for length in range(1, 60):
        paper = unroll(micropython(ANSWERS, [["slip", [["pair", "Ә" * length, "12 345", {}]], 384, ""]])[0])[0]
        assert (paper[-font.height :, 384 - number.shape[1] :] == number).all()


@pytest.mark.parametrize("seed", range(6))
def test_no_part_of_a_test_slip_can_pass_for_an_official_one(seed, band, micropython):
    dice = random.Random(seed)
    elements = [*dice.choices(BALLOT, k=25), ["space", 1_500, {}], ["qr", "A" * 700, {}], *BALLOT]
    for paper in unroll(micropython(ANSWERS, [["slip", elements, 384, WATERMARK]], heap=ROOMY)[0]):
        ink = np.flatnonzero(paper.any(axis=1))
        if not len(ink):
            continue
        starts = bands_on(paper, band)
        assert starts[0] == ink[0] == 0
        assert starts[-1] + len(band) == ink[-1] + 1
        gaps = [after - before - len(band) for before, after in pairwise(starts)]
        assert all(gap <= 60 * 8 for gap in gaps)


def test_an_official_slip_has_no_band(band, micropython):
    assert bands_on(unroll(micropython(ANSWERS, [["slip", BALLOT, 384, ""]])[0])[0], band) == []


def test_no_raster_holds_a_real_time_command(micropython):
    """DLE EOT, DLE ENQ and DLE DC4 inside a raster make some printers answer, recover or open a drawer."""
    row = bytes.fromhex("1004 1005 1014 101004 00 10041014 01000410").hex()
    chunks = micropython(ANSWERS, [["strip", row * 30, 18]])[0]
    for chunk in chunks:
        assert not any(command in bytes.fromhex(chunk)[8:] for command in (b"\x10\4", b"\x10\5", b"\x10\x14"))
    wanted = np.unpackbits(np.frombuffer(bytes.fromhex(row), np.uint8)).astype(bool)
    for found in unroll(chunks, 144)[0]:
        assert (found | ~wanted).all()
        assert found.sum() <= wanted.sum() + 8


def test_a_slip_of_any_length_needs_no_more_memory(micropython):
    """150 KB of slip come out of a heap of 96 KiB that holds the program too."""
    assert micropython(ANSWERS, [["long_slip", 150]], heap="96K")[0] > 150_000


def test_blank_paper_is_fed_and_not_printed(micropython):
    chunks = micropython(ANSWERS, [["slip", [["space", 700, {}]], 384, ""]])[0]
    assert len(unroll(chunks)[0]) == 700
    assert sum(map(len, chunks)) < 100
