"""The plan for the wall: one page across, what is done and what is late in words and in colour."""

from __future__ import annotations

import datetime as dt
from typing import Any, BinaryIO

from reportlab.lib import colors
from reportlab.platypus import Paragraph, Spacer

from host_tools import paper
from host_tools.registers.planning.plan import Plan, Step
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
    "kk": "Дауыс беру күні: {day}. Тізімді бекітуге қажет қол саны: {need}. {today} күнгі жағдай: {done}/{all}.",
    "ru": "День голосования: {day}. Подписей для утверждения списка: {need}. Состояние на {today}: {done}/{all}.",
    "en": "Election day: {day}. Signatures that a list needs: {need}. State of {today}: {done} of {all}.",
}
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
    rows: list[list[Any]] = [_HEADS[language]]
    for number, (step, state, evidence) in enumerate(steps, 1):
        colour = colors.HexColor(_COLOURS[state]).hexval().replace("0x", "#")
        said = paper.brought(_words(step, state, evidence, language, today))
        cell = f'<font color="{colour}"><b>{words[state]}</b></font><br/>{said}'
        names = (step.responsible, step.deputy, step.authority)
        rows.append(
            [str(number), paper.brought(step.titled(language)), step.due.isoformat(), *map(paper.brought, names), cell]
        )
    done = sum(state == DONE for _, state, _ in steps)
    head = _LINE[language].format(day=plan.election_day, need=plan.approvals, today=today, done=done, all=len(steps))
    story = [Paragraph(paper.brought(title), paper.TITLE), Paragraph(paper.brought(head), paper.TEXT), Spacer(1, 6)]
    paper.write(stream, title, [*story, paper.table(rows, list(map(float, _WIDTHS_MM)), paper.TEXT)], wide=True)


def _words(step: Step, state: str, evidence: str, language: str, today: dt.date) -> str:
    """What proves a step, as it is signed; or the days that are left, in the paper's language."""
    if state in (DONE, WRONG):
        return evidence
    days = (step.due - today).days
    return _DAYS[language][days < 0].format(abs(days))
