"""An argument that keeps its name takes room on every terminal; one renamed wrongly is another firmware."""

from __future__ import annotations

import dis
from collections.abc import Iterator
from pathlib import Path
from types import CodeType

from host_tools.provisioning.arguments import keywords_below, shortened
from host_tools.provisioning.compiling import compiled
from host_tools.provisioning.names import in_module

DEVICE = Path(__file__).parents[3] / "device"
SOURCE = """\
def seal(ballot, key, size=4, *rest):  # ключ
    def inner(part):
        return part + size, [key for key in rest]
    return inner(ballot), "ұзын: %s" % ballot, ballot.key


class Box:
    def put(self, ballot, a, e=0):
        global count
        count = lambda number, count: number + a + ballot
        try:
            import size
        except OSError as error:
            raise
        return e


seal(1, 2, size=3)
"""
SHORT = """\
def seal(a, key, size=4, *rest):  # ключ
    def inner(b):
        return b + size, [key for key in rest]
    return inner(a), "ұзын: %s" % a, a.key


class Box:
    def put(self, b, a, e=0):
        global count
        count = lambda c, count: c + a + b
        try:
            import size
        except OSError as error:
            raise
        return e


seal(1, 2, size=3)
"""


def test_only_what_nobody_can_ask_for_is_renamed_and_lines_keep_their_numbers() -> None:
    assert shortened(SOURCE.encode(), frozenset(("size",))).decode() == SHORT


def test_machine_code_is_left_alone() -> None:
    source = b"import micropython\n@micropython.viper\ndef double(number: int) -> int:\n    return number * 2\n"
    assert shortened(source, frozenset()) == source


def test_a_renamed_argument_is_not_in_the_module() -> None:
    names = in_module(compiled("sample.py", SOURCE.encode(), "armv7m", frozenset(("size",))))
    assert {b"seal", b"size"} <= names and not names & {b"ballot", b"part", b"number"}


def test_every_module_computes_what_it_did() -> None:
    """CPython's instructions of both texts differ in nothing but arguments' names, one for one."""
    keywords, renamed = keywords_below(DEVICE), 0
    for path in DEVICE.rglob("*.py"):
        before = path.read_bytes()
        after = shortened(before, keywords)
        renamed += before != after
        same(compile(before, path, "exec"), compile(after, path, "exec"), {})
    assert renamed > 100


def same(before: CodeType, after: CodeType, outer: dict[str, str]) -> None:
    assert (before.co_names, before.co_flags, before.co_firstlineno) == (
        after.co_names, after.co_flags, after.co_firstlineno
    )  # fmt: skip
    names = outer | dict(zip(before.co_varnames, after.co_varnames, strict=True))
    keyword_only = slice(before.co_argcount, before.co_argcount + before.co_kwonlyargcount)
    assert before.co_varnames[keyword_only] == after.co_varnames[keyword_only]
    own = before.co_varnames + before.co_cellvars + before.co_freevars
    assert len({names.get(name, name) for name in own}) == len(set(own)), "two names have become one"
    steps = zip(instructions(before), instructions(after), strict=True)
    for (operation, value), (as_operation, as_value) in steps:
        assert operation == as_operation
        if isinstance(value, CodeType):
            same(value, as_value, names)
        elif operation.endswith(("_FAST", "_DEREF", "_CLASSDEREF")):
            assert names.get(value, value) == as_value
        else:
            assert value == as_value or isinstance(value, frozenset | tuple)
    assert sorted(names.get(name, name) for name in before.co_freevars) == sorted(after.co_freevars)


def instructions(code: CodeType) -> Iterator[tuple[str, object]]:
    """But those that list a function's cells, whose order goes by their names."""
    for one in dis.get_instructions(code):
        if one.opname not in ("MAKE_CELL", "LOAD_CLOSURE", "COPY_FREE_VARS"):
            yield one.opname, one.argval
