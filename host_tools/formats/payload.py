"""Payloads as pydantic models: each field carries its integer key of the formats document."""

from __future__ import annotations

import functools
from types import NoneType
from typing import Annotated, Any, ClassVar, Final, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from host_tools.errors import FormatsError
from host_tools.formats import cbor
from host_tools.validation import in_words


class PayloadError(FormatsError):
    """Bytes that are not the payload that was expected. The message says what is wrong with them."""


class Key:
    """Annotation of a field: its key in the CBOR map."""

    def __init__(self, number: int) -> None:
        self.number = number


UInt = Annotated[int, Field(strict=True, ge=0, lt=1 << 32)]
Int = Annotated[int, Field(strict=True)]
Bool = Annotated[bool, Field(strict=True)]
Text = Annotated[str, Field(strict=True)]
Bytes = Annotated[bytes, Field(strict=True)]
Bytes9 = Annotated[bytes, Field(strict=True, min_length=9, max_length=9)]
Bytes16 = Annotated[bytes, Field(strict=True, min_length=16, max_length=16)]
Bytes32 = Annotated[bytes, Field(strict=True, min_length=32, max_length=32)]
Bytes48 = Annotated[bytes, Field(strict=True, min_length=48, max_length=48)]
Bytes64 = Annotated[bytes, Field(strict=True, min_length=64, max_length=64)]
Mode = Annotated[int, Field(strict=True, ge=0, le=2)]  # 0 official, 1 test, 2 training
MODE_NAMES = ("official", "test", "training")
TRAINING: Final = 2
_LEAVES = frozenset((int, bytes, str, bool))


class Part(BaseModel):
    """A map with integer keys. Fields that are None are left out; unknown and missing keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def keys(cls) -> dict[int, str]:
        """Field name by key."""
        return {key: name for key, (name, _) in _fields(cls).items()}

    def to_map(self) -> dict[int, Any]:
        """The CBOR map."""
        found = {}
        for key, (name, _) in _fields(type(self)).items():
            value = getattr(self, name)
            if value is not None:
                found[key] = value if type(value) in _LEAVES else _to_plain(value)
        return found

    @classmethod
    def from_map(cls, content: Any) -> Self:
        """The model of a CBOR map. PayloadError when something is missing, unknown or of another type."""
        try:
            return cls.model_validate(cls._named(content))
        except ValidationError as error:
            raise PayloadError(f"{cls.__name__}: {in_words(error)}") from error

    @classmethod
    def _named(cls, content: Any) -> dict[str, Any]:
        if not isinstance(content, dict):
            raise PayloadError(f"{cls.__name__}: a map was expected")
        fields = _fields(cls)
        named = {}
        for key, value in content.items():
            if key not in fields:
                raise PayloadError(f"{cls.__name__}: unknown field {key!r}")
            name, part = fields[key]
            if part is not None and isinstance(value, list):
                named[name] = [part.from_map(item) for item in value]
            else:
                named[name] = value
        return named


class Payload(Part):
    """A map whose key 0 names kind and version."""

    KIND: ClassVar[str] = ""

    def to_cbor(self) -> bytes:
        """Its deterministic encoding."""
        return cbor.encode({0: self.KIND, **self.to_map()})

    @classmethod
    def from_cbor(cls, data: bytes) -> Self:
        """The payload in data. PayloadError when it is of another kind or not as the formats say."""
        try:
            content = cbor.decode(data)
        except cbor.CborError as error:
            raise PayloadError(f"{cls.__name__}: {error}") from error
        kind = content.get(0) if isinstance(content, dict) else None
        if kind != cls.KIND:
            raise PayloadError(f"{cls.__name__}: expected kind {cls.KIND}, found {kind!r}")
        del content[0]
        return cls.from_map(content)


def _to_plain(value: Any) -> Any:
    if isinstance(value, Part):
        return value.to_map()
    if isinstance(value, (list, tuple)):
        return [item if type(item) in _LEAVES else _to_plain(item) for item in value]
    return value


@functools.cache
def _fields(model: type[Part]) -> dict[int, tuple[str, type[Part] | None]]:
    """(field name, the Part that a list of it holds) by key."""
    return {
        mark.number: (name, _part_of(field.annotation))
        for name, field in model.model_fields.items()
        for mark in field.metadata
        if isinstance(mark, Key)
    }


def _part_of(annotation: Any) -> type[Part] | None:
    """Contest for `list[Contest]` and `list[Contest] | None`, else None."""
    inner: tuple[Any, ...] = getattr(annotation, "__args__", ())
    if len(inner) == 2 and inner[1] is NoneType:
        return _part_of(inner[0])
    return inner[0] if inner and isinstance(inner[0], type) and issubclass(inner[0], Part) else None
