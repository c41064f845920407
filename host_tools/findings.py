"""What a check found, for people and for programs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Level = Literal["good", "note", "explained", "unproven", "bad"]
Verdict = Literal["agrees", "explained", "unproven", "disagrees"]
# What a finding of a level makes of a whole report; the last one that occurs counts.
_VERDICTS: tuple[tuple[Level, Verdict], ...] = (
    ("good", "agrees"),
    ("explained", "explained"),
    ("unproven", "unproven"),
    ("bad", "disagrees"),
)


@dataclass(frozen=True)
class Finding:
    """One plain sentence.

    bad: the results disagree, or something is not authentic. unproven: nothing was there to hold it against.
    explained: what people counted does not add up, and they gave a reason. note: worth knowing, no mismatch.
    """

    level: Level
    text: str


@dataclass
class Report:
    """Findings in order, and numbers for --json. title: what was checked; absent: what was not given to check."""

    title: str
    findings: list[Finding] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing is bad."""
        return not self.first_bad

    @property
    def verdict(self) -> Verdict:
        """What all findings together come to."""
        levels = {finding.level for finding in self.findings}
        return next((verdict for level, verdict in reversed(_VERDICTS) if level in levels), "agrees")

    @property
    def first_bad(self) -> str:
        """The first mismatch, or an empty text."""
        return self.first("bad")

    def first(self, level: Level) -> str:
        """The first finding of a level, or an empty text."""
        return next((finding.text for finding in self.findings if finding.level == level), "")

    def good(self, text: str) -> None:
        """Something agrees."""
        self.findings.append(Finding("good", text))

    def note(self, text: str) -> None:
        """Something that should be known and changes no result."""
        self.findings.append(Finding("note", text))

    def explained(self, text: str) -> None:
        """Something that people counted does not add up, and they gave a reason."""
        self.findings.append(Finding("explained", text))

    def unproven(self, text: str) -> None:
        """Something is there that nothing was given to compare with."""
        self.findings.append(Finding("unproven", text))

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
        self.absent += other.absent

    def to_json(self) -> dict[str, Any]:
        """For --json."""
        findings = [{"level": finding.level, "text": finding.text} for finding in self.findings]
        return {
            "title": self.title,
            "ok": self.ok,
            "verdict": self.verdict,
            "findings": findings,
            "not given": self.absent,
            "data": plain(self.data),
        }


def overall(reports: list[Report]) -> Verdict:
    """The verdict on several reports: the worst of theirs."""
    order = [verdict for _, verdict in _VERDICTS]
    return max((report.verdict for report in reports), key=order.index, default="agrees")


def plain(value: Any) -> Any:
    """value with bytes as hexadecimal text, for JSON."""
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value
