"""What may be done at a booth, when, by whom, and what carries it out. docs/polls.md is held to the same tables."""

from terminal import acts
from terminal.permissions import CHAIR, CLOSED, MEMBER, OPEN, READY, SUSPENDED

RULES = (
    #    act       from    to      who
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


def close(booth):
    from booth.close import close

    return close(booth)


def reprint(booth):
    from booth.close import reprint

    return reprint(booth)


ACTS: dict[str, tuple] = dict(acts.ACTS)
ACTS.update({"close": (close,), "reprint": (reprint,)})
