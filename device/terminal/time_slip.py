"""The slip with a terminal's request for the time."""

from paper.common_slips import both, cut, heading, pair, rule, text


def in_fours(request: str) -> str:
    """Digits as people read them out."""
    return " ".join(request[at : at + 4] for at in range(0, len(request), 4))


def time_request(terminal, request: str, good_minutes: int) -> list:
    """The slip. Nothing on it is secret. request: its digits; good_minutes: how long a card for it is taken."""
    return heading(terminal, "slip_time_request") + [
        rule(),
        text(both(terminal, "slip_precinct", terminal.poll.precinct_number)),
        text(both(terminal, *terminal.poll.place)),
        pair(both(terminal, "slip_device"), terminal.serial),
        rule(),
        text(in_fours(request), align="centre", bold=True),
        text(both(terminal, "time_card_valid", good_minutes), align="centre"),
        cut(),
    ]
