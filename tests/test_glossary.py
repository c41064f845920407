"""Screens that say another word than docs/glossary.md, and second names for one thing in documents or on screens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.test_texts import FILES, REFERENDUM

ROOT = Path(__file__).parents[1]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text("utf-8")
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
TERMS = ("People and places", "Lists and documents", "Devices", "Paper", "Acts and states")
LANGUAGES = {"kk": 0, "ru": 1, "en": 2}
ENDING = 3  # the most letters of a word that its cases and persons change
WORDS = {identity: words for name, file in FILES.items() if name != REFERENDUM for identity, words in file.items()}


def table(heading: str) -> list[list[str]]:
    """The rows of the table under a heading, cell by cell, without its head."""
    lines = GLOSSARY.split(f"\n## {heading}\n")[1].split("\n## ")[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    assert len(rows) > 2, f"no table under {heading}"
    return rows[2:]


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def stems(term: str) -> list[str]:
    """The words that may not be left out, each without what its ending may change."""
    words = re.findall(r"[\w-]+", re.sub(r"\([^)]*\)", "", term).casefold())
    return [word[: max(3, len(word) - ENDING)] for word in words]


def lacking(term: str, screen: str) -> list[str]:
    """The stems of a term with which no word of the screen begins."""
    words = re.findall(r"[\w-]+", screen.casefold())
    return [stem for stem in stems(term) if not any(word.startswith(stem) for word in words)]


@pytest.mark.parametrize("heading", TERMS)
def test_a_screen_has_another_word_than_the_glossary(heading: str) -> None:
    wrong = []
    for english, kazakh, russian, _, _, texts in table(heading):
        for identity in quoted(texts):
            assert identity in WORDS, f"{english}: no screen has the text {identity}"
            for term, screen in zip((kazakh, russian, english), WORDS[identity], strict=True):
                wrong += [f"{identity}: «{screen}» lacks «{stem}…» of «{term}»" for stem in lacking(term, screen)]
    assert not wrong, "\n".join(wrong)


def test_a_term_stands_twice() -> None:
    english = [re.sub(r"[()]", "", row[0]) for heading in TERMS for row in table(heading)]
    assert sorted(english) == sorted(set(english))


def test_an_open_word_was_decided_and_is_still_listed() -> None:
    """The screen still says what the table quotes, and not yet what is better."""
    for identity, language, said, better, _ in table("Screens that say something else"):
        assert WORDS[identity.strip("`")][LANGUAGES[language]] == said, f"{identity}: take the row out, or mend it"
        assert said != better, identity


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_has_a_second_name_for_a_thing(page: Path) -> None:
    assert second_names(prose(page.read_text("utf-8"))) == []


def test_a_screen_has_a_second_name_for_a_thing() -> None:
    assert [(name, found) for name, words in WORDS.items() for found in second_names(words[2])] == []


def prose(text: str) -> str:
    """A page without code and without the list of second names itself; line breaks are spaces."""
    text = text.split("\n## Second names\n")[0]
    return " ".join(re.sub(r"```.*?```|`[^`]*`", " ", text, flags=re.DOTALL).split())


def second_names(text: str) -> list[str]:
    found = []
    for _, names, exceptions in table("Second names"):
        rest = text
        for exception in quoted(exceptions):
            rest = re.sub(rf"\b{exception}\b", " ", rest, flags=re.IGNORECASE)
        found += [name for name in quoted(names) if re.search(rf"\b{name}s?\b", rest, re.IGNORECASE)]
    return found


@pytest.mark.parametrize(
    ("term", "screen", "lacks"),
    [
        ("есептен шығару куәлігі", "Есептен шығару куәліктері", []),
        ("(сайлау) учаскесі", "Учаске № {}", []),
        ("стол регистрации", "Считайте на столе регистрации", []),
        ("стол регистрации", "Окно регистрации", ["сто"]),
        ("key card", "Key: {} of {}", ["car"]),
    ],
)
def test_endings_may_change_and_words_may_not(term: str, screen: str, lacks: list[str]) -> None:
    assert lacking(term, screen) == lacks


def test_the_polling_station_is_no_second_name() -> None:
    assert second_names("A polling station has one desk.") == []
    assert second_names("Plug the stations in.") == ["station"]
