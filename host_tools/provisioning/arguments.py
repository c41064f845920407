"""Arguments of firmware functions, renamed so that all functions share a few names.

MicroPython keeps the name of every argument, in case that a call gives it by keyword, in the table of all names, which
lies on the heap unless the image is our own. Of a name that no call of the firmware uses so, nobody ever sees anything:
tracebacks name functions, files and lines.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from string import ascii_lowercase

from host_tools.provisioning.folding import MACHINE_CODE

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_FUNCTIONS = ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda
_COMPREHENSIONS = ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp
_SCOPES = (*_FUNCTIONS, *_COMPREHENSIONS, ast.ClassDef)
_KEPT = frozenset(("self",))  # every method has it


def keywords_below(device: Path) -> frozenset[str]:
    """Names by which any call of the modules below a folder gives an argument."""
    return frozenset().union(*(_keywords_of(path.read_bytes()) for path in device.rglob("*.py")))


@cache
def _keywords_of(source: bytes) -> frozenset[str]:
    return frozenset(node.arg for node in ast.walk(ast.parse(source)) if isinstance(node, ast.keyword) and node.arg)


def shortened(source: bytes, keywords: frozenset[str]) -> bytes:
    """A module's text with its arguments named by letters; its lines keep their numbers. Deterministic.

    An argument keeps its name where it is one of `keywords`, where its function gives the same name to something else,
    too, and in modules with functions in machine code.
    """
    if MACHINE_CODE in source:
        return source
    lines = source.splitlines(keepends=True)
    found = [change for function in _outermost(ast.parse(source)) for change in _changes(function, keywords)]
    for line, column, old, new in sorted(found, reverse=True):
        text = lines[line - 1]
        lines[line - 1] = text[:column] + new.encode() + text[column + len(old.encode()) :]
    return b"".join(lines)


def _outermost(tree: ast.AST) -> Iterator[Function]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, _FUNCTIONS):
            yield node
        else:
            yield from _outermost(node)


def _changes(outermost: Function, keywords: frozenset[str]) -> Iterator[tuple[int, int, str, str]]:
    """(line, byte in it, name, letter) of each place where an argument of a function, or of one in it, is named."""
    kept = keywords | _KEPT | frozenset(_named_by_text(outermost))
    letters = (letter for letter in ascii_lowercase if letter not in kept | frozenset(_names(outermost)))
    for function in ast.walk(outermost):
        if not isinstance(function, _FUNCTIONS):
            continue
        for argument in (*function.args.posonlyargs, *function.args.args):
            name = argument.arg
            if name in kept or len(name) == 1 or _is_bound_within(function, name):
                continue
            letter = next(letters, "")
            if not letter:
                return
            yield argument.lineno, argument.col_offset, name, letter
            for node in _walk(_body(function)):
                if isinstance(node, ast.Name) and node.id == name:
                    yield node.lineno, node.col_offset, name, letter


def _body(function: Function) -> list[ast.AST]:
    return [function.body] if isinstance(function, ast.Lambda) else list(function.body)


def _walk(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    for node in nodes:
        yield from ast.walk(node)


def _names(function: Function) -> Iterator[str]:
    """All names that stand in a function as such."""
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg


def _named_by_text(function: Function) -> Iterator[str]:
    """Names in a function at places that a syntax tree does not give, or gives wrongly."""
    for node in ast.walk(function):
        if isinstance(node, ast.ExceptHandler | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name:
            yield node.name
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]
        elif isinstance(node, ast.Global | ast.Nonlocal):
            yield from node.names
        elif isinstance(node, ast.JoinedStr):
            yield from (one.id for one in ast.walk(node) if isinstance(one, ast.Name))


def _is_bound_within(function: Function, name: str) -> bool:
    """Does something inside a function give the name to something of its own?"""
    for scope in _walk(_body(function)):
        if not isinstance(scope, _SCOPES):
            continue
        for node in ast.walk(scope):
            if isinstance(node, ast.arg) and node.arg == name:
                return True
            if isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Load):
                return True
    return False
