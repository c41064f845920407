"""The slip of a portable box: its seal, when it left, ballots taken and brought back, and who answers for it."""

from paper.common_slips import both, clock_text, cut, heading, identity, pair, rule, space, text
from terminal.state_slips import signatures

_PEOPLE = ("slip_sign_chair", "slip_sign_member", "slip_sign_member")  # two members go with it


def box_slip(desk, seal: str, taken: int, brought=None, seconds: int | None = None, shown: str = "", given=0) -> list:
    """The slip; the hour beside the terminal's name is that of the act.

    taken, brought: sets of ballots; brought is None for a box that leaves.
    seconds: when it left, since 1970 UTC; None if the time was unknown.
    shown: the seal that it came back with.
    given: sets handed out by all boxes that are back.
    """
    terminal = desk.terminal
    name = "box_leaves" if brought is None else "box_is_back"
    elements = heading(terminal, name) + identity(terminal, *terminal.poll.place) + [rule()]
    elements += [pair(both(terminal, "box_seal"), seal, True), pair(both(terminal, "box_taken"), str(taken))]
    is_one_of_several = len(terminal.poll.desks) > 1
    if brought is None and is_one_of_several:
        elements += [rule(), text(both(terminal, "box_other_lists"), bold=True)]
    if brought is not None:
        elements += [
            text(both(terminal, "box_left_at")),
            text(clock_text(terminal, seconds), align="right"),
            pair(both(terminal, "box_brought"), str(brought)),
            pair(both(terminal, "box_given"), str(taken - brought), True),
            rule(),
            pair(both(terminal, "box_given_all"), str(given)),
            pair("G*  " + both(terminal, "paper_outside"), str(desk.check_ins.counts()["paper_outside"])),
        ]
        if is_one_of_several:  # a box carries ballots for voters of all desks, and each knows only its own
            elements += [text(both(terminal, "box_this_desk"))]
        if shown != seal:
            words = terminal.texts.all("box_seal_other")[:2]
            elements += [space(8)] + [text(line, bold=True, inverse=True) for line in words]
            elements += [text(shown, align="right")]
    return elements + signatures(terminal, _PEOPLE) + [cut()]
