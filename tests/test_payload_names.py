"""Maps by their names: the terminal's are the host's, with the same keys; and no other file of the device knows a key.

The tests below name each place that reads or writes a map by number, and each constant that means two things.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin, get_type_hints

import pytest

from host_tools.formats import codes, definitions, objects, payload
from host_tools.formats.desk_cartridge import DeskHeader
from host_tools.rolls.supplement import SupplementPayload

DEVICE = Path(__file__).parents[1] / "device"
NAMED = {"formats/payloads.py"}
COSE_LABELS = {"formats/cose.py", "formats/encrypted.py"}  # of the IANA registry; they are no keys of payloads
SOURCES = {path.relative_to(DEVICE).as_posix(): ast.parse(path.read_text("utf-8")) for path in DEVICE.rglob("*.py")}


class Field(NamedTuple):
    """A field of a map. array: the type of what it holds, "" where that has no names; are_many: it holds a list."""

    name: str
    may_be_absent: bool
    array: str
    are_many: bool


PLAIN = {"int": "int", "bytes": "bytes", "text": "str"}  # types that the table checks, as Python calls them


def _module() -> ModuleType:
    """The device's own module, on CPython."""
    if str(DEVICE) not in sys.path:
        sys.path.insert(0, str(DEVICE))
    from formats import payloads  # type: ignore[import-not-found,unused-ignore]

    return payloads  # type: ignore[no-any-return,unused-ignore]


def _field(text: str) -> Field:
    name, mark, array, star = re.fullmatch(r"(\w+)(\??)(?::(\w+)(\*?))?", text).groups()  # type: ignore[union-attr]
    return Field(name, bool(mark), "" if array in PLAIN else array or "", bool(star))


def _lines() -> Iterator[list[str]]:
    """The table's lines, with the fields of the type that one ends with in its place."""
    lines = [line.split() for line in _module().TABLE.decode().strip().splitlines()]
    fields = {name: rest for _, name, *rest in lines}
    for line in lines:
        yield line[:-1] + fields[line[-1][1:]] if line[-1].startswith("+") else line


LINES = [*_lines()]
KINDS = {name: kind for kind, name, *_ in LINES}
FIELDS = {name: [_field(text) for text in fields] for _, name, *fields in LINES}
CHECKED = {name: [PLAIN.get(text.partition(":")[2], "") for text in fields] for _, name, *fields in LINES}
BY_OTHERS = "AZSRCKGQBIJ8"  # kinds of objects that somebody else signed, or nobody
MODELS: dict[str, list[type]] = {
    **{name: [getattr(objects, name)] for name in FIELDS if hasattr(objects, name)},
    **{name: [getattr(definitions, name)] for name in FIELDS if hasattr(definitions, name)},
    "CartridgeHeader": [definitions.CartridgeHeader, DeskHeader],  # a booth's, a desk's
    "Supplement": [SupplementPayload],
}
NO_MODEL = {"Change"}  # the host has no names in this array


def _plain(annotation: Any) -> tuple[str, bool, bool]:
    """(name of the array's type or "", is it a list of them, may it be None) of a model's annotation."""
    if get_origin(annotation) is Annotated:
        return _plain(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        inner = [part for part in get_args(annotation) if part is not type(None)]
        return *_plain(inner[0])[:2], len(inner) < len(get_args(annotation))
    if get_origin(annotation) is list:
        return _plain(get_args(annotation)[0])[0], True, False
    name = getattr(annotation, "__name__", "")
    return (name if name in FIELDS and KINDS[name] == "[" else ""), False, False


def _of_host(model: type) -> dict[int, Field]:
    """The fields of a host model by key; of an array by place, from 1 on."""
    hints = get_type_hints(model, include_extras=True)
    keys = model.keys() if issubclass(model, payload.Part) else dict(enumerate(model._fields, 1))  # type: ignore[attr-defined]
    found = {}
    for key, name in keys.items():
        array, are_many, may_be_absent = _plain(hints[name])
        found[key] = Field(name, may_be_absent, array, bool(array) and are_many)
    return found


@pytest.mark.parametrize("name", sorted(set(FIELDS) - NO_MODEL))
def test_names_and_keys_are_those_of_the_host(name: str) -> None:
    of_host: dict[int, set[Field]] = defaultdict(set)
    for model in MODELS[name]:
        for key, field in _of_host(model).items():
            of_host[key].add(field)
            if len(MODELS[name]) > 1 and not all(key in _of_host(other) for other in MODELS[name]):
                of_host[key] = {field._replace(may_be_absent=True)}
    of_device = [
        field._replace(array="", are_many=False) if field.array in NO_MODEL else field for field in FIELDS[name]
    ]
    assert {key: {field} for key, field in enumerate(of_device, 1)} == dict(of_host)
    kinds = {getattr(model, "KIND", "") for model in MODELS[name]} - {""}
    assert kinds == ({KINDS[name] + "2"} if KINDS[name] not in "=[" else set())


def test_every_map_of_the_host_that_a_terminal_knows_is_there() -> None:
    models = {model for module in (objects, definitions) for model in vars(module).values() if isinstance(model, type)}
    maps = {model.__name__ for model in models if issubclass(model, payload.Part)}
    assert maps - {"Part", "Payload", "OpenedHeader"} == {name for name in FIELDS if KINDS[name] != "["} - {
        "Supplement"
    }


def test_codes_and_payloads_have_one_table_of_kinds() -> None:
    assert _module().IN_CODES == codes.KINDS
    assert list(codes.KINDS) == [KINDS[model] for model in
        ("Activation", "ZeroReport", "SealedTotals", "Protocol", "Receipt", "RoleCard", "KeyCardHeader",
         "ConfirmationCode", "ChallengedBallot", "KeySlip", "TerminalKey",
         "SigningCardHeader", "Signatures", "CancelledSlip", "TimeCard", "Readiness",
         "DeskReport", "Replacement")]  # fmt: skip
    letters = [value for name, value in vars(_module()).items() if re.fullmatch(r"[A-Z]\w+", name)]
    letters = [letter for letter in letters if isinstance(letter, str) and len(letter) == 1]
    assert sorted(letters) == sorted(kind for kind in KINDS.values() if kind not in "=[")


def test_types_for_the_checker_are_those_of_the_table() -> None:
    stub = ast.parse((DEVICE / "formats" / "payloads.pyi").read_text("utf-8"))
    typed = {
        node.name: [
            (line.target.id, ast.unparse(line.annotation)) for line in node.body if isinstance(line, ast.AnnAssign)
        ]  # type: ignore[union-attr]
        for node in stub.body
        if isinstance(node, ast.ClassDef)
    }
    assert {name: [field for field, _ in fields] for name, fields in typed.items()} == {
        name: [field.name for field in fields] for name, fields in FIELDS.items()
    }
    for name, fields in typed.items():
        for (_, annotation), checked in zip(fields, CHECKED[name], strict=True):
            plain = annotation.removesuffix(" | None")
            due = plain if KINDS[name] in BY_OTHERS and plain in PLAIN.values() else ""
            assert checked == due, (name, annotation)
        for (_, annotation), field in zip(fields, FIELDS[name], strict=True):
            if field.array:
                expected = f"list[{field.array}]" if field.are_many else field.array
                assert annotation.removesuffix(" | None") == expected, (name, field)


# --- numbers stand nowhere else -------------------------------------------------------------------------------------

# What maps and arrays with names are called in the device's code.
_OF_TYPES = {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower() for name in FIELDS}
_OF_FIELDS = {field.name for fields in FIELDS.values() for field in fields if field.array}
_OTHERS = {"payload", "header", "card", "sealed", "said", "report", "definition", "line"}
CALLED = _OF_TYPES | _OF_FIELDS | _OTHERS
OF_BYTES = ("drivers/", "link/")  # registers and frames


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int


def by_number(name: str, tree: ast.AST) -> Iterator[str]:
    """Places of a file that read or write a map by number, or by a constant that holds one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict) and any(key is not None and _is_number(key) for key in node.keys):
            yield f"{name}:{node.lineno}: {ast.unparse(node)}"
        elif isinstance(node, ast.Subscript):
            called = getattr(node.value, "id", getattr(node.value, "attr", ""))
            constant = getattr(node.slice, "id", getattr(node.slice, "attr", "a"))
            if called in CALLED and (_is_number(node.slice) or constant.isupper()):
                yield f"{name}:{node.lineno}: {ast.unparse(node)}"
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "get" and node.args:
            if _is_number(node.args[0]):
                yield f"{name}:{node.lineno}: {ast.unparse(node)}"


def test_no_other_file_reads_or_writes_a_map_by_number() -> None:
    speaking = {name: tree for name, tree in SOURCES.items() if not name.startswith(OF_BYTES)}
    files = set(speaking) - NAMED - COSE_LABELS
    assert [place for name in sorted(files) for place in by_number(name, speaking[name])] == []


@pytest.mark.parametrize(
    "line",
    [
        'payload = {0: "S2", 4: booth}', "booth = payload[6]", "booths = poll.precinct[7]", "key = poll.secrets[1]",
        "role = device[1]", "slots = poll.booth(number)\nslots = booth[2]", "count = header[VOTERS]",
        "title = contest[election.TITLE]", "mode = card.get(3)", "cast = self.tally[0]", "header[10] = 4096",
    ],
)  # fmt: skip
def test_a_number_is_found(line: str) -> None:
    assert list(by_number("desk/made_up.py", ast.parse(line)))


# --- one name, one value --------------------------------------------------------------------------------------------


def constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(name, value as text) of the constants that another file could import; not those that are another file's."""
    for node in tree.body:
        for target in node.targets if isinstance(node, ast.Assign) else ():
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            for place, name in enumerate(names):
                if isinstance(name, ast.Name) and name.id.isupper() and not name.id.startswith("_"):
                    yield name.id, _value(node.value, place if isinstance(target, ast.Tuple) else None)  # type: ignore[union-attr]


def _value(node: ast.expr, place: int | None) -> str:
    if isinstance(node, ast.Attribute):
        return ""  # another file's, under its name
    if place is None:
        return ast.unparse(node)
    if isinstance(node, ast.Tuple):
        return ast.unparse(node.elts[place])
    numbers = [argument.value for argument in node.args] if isinstance(node, ast.Call) else []  # type: ignore[attr-defined]
    return str(range(*numbers)[place])


@pytest.mark.parametrize(("role", "other"), [("booth", "desk"), ("desk", "booth")])
def test_no_name_stands_for_two_values(role: str, other: str) -> None:
    """On one terminal: the wings have tables of the same name, and neither can import the other's; of the layers of
    arithmetic in crypto/slots/, each with points of its own kind, an image holds one.
    """
    values: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name, tree in SOURCES.items():
        for constant, value in constants(tree) if not name.startswith((f"{other}/", "crypto/slots/")) else ():
            if value:
                values[constant][value].append(name)
    assert {constant: dict(found) for constant, found in values.items() if len(found) > 1} == {}


def test_a_second_value_is_found() -> None:
    first, second = (dict(constants(ast.parse(line))) for line in ("A, B = range(3, 5)", "B = 7"))
    assert first == {"A": "3", "B": "4"} and second == {"B": "7"}
