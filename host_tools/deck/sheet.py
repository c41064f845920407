"""The acceptance sheet: verdict, every number that differs, terminals with their firmware, and who stands for it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, BinaryIO

from reportlab.platypus import KeepTogether, Paragraph, Spacer

from host_tools import paper
from host_tools.deck.words import Words, read
from host_tools.formats.acceptance import Acceptance, Difference
from host_tools.formats.definitions import Election

_DIGITS = 16  # of a hash, as slips and labels show it
_SPACE = 4


def write(stream: BinaryIO, acceptance: Acceptance, signed: bytes, election: Election, language: str) -> None:
    """Write the sheet in one language. signed: the object of the same content, which the sheet names."""
    words = read(language)
    sheet = words.sheet
    paper.use_fonts()
    differences = sum(len(one.differences) for one in acceptance.precincts)
    faults = sum(len(one.faults) for one in acceptance.precincts)
    good = not differences and not faults
    verdict = sheet.accepted if good else sheet.refused.format(differences=differences, faults=faults)
    day = datetime.datetime.fromtimestamp(acceptance.made_s, datetime.UTC).strftime("%Y-%m-%d %H:%M")
    made = sheet.made.format(
        election=acceptance.election.hex()[:_DIGITS], title=paper.brought(election.title[language]), day=day
    )
    story: list[Any] = [
        Paragraph(sheet.title, paper.TITLE), Paragraph(made, paper.TEXT), Paragraph(verdict, paper.HEADING)
    ]  # fmt: skip
    story += [Paragraph(sheet.summary, paper.OVER_TABLE), _summary(acceptance, words)]
    if differences:
        story += [Paragraph(sheet.differences, paper.OVER_TABLE), _differences(acceptance, election, words, language)]
    if faults:
        story.append(Paragraph(sheet.faults, paper.HEADING))
        story += [
            Paragraph(f"{words.precinct.format(one.precinct)}: {paper.brought(fault)}", paper.TEXT)
            for one in acceptance.precincts
            for fault in one.faults
        ]
    story += [Paragraph(sheet.terminals, paper.OVER_TABLE), _terminals(acceptance, words)]
    rows: list[list[Any]] = [paper.bold(sheet.people_heads)]
    rows += [[paper.brought(name), paper.room_to_sign()] for name in acceptance.people]
    named = sheet.signed.format(digest=sha256(signed).hexdigest())
    people = [Paragraph(sheet.people, paper.HEADING), paper.table(rows, [84, 90]), Spacer(1, _SPACE)]
    story.append(KeepTogether([*people, Paragraph(named, paper.SMALL)]))
    paper.write(stream, sheet.title, story)


def _summary(acceptance: Acceptance, words: Words) -> Any:
    rows: list[list[Any]] = [paper.bold(words.sheet.summary_heads)]
    for one in acceptance.precincts:
        counts = [one.precinct, len(one.terminals), len(one.differences), len(one.faults)]
        rows.append([*map(str, counts), f"<b>{words.sheet.words[not one.is_good]}</b>"])
    return paper.table(rows, [30, 36, 36, 36, 36])


def _differences(acceptance: Acceptance, election: Election, words: Words, language: str) -> Any:
    rows: list[list[Any]] = [paper.bold(words.sheet.difference_heads)]
    titles = {contest.id: contest.title[language] for contest in election.contests}
    options = {contest.id: [option.names[language] for option in contest.options] for contest in election.contests}
    for one in acceptance.precincts:
        for found in one.differences:
            title = paper.brought(titles[found.contest]) if found.contest else words.sheet.of_the_precinct
            line = paper.brought(line_in_words(found, options, words))
            rows.append([str(one.precinct), title, line, f"<b>{found.due}</b>", f"<b>{found.found}</b>"])
    return paper.table(rows, [18, 56, 64, 18, 18])


def line_in_words(found: Difference, options: Mapping[str, list[str]], words: Words) -> str:
    """What a difference's line is called. options: names by contest."""
    kind, _, line = found.line.partition(" ")
    if kind == "booth":
        number, _, name = line.partition(" ")
        return f"{words.booth.format(number)}: {words.lines[name]}"
    if kind == "style":
        style, _, name = line.partition(" ")
        return f"{words.style.format(style)}: {words.lines[name]}"
    if kind in ("field", "ballots"):
        return words.lines[line]
    name = options[found.contest][int(line)] if line.isdigit() else words.lines[line]
    return name if kind == "electronic" else f"{words.paper}: {name}"


def _terminals(acceptance: Acceptance, words: Words) -> Any:
    rows: list[list[Any]] = [paper.bold(words.sheet.terminal_heads)]
    for one in acceptance.precincts:
        for terminal in one.terminals:
            role = words.desk if terminal.role == "desk" else words.booth.format(terminal.serial_number.split("-")[-1])
            shown = terminal.shown.hex()[:_DIGITS] if terminal.shown else words.sheet.not_shown
            rows.append([paper.brought(terminal.serial_number), role, terminal.image.hex()[:_DIGITS], shown])
        objects = words.sheet.objects.format(deck=one.deck.hex()[:_DIGITS], protocol=one.protocol.hex()[:_DIGITS])
        rows.append([words.precinct.format(one.precinct), objects, "", ""])
    return paper.table(rows, [38, 56, 40, 40])
