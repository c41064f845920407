"""A line of the channel in words, quoted ones kept together; and the few forms that words have."""

from __future__ import annotations

import re
from collections.abc import Sequence

from simulator.people.saying import said

_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|([^\s"]+)')
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|min|h)?")
LONGEST_MS = 24 * 3_600_000
NOTHING = "nothing"  # in place of a word that is not there
_UNITS_MS = {"ms": 1, "s": 1000, None: 1000, "min": 60_000, "h": 3_600_000}


class Word(str):
    """One word of a line. quoted: it stood in quotes, and is text whatever it looks like."""

    quoted: bool

    def __new__(cls, text: str, quoted: bool = False) -> Word:
        word = super().__new__(cls, text)
        word.quoted = quoted
        return word


class LineError(ValueError):
    """A line that cannot be done. The message is the answer to it."""


def split(line: str) -> list[Word]:
    """The words of a line, without a comment that begins with #. LineError if a quote is not closed."""
    words: list[Word] = []
    at = 0
    while at < len(line):
        if line[at].isspace():
            at += 1
            continue
        if line[at] == "#":
            break
        found = _WORD.match(line, at)
        if not found:
            raise LineError(said("quote_open", line[at:]))
        quoted = found.group(1) is not None
        words.append(Word(re.sub(r"\\(.)", r"\1", found.group(1)) if quoted else found.group(2), quoted))
        at = found.end()
    return words


def duration_ms(word: str) -> int:
    """`2s`, `300ms`, `1.5min`; a bare number is seconds."""
    found = _DURATION.fullmatch(word)
    if not found:
        raise LineError(said("no_time", _shown(word)))
    time_ms = float(found.group(1)) * _UNITS_MS[found.group(2)]
    if time_ms > LONGEST_MS:
        raise LineError(said("longer_than_a_day", word))
    return int(time_ms)


def time_of_day(word: str) -> int:
    """`20:05` as minutes after midnight."""
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", word)
    if not found:
        raise LineError(said("no_time_of_day", _shown(word)))
    return int(found.group(1)) * 60 + int(found.group(2))


def number(words: Sequence[str], at: int, what: str) -> int:
    """A whole number that a line needs. what: the id of what it is."""
    if at >= len(words) or not words[at].isascii() or not words[at].isdigit():
        raise LineError(said("missing", said(what)) if at >= len(words) else said("is_none", words[at], said(what)))
    return int(words[at])


def one_of(word: str, known: Sequence[str], what: str) -> str:
    """A word that must be one of a few. what: the id of what it is."""
    if word not in known:
        raise LineError(said("no_such", said(what), _shown(word), ", ".join(known)))
    return word


def nothing_more(words: Sequence[str], at: int) -> None:
    """The line must end here."""
    if len(words) > at:
        raise LineError(said("too_much", " ".join(words[at:])))


def _shown(word: str) -> object:
    """A word as it was given, or that there was none."""
    return said("nothing") if word == NOTHING else word
