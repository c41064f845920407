"""Work sheets for the counters, in three languages: one page per drawn precinct, without the published numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from reportlab.platypus import PageBreak, Paragraph, Spacer

from host_tools import paper
from host_tools.audit.sitting import Sitting
from host_tools.formats.definitions import LANGUAGES, Contest, Precinct

_HAND_PT = 18
# Kazakh, Russian, English.
_STEPS = (
    (
        "1. Дауыс беру күні санамаған екі адам және қатысқысы келгендердің бәрі. Пломбалардың нөмірлерін салыстырыңыз.",
        "1. Двое, кто не считал в день голосования, и все, кто хочет присутствовать. Сверьте номера пломб.",
        "1. Two persons who did not count on the day, and whoever wishes to watch. Compare the seals with "
        "their numbers.",
    ),
    (
        "2. Осы учаскенің жәшіктерінен терминал басқан бюллетеньдер мен қағаз бюллетеньдердің бәрін алыңыз; жарамсыз "
        "және ашылған бюллетеньдерді бөлек қойыңыз.",
        "2. Достаньте из ящиков этого участка все бюллетени, напечатанные терминалом, и бумажные; недействительные и "
        "вскрытые отложите отдельно.",
        "2. Take every ballot slip and paper ballot of this precinct from the boxes; put void and challenged "
        "slips apart.",
    ),
    (
        "3. Бюллетень жолдары бойынша бөліп, әр бөлікті екі рет санаңыз. Хаттаманы ешкім қарамай тұрып санды жазыңыз.",
        "3. Разложите по строкам бюллетеня, сосчитайте каждую стопку дважды. Запишите число прежде, чем кто-либо "
        "посмотрит в протокол.",
        "3. Sort by line, count each pile twice. Write the number down before anybody looks at the protocol.",
    ),
    (
        "4. Екеуі де қол қояды. Санды түзету үшін оны сызып тастап, қасына жаңасын жазып, қол қояды.",
        "4. Подписывают оба. Число исправляют так: зачёркивают, рядом пишут новое и подписывают.",
        "4. Both sign. A number is corrected by a line through it and a new one beside it, signed.",
    ),
)
_HEADS = (
    ("жол", "строка", "line"),
    (),
    ("терминал басқан", "напечатанные", "ballot slips"),
    ("қағаз", "бумажные", "paper ballots"),
    ("барлығы", "вместе", "together"),
)
_OTHERS = (
    ("белгі қойылмаған", "без отметки", "blank"),
    ("жарамсыз", "недействительные", "invalid"),
    ("барлығы", "всего", "all"),
)
_COUNTERS = (
    ("санаған", "считал", "counted by"),
    ("аты-жөні", "имя", "name"),
    ("қолы", "подпись", "signature"),
    ("күні, сағаты", "дата, час", "date, hour"),
)
_PERSONS = (("бірінші адам", "первый", "first person"), ("екінші адам", "второй", "second person"))


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
        story += [paper.table([paper.bold(("Қазақша", "Русский", "English")), *map(list, _STEPS)], [58, 58, 58])]
        story += [Spacer(1, 6), _lines(contest), Spacer(1, 10), _signatures(), PageBreak()]
    paper.write(stream, f"Audit of {sitting.contest}", story)


def _lines(contest: Contest) -> Any:
    rows: list[list[Any]] = [[_stacked(head) for head in _HEADS]]
    for option in contest.options:
        names = _stacked(paper.brought(option.names[language]) for language in LANGUAGES)
        rows.append([option.id, names, *(Spacer(1, _HAND_PT) for _ in range(3))])
    rows += [["", _stacked(words), *(Spacer(1, _HAND_PT) for _ in range(3))] for words in _OTHERS]
    return paper.table(rows, [24, 66, 28, 28, 28])


def _signatures() -> Any:
    rows: list[list[Any]] = [[_stacked(head) for head in _COUNTERS]]
    rows += [[_stacked(who), *(Spacer(1, 26) for _ in range(3))] for who in _PERSONS]
    return paper.table(rows, [34, 54, 50, 36])


def _stacked(words: Iterable[str]) -> str:
    """The same in several languages, one below the other."""
    return "<br/>".join(dict.fromkeys(words))
