"""What the desk prints for the chair besides protocol and slips: turnout by hour, and sheets for the paper list."""

from paper.common_slips import again, both, cut, heading, identity, pair, rule, text
from storage.layout import UNKNOWN_HOUR
from terminal.state_slips import signatures


def hour_name(terminal, hour: int) -> str:
    """An hour of local time, such as "07:00–07:59", or the words for an unknown one."""
    return both(terminal, "turnout_unknown") if hour == UNKNOWN_HOUR else "%02d:00–%02d:59" % (hour, hour)


def turnout(terminal, by_hour: list, people: list, copy: int) -> list:
    """Voters marked per hour, without empty hours, and their total.

    by_hour: voters marked, indexed by the hour.
    people: (text id, number) of what else is counted of people.
    copy: 0 for the first print, else the number of the reprint.
    """
    elements = again(terminal, copy) + heading(terminal, "slip_turnout") + identity(terminal, *terminal.poll.place)
    elements += [rule()]
    elements += [pair(hour_name(terminal, hour), str(count)) for hour, count in enumerate(by_hour) if count]
    elements += [rule(), pair(both(terminal, "marked"), str(sum(by_hour)), True), rule()]
    elements += [pair(both(terminal, name), str(count)) for name, count in people]
    return elements + signatures(terminal) + [cut()]


def added_voter(terminal, name: str, number: str, certificate: str, member: int, style: dict | None) -> list:
    """The sheet for the paper list, the only record of who was added. No time, no booth.

    name, number: of the voter.
    certificate: its number; "" if the commission has checked that the voter lives here.
    member: which of the two asked where the voter lives.
    style: names of the ballots that this gives; None where everybody gets the same.
    """
    if certificate:
        ground = [text(both(terminal, "slip_certificate")), text(certificate, align="right", bold=True)]
        ground += [text(both(terminal, "certificate_kept"))]
    else:
        ground = [text(both(terminal, "slip_residence"), bold=True), text(both(terminal, "slip_consent"))]
        ground += [pair(both(terminal, "slip_asked"), str(member), True)]
    if style:
        ground += [text(style["kk"] + " · " + style["ru"])]
    people = signatures(terminal, ("slip_sign_voter", "slip_sign_chair", "slip_sign_member"))
    return _voter(terminal, "slip_added", name, number) + ground + people + [cut()]


def refused_voter(terminal, name: str, number: str, why: str) -> list:
    """The reasoned refusal for a voter who is not added. why: text id."""
    reason = [text(both(terminal, "reason") + ":"), text(both(terminal, why), bold=True)]
    people = signatures(terminal, ("slip_sign_chair", "slip_sign_member"))
    return _voter(terminal, "slip_not_added", name, number) + reason + people + [cut()]


def helped_voter(terminal, name: str, helper: str) -> list:
    """The sheet for the paper list of a voter whom somebody helped, the only record of who. No time, no booth."""
    elements = _voter(terminal, "slip_assisted", name, "") + [text(both(terminal, "slip_helper"))]
    people = signatures(terminal, ("slip_helper", "slip_sign_member"))
    return elements + [text(helper, bold=True)] + people + [cut()]


def _voter(terminal, title: str, name: str, number: str) -> list:
    """Above a sheet for the paper list: its name, the precinct, the voter. number: "" if it stands there already."""
    elements = heading(terminal, title) + [
        rule(),
        text(both(terminal, "slip_precinct", terminal.poll.precinct_number)),
        text(both(terminal, "slip_name")),
        text(name, bold=True),
    ]
    return elements + ([pair(both(terminal, "slip_number"), number, True)] if number else [])
