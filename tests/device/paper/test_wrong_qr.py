"""QR symbols, module by module against another library, and read by another."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import segno
from pyzbar import pyzbar

from tests.device.paper.paper import grey, unroll

ANSWERS = Path(__file__).with_name("paper_answers.py")
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
CAPACITY = {  # characters, ISO/IEC 18004 table 7, versions 1 to 17
    "L": (25, 47, 77, 114, 154, 195, 224, 279, 335, 395, 468, 535, 619, 667, 758, 854, 938),
    "M": (20, 38, 61, 90, 122, 154, 178, 221, 262, 311, 366, 419, 483, 528, 600, 656, 734),
}
HEAP_USED_MAX = 10_000  # bytes, the result included


def random_text(dice: random.Random, length: int) -> str:
    return "".join(dice.choice(ALPHABET) for _ in range(length))


def modules(answer: list) -> np.ndarray:
    size, data, _ = answer
    packed = np.frombuffer(bytes.fromhex(data), np.uint8).reshape(size, -1)
    return np.unpackbits(packed, axis=1)[:, :size]


def padded_otherwise(text: str, level: str) -> bool:
    """Where terminator and characters fill whole codewords, the other library pads with one of zeros that the standard
    does not have (7.4.10) and that readers skip."""
    version = next(v for v, most in enumerate(CAPACITY[level], 1) if len(text) <= most)
    bits = 4 + (9 if version < 10 else 11) + len(text) // 2 * 11 + len(text) % 2 * 6 + 4
    return bits % 8 == 0 and len(text) < CAPACITY[level][version - 1]


@pytest.mark.parametrize("level", ["M", "L"])
def test_symbols_are_those_of_another_library(level, micropython):
    dice = random.Random(level)
    lengths = [length + dice.choice((0, -1, -2)) for length in CAPACITY[level]]
    lengths += [dice.randint(1, 500) for _ in range(50)]
    texts = [text for text in (random_text(dice, length) for length in lengths) if not padded_otherwise(text, level)]
    answers = micropython(ANSWERS, [["symbol", text, level] for text in texts])
    assert len(texts) > 40
    for text, answer in zip(texts, answers, strict=True):
        other = segno.make(text, mask=0, error=level, boost_error=False, micro=False, mode="alphanumeric")
        assert (modules(answer) == np.array([list(row) for row in other.matrix])).all(), (len(text), other.designator)


@pytest.mark.parametrize("level", ["M", "L"])
def test_every_version_is_read_from_paper(level, micropython):
    dice = random.Random(17)
    texts = [random_text(dice, length) for length in CAPACITY[level]]
    texts += [random_text(dice, length) for length in (7, 55, 106)]  # their bits end on a codeword
    slips = micropython(ANSWERS, [["slip", [["qr", text, {"level": level}]], 384, ""] for text in texts])
    for text, chunks in zip(texts, slips, strict=True):
        found = pyzbar.decode(grey(unroll(chunks)[0]), symbols=[pyzbar.ZBarSymbol.QRCODE])
        assert [code.data.decode() for code in found] == [text]


def test_symbols_have_the_sizes_of_the_standard(micropython):
    for level, capacities in CAPACITY.items():
        cases = [["symbol", "A" * length, level] for length in capacities]
        assert [answer[0] for answer in micropython(ANSWERS, cases)] == [17 + 4 * version for version in range(1, 18)]


@pytest.mark.parametrize("text", ["a", "Ы", "A\n", "A" * 735])
def test_what_a_symbol_cannot_hold_is_refused(text, micropython):
    assert micropython(ANSWERS, [["symbol", text, "M"]]) == ["refused"]


def test_a_long_code_leaves_the_heap_alone(micropython):
    assert micropython(ANSWERS, [["symbol", "TM1:A:1/1:" + "A0" * 245, "M"]])[0][2] < HEAP_USED_MAX


def test_modules_are_four_dots_with_a_quiet_zone(micropython):
    paper = unroll(micropython(ANSWERS, [["slip", [["qr", "A" * 483, {}]], 384, ""]])[0])[0]
    size = 17 + 4 * 13
    assert paper.shape[0] == (size + 8) * 4
    columns, rows = np.flatnonzero(paper.any(axis=0)), np.flatnonzero(paper.any(axis=1))
    assert columns[-1] - columns[0] + 1 == rows[-1] - rows[0] + 1 == size * 4
    assert rows[0] == 16 <= columns[0]
    assert columns[-1] < 384 - 16


def test_a_narrow_head_gets_three_dots_a_module(micropython):
    text = "A" * 483
    paper = unroll(micropython(ANSWERS, [["slip", [["qr", text, {}]], 256, ""]])[0], 256)[0]
    assert paper.shape[0] == (17 + 4 * 13 + 8) * 3
    assert pyzbar.decode(grey(np.kron(paper, np.ones((2, 2), bool))))[0].data.decode() == text
