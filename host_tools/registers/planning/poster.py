"""The plan for the wall: one page across, what is done and what is late in words and in colour."""

from __future__ import annotations

import datetime as dt
from typing import Any, BinaryIO

from reportlab.lib import colors
from reportlab.platypus import Paragraph, Spacer

from host_tools import paper
from host_tools.registers.planning.plan import Plan
from host_tools.registers.planning.state import AHEAD, DONE, DUE, LATE, WRONG, Standing

_COLOURS = {DONE: "#2a6f4e", WRONG: "#b3261e", LATE: "#b3261e", DUE: "#9a6a00", AHEAD: "#5a6068"}
_HEADS = {
    "kk": ["№", "қадам", "мерзімі", "жауапты", "орынбасары", "орган", "жағдайы"],
    "ru": ["№", "шаг", "срок", "ответственный", "заместитель", "орган", "состояние"],
    "en": ["no.", "step", "due", "responsible", "deputy", "authority", "state"],
}
_WORDS = {
    "kk": {DONE: "орындалды", WRONG: "қате", LATE: "мерзімі өтті", DUE: "жақын", AHEAD: "алда"},
    "ru": {DONE: "выполнено", WRONG: "ошибка", LATE: "просрочено", DUE: "скоро", AHEAD: "впереди"},
    "en": {DONE: "done", WRONG: "wrong", LATE: "late", DUE: "soon", AHEAD: "ahead"},
}
_LINE = {
    "kk": "Дауыс беру күні: {day}. Тізімді бекітуге қажет қол саны: {need}. {today}: {all} қадамның {done} орындалды.",
    "ru": "День голосования: {day}. Подписей для утверждения списка: {need}. На {today} выполнено: {done} из {all}.",
    "en": "Election day: {day}. Signatures that a list needs: {need}. Done on {today}: {done} of {all}.",
}
_SEE = {"kk": "себебі: tamga plan", "ru": "причина: tamga plan", "en": "the reason: tamga plan"}
_DAYS = {  # days that are left, and days since; behind the word for the state
    "kk": ("{} күн қалды", "{} күн бұрын"),
    "ru": ("осталось дней: {}", "дней: {}"),
    "en": ("days left: {}", "days: {}"),
}
_WIDTHS_MM = [10, 66, 28, 38, 38, 36, 44]


def write(stream: BinaryIO, plan: Plan, steps: list[Standing], language: str, today: dt.date) -> None:
    """Write the page. The same state gives the same bytes."""
    paper.use_fonts()
    words = _WORDS[language]
    title = plan.title.get(language) or next(iter(plan.title.values()))
    rows: list[list[Any]] = [paper.bold(_HEADS[language])]
    for number, standing in enumerate(steps, 1):
        step, state = standing.step, standing.state
        colour = colors.HexColor(_COLOURS[state]).hexval().replace("0x", "#")
        said = paper.brought(_words(standing, language, today))
        cell = f'<font color="{colour}"><b>{words[state]}</b></font><br/>{said}'
        names = (step.responsible, step.deputy, step.authority)
        rows.append(
            [str(number), paper.brought(step.titled(language)), step.due.isoformat(), *map(paper.brought, names), cell]
        )
    done = sum(one.state == DONE for one in steps)
    head = _LINE[language].format(day=plan.election_day, need=plan.approvals, today=today, done=done, all=len(steps))
    story = [Paragraph(paper.brought(title), paper.TITLE), Paragraph(paper.brought(head), paper.TEXT), Spacer(1, 6)]
    paper.write(stream, title, [*story, paper.table(rows, list(map(float, _WIDTHS_MM)), paper.TEXT)], wide=True)


def _words(standing: Standing, language: str, today: dt.date) -> str:
    """What proves a step; or the days that are left, and where to read what is wrong."""
    if standing.evidence:
        return standing.evidence.said(language)
    if standing.state == WRONG:
        return _SEE[language]
    days = (standing.step.due - today).days
    return _DAYS[language][days < 0].format(abs(days))
