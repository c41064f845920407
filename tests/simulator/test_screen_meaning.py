"""What a screen says comes back in true letters: a reader aloud, a search and a caption get no mixed alphabets."""

from __future__ import annotations

import pytest

from simulator.people.screen_meaning import CHOICE, LINE, TITLE, Meanings, Piece, as_written
from simulator.people.screen_reader import Screen, fold
from simulator.people.words import LANGUAGES, known, template

OPTION = {"kk": "Көсеев Алдар", "ru": "Косеев Алдар", "en": "Aldar Koseev"}
MEANINGS = Meanings([OPTION], ["Асылов Ерсұлтан"])


def read(*lines: str, **more: object) -> list[Piece]:
    return MEANINGS.read(Screen([fold(line) for line in lines], **more))  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_firmware_in_its_letters(language: str) -> None:
    texts = [template(name, language) for name in known() if "{" not in template(name, language)]
    texts = [" ".join(text.split()) for text in texts if text.strip()]
    wrong = [text for text in texts if fold(read(text)[0].text) != fold(text) or not read(text)[0].says]
    assert len(texts) > 150 and not wrong, wrong
    mixed = [piece for text in texts for piece in read(text) if any(map(str.isalpha, text)) and is_mixed(piece.text)]
    assert not [piece for piece in mixed if not is_mixed(template(piece.id, language))], mixed


def is_mixed(text: str) -> bool:
    """Latin and Cyrillic letters in one word."""
    return any(
        any("a" <= letter.lower() <= "z" for letter in word) and any("Ѐ" <= letter <= "ӿ" for letter in word)
        for word in text.split()
    )


def test_values_in_a_wrapped_sentence() -> None:
    said = template("eq_electronic", "ru").format(2, 1).split()
    pieces = read("Числа не сходятся", " ".join(said[:4]), " ".join(said[4:]), title_lines=1)
    assert [(piece.kind, piece.id) for piece in pieces] == [(TITLE, "breach"), (LINE, "eq_electronic")]
    assert pieces[1].in_language("en") == template("eq_electronic", "en").format(2, 1)


def test_a_refusal_below_a_sentence_that_ends_in_a_value() -> None:
    hint, refusal = template("reports_missing", "ru").format("2, 3"), template("report_again", "ru")
    pieces = read("Покажите отчёты столов", *hint.rsplit(" ", 1), *refusal.split(" ", 1), title_lines=1)
    assert [piece.id for piece in pieces] == ["report_show", "reports_missing", "report_again"]
    assert pieces[2].in_language("en") == template("report_again", "en")


def test_names_focus_and_marks() -> None:
    lines = ["Президент 3/4", "☑ Косеев Алдар", "☐ Кто-то другой", "Далее"]
    targets = dict.fromkeys(map(fold, ("Косеев Алдар", "Кто-то другой", "Далее")), (0, 0, 1, 1))
    title, marked, unknown, button = read(*lines, title_lines=1, selected=[1], targets=targets)
    assert title.text == "Президент 3/4"
    assert (marked.kind, marked.focus, marked.marked, marked.in_language("en")) == (CHOICE, True, True, "Aldar Koseev")
    assert (unknown.text, unknown.marked, unknown.says) == ("Кто-то другой", False, None)
    assert (button.id, button.marked, button.in_language("kk")) == ("key_next", None, template("key_next", "kk"))


def test_a_line_that_nobody_knows_has_one_alphabet() -> None:
    assert as_written(fold("Место хранения")) == "Место хранения"
    assert as_written("Some place") == "Some place"
    titled = read("Асылов Ерсұлтан · Может голосовать", title_lines=1)[0]
    assert titled.in_language("en") == "Асылов Ерсұлтан · May vote"
