"""Whether a protocol accounts for every booth of its precinct: with an opening, or as one that was never opened."""

from __future__ import annotations

from host_tools.formats.definitions import Precinct
from host_tools.formats.objects import Protocol


def misfit(protocol: Protocol, precinct: Precinct) -> str:
    """Why keys 4 and 20 of a protocol do not name each booth of the definition in one of them; "" if they do."""
    due = [booth.number for booth in precinct.booths]
    opened, without = {line.booth for line in protocol.booths}, [one.booth for one in protocol.unopened or ()]
    if protocol.unopened == [] or without != sorted(set(without)) or opened & set(without):
        return "its list of booths that were not opened is empty, out of order, or has one that it counts"
    if others := sorted((opened | set(without)) - set(due)):
        return f"it names booths {', '.join(map(str, others))}, which the definition does not have"
    if unsaid := sorted(set(due) - opened - set(without)):
        return f"it says nothing of booths {', '.join(map(str, unsaid))}: neither an opening nor why there was none"
    if blank := [one.booth for one in protocol.unopened or () if not one.reason.strip()]:
        return f"it gives no reason why booth {blank[0]} was not opened"
    return ""
