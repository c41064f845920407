"""Words that are missing on a screen, or that nothing says: the ids in the firmware against its text files."""

from __future__ import annotations

import ast
import re
import runpy
import struct
from binascii import crc32
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from host_tools.formats.objects import BoothLine, EndedLine, PaperLine, StyleLine
from host_tools.provisioning.closure import ROLES, firmware_files
from host_tools.provisioning.text_index import index_of
from tests.device.text.font_file import load
from tests.firmware_tables import STATES, acts

DEVICE = Path(__file__).parents[1] / "device"
LANGUAGES = 3
# Calls that take an id, and which of their arguments it is; what follows fills the braces.
CALLS = {"texts": 0, "both": 1, "heading": 1, "Refused": 0, "all": 0, "_say": 0}
ID_LIKE = re.compile(r"[a-z]+(_[a-z]+)+")
SPEAKING = ("booth/", "desk/", "terminal/", "paper/", "screens/", "start.py")
NO_WORDS = (
    "storage/events.py", "storage/log.py",
    "terminal/permissions.py", "terminal/acts.py", "desk/acts.py", "booth/acts.py",
)  # fmt: skip
SETTINGS = {
    "ballots_per_minute", "number_cards", "protocol_copies", "inactivity_seconds", "alert_seconds", "max_spoiled",
    "opens_minutes", "closes_minutes", "open_early_minutes", "early_close", "add_voters", "certificate_digits",
    "add_residents", "home_until_minutes", "signatures_needed", "signatures_dissent",
    "secretary_holder", "referendum",
}  # fmt: skip

DISPLAYS = runpy.run_path(str(DEVICE / "drivers" / "display_profiles.py"))["DISPLAYS"]
EVENTS = runpy.run_path(str(DEVICE / "storage" / "events.py"))
EQUATIONS = runpy.run_path(str(DEVICE / "desk" / "count" / "equations.py"))


def read(name: str) -> dict[str, list[str]]:
    lines = [line.split("\t") for line in (DEVICE / "text" / f"{name}.tsv").read_text("utf-8").splitlines()]
    return {identity: words for identity, *words in lines}


REFERENDUM = "referendum"  # its words are said in place of those that have the same id
FILES = {name: read(name) for name in ("common", *ROLES, REFERENDUM)}


def known(role: str) -> dict[str, list[str]]:
    return FILES["common"] | FILES[role]


def actions(role: str) -> set[str]:
    return {act for state in STATES for act in acts(role, state, is_official=False)}


def equations() -> set[str]:
    """What every equation is called when it does not hold; the contests' ones without their number."""
    rules = (*EQUATIONS["_RULES"], *EQUATIONS["_PAPER_RULES"])
    fields = {name: 0 for rule in rules for side in (rule[1], rule[3]) for name in side if "-" not in name}
    fields |= {"on_list": -1, "certificates": 0, "marked": 2, "electronic": 3, "spoiled_recorded": 1}
    fields |= {"issued_recorded": 9, "outside_recorded": 7, "paper_returned": 3, "challenged": 1}
    fields |= {"slips_changed": 1, "withdrawn_recorded": 1, "by_certificate": 1, "certificates_received": 1}
    line = PaperLine(received=1, withdrawn=0, issued=0, outside=0, unused=0, spoiled=0, lost=0, portable=1, room=1)
    booths = [BoothLine(1, 4, 0, 2, b"", 1, b"", 0, 1), BoothLine(1, 0, 0, 0, None, 0, b"1", 0, 0)]
    others = [SimpleNamespace(booth=1, opening=b"2")], [EndedLine(b"1", 1, 1)]
    found = EQUATIONS["breaches"](fields, [[0]], [[0, 0, 0, 0]], [line], [1], booths, *others)
    styles = [StyleLine(1, 0, 0), StyleLine(1, 0, 0)], [[0], []]
    found += EQUATIONS["breaches"](fields, [[0]], [[0, 0, 0, 0]], [line], [1], booths, [], [], *styles)
    dead = [SimpleNamespace(desk=2, report=b""), SimpleNamespace(desk=1, report=None)]
    twice = 2 * [SimpleNamespace(desk=1, holder=1, received=9, ballots=3, spoiled=0, unused=5)]
    found += EQUATIONS["breaches"](fields, [[0]], [[0, 0, 0, 0]], [line], [1], [], [], [], [], [[0]], dead, twice)
    return {name.removesuffix("_1") for name, _, _ in found}


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, ast.expr]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
            if name in CALLS and len(node.args) > CALLS[name]:
                yield node, node.args[CALLS[name]]


def literals(tree: ast.AST) -> Iterator[str]:
    """Strings that may be ids: neither docstrings nor names of events."""
    skipped = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) or (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"):
            skipped |= {id(inner) for inner in ast.walk(node.value) if isinstance(node.value, ast.Constant | ast.Tuple)}
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "log":
            skipped |= {id(argument) for argument in node.args[:1]}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.value


def sources(role: str) -> Iterator[tuple[str, ast.AST]]:
    for name in firmware_files(DEVICE, role):
        if name.endswith(".py") and name not in NO_WORDS:
            yield name, ast.parse((DEVICE / name).read_text("utf-8"))


@pytest.mark.parametrize("role", ROLES)
def test_no_id_without_words(role: str) -> None:
    there, missing = known(role), []
    for name, tree in sources(role):
        said = [part.value for _, given in calls(tree) for part in _branches(given) if isinstance(part, ast.Constant)]
        missing += [(name, text) for text in said if isinstance(text, str) and text not in there]
        if name.startswith(SPEAKING):
            others = {event.partition("=")[0] for event in EVENTS["EVENTS"].split()} | SETTINGS
            others |= set().union(*map(actions, ROLES), *DISPLAYS.values())
            others |= {name.removeprefix("eq_") for name in there if name.startswith("eq_")}
            missing += [
                (name, text) for text in literals(tree) if ID_LIKE.fullmatch(text) and text not in others | set(there)
            ]
    assert missing == []


def _branches(expression: ast.expr) -> list[ast.expr]:
    if isinstance(expression, ast.IfExp):
        return _branches(expression.body) + _branches(expression.orelse)
    return [expression]


@pytest.mark.parametrize("role", ROLES)
def test_every_action_has_words(role: str) -> None:
    assert {f"action_{action}" for action in actions(role) - {"accept_breach"}} <= set(known(role))


def test_every_equation_has_words() -> None:
    assert {f"eq_{name}" for name in equations()} == {name for name in FILES["desk"] if name.startswith("eq_")}


def test_every_reason_has_words_somewhere() -> None:
    assert set(EVENTS["REASONS"].split()) <= set(FILES["common"]) | set(FILES["booth"]) | set(FILES["desk"])


def test_no_words_that_nothing_says() -> None:
    used: dict[str, set[str]] = {}
    for role in ROLES:
        used[role] = {text for _, tree in sources(role) for text in literals(tree)}
        used[role] |= {f"action_{action}" for action in actions(role)}
    used["desk"] |= {f"eq_{name}" for name in equations()}
    used["common"] = used[REFERENDUM] = used["booth"] | used["desk"]
    assert {name: sorted(set(words) - used[name]) for name, words in FILES.items()} == {name: [] for name in FILES}


@pytest.mark.parametrize("name", FILES)
def test_three_languages_with_the_same_gaps(name: str) -> None:
    for identity, words in FILES[name].items():
        assert len(words) == LANGUAGES and all(words), identity
        assert len({text.count("{}") for text in words}) == 1, identity
        assert not any(brace in text.replace("{}", "") for text in words for brace in "{}"), identity
        assert len({text.count("\\t") for text in words}) == 1, identity


@pytest.mark.parametrize("role", ROLES)
def test_no_gap_without_a_value_and_no_value_without_a_gap(role: str) -> None:
    wrong = []
    for name, tree in sources(role):
        for call, given in calls(tree):
            values = call.args[call.args.index(given) + 1 :]
            if any(isinstance(value, ast.Starred) for value in values) or ast.unparse(call.func).endswith(
                ("all", "_say")
            ):
                continue
            for part in _branches(given):
                words = known(role).get(part.value) if isinstance(part, ast.Constant) else None
                if words and words[0].count("{}") != len(values):
                    wrong.append((name, ast.unparse(call)))
    assert wrong == []


@pytest.mark.parametrize("name", FILES)
def test_no_id_twice(name: str) -> None:
    lines = (DEVICE / "text" / f"{name}.tsv").read_text("utf-8").splitlines()
    assert len(lines) == len(FILES[name])


def test_words_of_a_referendum_have_the_gaps_of_those_that_they_replace() -> None:
    replaced = FILES["common"] | FILES["desk"] | FILES["booth"]
    gaps = {name: words[0].count("{}") for name, words in FILES[REFERENDUM].items()}
    assert gaps == {name: replaced[name][0].count("{}") for name in gaps}


def test_no_screen_of_a_referendum_speaks_of_voters() -> None:
    said = FILES["common"] | FILES["desk"] | FILES["booth"] | FILES[REFERENDUM]
    assert [name for name, (kazakh, *_) in said.items() if "сайлаушы" in kazakh.casefold()] == []
    assert [name for name, (_, russian, _) in said.items() if "избирател" in russian.casefold()] == []


@pytest.mark.parametrize("role", ROLES)
def test_no_id_in_both_files(role: str) -> None:
    assert not set(FILES["common"]) & set(FILES[role]), "which of the two would be said?"


@pytest.mark.parametrize("name", FILES)
def test_no_offset_is_longer_than_two_bytes(name: str) -> None:
    assert (DEVICE / "text" / f"{name}.tsv").stat().st_size <= 1 << 16


@pytest.mark.parametrize("name", FILES)
def test_every_id_is_in_the_index_once(name: str) -> None:
    data = (DEVICE / "text" / f"{name}.tsv").read_bytes()
    assert data.endswith(b"\n")
    index = struct.unpack(f"<{2 * len(FILES[name])}H", index_of(data))
    keys, offsets = index[::2], index[1::2]
    assert list(keys) == sorted(keys)
    found = [data[at:].split(b"\t", 1)[0].decode() for at in offsets]
    assert sorted(found) == sorted(FILES[name])
    assert [crc32(name.encode()) >> 16 for name in found] == list(keys)


@pytest.mark.parametrize("name", FILES)
def test_no_character_without_a_glyph(name: str) -> None:
    characters = {
        character for words in FILES[name].values() for text in words for character in text.replace("\\t", "")
    }
    assert characters - set(load("font.bin").glyphs) == set()
