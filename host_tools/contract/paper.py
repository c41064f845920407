"""The contract as a paper that three parties sign, in one language."""

from __future__ import annotations

from typing import Any, BinaryIO

from reportlab.platypus import KeepTogether, Paragraph, Spacer

from host_tools import paper
from host_tools.contract.terms import PARTIES, Terms
from host_tools.contract.words import Section, Words, read


def write(stream: BinaryIO, terms: Terms, language: str) -> None:
    """Write the paper. The same terms give the same bytes."""
    words = read(language)
    paper.use_fonts()
    filled = _filled(terms, words, language)
    story: list[Any] = [
        Paragraph(words.title, paper.TITLE),
        Paragraph(words.parties.format(**filled), paper.TEXT),
    ]
    for section in words.sections:
        story += _section(section, filled)
    story.append(KeepTogether(_signatures(terms, words, filled)))
    paper.write(stream, words.title, story)


def _filled(terms: Terms, words: Words, language: str) -> dict[str, str]:
    names = {party: paper.brought(getattr(terms, party).name.get(language) or words.usual[party]) for party in PARTIES}
    numbers = {name: str(value) for name, value in terms.levels.model_dump().items()}
    plain = ("tcp_port", "http_port", "publish_port", "rehearsal_days_before")
    rest = {name: str(getattr(terms, name)) for name in plain}
    rest["precincts"] = f"{terms.precincts:,}".replace(",", "," if language == "en" else "\u00a0")
    return {
        **names,
        **numbers,
        **rest,
        "day": paper.brought(terms.election_day),
        "address": paper.brought(terms.centre_address),
    }


def _section(section: Section, filled: dict[str, str]) -> list[Any]:
    story: list[Any] = [Paragraph(section.heading, paper.HEADING)]
    for text in section.paragraphs:
        story += [Paragraph(text.format(**filled), paper.TEXT), Spacer(1, 3)]
    if section.rows:
        rows: list[list[Any]] = [[cell.format(**filled) for cell in row] for row in section.rows]
        story += [paper.table(rows, section.widths_mm), Spacer(1, 4)]
    for text in section.after:
        story += [Paragraph(text.format(**filled), paper.TEXT), Spacer(1, 3)]
    return story


def _signatures(terms: Terms, words: Words, filled: dict[str, str]) -> list[Any]:
    parties = [getattr(terms, party) for party in PARTIES]
    values = [
        [", ".join(party.signs) for party in parties],
        [party.deputy for party in parties],
        [party.at_any_hour for party in parties],
    ]
    rows: list[list[Any]] = [[words.person_heads[0], *(filled[party] for party in PARTIES)]]
    for title, row in zip(words.person_rows[:-1], values, strict=True):
        rows.append([title, *map(paper.cell, row)])
    rows.append([words.person_rows[-1], *(paper.room_to_sign() for _ in PARTIES)])
    return [Paragraph(words.person_heads[1], paper.HEADING), paper.table(rows, [34, 46, 46, 46])]
