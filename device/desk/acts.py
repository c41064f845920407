"""What may be done at the desk, when and by whom, and what carries it out. A test compares docs/polls.md with it."""

from terminal import acts
from terminal.permissions import CHAIR, CLOSED, COUNTED, MEMBER, OPEN, READY, SENT, SUSPENDED

ALONE, BOTH = (CHAIR,), (CHAIR, MEMBER)  # the chair alone; chair and member

RULES = (
    #    act           from       to         who
    ("make_key", READY, READY, BOTH),
    ("open", READY, OPEN, BOTH),
    # people who leave or come back, on the first two pages of the menu: each is three touches at most
    ("spoil_paper", OPEN, OPEN, ALONE),
    ("slip_back", OPEN, OPEN, ALONE),
    ("paper_back", OPEN, OPEN, ALONE),
    ("slip_taken", OPEN, OPEN, ALONE),  # a voter was seen leaving with it
    ("paper_taken", OPEN, OPEN, ALONE),
    ("withdraw_paper", OPEN, OPEN, ALONE),  # defective, by an act
    ("issue_here", OPEN, OPEN, (MEMBER,)),  # a member takes over, where there are several desks
    ("type_number", OPEN, OPEN, ALONE),
    ("add_voter", OPEN, OPEN, BOTH),
    ("booth_opened_again", OPEN, OPEN, BOTH),  # its zero report is shown
    ("vote_at_home", OPEN, OPEN, ALONE),
    ("home_request", OPEN, OPEN, ALONE),  # until noon; or its list
    ("assisted", OPEN, OPEN, ALONE),  # a voter had a helper
    ("exchange_slip", OPEN, OPEN, BOTH),  # of an opening of a booth that has ended
    ("end_booth", OPEN, OPEN, BOTH),  # it died, and does not go on
    ("portable_box", OPEN, OPEN, ALONE),  # leaves, or is back
    ("portable_box", SUSPENDED, SUSPENDED, ALONE),
    ("portable_box", CLOSED, CLOSED, ALONE),
    ("replacement", OPEN, OPEN, ALONE),  # the slip for the district's spare, once more
    ("replacement", SUSPENDED, SUSPENDED, ALONE),
    ("replacement", CLOSED, CLOSED, ALONE),
    ("suspend", OPEN, SUSPENDED, ALONE),
    ("resume", SUSPENDED, OPEN, BOTH),
    ("close", OPEN, CLOSED, BOTH),
    ("close", SUSPENDED, CLOSED, BOTH),
    ("report", OPEN, OPEN, ALONE),  # the slip of the last change, once more
    ("report", SUSPENDED, SUSPENDED, ALONE),
    ("calibrate", OPEN, OPEN, ALONE),  # the touch glass
    ("calibrate", SUSPENDED, SUSPENDED, ALONE),
    ("set_clock", OPEN, OPEN, ALONE),  # from a time card
    ("set_clock", SUSPENDED, SUSPENDED, ALONE),
    ("self_test", OPEN, OPEN, ALONE),  # of every part, with a slip
    ("self_test", SUSPENDED, SUSPENDED, ALONE),
    ("self_test", CLOSED, CLOSED, ALONE),
    ("self_test", COUNTED, COUNTED, ALONE),
    ("self_test", SENT, SENT, ALONE),
    ("desk_report", CLOSED, CLOSED, ALONE),  # of another desk than the first one, once more
    ("count", CLOSED, COUNTED, BOTH),
    ("accept_breach", CLOSED, CLOSED, BOTH),
    ("accept_breach", COUNTED, COUNTED, BOTH),  # in a correction
    ("accept_breach", SENT, SENT, BOTH),
    ("reprint", COUNTED, COUNTED, ALONE),
    ("sign", COUNTED, COUNTED, ALONE),  # chair and members, each with a signing card
    ("sign", SENT, SENT, ALONE),
    ("send", COUNTED, SENT, ALONE),
    ("send", SENT, SENT, ALONE),  # again: the centre returns the same receipt
    ("reprint", SENT, SENT, ALONE),
    ("correct", COUNTED, COUNTED, BOTH),  # a protocol that supersedes
    ("correct", SENT, COUNTED, BOTH),
    ("turnout", OPEN, OPEN, ALONE),
    ("turnout", SUSPENDED, SUSPENDED, ALONE),
    ("turnout", CLOSED, CLOSED, ALONE),
    ("turnout", COUNTED, COUNTED, ALONE),
    ("turnout", SENT, SENT, ALONE),
    # At each hand-over: their numbers are scanned, compared and printed.
    ("seals", OPEN, OPEN, ALONE),
    ("seals", SUSPENDED, SUSPENDED, ALONE),
    ("seals", CLOSED, CLOSED, ALONE),
    ("seals", COUNTED, COUNTED, ALONE),
    ("seals", SENT, SENT, ALONE),
    ("clear", COUNTED, READY, BOTH),
    ("clear", SENT, READY, BOTH),
    ("clear", CLOSED, READY, BOTH),  # test and training only
)


def issue_here(desk):
    from desk.issuing import issue_here

    return issue_here(desk)


def type_number(desk):
    from desk.check_in import CheckIn

    return CheckIn(desk).type_number()


def add_voter(desk):
    from desk.adding import Adding

    return Adding(desk).run()


def home_request(desk):
    from desk.home_voting import home_request

    return home_request(desk)


def assisted(desk):
    from desk.assisting import assisted

    return assisted(desk)


def spoil_paper(desk):
    from desk.spoiling import spoil_paper

    return spoil_paper(desk)


def slip_back(desk):
    from desk.leaving import slip_back

    return slip_back(desk)


def paper_back(desk):
    from desk.leaving import paper_back

    return paper_back(desk)


def slip_taken(desk):
    from desk.leaving import slip_taken

    return slip_taken(desk)


def paper_taken(desk):
    from desk.leaving import paper_taken

    return paper_taken(desk)


def withdraw_paper(desk):
    from desk.leaving import withdraw_paper

    return withdraw_paper(desk)


def exchange_slip(desk):
    from desk.exchanging import exchange_slips

    return exchange_slips(desk)


def end_booth(desk):
    from desk.booth_ended import end_booth

    return end_booth(desk)


def replacement(desk):
    from desk.replacement_slip import print_replacement

    return print_replacement(desk)


def close(desk):
    from desk.close import close

    return close(desk)


def desk_report(desk):
    if desk.terminal.poll.desk < 2:
        return _nothing()
    from desk.desk_report import print_report

    return print_report(desk)


def count(desk):
    from desk.count.evening import count

    return count(desk)


def correct(desk):
    from desk.count.evening import correct

    return correct(desk)


async def _nothing() -> None:
    pass


def sign(desk):
    if not desk.signs():
        return _nothing()  # its modules take 50 ms to load
    from desk.count.signing import sign

    return sign(desk)


def finish_copies(desk):
    from desk.count.copies import finish

    return finish(desk)


def reprint(desk):
    from desk.count.copies import reprint

    return reprint(desk)


def turnout(desk):
    from desk.turnout import show

    return show(desk)


def seals(desk):
    from desk.seals import seals

    return seals(desk)


def portable_box(desk):
    from desk.boxes import portable_box

    return portable_box(desk)


def send(desk):
    from desk.sending_page import send

    return send(desk)


ACTS: dict[str, tuple] = dict(acts.ACTS)
ACTS.update(
    {
        "issue_here": (issue_here,),
        "type_number": (type_number,),
        "add_voter": (add_voter,),
        "home_request": (home_request,),
        "assisted": (assisted,),
        "spoil_paper": (spoil_paper,),
        "slip_back": (slip_back,),
        "paper_back": (paper_back,),
        "slip_taken": (slip_taken,),
        "paper_taken": (paper_taken,),
        "withdraw_paper": (withdraw_paper,),
        "exchange_slip": (exchange_slip,),
        "end_booth": (end_booth,),
        "replacement": (replacement,),
        "close": (close, desk_report),
        "desk_report": (desk_report,),
        "count": (count, sign, finish_copies),  # one visit each: the count leaves the heap before slips are drawn
        "correct": (correct, sign, finish_copies),
        "sign": (sign,),
        "reprint": (reprint,),
        "turnout": (turnout,),
        "seals": (seals,),
        "portable_box": (portable_box,),
        "send": (send,),
    }
)
