"""Who touched which personal data, when, doing what, and why: one line in a chained journal for every opening."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from host_tools.errors import PrivacyError
from host_tools.privacy import chained_journal
from host_tools.text_rules import fault_of_name, fault_of_sentence, tidy

ACTS = ("create", "open", "seal", "unseal", "export", "print", "wipe")
SHORTEST_REASON = 3  # characters


class MissingReasonError(PrivacyError):
    """Nobody opens personal data without a name and a reason."""


def _now() -> datetime:
    return datetime.now(UTC)


def refuse_nameless(who: str, why: str) -> None:
    """MissingReasonError: no name or reason, or one that nobody could read in a journal as it is."""
    if not who.strip() or not why.strip():
        raise MissingReasonError("say who you are and why: --who and --why")
    if len(why.strip()) < SHORTEST_REASON:
        raise MissingReasonError(f"--why {why.strip()}: a reason has at least {SHORTEST_REASON} characters")
    # What a terminal in another encoding hands over is written as escapes and does not stop the work.
    who, why = (text.encode("utf-8", "backslashreplace").decode() for text in (who, why))
    for option, fault in (("--who", fault_of_name(who)), ("--why", fault_of_sentence(why))):
        if fault:
            raise MissingReasonError(f"{option}: {fault}")


class AccessJournal:
    """The access journal of a work place. clock: gives the moment, aware of its zone."""

    def __init__(self, path: Path, clock: Callable[[], datetime] = _now) -> None:
        self.path = path
        self._clock = clock

    def note(self, who: str, act: str, what: str, why: str) -> dict[str, Any]:
        """Write one line before the act.

        who, why: the person and the reason; MissingReasonError without them.
        act: one of ACTS.
        what: the file or the list, never a name or number from it.
        """
        if act not in ACTS:
            raise ValueError(f"no such act: {act}")
        refuse_nameless(who, why)
        when = self._clock().astimezone(UTC).isoformat(timespec="seconds")
        return chained_journal.append(
            self.path, {"when": when, "who": tidy(who), "act": act, "what": what, "why": tidy(why)}
        )

    def note_sealed(self, what: str, identity: str) -> None:
        """Write that a file was sealed. what: its whole path; identity: its stream header in hexadecimal."""
        when = self._clock().astimezone(UTC).isoformat(timespec="seconds")
        chained_journal.append(self.path, {"when": when, "act": "sealed", "what": what, "id": identity})

    def verify(self) -> tuple[int, str]:
        """(entries, chain of the last) after checking every line. ChainError names the first that does not hold."""
        return chained_journal.head(self.path)
