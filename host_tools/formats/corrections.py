"""What a correction leaves as it was: all that is electronic, and the report of each desk, once it is there."""

from __future__ import annotations

from host_tools.formats.objects import Protocol

_ELECTRONIC = ("electronic", "proof", "left_out", "unopened")


def changes(before: Protocol, after: Protocol) -> list[str]:
    """Fields that a correction must not change, and that this one does.

    The report of a desk that was dead may come in: then slips that it gave and exchanged, and its accounts, are added.
    """
    was, now = before.desks or [], after.desks or []
    dead = {line.desk for line in was if line.desk > 1 and line.report is None}
    came = {line.desk for line in now if line.desk in dead and line.report is not None}
    found = [name for name in _ELECTRONIC if getattr(before, name) != getattr(after, name)]
    others = [[line for line in lines if line.desk not in came] for lines in (was, now)]
    if others[0] != others[1] or len(was) != len(now) or (before.desks is None) != (after.desks is None):
        found.append("desks")
    if before.accounts != _without(after, came):
        found.append("accounts")
    if len(before.booths) != len(after.booths) or any(
        one._replace(issued=two.issued) != two or one.issued > two.issued or (one.issued < two.issued and not came)
        for one, two in zip(before.booths, after.booths, strict=False)
    ):
        found.append("booths")
    exchanged = [{line.opening: line.exchanged for line in said.ended or ()} for said in (before, after)]
    if exchanged[0] != exchanged[1] and not (
        came and all(exchanged[1].get(opening, -1) >= count for opening, count in exchanged[0].items())
    ):
        found.append("ended")
    if _cast(before) != _cast(after):
        found.append("styles")
    return found


def _without(protocol: Protocol, came: set[int]) -> list[object] | None:
    return None if protocol.accounts is None else [one for one in protocol.accounts if one.desk not in came]


def _cast(protocol: Protocol) -> list[int]:
    return [line.cast for line in protocol.styles or ()]
