"""What proves that a step is done, in the plan's languages."""

from __future__ import annotations

from typing import NamedTuple

_WORDS = {
    "kk": {
        "manifest": "{1} күнгі {0} жазба, {2}",
        "result": "{0} сайлаушы; {2} күмәннің {1} шешілді",
        "approved": "{0}",
        "packed": "{0} пакет",
        "wiped": "{0}, {1}",
    },
    "ru": {
        "manifest": "записей: {0} на {1}, {2}",
        "result": "избирателей: {0}; сомнений решено: {1} из {2}",
        "approved": "{0}",
        "packed": "пакетов: {0}",
        "wiped": "{0}, {1}",
    },
    "en": {
        "manifest": "{0} records of {1}, {2}",
        "result": "{0} voters; {1} of {2} items decided",
        "approved": "{0}",
        "packed": "{0} packages",
        "wiped": "{0}, {1}",
    },
}


class Evidence(NamedTuple):
    """kind: a proof of the plan. values: what was found, counts as whole numbers."""

    kind: str
    values: tuple[str | int, ...]

    def said(self, language: str) -> str:
        """In a language."""
        shown = (f"{value:,}".replace(",", "\u00a0") if isinstance(value, int) else value for value in self.values)
        return _WORDS[language][self.kind].format(*shown)
