"""A number in words that is not the number in figures: what people sign would say two things."""

from __future__ import annotations

import random

import pytest

from text import number_words

KAZAKH = {
    0: "нөл", 7: "жеті", 10: "он", 19: "он тоғыз", 100: "бір жүз", 401: "төрт жүз бір", 1000: "бір мың",
    21_116: "жиырма бір мың бір жүз он алты", -286: "минус екі жүз сексен алты",
}  # fmt: skip
RUSSIAN = {
    0: "ноль", 2: "два", 10: "десять", 19: "девятнадцать", 100: "сто", 401: "четыреста один", 1000: "одна тысяча",
    2002: "две тысячи два", 5000: "пять тысяч", 11_011: "одиннадцать тысяч одиннадцать",
    21_116: "двадцать одна тысяча сто шестнадцать", -286: "минус двести восемьдесят шесть",
}  # fmt: skip
# Every word's value; it is added, but for what multiplies the words before it.
VALUES = {
    words: number
    for number, words in (
        *enumerate("ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать".split()),
        *enumerate("тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать".split(), 13),
        *((10 * at, word) for at, word in enumerate("двадцать тридцать сорок пятьдесят шестьдесят".split(), 2)),
        *((10 * at, word) for at, word in enumerate("семьдесят восемьдесят девяносто".split(), 7)),
        *((100 * at, word) for at, word in enumerate("сто двести триста четыреста пятьсот шестьсот".split(), 1)),
        *((100 * at, word) for at, word in enumerate("семьсот восемьсот девятьсот".split(), 7)),
        (1, "одна"), (2, "две"),
        *enumerate("нөл бір екі үш төрт бес алты жеті сегіз тоғыз".split()),
        *((10 * at, word) for at, word in enumerate("он жиырма отыз қырық елу алпыс".split(), 1)),
        *((10 * at, word) for at, word in enumerate("жетпіс сексен тоқсан".split(), 7)),
    )
}  # fmt: skip
TIMES = {"жүз": 100, "мың": 1000, "тысяч": 1000, "тысяча": 1000, "тысячи": 1000}


def heard(words: str) -> int:
    """What somebody writes down who hears the words."""
    whole = part = 0
    for word in words.split():
        if word == "жүз":
            part *= 100
            whole, part = whole + part, 0
        elif word in TIMES:
            whole, part = (whole + part) * TIMES[word], 0
        else:
            part += VALUES[word]
    return whole + part


@pytest.mark.parametrize(("said", "known"), [(number_words.kazakh, KAZAKH), (number_words.russian, RUSSIAN)])
def test_words_are_those_that_people_write(said, known) -> None:
    assert {number: said(number) for number in known} == known


def test_whoever_hears_the_words_writes_the_same_figures() -> None:
    dice = random.Random(4)
    numbers = [*range(3000), *(dice.randrange(1_000_000) for _ in range(3000))]
    assert [heard(number_words.russian(number)) for number in numbers] == numbers
    assert [heard(number_words.kazakh(number)) for number in numbers] == numbers
    assert len({number_words.russian(number) for number in range(10_000)}) == 10_000
