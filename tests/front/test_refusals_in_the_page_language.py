"""A refusal that a person cannot read: English words on a Kazakh page, or a sentence that nobody wrote."""

from __future__ import annotations

import ast
import json
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from host_tools.collecting.checks import Reason
from host_tools.picture_files import DAMAGED, DOTS, PAGES
from simulator.channel.faults import FAULTS
from simulator.channel.lines import LineError, duration_ms, number, one_of
from simulator.hardware.bench import ENDED, FOR_EVER, LATE, RESTARTS, TerminalStuck
from simulator.people import saying
from simulator.people.leading_back import CLOSED, OPEN, READY, SUSPENDED
from simulator.people.saying import Said, of_error, said

ROOT = Path(__file__).parents[2]
TABLE = saying.table()
SOURCES = [path for room in ("people", "channel", "front") for path in sorted((ROOT / "simulator" / room).glob("*.py"))]
RAISED = {"LineError", "ActError", "fail", "AssertionError", "PictureError"}
OF_PEOPLE = {"KeptDayError", "SystemExit", "Exit"}  # of the command line


def calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            yield node


def name_of(node: ast.Call) -> str:
    return ast.unparse(node.func).split(".")[-1]


def places(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


@pytest.mark.parametrize("name", TABLE)
def test_gap_in_a_language(name: str) -> None:
    texts = TABLE[name]
    assert list(texts) == ["kk", "ru", "en"]
    assert len({frozenset(places(text)) for text in texts.values()}) == 1, texts
    for language in ("kk", "ru"):
        letters = re.findall("[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]", texts[language])
        assert letters or not re.search("[a-z]{3}", texts["en"]), f"{name} in {language} is not translated"


def test_a_refusal_that_is_not_in_the_table() -> None:
    """Whoever raises one gives a sentence of the table, or passes on one that was."""
    faults, tried = [], 0
    for path in SOURCES:
        for call in calls(path):
            if name_of(call) in RAISED and call.args:
                tried += 1
                if any(isinstance(part, (ast.JoinedStr, ast.Constant)) for part in [call.args[0]]):
                    faults.append(f"{path.name}:{call.lineno}: {ast.unparse(call.args[0])}")
    print(f"{tried} refusals")
    assert tried > 60
    assert faults == []


def test_a_sentence_that_nobody_wrote_or_nobody_says() -> None:
    written, families = set(), set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                written.add(node.value)
        for call in calls(path):
            if name_of(call) == "said" and isinstance(call.args[0], ast.JoinedStr):
                head = call.args[0].values[0]
                assert isinstance(head, ast.Constant)
                families.add(head.value)
            elif name_of(call) == "said" and isinstance(call.args[0], ast.Constant):
                assert call.args[0].value in TABLE, f"{path.name}:{call.lineno}"
    unused = {name for name in TABLE if name not in written and not name.startswith(tuple(families))}
    assert unused == set()


def test_the_families_are_whole() -> None:
    families = {
        "reason_": [reason.name.lower() for reason in Reason],
        "stuck_": [ENDED, RESTARTS, LATE, FOR_EVER],
        "state_": [READY, OPEN, SUSPENDED, CLOSED],
        "photo_": [DOTS, PAGES, DAMAGED, "none", "too_large"],
        "may_": ["range", *{fault.kind for fault in FAULTS} - {"slider"}],
    }
    for head, endings in families.items():
        assert {head + ending for ending in endings} == {name for name in TABLE if name.startswith(head)}
    for name in TABLE:
        said(name, *["x"] * 4)


def test_letters_that_the_page_has_not() -> None:
    known = set(TTFont(ROOT / "simulator/front/static/fonts/NotoSans-Regular.woff").getBestCmap())
    used = {letter for texts in TABLE.values() for text in texts.values() for letter in text}
    assert {letter for letter in used if ord(letter) not in known} == set()


def test_values_are_said_in_the_language_of_the_sentence() -> None:
    with pytest.raises(LineError) as refused:
        one_of("nothing", ("official", "test"), "what_mode")
    why = of_error(refused.value)
    assert why == "no such mode: nothing, there are official, test"
    assert why.says["ru"] == "режим: нет такого «ничего», есть official, test"
    with pytest.raises(LineError) as refused:
        number([], 0, "what_voters")
    assert of_error(refused.value).says["kk"] == "жазылмаған: сайлаушылар саны"
    with pytest.raises(LineError) as refused:
        duration_ms("soon")
    assert of_error(refused.value).says["ru"].startswith("soon — не время")


def test_a_terminal_that_is_stuck_is_said_in_every_language() -> None:
    why = of_error(TerminalStuck(LATE, Path("desk.log"), 1500))
    assert why == "it did not come within 1.5 s of the terminal's time; its console: desk.log"
    assert why.says["kk"] == "терминал уақытымен 1.5 с ішінде келмеді; консолі: desk.log"


def test_a_sentence_travels_as_english_text() -> None:
    sentence = said("a_new_day")
    assert isinstance(sentence, Said) and json.dumps({"say": sentence}) == '{"say": "a new day"}'
