"""Names of precincts, districts and regions that people bring: what they would not see as it is, and how long."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache

from host_tools.elections.glyphs import printable_characters
from host_tools.text_rules import MOST_NAME_CHARACTERS, tidy, unseen


def tidied(names: Mapping[str, str]) -> dict[str, str]:
    """The names by language, each in one spelling."""
    return {language: tidy(name) for language, name in names.items()}


def fault_of_precinct(names: Mapping[str, str]) -> tuple[str, str] | None:
    """(language, reason and way out) of the first of a precinct's names that is unfit for a terminal, or None."""
    for language, name in names.items():
        if fault := fault_of(name, _printable()):
            return language, fault
    return None


def fault_of(name: str, printable: Collection[str] | None = None) -> str | None:
    """What is wrong with one name, and the way out, or None. printable: characters of the terminals; None: any."""
    if not name:
        return "is missing; write it"
    if len(name) > MOST_NAME_CHARACTERS:
        return f"has {len(name)} characters, more than {MOST_NAME_CHARACTERS}; shorten it"
    fault = unseen(name, printable)
    return f"{fault}; type it anew" if fault else None


@lru_cache(maxsize=1)
def _printable() -> frozenset[str] | None:
    found = printable_characters()
    return None if found is None else frozenset(found)
