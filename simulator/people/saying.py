"""What the simulator says to whoever watches, in every language of the page: refusals, answers, what was seen instead.

As a string a sentence is English, for consoles and scripts. The page takes the one in its own language, as it does with
what stands on the terminals' panels.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from simulator.hardware.bench import TerminalStuck
from simulator.people.words import LANGUAGES

ENGLISH = "en"
_TABLE = Path(__file__).with_name("said.json")


class Said(str):
    """One sentence. says: the same by language."""

    says: Mapping[str, str]

    def __new__(cls, says: Mapping[str, str]) -> Said:
        sentence = super().__new__(cls, says[ENGLISH])
        sentence.says = dict(says)
        return sentence


@cache
def table() -> dict[str, dict[str, str]]:
    """Id -> language -> words, with {0}, {1} … for values."""
    found: dict[str, dict[str, str]] = json.loads(_TABLE.read_text("utf-8"))
    return found


def said(name: str, *values: object) -> Said:
    """The sentence of an id. values: sentences are put in by language, anything else as it is."""
    words = table()[name]
    return Said({each: words[each].format(*(in_language(value, each) for value in values)) for each in LANGUAGES})


def in_language(value: object, language: str) -> str:
    """A sentence, or anything else, in one language."""
    return value.says[language] if isinstance(value, Said) else str(value)


def joined(separator: str, parts: Iterable[object]) -> Said:
    """Several as one."""
    parts = list(parts)
    return Said({each: separator.join(in_language(part, each) for part in parts) for each in LANGUAGES})


def plain(text: str) -> Said:
    """A text that is no sentence of ours, such as words on a screen: the same in every language."""
    return text if isinstance(text, Said) else Said(dict.fromkeys(LANGUAGES, text))


def of_error(error: BaseException) -> Said:
    """What an error says that stopped an act."""
    if isinstance(error, TerminalStuck):
        return said(f"stuck_{error.kind}", error.log, f"{error.limit_ms / 1000:g}")
    text = error.args[0] if error.args else ""
    return plain(text) if text else said("not_as_it_must")
