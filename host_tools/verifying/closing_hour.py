"""Whether a protocol says that polls closed at an hour at which they may (formats, section 7)."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from host_tools.formats.definitions import Election, Precinct
from host_tools.formats.objects import Protocol

_CLOSES_MINUTES = 20 * 60  # Constitutional Law art. 38, where the election says nothing


def closed_too_early(protocol: Protocol, election: Election, precinct: Precinct) -> str:
    """What is wrong with the hour of closing; "" if nothing, or if it is not known for the day of voting.

    A special precinct closes before the hour once everybody on its list is marked, an ordinary one where the election
    leaves that to chair and member. A test has no hours.
    """
    zone = timezone(timedelta(minutes=precinct.minutes_east))
    closed = datetime.fromtimestamp(protocol.moments.closed, zone)
    due = precinct.hours.closes if precinct.hours else election.settings.get("closes_minutes", _CLOSES_MINUTES)
    is_early = closed.date().isoformat() == election.date and 60 * closed.hour + closed.minute < due
    if precinct.mode or not is_early:
        return ""
    fields = protocol.fields
    missing = fields.get("listed", 0) + fields.get("added", 0) - fields.get("marked", 0)
    begin = f"polls closed at {closed:%H:%M}, before {due // 60:02d}:{due % 60:02d}"
    if precinct.kind is not None:
        return f"{begin}, and {missing} on the list had not come" if missing > 0 else ""
    return "" if election.settings.get("early_close") is True else f"{begin}, which this precinct may not"
