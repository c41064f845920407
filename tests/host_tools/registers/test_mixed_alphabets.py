"""Names written with letters of the wrong script, schwas, Ё as Е and decomposed letters."""

from __future__ import annotations

import unicodedata

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from host_tools.registers.names import alphabet, look_alikes, normalise

NAME = st.text(st.sampled_from("АаӘәБЕеЁёІіИиЙйҢңӨөҰұҮүҺһкопрстухHhAaBEeIiKkOopcxyYzSəƏ'- и\u0306"), max_size=14)


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("Министрiнiң", "Министрінің"),  # as the 2004 plan itself writes it
        ("Ceрік", "Серік"),
        ("Smіth", "Smith"),
        ("Əлия", "Әлия"),
        ("cәбит-Aли", "сәбит-Али"),
        ("Қapaaoв", "Қарааов"),  # more letters are Latin, but Қ and в can be nothing but Cyrillic
        ("и\u0306од", "йод"),
        ("  Али   Бек ", "Али Бек"),
        ("Anna", "Anna"),
    ],
)
def test_look_alikes_are_repaired_by_the_majority_of_the_word(written: str, right: str) -> None:
    assert look_alikes.repair(written) == right
    assert normalise.repaired(pl.Series([written])).to_list() == [right]


def test_yo_is_folded_for_matching_and_kept_for_display() -> None:
    assert look_alikes.repair("Фёдор") == "Фёдор"
    assert look_alikes.match_form("Фёдор") == look_alikes.match_form("ФЕДОР")
    assert look_alikes.match_form("Фёдор") != look_alikes.match_form("Фадор")


def test_a_word_wholly_in_latin_twins_compares_as_cyrillic() -> None:
    assert look_alikes.match_form("AHAP") == look_alikes.match_form("Анар")
    assert look_alikes.repair("AHAP") == "AHAP"


@given(st.lists(NAME, max_size=8))
def test_columns_are_normalised_as_single_names_are(names: list[str]) -> None:
    texts = pl.Series(names, dtype=pl.String)
    display = normalise.repaired(texts)
    assert display.to_list() == [look_alikes.repair(name) for name in names]
    assert normalise.match_forms(display).to_list() == [look_alikes.match_form(name) for name in names]
    assert normalise.sort_keys(display).to_list() == [alphabet.sort_key(name)[0] for name in display.to_list()]


@settings(max_examples=2000)
@given(NAME)
def test_repairing_twice_changes_nothing_more(name: str) -> None:
    once = look_alikes.repair(name)
    assert look_alikes.repair(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert look_alikes.match_form(once) == look_alikes.match_form(name)


@settings(max_examples=2000)
@given(NAME)
def test_every_spelling_by_wrong_keys_matches_where_one_letter_is_surely_cyrillic(name: str) -> None:
    name = name.replace("\u0306", "")  # i with a breve is a letter of its own, without a twin
    right = look_alikes.repair("Қ" + name.translate(look_alikes.TO_CYRILLIC).replace("z", "").replace("S", ""))
    wrong = right.replace("і", "i").replace("а", "a")
    if " " not in right and "-" not in right and "'" not in right:
        assert look_alikes.match_form(wrong) == look_alikes.match_form(right)


def test_lists_follow_the_kazakh_alphabet_not_code_points() -> None:
    letters = "А Ә Б В Г Ғ Д Е Ё Ж З И Й К Қ Л М Н Ң О Ө П Р С Т У Ұ Ү Ф Х Һ Ц Ч Ш Щ Ъ Ы І Ь Э Ю Я".split()
    assert sorted(sorted(letters), key=alphabet.sort_key) == letters
    names = ["Али", "Али-бек", "Алиев", "Әли", "Бай", "Ёлкин", "Жан", "Қали", "Лян", "Яков", "Adam"]
    assert sorted(reversed(names), key=alphabet.sort_key) == names


@given(st.lists(NAME, max_size=12))
def test_numbers_of_a_name_book_sort_and_compare_like_the_names(names: list[str]) -> None:
    book, numbers = normalise.NameBook.from_texts(pl.Series(names, dtype=pl.String))
    for i, one in enumerate(names):
        for j, other in enumerate(names):
            keys = alphabet.sort_key(look_alikes.repair(one)), alphabet.sort_key(look_alikes.repair(other))
            assert (numbers[i] < numbers[j]) == (keys[0] < keys[1])
            same = look_alikes.match_form(one) == look_alikes.match_form(other)
            assert (book.match[numbers[i]] == book.match[numbers[j]]) == same
