"""A signed protocol on paper: its numbers in Kazakh and Russian, what differs, its codes, room for signatures."""

from __future__ import annotations

import datetime
import io
from hashlib import sha256
from typing import Any, BinaryIO

from reportlab.lib.units import mm
from reportlab.platypus import Image, KeepTogether, Paragraph, Spacer, Table

from host_tools import paper
from host_tools.formats import codes
from host_tools.formats.definitions import Contest
from host_tools.formats.objects import PaperLine, Protocol
from host_tools.keys.printing import qr_picture
from host_tools.paper_precincts.signing import Place
from host_tools.paper_precincts.words import LETTERS, words_of
from host_tools.verifying import equations

_ON_PAPER = slice(0, 2)  # Kazakh and Russian, as a desk's slip
_LISTS = (
    "listed", "added", "by_certificate", "added_refused", "certificates", "on_list", "marked", "certificates_received",
    "certificates_cancelled", "certificates_lost", "home_requests", "home_refused", "assisted",
    "issued_recorded", "outside_recorded", "spoiled_recorded",
    "paper_returned", "complaints", "acts",
)  # fmt: skip
_MOMENTS = ("opened", "closed", "count_began", "signed")
_CODE_MM, _CODES_IN_A_ROW = 56, 3
_WIDTHS_MM: list[float] = [14, 134, 26]
_MEMBERS = 4  # with room to sign beside the chair


def write(stream: BinaryIO, signed: bytes, said: Protocol, place: Place) -> None:
    """Write the paper. The same protocol gives the same bytes. signed: the object; said: its content."""
    paper.use_fonts()
    precinct, election = place.precinct, place.election
    title = f"{_words('protocol')} № {said.version}"
    story: list[Any] = [Paragraph(title, paper.TITLE)]
    if said.mode:
        story.append(Paragraph(f"*** {_words('not_official')} ***", paper.TITLE))
    story += [
        Paragraph(f"{_words('precinct', said.precinct)} · {paper.brought(precinct.names['ru'])}", paper.TEXT),
        Paragraph(paper.brought(" · ".join(dict.fromkeys((election.title["kk"], election.title["ru"])))), paper.TEXT),
        Paragraph(_words("no_terminals"), paper.TEXT),
    ]
    if said.supersedes is not None:
        story.append(Paragraph(f"<b>{_words('supersedes', said.version - 1)}</b>", paper.TEXT))
        story.append(Paragraph(f"{_words('correction')}: {paper.brought(said.correction or '')}", paper.TEXT))
    for number, contest in enumerate(election.contests):
        story += _contest(number, contest, said)
    story += [Paragraph(_words("precinct", said.precinct), paper.HEADING), _numbers(said.fields, _LISTS)]
    for style, line in zip(election.styles or (), said.styles or (), strict=False):
        name = " · ".join(dict.fromkeys((style.names["kk"], style.names["ru"])))
        values = {"issued_recorded": line.issued, "outside_recorded": line.outside}
        story += [Paragraph(paper.brought(name), paper.HEADING), _numbers(values, tuple(values))]
    story += _equations(said, place)
    story += _moments(signed, said, place)
    story += [KeepTogether(_signatures()), *_codes(signed), Paragraph(f"<b>{_words('end')}</b>", paper.TEXT)]
    paper.write(stream, title, story)


def _words(name: str, *values: object) -> str:
    return words_of(name, *values, languages=_ON_PAPER)


def _contest(number: int, contest: Contest, said: Protocol) -> list[Any]:
    heading = f"{number + 1}. {' · '.join(dict.fromkeys((contest.title['kk'], contest.title['ru'])))}"
    votes, ballots = said.paper[number], said.papers[number]
    rows: list[list[Any]] = [["", f"<b>{_words('votes')}</b>", ""]]
    for at, (option, count) in enumerate(zip(contest.options, votes, strict=False), 1):
        name = " · ".join(dict.fromkeys((option.names["kk"], option.names["ru"])))
        rows.append([f"V{at}", f"<b>{paper.brought(name)}</b>", f"<b>{count}</b>"])
    for name, count in zip(("blank", "all_marked", "invalid"), votes[-equations.REST :], strict=True):
        rows.append([LETTERS[name], _words(name), str(count)])
    rows.append(["", _words("total"), str(sum(votes))])
    rows.append(["", f"<b>{_words('ballots')}</b>", ""])
    rows += [[LETTERS[name], _words(name), str(getattr(ballots, name))] for name in PaperLine._fields]
    if ballots.outside:
        rows.append(["GJ", _words("portable_away"), str(ballots.outside - ballots.portable)])
    return [Paragraph(paper.brought(heading), paper.HEADING), paper.table(rows, _WIDTHS_MM)]


def _numbers(values: dict[str, int], names: tuple[str, ...]) -> Any:
    rows: list[list[Any]] = [["", "", ""]]  # repeated on every page
    rows += [[LETTERS.get(name, ""), _words(name), str(values[name])] for name in names]
    return paper.table(rows, _WIDTHS_MM)


def _equations(said: Protocol, place: Place) -> list[Any]:
    found = equations.breaches(said, place.election)
    if not found:
        return [Paragraph(f"{_words('equations')}: {_words('all_hold')}", paper.TEXT)]
    story: list[Any] = [Paragraph(f"<b>{_words('breach')}</b>", paper.HEADING)]
    story += [Paragraph(paper.brought(breach.text), paper.TEXT) for breach in found]
    return [*story, Paragraph(f"{_words('reason')}: {paper.brought(said.reason or '')}", paper.TEXT)]


def _moments(signed: bytes, said: Protocol, place: Place) -> list[Any]:
    zone = datetime.timezone(datetime.timedelta(minutes=place.precinct.minutes_east))
    story: list[Any] = [Spacer(1, 6)]
    for name, moment in zip(_MOMENTS, said.moments, strict=True):
        time = datetime.datetime.fromtimestamp(moment, zone).strftime("%Y-%m-%d %H:%M") if moment else "—"
        story.append(Paragraph(f"{_words(name)}: {time}", paper.SMALL))
    digest = sha256(signed).hexdigest()[:16]
    grouped = " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))
    return [*story, Paragraph(f"{_words('code')}: <b>{grouped}</b>", paper.TEXT), Spacer(1, 6)]


def _signatures() -> list[Any]:
    people = ["chair", *["member"] * _MEMBERS]
    return [paper.table([["", ""], *([_words(name), paper.room_to_sign()] for name in people)][1:], [60, 114])]


def _codes(signed: bytes) -> list[Any]:
    """The codes that a phone reads, as on a desk's slip."""
    pictures = []
    for text in codes.split("P", signed):
        stream = io.BytesIO()
        qr_picture(text).save(stream, "PNG")
        pictures.append(Image(stream, _CODE_MM * mm, _CODE_MM * mm))
    rows = [pictures[at : at + _CODES_IN_A_ROW] for at in range(0, len(pictures), _CODES_IN_A_ROW)]
    rows[-1] += [""] * (_CODES_IN_A_ROW - len(rows[-1]))
    return [Spacer(1, 6), Table(rows, colWidths=[(_CODE_MM + 2) * mm] * _CODES_IN_A_ROW, hAlign="LEFT")]
