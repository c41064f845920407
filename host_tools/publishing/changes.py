"""What changed when: the precincts of a publication that are in another state than in the one before.

Before the first publication nothing had come. So all changes, one publication after another, lead to what is now, and
whoever goes on from a history needs nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from host_tools.determining.precinct_result import PrecinctResult
from host_tools.determining.states import Progress, Standing

State = tuple[str, str, int | None]  # progress, standing, number of the protocol
_NOTHING: State = (str(Progress.EXPECTED), str(Standing.STANDS), None)
_FIELDS = ("progress", "standing", "protocol")


def states(results: Mapping[int, PrecinctResult]) -> dict[int, State]:
    """What each precinct is, by its number."""
    return {
        number: (str(one.progress), str(one.standing), one.protocol.content.version if one.protocol else None)
        for number, one in results.items()
    }


def between(before: Mapping[int, State], now: Mapping[int, State]) -> list[dict[str, Any]]:
    """An entry for each precinct that changed, in the order of numbers."""
    return [
        {"precinct": number, **dict(zip(_FIELDS, state, strict=True))}
        for number, state in sorted(now.items())
        if state != before.get(number, _NOTHING)
    ]


def told(history: Iterable[Any]) -> dict[int, State]:
    """What the entries of a history lead to; what is none is passed over."""
    found: dict[int, State] = {}
    for entry in history:
        changed = entry.get("changed") if isinstance(entry, dict) else None
        for one in changed if isinstance(changed, list) else []:
            if isinstance(one, dict) and isinstance(one.get("precinct"), int):
                found[one["precinct"]] = (one.get("progress", ""), one.get("standing", ""), one.get("protocol"))
    return found
