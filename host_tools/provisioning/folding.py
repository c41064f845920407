"""Private constants of a firmware module, marked for MicroPython's compiler.

A module-level name takes room in its module and in the table of all names, which lies on the heap unless the image is
our own. Of a name that begins with an underscore and is assigned `const(…)` the compiler keeps nothing: its value
stands where it is used, which is faster, too. The sources do without `const`, since CPython runs them as well.
"""

from __future__ import annotations

import ast
import operator
import re
from collections import Counter
from collections.abc import Iterator

from host_tools.errors import ProvisioningError

Value = int | str | bytes | tuple["Value", ...]
_PRIVATE = re.compile(r"_[A-Z][A-Z0-9_]*\Z")
MACHINE_CODE = b"@micropython."  # there a number that is looked up has another type than one that is written out
_OPERATIONS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.LShift: operator.lshift,
    ast.BitOr: operator.or_,
    ast.BitAnd: operator.and_,
}


class _NotConstantError(ProvisioningError):
    """A value that is known only at run time."""


def folded(source: bytes) -> bytes:
    """A module's text with its private constants marked; its lines keep their numbers. Deterministic.

    A constant is a number, text, bytes or a tuple of them, written out or computed from other such constants, and
    assigned once, on one line of the module's level. Modules with functions in machine code stay as they are.
    """
    if MACHINE_CODE in source:
        return source
    tree, lines = ast.parse(source), source.splitlines(keepends=True)
    times = Counter(node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and _is_bound(node))
    known: dict[str, Value] = {}
    for statement in tree.body:
        try:
            found = dict(_assigned(statement, known))
        except _NotConstantError:
            continue
        if found and all(_PRIVATE.match(name) and times[name] == 1 for name in found):
            known |= found
            at = statement.lineno - 1
            rest = lines[at][statement.end_col_offset :]
            lines[at] = "; ".join(f"{name} = const({value!r})" for name, value in found.items()).encode() + rest
    return b"".join(lines)


def _is_bound(name: ast.Name) -> bool:
    return not isinstance(name.ctx, ast.Load)


def _assigned(statement: ast.stmt, known: dict[str, Value]) -> Iterator[tuple[str, Value]]:
    """Each name that a statement on one line assigns, with its value."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) > 1 or statement.lineno != statement.end_lineno:
        return
    target, value = statement.targets[0], statement.value
    if isinstance(target, ast.Name):
        yield target.id, _value(value, known)
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for one, its in zip(target.elts, value.elts, strict=True):
            if not isinstance(one, ast.Name):
                raise _NotConstantError
            yield one.id, _value(its, known)


def _value(node: ast.expr, known: dict[str, Value]) -> Value:
    """What an expression of constants gives."""
    if isinstance(node, ast.Constant) and type(node.value) in (int, str, bytes):
        return node.value  # type: ignore[return-value]  # one of them
    if isinstance(node, ast.Name) and node.id in known:
        return known[node.id]
    if isinstance(node, ast.Tuple):
        return tuple(_value(part, known) for part in node.elts)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        operand = _value(node.operand, known)
        if isinstance(operand, int):
            return -operand
    if isinstance(node, ast.BinOp) and (operation := _OPERATIONS.get(type(node.op))):
        left, right = _value(node.left, known), _value(node.right, known)
        if isinstance(left, int) and isinstance(right, int):
            return operation(left, right)  # type: ignore[no-any-return]  # of two numbers
        if operation is operator.mul and isinstance(left, bytes) and isinstance(right, int):
            return left * right  # a long row of one byte is data in flash, not made on the heap
    raise _NotConstantError
