"""Names of precincts and of their commissions, as people bring them: one spelling, and can a terminal show them?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from host_tools.elections.glyphs import printable_characters
from host_tools.text_rules import fault_of_name, tidy


def tidied(names: Mapping[str, str]) -> dict[str, str]:
    """The names by language, each in one spelling."""
    return {language: tidy(name) for language, name in names.items()}


def fault_of_precinct(names: Mapping[str, str]) -> tuple[str, str] | None:
    """(language, reason and way out) of the first of a precinct's names that is unfit for a terminal, or None."""
    for language, name in names.items():
        if fault := fault_of_name(name, _printable()):
            return language, fault
    return None


def fault_of_person(name: str) -> str | None:
    """Why the name of somebody of the commission is unfit for paper, and the way out; None where it is fit."""
    return fault_of_name(name, _printable())


@lru_cache(maxsize=1)
def _printable() -> frozenset[str] | None:
    found = printable_characters()
    return None if found is None else frozenset(found)
