"""Look up what may be done in a state of the polls, and who must be present (VVSG 2.0 table 11-3).

Each role's table is in its own wing, `desk/acts.py` and `booth/acts.py`. A rule is (act, from, to, who): every role
of `who` must be present, each with card and PIN. The state is derived from stored records, never stored itself.
"""

READY, OPEN, SUSPENDED, CLOSED, COUNTED, SENT = "ready", "open", "suspended", "closed", "counted", "sent"
OUTDATED = "outdated"  # the cartridge is of an earlier opening
CHAIR, MEMBER = 0, 1


def rule(rules: tuple, state: str, act: str) -> tuple[str, tuple] | None:
    """(state afterwards, roles that must be present), or None if the act is not allowed.

    rules: of a role.
    state: now.
    act: name of the act.
    """
    for name, before, after, who in rules:
        if name == act and before == state:
            return after, who
    return None


def acts(rules: tuple, state: str, is_official: bool) -> list[str]:
    """What may be done in a state. A terminal clears test and training, never official data.

    rules: of a role.
    state: now.
    is_official: the mode is official.
    """
    return [name for name, before, _, _ in rules if before == state and not (is_official and name == "clear")]
