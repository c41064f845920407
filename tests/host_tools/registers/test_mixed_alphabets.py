"""Names written with letters of the wrong script, schwas, Ё as Е and decomposed letters."""

from __future__ import annotations

import re
import unicodedata

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from host_tools.registers.names import alphabet, key_order, look_alikes, normalise, spelling

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
    assert key_order.sort_keys(display).to_list() == [alphabet.sort_key(name)[0] for name in display.to_list()]


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


ANY_TEXT = st.one_of(
    st.text(alphabet="АаЁёҚқһІіЯяБбAazZ -'’1\u0306Ə", max_size=20), st.text(max_size=12), st.just("Ж" * 300)
)


@settings(max_examples=300)
@given(st.lists(ANY_TEXT, max_size=12))
def test_texts_judged_by_their_bytes_are_what_the_expressions_say(texts: list[str]) -> None:
    spelt = spelling.spelling(pl.Series(texts, dtype=pl.String))
    letters = re.compile(r"[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]+")
    for place, text in enumerate(texts):
        counted = len(text.encode()) <= spelling.MOST_BYTES
        plain = counted and letters.fullmatch(text) is not None
        assert spelt.plain[place] == plain
        assert spelt.as_names_are[place] == (plain and (text.isupper() or text[1:] == text[1:].lower()))
        assert spelt.letters[place] == counted * sum("\u0400" <= letter <= "\u04ff" for letter in text)
        assert spelt.vowels[place] == counted * sum(letter in "АЕЁИОУЫЭЮЯӘӨҰҮІ" for letter in text.upper())


@settings(max_examples=300)
@given(st.lists(ANY_TEXT, max_size=12))
def test_texts_sorted_as_numbers_are_in_the_order_of_their_keys(texts: list[str]) -> None:
    texts = [unicodedata.normalize("NFC", text) for text in texts]
    keys = [alphabet.sort_key(text)[0].encode() for text in texts]
    order = key_order.key_order(pl.Series(texts, dtype=pl.String))
    assert [keys[place] for place in order.places] == sorted(keys)
    assert order.run.tolist() == [sorted(set(keys)).index(keys[place]) for place in order.places]
