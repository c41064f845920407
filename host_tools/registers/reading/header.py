"""What a first line is that is not a profile's header, in words that lead to the cause."""

from __future__ import annotations

import codecs

from host_tools.registers.profiles import Profile

_WIDE = {codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16"}
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def explained(line: bytes, profile: Profile, encoding: str) -> str | None:
    """Why a first line is not the header of a profile; None for one that is."""
    for mark, name in _WIDE.items():
        if line.startswith(mark):
            return f"the file is {name}; save it as UTF-8"
    if b"\0" in line:
        return "has zero bytes: the file is UTF-16 without a mark, or no text; save it as UTF-8"
    text = line.removeprefix(codecs.BOM_UTF8).decode(encoding, "replace")
    if "\r" in text.rstrip("\r\n"):
        return "lines end with carriage returns alone; save it with line feeds"
    names, wanted = text.rstrip("\r\n").split(","), profile.header
    if names == wanted:
        return None
    if [name.strip('"') for name in names] == wanted:
        return None  # quoted, as RFC 4180 allows
    return f"{_difference(text.rstrip(), names, wanted)}; the header is {','.join(wanted)}"


def _difference(text: str, names: list[str], wanted: list[str]) -> str:
    for separator, word in _SEPARATORS.items():
        if text.count(separator) >= len(wanted) - 1:
            return f"fields are separated by {word}; save it with commas"
    if text.startswith("sep="):
        return "begins with sep=, which only one spreadsheet program knows; leave the line out"
    plain = [name.strip().strip('"') for name in names]
    if plain == wanted:
        return "names have blanks around them"
    if [name.lower() for name in plain] == wanted:
        return "names are in capital letters"
    if plain[: len(wanted)] == wanted:
        return f"{len(plain)} columns, the profile has {len(wanted)}: is there a comma too many?"
    if sorted(plain) == sorted(wanted):
        return "the columns are in another order"
    for place, (found, expected) in enumerate(zip(plain, wanted, strict=False), 1):
        if found != expected:
            return f"column {place} is {found[:40]!r}, expected {expected}"
    return f"{len(plain)} columns, the profile has {len(wanted)}"
