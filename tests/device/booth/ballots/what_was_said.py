"""What voters were told of their ballots, from everything that a booth on the bench said in a day."""

from __future__ import annotations

Attempt = tuple[int, int]  # (activation index, how often its voter had tried before)


def words_of(said: list[list]) -> dict[Attempt, set[str]]:
    """ "cast" or "not cast", by attempt: what stands under its slip, and what the page said."""
    begun: Attempt = (-1, -1)
    lines: dict[Attempt, set[str]] = {}
    for name, *rest in said:
        if name == "begin":
            begun = rest[0], rest[1]
            lines[begun] = set()
        elif name == "line":
            lines[begun].add(rest[0])
        elif name == "vote" and rest[1] in ("cast", "not cast", "no slip"):
            lines[begun].add("not cast" if rest[1] == "no slip" else rest[1])
    return lines


def check_words(said: list[list], ballots: set[Attempt]) -> None:
    """One thing was said of each ballot, and it is true. ballots: those that count in the end."""
    for attempt, words in words_of(said).items():
        assert len(words) <= 1, f"{attempt}: one thing is said of a ballot, not {words}"
        assert (attempt in ballots) == (words == {"cast"}), f"{attempt}: what was said is true"
