"""What the protocol counts of the people of a day in the event log: refusals, requests to vote at home, helpers."""

import asyncio

from storage.events import event_number
from storage.log_reader import entries

# Field of the protocol, and the event that it counts.
_COUNTED = (
    ("added_refused", "adding_refused"),
    ("home_requests", "home_requested"),
    ("home_refused", "home_refused"),
    ("assisted", "assisted"),
)
_AT_ONCE = 16  # log entries that are looked at before somebody else has a turn


async def logged_counts(log) -> dict:
    """Each field, counted from the log."""
    names = {event_number(event): field for field, event in _COUNTED}
    found = dict.fromkeys(names.values(), 0)
    looked_at = 0
    for event, _, _, _ in entries(log):
        looked_at += 1
        if looked_at % _AT_ONCE == 0:
            await asyncio.sleep_ms(0)
        if event in names:
            found[names[event]] += 1
    return found
