"""The host's models as a table for the page: which map has which fields under which keys, and their ranges.

The page knows no key of its own: a field that a model gains is there in the next page, and one that the page cannot
read fails the build.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from pydantic.fields import FieldInfo

from host_tools.errors import PageError
from host_tools.formats.definitions import Election, Manifest, Precinct
from host_tools.formats.objects import (
    Activation,
    CancelledSlip,
    ChallengedBallot,
    ConfirmationCode,
    DeskReport,
    KeySlip,
    Protocol,
    Receipt,
    SealedTotals,
    Signatures,
    ZeroReport,
)
from host_tools.formats.payload import Key, Part, Payload
from host_tools.verifying.ranges import FIELDS, TYPED_MOST

Shape = dict[str, Any]
MODELS: Final[tuple[type[Payload], ...]] = (
    Activation, ZeroReport, SealedTotals, Protocol, Receipt, ConfirmationCode, ChallengedBallot, KeySlip, Signatures,
    CancelledSlip, DeskReport,
    Manifest, Election, Precinct,
)  # fmt: skip
_LEAST_SAFE, _MOST_SAFE = -(2**53) + 1, 2**53 - 1  # integers of a browser; no field of ours needs more


def table() -> dict[str, Any]:
    """What the page reads payloads by: models, and the ranges of a protocol's fields."""
    fields = {name: {"least": field.least, "most": field.most} for name, field in FIELDS.items()}
    return {"models": {model.__name__: _model(model) for model in MODELS}, "fields": fields, "typed_most": TYPED_MOST}


def _model(model: type[Payload]) -> dict[str, Any]:
    return {"kind": model.KIND, "fields": _fields(model)}


def _fields(model: type[Part]) -> list[Any]:
    """[key, [name, shape, may be absent]] of each field."""
    hints = get_type_hints(model, include_extras=True)
    found = []
    for key, name in model.keys().items():
        annotation, may_be_absent = _required(hints[name])
        found.append([key, [name, shape(annotation, f"{model.__name__}.{name}"), may_be_absent]])
    return found


def _required(annotation: Any) -> tuple[Any, bool]:
    """An annotation without None, and whether None was in it; Key marks do not matter here."""
    marks: list[Any] = []
    while get_origin(annotation) is Annotated:
        annotation, *more = get_args(annotation)
        marks += [mark for mark in more if not isinstance(mark, Key)]
    kinds = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    others = [kind for kind in kinds if kind is not NoneType]
    inner = others[0] if len(others) == 1 else annotation
    for mark in marks:
        inner = Annotated[inner, mark]
    return inner, len(others) < len(kinds)


def shape(annotation: Any, place: str) -> Shape:
    """How the page reads a value. PageError where it has no such shape. place: the field's name, for the message."""
    marks: list[Any] = []
    while get_origin(annotation) is Annotated:
        annotation, *more = get_args(annotation)
        marks += more
    limits = [limit for mark in marks for limit in (mark.metadata if isinstance(mark, FieldInfo) else [mark])]
    origin, of = get_origin(annotation), get_args(annotation)
    if annotation is int:
        return _integer(limits)
    if annotation is bytes:
        return _bytes(limits)
    if annotation in (str, bool, Any):
        return {"is": {str: "text", bool: "bool", Any: "any"}[annotation]}
    if origin is Literal:
        return {"is": "one_of", "values": list(of)}
    if origin is list:
        return {"is": "list", "of": shape(of[0], place)}
    if origin is dict and shape(of[0], place) == {"is": "text"}:
        return {"is": "texts", "of": shape(of[1], place)}
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return {"is": "map", "fields": _fields(annotation)}
    if isinstance(annotation, type) and issubclass(annotation, tuple) and hasattr(annotation, "_fields"):
        hints: Mapping[str, Any] = get_type_hints(annotation, include_extras=True)
        return {"is": "array", "items": [[name, _item(hints[name], f"{place}.{name}")] for name in annotation._fields]}
    raise PageError(f"{place}: the page cannot read {annotation!r}; give host_tools/page/shapes.py a shape for it")


def _item(annotation: Any, place: str) -> Shape:
    """A place of an array, which is null where its value is None."""
    inner, may_be_null = _required(annotation)
    return {**shape(inner, place), **({"or_null": True} if may_be_null else {})}


def _integer(limits: list[Any]) -> Shape:
    least, most = _LEAST_SAFE, _MOST_SAFE
    for limit in limits:
        least = getattr(limit, "ge", least)
        most = getattr(limit, "le", most)
        most = getattr(limit, "lt", most + 1) - 1
    return {"is": "int", "least": least, "most": most}


def _bytes(limits: list[Any]) -> Shape:
    least = {limit.min_length for limit in limits if hasattr(limit, "min_length")}
    most = {limit.max_length for limit in limits if hasattr(limit, "max_length")}
    return {"is": "bytes", "size": least.pop()} if least and least == most else {"is": "bytes"}
