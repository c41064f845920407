"""Which desk has a new card, as a supplement says it at the other desks; redirects say it of old ones.

One file of changes is for every desk of a precinct. New voters go on the list of the first; a new label, on the list of
the desk that has its voter. The other desks send the card there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from host_tools.formats.packages import Package
from host_tools.formats.places import FIRST_DESK
from host_tools.formats.supplements import Change, SupplementPayload
from host_tools.rolls import redirects
from host_tools.rolls.errors import SupplementError

TagOf = Callable[[bytes], bytes]
_FIRST = 1  # number of the desk that gets new voters


def other_desks(package: Package, supplements: Sequence[SupplementPayload]) -> dict[bytes, int]:
    """The number of the desk that has a card's voter, by the begin of a tag; of other desks than this package's alone.

    New voters and labels count. supplements: all of this desk, in order.
    """
    found = redirects.read(package.parts.get("desks", redirects.MAGIC))
    for payload in supplements:
        found |= {card[: redirects.TAG_SIZE]: card[-1] for card in payload.elsewhere or ()}
    return found


def has_new_voters(package: Package) -> bool:
    """Whether a package's desk is the one whose list gets new voters."""
    return package.manifest.terminal == FIRST_DESK


def begin_of(tag_of: TagOf, digits: str) -> bytes:
    """The begin of a card's tag, by which redirects are found."""
    return tag_of(digits.encode("ascii"))[: redirects.TAG_SIZE]


def sent(tag_of: TagOf, digits: str, desk: int = _FIRST) -> bytes:
    """What a supplement says of a card whose voter another desk has; the first one, where they are new."""
    return begin_of(tag_of, digits) + bytes([desk])


def third_desk(others: Mapping[bytes, int], tags: Iterable[bytes]) -> int:
    """The number of a desk, not the first and not this one, that has a voter with one of these tags; 0 for none.

    others: of `other_desks`.
    """
    desks = {others.get(tag[: redirects.TAG_SIZE], _FIRST) for tag in tags}
    return max(desks - {_FIRST}, default=0)


def refuse_other_desks(package: Package, added: Sequence[Change], others: Mapping[bytes, int]) -> None:
    """SupplementError where a voter would stand on the lists of two desks: only the first one gets new voters.

    package: of the desk. added: the supplement's. others: of `other_desks`.
    """
    if not has_new_voters(package) and any(change[1] is not None for change in added):
        raise SupplementError("new voters go on the list of the first desk alone")
    for tag in (entry[: redirects.TAG_SIZE] for change in added for entry in change[2]):
        if tag in others:
            raise SupplementError(f"a card to add is on the list of desk {others[tag]} already")
