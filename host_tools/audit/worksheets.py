"""Work sheets for the counters: one page per drawn precinct, without the published numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO

from reportlab.platypus import PageBreak, Paragraph, Spacer

from host_tools import paper
from host_tools.audit.sitting import Sitting
from host_tools.formats.definitions import LANGUAGES, Contest, Precinct

_HAND_PT = 18
_STEPS = (
    "1. Two persons who did not count on the day, and whoever wishes to watch. Compare the seals with their numbers.",
    "2. Take every ballot slip and paper ballot of this precinct from the boxes; put void and challenged slips apart.",
    "3. Sort by line, count each pile twice. Write the number down before anybody looks at the protocol.",
    "4. Both sign. A number is corrected by a line through it and a new one beside it, signed.",
)


def write(stream: BinaryIO, sitting: Sitting, contest: Contest, precincts: Sequence[Precinct], about: str) -> None:
    """Write the sheets.

    precincts: in the order of their numbers, each once. about: the publication and the seed, on every page.
    """
    paper.use_fonts()
    story: list[Any] = []
    for precinct in precincts:
        names = " · ".join(dict.fromkeys(paper.brought(precinct.names[language]) for language in LANGUAGES))
        titles = " · ".join(dict.fromkeys(paper.brought(contest.title[language]) for language in LANGUAGES))
        story += [Paragraph(f"{precinct.precinct} · {names}", paper.TITLE), Paragraph(titles, paper.HEADING)]
        story += [Paragraph(paper.brought(about), paper.SMALL), Spacer(1, 6)]
        story += [Paragraph(step, paper.TEXT) for step in _STEPS]
        story += [Spacer(1, 6), _lines(contest), Spacer(1, 10), _signatures(), PageBreak()]
    paper.write(stream, f"Audit of {sitting.contest}", story)


def _lines(contest: Contest) -> Any:
    rows: list[list[Any]] = [["line", "", "ballot slips", "paper ballots", "together"]]
    for option in contest.options:
        names = "<br/>".join(dict.fromkeys(paper.brought(option.names[language]) for language in LANGUAGES))
        rows.append([option.id, names, *(Spacer(1, _HAND_PT) for _ in range(3))])
    for name in ("blank", "invalid", "all"):
        rows.append([name, "", *(Spacer(1, _HAND_PT) for _ in range(3))])
    return paper.table(rows, [24, 70, 26, 26, 26])


def _signatures() -> Any:
    rows: list[list[Any]] = [["counted by", "name", "signature", "date, hour"]]
    rows += [[who, *(Spacer(1, 26) for _ in range(3))] for who in ("first person", "second person")]
    return paper.table(rows, [30, 56, 50, 36])
