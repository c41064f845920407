"""What may be done at the desk, when, by whom, and what carries it out. docs/polls.md is held to the same tables."""

from terminal import acts
from terminal.permissions import CHAIR, CLOSED, COUNTED, MEMBER, OPEN, READY, SENT, SUSPENDED

RULES = (
    #    act           from       to         who
    ("open", READY, OPEN, (CHAIR, MEMBER)),
    ("type_number", OPEN, OPEN, (CHAIR,)),
    ("add_voter", OPEN, OPEN, (CHAIR, MEMBER)),
    ("vote_at_home", OPEN, OPEN, (CHAIR,)),
    ("spoil_paper", OPEN, OPEN, (CHAIR,)),
    ("suspend", OPEN, SUSPENDED, (CHAIR,)),
    ("resume", SUSPENDED, OPEN, (CHAIR, MEMBER)),
    ("close", OPEN, CLOSED, (CHAIR, MEMBER)),
    ("close", SUSPENDED, CLOSED, (CHAIR, MEMBER)),
    ("report", OPEN, OPEN, (CHAIR,)),  # the slip of the last change, once more
    ("report", SUSPENDED, SUSPENDED, (CHAIR,)),
    ("calibrate", OPEN, OPEN, (CHAIR,)),  # the touch glass
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
    ("clear", CLOSED, READY, (CHAIR, MEMBER)),  # test and training only
)


def type_number(desk):
    from desk.check_in import CheckIn

    return CheckIn(desk).type_number()


def add_voter(desk):
    from desk.adding import Adding

    return Adding(desk).run()


def spoil_paper(desk):
    from desk.spoiling import spoil_paper

    return spoil_paper(desk)


def close(desk):
    from desk.close import close

    return close(desk)


def count(desk):
    from desk.count.evening import count

    return count(desk)


def correct(desk):
    from desk.count.evening import correct

    return correct(desk)


def finish_copies(desk):
    from desk.count.copies import finish

    return finish(desk)


def reprint(desk):
    from desk.count.copies import reprint

    return reprint(desk)


def turnout(desk):
    from desk.turnout import show

    return show(desk)


def send(desk):
    from desk.sending import send

    return send(desk)


ACTS: dict[str, tuple] = dict(acts.ACTS)
ACTS.update(
    {
        "type_number": (type_number,),
        "add_voter": (add_voter,),
        "spoil_paper": (spoil_paper,),
        "close": (close,),
        "count": (count, finish_copies),  # what was counted has left the heap before a slip is drawn
        "correct": (correct, finish_copies),
        "reprint": (reprint,),
        "turnout": (turnout,),
        "send": (send,),
    }
)
