"""What one desk recorded in its day: everything that the protocol takes from a desk, counted from its chips and log."""

import asyncio

from storage.events import event_number
from storage.log_reader import entries

# Fields of `DeskCounts` in their order, as the desk calls them; they are also the ids of the words for each.
NAMES = (
    "listed", "marked", "typed_in", "activations", "paper_issued", "paper_outside", "paper_spoiled", "paper_withdrawn",
    "slips_returned", "slips_exchanged", "slips_changed", "slips_taken", "paper_returned", "papers_taken", "added",
    "by_certificate", "added_refused", "home_requests", "home_refused", "assisted",
)  # fmt: skip
# Of these, what is counted in the event log, and the event.
_LOGGED = (
    ("added_refused", "adding_refused"),
    ("home_requests", "home_requested"),
    ("home_refused", "home_refused"),
    ("assisted", "assisted"),
)
_AT_ONCE = 16  # log entries that are looked at before somebody else has a turn


async def counts(desk) -> list[int]:
    """The number of each of NAMES."""
    found = desk.check_ins.counts()
    found["listed"] = desk.terminal.poll.listed
    found["by_certificate"] = desk.check_ins.by_certificate()
    found.update(await logged(desk.terminal.event_log))
    return [found[name] for name in NAMES]


async def logged(log) -> dict[str, int]:
    """Refusals, requests to vote at home and helpers, counted from the log."""
    names = {event_number(event): field for field, event in _LOGGED}
    found = dict.fromkeys(names.values(), 0)
    looked_at = 0
    for event, _, _, _ in entries(log):
        looked_at += 1
        if looked_at % _AT_ONCE == 0:
            await asyncio.sleep_ms(0)
        if event in names:
            found[names[event]] += 1
    return found
