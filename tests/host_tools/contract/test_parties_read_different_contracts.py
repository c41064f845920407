"""Three languages, one contract: the same sections, tables and numbers, and terms that a paper can hold."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pypdfium2
import pytest
from typer.testing import CliRunner

from host_tools.cli import app
from host_tools.contract import paper
from host_tools.contract.terms import Terms, TermsError, read
from host_tools.contract.words import Words
from host_tools.contract.words import read as words_of
from host_tools.formats.definitions import LANGUAGES

NUMBER = re.compile(r"\{\w+\}|\d+")


def numbers(words: Words) -> list[list[str]]:
    """What is filled in or counted in each section, in whatever order a language has it."""
    texts = [
        " ".join([one.heading, *one.paragraphs, *(cell for row in one.rows for cell in row), *one.after])
        for one in words.sections
    ]
    return [sorted(NUMBER.findall(text)) for text in texts]


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_same_sections_tables_and_numbers(language: str) -> None:
    english, other = words_of("en"), words_of(language)
    assert numbers(english) == numbers(other)
    for mine, theirs in zip(english.sections, other.sections, strict=True):
        assert [len(row) for row in mine.rows] == [len(row) for row in theirs.rows]
        assert (len(mine.paragraphs), len(mine.after)) == (len(theirs.paragraphs), len(theirs.after))
    assert set(english.usual) == set(other.usual) and len(english.person_rows) == len(other.person_rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_paper_says_what_the_terms_say(language: str) -> None:
    terms = Terms.model_validate(
        {"centre_address": "collect.example", "operator": {"name": {"kk": "Байланыс <1>"}, "at_any_hour": "+7 000"}}
    )
    papers = []
    for _ in range(2):
        stream = io.BytesIO()
        paper.write(stream, terms, language)
        papers.append(stream.getvalue())
    assert papers[0] == papers[1]
    document = pypdfium2.PdfDocument(papers[0])
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    assert "collect.example" in text and "4059" in text and "+7 000" in text and "{" not in text
    assert ("Байланыс <1>" in text) == (language == "kk")


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ("tcp_port = 70000", "tcp_port: must be at most 65535"),
        ("[levels]\navailability_percent = 101", "levels.availability_percent: must be at most 100"),
        ("[operator]\nname = {de = 'x'}", "has the language de"),
        ("[operator]\ndeputy = '\u202etxt'", "has an invisible character"),
        ("operators = 1", "operators: is not a known field"),
        ("tcp_port = ", "is not TOML"),
    ],
)
def test_terms_that_no_paper_can_hold(tmp_path: Path, terms: str, words: str) -> None:
    (tmp_path / "terms.toml").write_text(terms)
    result = CliRunner().invoke(
        app, ["contract", "--out", str(tmp_path / "out"), "--terms", str(tmp_path / "terms.toml")]
    )
    assert result.exit_code == 2 and words in " ".join(result.output.split()), result.output
    assert not (tmp_path / "out").exists()


def test_terms_are_read(tmp_path: Path) -> None:
    (tmp_path / "terms.toml").write_text("precincts = 12\n[levels]\nreceipt_seconds = 30\n")
    terms = read(tmp_path / "terms.toml")
    assert (terms.precincts, terms.levels.receipt_seconds, terms.levels.log_days) == (12, 30, 365)
    (tmp_path / "terms.toml").write_text("precincts = 0")
    with pytest.raises(TermsError, match="precincts: must be at least 1"):
        read(tmp_path / "terms.toml")
