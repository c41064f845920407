"""What a screen says, in true letters and in any language: its dots are read, then recognised as the terminal's texts.

Letters that look alike cannot be distinguished on a screen. What is recognised as one of the firmware's texts, or as a
name that is on the ballot or the roll, is given back as it was written there; the rest by the alphabet of its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from simulator.people.screen_reader import Screen, as_written, fold
from simulator.people.words import LANGUAGES, known, template

TITLE, LINE, CHOICE = "title", "line", "choice"
_BETWEEN = " · "  # pieces of one line
_COUNTER = re.compile(r"(.+?) (\d+/\d+)")  # which page, or which of several
_MOST_LINES = 9  # that one text is wrapped over
_LEAST_LITERAL = 4  # letters that a text with places must have of its own, so that it is not found everywhere
_MARK = re.compile(r"^[☑☐] ")

Names = Mapping[str, str]  # by language


@dataclass(frozen=True)
class Piece:
    """One text on a screen.

    kind: TITLE, LINE or CHOICE, something that can be touched.
    text: as shown. language: of `text`; "" if unknown.
    id: of the firmware's text; "" if it is not one.
    says: the same in every language, if it is known in others.
    """

    kind: str
    text: str
    language: str = ""
    id: str = ""
    says: Names | None = None
    focus: bool = False
    marked: bool | None = None

    def in_language(self, language: str) -> str:
        """What it says in a language, or as shown."""
        return (self.says or {}).get(language, self.text)


class Meanings:
    """The texts that a precinct's terminals can show.

    translated: names in every language, of contests and options. names: people's, in one.
    """

    def __init__(self, translated: Iterable[Names] = (), names: Iterable[str] = ()) -> None:
        self._names: dict[str, tuple[str, Names | None]] = {fold(name): (name, None) for name in names}
        for texts in translated:
            self._names |= {fold(text): (text, texts) for text in texts.values()}

    def read(self, screen: Screen) -> list[Piece]:
        """Everything on a screen, from top to bottom."""
        pieces = [self._piece(TITLE, screen.title)] if screen.title_lines else []
        at = screen.title_lines
        while at < len(screen.lines):
            count = _lines_of_a_target(screen, at)
            kind = CHOICE if count else LINE
            if not count:
                longest = range(self._most(screen, at), 1, -1)
                count = next((lines for lines in longest if self._is_one(screen, at, lines)), 1)
            pieces.append(self._piece(kind, " ".join(screen.lines[at : at + count]), at in screen.selected))
            at += count
        return pieces

    def _most(self, screen: Screen, at: int) -> int:
        """How many lines from here on may be one text."""
        until = at
        while until < min(at + _MOST_LINES, len(screen.lines)) and not _lines_of_a_target(screen, until):
            until += 1
        return until - at

    def _is_one(self, screen: Screen, at: int, count: int) -> bool:
        """Whether so many lines are one text, and not one that ends in a value and then another one."""
        folded = " ".join(screen.lines[at : at + count])
        if folded in self._names or folded in _fixed():
            return True
        return self._knows(screen, at, count) and not any(
            self._knows(screen, at, first) and self._begins(screen, at + first) for first in range(1, count)
        )

    def _begins(self, screen: Screen, at: int) -> bool:
        """Whether a text without values begins with a line."""
        counts = range(1, self._most(screen, at) + 1)
        return any(" ".join(screen.lines[at : at + count]) in _fixed() for count in counts)

    def _knows(self, screen: Screen, at: int, count: int) -> bool:
        return self._found(" ".join(screen.lines[at : at + count])) is not None

    def _piece(self, kind: str, folded: str, focus: bool = False) -> Piece:
        marked = folded.startswith("☑") if _MARK.match(folded) else None
        folded = _MARK.sub("", folded)
        found = self._found(folded) or self._in_parts(folded)
        if not found:
            return Piece(kind, as_written(folded), focus=focus, marked=marked)
        text, language, name, says = found
        return Piece(kind, text, language, name, says, focus, marked)

    def _in_parts(self, folded: str) -> tuple[str, str, str, Names | None] | None:
        """A line of several texts, or of one with the number of its page behind it."""
        if _BETWEEN in folded:
            first, rest = folded.split(_BETWEEN, 1)
            between = _BETWEEN
        elif counted := _COUNTER.fullmatch(folded):
            first, rest = counted.groups()
            between = " "
        else:
            return None
        found = [self._found(part) or self._in_parts(part) for part in (first, rest)]
        if not any(found):
            return None
        whole = [each[0] if each else as_written(part) for each, part in zip(found, (first, rest), strict=True)]
        says = {
            language: between.join(
                (each[3] or {}).get(language, text) if each else text for each, text in zip(found, whole, strict=True)
            )
            for language in LANGUAGES
        }
        best = max((each for each in found if each), key=lambda each: bool(each[2]))
        return between.join(whole), best[1], best[2], says

    def _found(self, folded: str) -> tuple[str, str, str, Names | None] | None:
        """(text, language, id, in every language) of a whole text; None if it is not known."""
        if folded in self._names:
            text, translated = self._names[folded]
            language = next((each for each in LANGUAGES if (translated or {}).get(each) == text), "")
            return text, language, "", translated
        if folded in _fixed():
            name, language = _fixed()[folded]
            return template(name, language), language, name, {each: template(name, each) for each in LANGUAGES}
        for pattern, name, language in _with_places():
            if matched := pattern.fullmatch(folded):
                values = [self._value(value) for value in matched.groups()]
                says = {each: _filled(name, each, values) for each in LANGUAGES}
                return says[language], language, name, says
        return None

    def _value(self, folded: str) -> Piece:
        return self._piece(LINE, folded)


def _filled(name: str, language: str, values: list[Piece]) -> str:
    return template(name, language).format(*(value.in_language(language) for value in values))


def _lines_of_a_target(screen: Screen, at: int) -> int:
    """How many lines, from one on, are the words of one target; 0 if none begins there."""
    for count in range(1, _MOST_LINES + 1):
        words = " ".join(screen.lines[at : at + count])
        if _MARK.sub("", words) in screen.targets:
            return count
    return 0


@cache
def _fixed() -> dict[str, tuple[str, str]]:
    """Folded text -> (id, language), of texts without a place for a value."""
    return {
        fold(template(name, language)): (name, language)
        for language in reversed(LANGUAGES)
        for name in sorted(known(), reverse=True)
        if "{" not in template(name, language) and template(name, language).strip()
    }


@cache
def _with_places() -> list[tuple[re.Pattern[str], str, str]]:
    """(pattern, id, language) of texts with places for values; those with the most letters of their own first."""
    found = []
    for name in known():
        for language in LANGUAGES:
            folded = fold(template(name, language))
            literal = sum(map(str.isalpha, folded))
            if "{}" in folded and literal >= _LEAST_LITERAL:
                pattern = "(.+?)".join(re.escape(part) for part in folded.split("{}"))
                found.append((literal, re.compile(pattern), name, language))
    found.sort(key=lambda each: (-each[0], each[2], LANGUAGES.index(each[3])))
    return [(pattern, name, language) for _, pattern, name, language in found]
