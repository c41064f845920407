"""What the desk prints for the chair besides protocol and slips: turnout by hour, and the sheet of an added voter."""

from paper.common_slips import again, both, cut, heading, identity, pair, rule, text
from storage.layout import UNKNOWN_HOUR
from terminal.state_slips import signatures


def hour_name(terminal, hour: int) -> str:
    """An hour of local time, such as "07:00–07:59", or the words for an unknown one."""
    return both(terminal, "turnout_unknown") if hour == UNKNOWN_HOUR else "%02d:00–%02d:59" % (hour, hour)


def turnout(terminal, by_hour: list, copy: int) -> list:
    """Voters marked per hour, without empty hours, and their total.

    by_hour: voters marked, indexed by the hour.
    copy: 0 for the first print, else the number of the reprint.
    """
    elements = again(terminal, copy) + heading(terminal, "slip_turnout") + identity(terminal, *terminal.poll.place)
    elements += [rule()]
    elements += [pair(hour_name(terminal, hour), str(count)) for hour, count in enumerate(by_hour) if count]
    elements += [rule(), pair(both(terminal, "marked"), str(sum(by_hour)), True)]
    return elements + signatures(terminal) + [cut()]


def added_voter(terminal, name: str, number: str, certificate: str) -> list:
    """The sheet for the paper list, the only record of who was added. No time, no booth.

    name, number: of the voter.
    certificate: its number; "" if the commission has checked that the voter lives here.
    """
    if certificate:
        ground = [text(both(terminal, "slip_certificate")), text(certificate, align="right", bold=True)]
    else:
        ground = [text(both(terminal, "slip_residence"), bold=True)]
    elements = heading(terminal, "slip_added") + [
        rule(),
        text(both(terminal, "slip_precinct", terminal.poll.precinct_number)),
        text(both(terminal, "slip_name")),
        text(name, bold=True),
        pair(both(terminal, "slip_number"), number, True),
    ]
    elements += ground + signatures(terminal, ("slip_sign_voter", "slip_sign_chair", "slip_sign_member"))
    return elements + [cut()]
