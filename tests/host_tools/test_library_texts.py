"""A library's own text in a message: «NOT NULL constraint failed», «list index out of range», errno in brackets."""

from __future__ import annotations

import ast
import builtins
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("host_tools", "simulator")
# Of somebody else's exception only these may be used, and only what these functions make of it may be shown.
FACTS = {"errno", "filename", "lineno", "start", "code", "stdout"}
IN_OUR_WORDS = {
    "os_error_in_words", "os_words", "sqlite_words", "in_words", "why", "isinstance", "type", "_reason", "_problem",
    "_words", "words_of_port", "_say_where", "_failed", "_bug", "of_error", "refused",
}  # fmt: skip
CAUSES = {"_fail", "_refuse"}  # words, and what they come from
# Assertions of the simulator's people carry its own sentences.
OWN_SENTENCES = {"simulator": {"AssertionError"}}
# pydantic's list of faults, of which `validation.reason` makes words.
FAULTS = {"errors"}


def handlers(path: Path) -> Iterator[tuple[ast.ExceptHandler, list[type]]]:
    """Handlers of a file that name what they catch, and which classes of others that may be."""
    tree = ast.parse(path.read_text("utf-8"))
    named = [node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler) and node.name and node.type]
    if not named:
        return
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    for node in named:
        assert node.type
        parts = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        caught = [found for part in parts for found in classes(part, module)]
        own = OWN_SENTENCES.get(path.relative_to(ROOT).parts[0], set())
        others = [one for one in caught if one.__module__.split(".")[0] not in OURS and one.__name__ not in own]
        if others:
            yield node, others


def classes(part: ast.expr, module: object) -> list[type]:
    """The classes that an expression of `except` stands for; none if only its function knows."""
    value: object = module
    for name in ast.unparse(part).split("."):
        value = getattr(value, name, None) or getattr(builtins, name, None)
    found = value if isinstance(value, tuple) else (value,)
    return [one for one in found if isinstance(one, type)]


def shown(handler: ast.ExceptHandler) -> Iterator[int]:
    """Lines where the text of what was caught may come into a message."""
    parents = {child: node for node in ast.walk(handler) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(handler):
        if not (isinstance(node, ast.Name) and node.id == handler.name and isinstance(node.ctx, ast.Load)):
            continue
        parent = parents[node]
        if isinstance(parent, ast.Attribute):
            names_a_key = parent.attr == "args" and handler.type and ast.unparse(handler.type) == "KeyError"
            if parent.attr not in FACTS | FAULTS and not names_a_key:
                yield node.lineno
        elif isinstance(parent, ast.Call):
            called = ast.unparse(parent.func).split(".")[-1]
            if called not in IN_OUR_WORDS | CAUSES and not is_read_for_a_number(called, parents.get(parent)):
                yield node.lineno
        elif isinstance(parent, (ast.FormattedValue, ast.Tuple, ast.List)):
            yield node.lineno


def is_read_for_a_number(called: str, around: ast.AST | None) -> bool:
    """tomllib says the line in its text alone."""
    return called == "str" and isinstance(around, ast.Call) and ast.unparse(around.func) == "re.search"


FILES = sorted(path for tree in OURS for path in (ROOT / tree).rglob("*.py"))
# Not for people: a pickle of a benchmark, a screen that failed in a test, what a bug leaves in the log.
LOGS = {"simulator/front/terminal_thread.py", "simulator/measure/emulated_board.py"}


def test_no_message_shows_what_a_library_says() -> None:
    tried, faults = 0, []
    for path in FILES:
        name = path.relative_to(ROOT).as_posix()
        if name in LOGS:
            continue
        for handler, others in handlers(path):
            tried += 1
            kinds = ", ".join(sorted({one.__name__ for one in others}))
            faults += [f"{name}:{line} shows the text of {kinds}" for line in shown(handler)]
    print(f"{tried} handlers of others' exceptions in {len(FILES)} files")
    assert tried > 40
    assert faults == []


@pytest.mark.parametrize(
    "body",
    ['raise OurError(f"{path}: {error}")', "say(str(error))", "say(error.strerror)", "fail(error.args[0])"],
)
def test_the_sweep_finds_the_kind(body: str) -> None:
    tree = ast.parse(f"try:\n    act()\nexcept OSError as error:\n    {body}\n")
    handler = next(node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler))
    assert list(shown(handler)) == [4]


# Who looks at what another program says, and what becomes of it.
OTHERS_SAY = {
    "host_tools/page/building.py": "kept in a file, which the message names",
    "host_tools/provisioning/compiling.py": "the number of a line",
    "simulator/measure/emulated_board.py": "of the emulator, for who measures",
}


def test_no_message_shows_what_another_program_says() -> None:
    found = set()
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr == "stderr" and ast.unparse(node.value) != "sys":
                found.add(path.relative_to(ROOT).as_posix())
    assert found == OTHERS_SAY.keys()
