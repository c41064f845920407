"""The agreement as a paper to be signed, in one language."""

from __future__ import annotations

from typing import Any, BinaryIO

from reportlab.platypus import KeepTogether, Paragraph, Spacer

from host_tools import paper
from host_tools.registers.agreement.terms import Terms
from host_tools.registers.agreement.words import Words, read
from host_tools.registers.profiles import DISCREPANCIES, PROFILES, Profile


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
        story.append(Paragraph(section.heading, paper.HEADING))
        for text in section.paragraphs:
            if text[0] == "@":
                story.append(KeepTogether([_table(text, terms, words)]))  # no line of a table is alone on a page
            else:
                story.append(Paragraph(text.format(**filled), paper.TEXT))
            story.append(Spacer(1, 3))
    paper.write(stream, words.title, story)


def _filled(terms: Terms, words: Words, language: str) -> dict[str, str]:
    profile = PROFILES[terms.register_name]
    return {
        "commission": paper.brought(terms.commission.named(language)),
        "office": paper.brought(terms.office.named(language)),
        "day": paper.brought(terms.election_day),
        "register": words.register_names[profile.name],
        "only_compares": words.only_compares if profile.name == "pension" else words.lists_by,
        "profile": profile.name,
        "version": str(profile.version),
        "answer_version": str(DISCREPANCIES.version),
        "first": str(terms.first_delivery_days_before),
        "last": str(terms.last_delivery_days_before),
        "compare": str(terms.comparison_days),
        "destroy": str(terms.destruction_days_after),
    }


def _table(name: str, terms: Terms, words: Words) -> Any:
    if name == "@columns":
        return _columns(PROFILES[terms.register_name], words)
    if name == "@discrepancy_columns":
        return _columns(DISCREPANCIES, words)
    if name == "@classes":
        rows = [[name, words.classes[name], str(terms.days_for(name))] for name in terms.answered]
        return paper.table([paper.bold(words.class_heads), *rows], [38, 118, 16])
    return _persons(terms, words)


def _columns(profile: Profile, words: Words) -> Any:
    rows = [
        [column.name, words.required if column.required else words.optional, words.columns[column.name]]
        for column in profile.columns
    ]
    return paper.table([paper.bold(words.column_heads), *rows], [38, 22, 112])


def _persons(terms: Terms, words: Words) -> Any:
    sides = (terms.commission, terms.office)
    values = [[side.responsible, side.deputy, side.contact, side.key] for side in sides]
    rows: list[list[Any]] = [paper.bold(words.person_heads)]
    for place, title in enumerate(words.person_rows[:-1]):
        rows.append([title, *(paper.cell(value[place]) for value in values)])
    rows.append([words.person_rows[-1], paper.room_to_sign(), paper.room_to_sign()])
    return paper.table(rows, [40, 66, 66])
