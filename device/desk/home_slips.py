"""The list of who asked to vote at home, for the members who go with the portable box."""

from paper.common_slips import both, clock_text, cut, heading, identity, rule, space, text
from terminal.state_slips import signatures

_PEOPLE = ("slip_sign_chair", "slip_sign_member", "slip_sign_member")


def home_list(terminal, lines: list) -> list:
    """The list, with room for the address, which the desk does not know.

    lines: (number in the journal, seconds since 1970 UTC or None, name, whether marked already) of each request.
    """
    elements = heading(terminal, "slip_home_list") + identity(terminal, *terminal.poll.place)
    for number, seconds, name, is_marked in lines:
        elements += [rule(), text("№ %d · %s" % (number, clock_text(terminal, seconds)[11:] or "—"))]
        elements += [text(name, bold=True)]
        if is_marked:
            elements += [text(both(terminal, "slip_home_marked"), inverse=True)]
        else:
            elements += [text(both(terminal, "slip_address")), space(40)]
    return elements + signatures(terminal, _PEOPLE) + [cut()]
