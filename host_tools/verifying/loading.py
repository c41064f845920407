"""Objects from whatever holds them: pictures of slips, files with the codes' texts, or the object itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from host_tools.errors import VerifyingError, os_words
from host_tools.formats import cbor, codes, cose
from host_tools.formats.objects import SLIP_KINDS, SigningCardHeader
from host_tools.formats.payload import Payload, PayloadError
from host_tools.text_files import begins, text_of
from host_tools.verifying import pictures


class LoadError(VerifyingError):
    """Files that do not give what was asked for. The message names them and the way out."""


def load_objects(paths: Sequence[Path]) -> list[tuple[str, bytes]]:
    """(kind letter, object) of everything in some files; parts may be spread over them. LoadError: anything missing."""
    whole: list[tuple[str, bytes]] = []
    found: list[codes.Code] = []
    image_paths = []
    for path in paths:
        if path.suffix.lower() in pictures.PICTURE_ENDINGS:
            image_paths.append(path)
            continue
        try:
            data = path.read_bytes()
        except OSError as error:
            raise LoadError(f"{path}: cannot be read ({os_words(error)})") from error
        if begins(data, codes.PREFIX):
            found += _parse_lines(path, data)
        else:
            whole.append((_kind_of(path, data), data))
    try:
        joined, problems = pictures.read_codes(image_paths)
    except pictures.PictureError as error:
        raise LoadError(str(error)) from error
    texts = codes.join(found)
    for part in (texts, joined):
        problems += part.damaged
        problems += [
            f"parts {', '.join(map(str, missing))} of {parts} of a {kind} code are missing; add pictures of them"
            for (kind, _, parts), missing in part.missing.items()
        ]
    if problems:
        raise LoadError("\n".join(problems))
    return list(dict.fromkeys([*whole, *texts.objects, *joined.objects]))


def load_images(paths: Sequence[Path]) -> list[bytes]:
    """The bytes of chip images. LoadError: one that cannot be read, or the same file twice."""
    for at, path in enumerate(paths):
        for earlier in paths[:at]:
            if path.exists() and earlier.exists() and path.samefile(earlier):
                raise LoadError(f"{path} and {earlier} are one file; give the image of each chip, both of a terminal")
    try:
        return [path.read_bytes() for path in paths]
    except OSError as error:
        raise LoadError(f"{error.filename}: cannot be read ({os_words(error)})") from error


def load_kind(paths: Sequence[Path], kind: str) -> list[bytes]:
    """The objects of one kind in some files. Raises LoadError if there is none."""
    objects = [data for found, data in load_objects(paths) if found == kind]
    if not objects:
        raise LoadError(f"{', '.join(map(str, paths))}: there is no {kind} code in it")
    return objects


def payload_of(kind: str, data: bytes) -> Payload:
    """What a signed object says, unverified. LoadError: it is none of this kind."""
    signed = cose.peek1(data)
    try:
        if signed is None:
            raise PayloadError("it is no signed object")
        return SLIP_KINDS[kind].from_cbor(signed[1])
    except PayloadError as error:
        raise LoadError(f"a {kind} code holds nothing that can be read: {error}") from error


def _parse_lines(path: Path, data: bytes) -> list[codes.Code]:
    parts = []
    for number, line in enumerate(text_of(data, path).split("\n"), 1):
        try:
            parts += [codes.parse(line)] if line else []
        except codes.CodeError as error:
            raise LoadError(f"{path}: line {number}: {error}") from error
    return parts


def _kind_of(path: Path, data: bytes) -> str:
    """The kind letter of an object, by its payload or its header."""
    signed = cose.peek1(data)
    if signed is not None:
        try:
            payload = cbor.decode(signed[1])
        except cbor.CborError:
            payload = None
        kind = payload.get(0) if isinstance(payload, dict) else None
        if isinstance(kind, str) and kind:
            return kind[0]
    clear = cose.peek0(data)
    if clear is not None:
        header = clear.get(cose.CARD_HEADER)
        return "Q" if isinstance(header, dict) and header.get(0) == SigningCardHeader.KIND else "K"
    raise LoadError(f"{path}: neither a picture, nor the text of codes, nor an object of ours")
