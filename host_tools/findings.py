"""What a check found, for people and for programs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Level = Literal["good", "note", "bad"]


@dataclass(frozen=True)
class Finding:
    """One plain sentence. bad: the results disagree or something is not authentic; note: worth knowing, no mismatch."""

    level: Level
    text: str


@dataclass
class Report:
    """Findings in order, and numbers for --json. title: what was checked."""

    title: str
    findings: list[Finding] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether nothing is bad."""
        return not any(finding.level == "bad" for finding in self.findings)

    @property
    def first_bad(self) -> str:
        """The first mismatch, or an empty text."""
        return next((finding.text for finding in self.findings if finding.level == "bad"), "")

    def good(self, text: str) -> None:
        """Something agrees."""
        self.findings.append(Finding("good", text))

    def note(self, text: str) -> None:
        """Something that should be known and changes no result."""
        self.findings.append(Finding("note", text))

    def bad(self, text: str) -> None:
        """A mismatch."""
        self.findings.append(Finding("bad", text))

    def expect(self, holds: bool, good: str, bad: str) -> bool:
        """Add one of two sentences; returns holds.

        holds: whether the results agree.
        good: what is added if they do.
        bad: what is added if not.
        """
        if holds:
            self.good(good)
        else:
            self.bad(bad)
        return holds

    def add(self, other: Report) -> None:
        """Take another report's findings over, under its title."""
        self.findings += [Finding(finding.level, f"{other.title}: {finding.text}") for finding in other.findings]
        self.data[other.title] = other.data

    def to_json(self) -> dict[str, Any]:
        """For --json."""
        findings = [{"level": finding.level, "text": finding.text} for finding in self.findings]
        return {"title": self.title, "ok": self.ok, "findings": findings, "data": plain(self.data)}


def plain(value: Any) -> Any:
    """value with bytes as hexadecimal text, for JSON."""
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value
