"""Who may do what, when: one table, read aloud by a chair and walked through cell by cell in a test."""

READY, OPEN, SUSPENDED, CLOSED, COUNTED, SENT = "ready", "open", "suspended", "closed", "counted", "sent"
CHAIR, MEMBER = 0, 1

# Every role of the last column has to be there, each with card and PIN.
_BOOTH = (
    #    action     from      to       who
    ("open", READY, OPEN, (CHAIR, MEMBER)),
    ("suspend", OPEN, SUSPENDED, (CHAIR,)),
    ("resume", SUSPENDED, OPEN, (CHAIR, MEMBER)),
    ("close", OPEN, CLOSED, (CHAIR, MEMBER)),
    ("close", SUSPENDED, CLOSED, (CHAIR, MEMBER)),
    ("report", OPEN, OPEN, (CHAIR,)),  # the slip of the last change, once more
    ("report", SUSPENDED, SUSPENDED, (CHAIR,)),
    ("calibrate", OPEN, OPEN, (CHAIR,)),  # the touch glass
    ("calibrate", SUSPENDED, SUSPENDED, (CHAIR,)),
    ("reprint", CLOSED, CLOSED, (CHAIR,)),
    ("clear", CLOSED, READY, (CHAIR, MEMBER)),  # test and training only
)
_DESK = (
    ("open", READY, OPEN, (CHAIR, MEMBER)),
    ("type_number", OPEN, OPEN, (CHAIR,)),
    ("add_voter", OPEN, OPEN, (CHAIR, MEMBER)),
    ("vote_at_home", OPEN, OPEN, (CHAIR,)),
    ("spoil_paper", OPEN, OPEN, (CHAIR,)),
    ("suspend", OPEN, SUSPENDED, (CHAIR,)),
    ("resume", SUSPENDED, OPEN, (CHAIR, MEMBER)),
    ("close", OPEN, CLOSED, (CHAIR, MEMBER)),
    ("close", SUSPENDED, CLOSED, (CHAIR, MEMBER)),
    ("report", OPEN, OPEN, (CHAIR,)),
    ("report", SUSPENDED, SUSPENDED, (CHAIR,)),
    ("calibrate", OPEN, OPEN, (CHAIR,)),
    ("calibrate", SUSPENDED, SUSPENDED, (CHAIR,)),
    ("count", CLOSED, COUNTED, (CHAIR, MEMBER)),
    ("accept_breach", CLOSED, CLOSED, (CHAIR, MEMBER)),
    ("accept_breach", COUNTED, COUNTED, (CHAIR, MEMBER)),  # in a correction
    ("accept_breach", SENT, SENT, (CHAIR, MEMBER)),
    ("reprint", COUNTED, COUNTED, (CHAIR,)),
    ("send", COUNTED, SENT, (CHAIR,)),
    ("send", SENT, SENT, (CHAIR,)),  # again: the centre gives the same receipt
    ("reprint", SENT, SENT, (CHAIR,)),
    ("correct", COUNTED, COUNTED, (CHAIR, MEMBER)),  # a protocol that supersedes
    ("correct", SENT, COUNTED, (CHAIR, MEMBER)),
    ("turnout", OPEN, OPEN, (CHAIR,)),
    ("turnout", SUSPENDED, SUSPENDED, (CHAIR,)),
    ("turnout", CLOSED, CLOSED, (CHAIR,)),
    ("turnout", COUNTED, COUNTED, (CHAIR,)),
    ("turnout", SENT, SENT, (CHAIR,)),
    ("clear", COUNTED, READY, (CHAIR, MEMBER)),
    ("clear", SENT, READY, (CHAIR, MEMBER)),
    ("clear", CLOSED, READY, (CHAIR, MEMBER)),
)
_RULES = {"booth": _BOOTH, "desk": _DESK}


def rule(role: str, state: str, action: str) -> tuple[str, tuple] | None:
    """(state afterwards, roles that must be there), or None where the action is not allowed in this state."""
    for name, before, after, who in _RULES[role]:
        if name == action and before == state:
            return after, who
    return None


def actions(role: str, state: str, official: bool) -> list[str]:
    """What may be done in a state. Test and training are cleared at the terminal, what is official never."""
    return [name for name, before, _, _ in _RULES[role] if before == state and not (official and name == "clear")]
