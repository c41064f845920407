"""What may be done in which state of the polls, and who has to be there (VVSG 2.0 table 11-3): how tables are asked.

Each role's table stands in its own wing, `desk/acts.py` and `booth/acts.py`. A rule is (act, from, to, who): every role
of `who` has to be there, each with card and PIN. Each state is read from what is stored, never kept as such.
"""

READY, OPEN, SUSPENDED, CLOSED, COUNTED, SENT = "ready", "open", "suspended", "closed", "counted", "sent"
CHAIR, MEMBER = 0, 1


def rule(rules: tuple, state: str, act: str) -> tuple[str, tuple] | None:
    """(state afterwards, roles that must be there), or None if the act is not allowed in this state."""
    for name, before, after, who in rules:
        if name == act and before == state:
            return after, who
    return None


def acts(rules: tuple, state: str, is_official: bool) -> list[str]:
    """What may be done in a state. Test and training are cleared at the terminal, what is official never."""
    return [name for name, before, _, _ in rules if before == state and not (is_official and name == "clear")]
