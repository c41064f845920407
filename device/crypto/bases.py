"""Multiples of the base point G and of a key H, as `crypto.slots.bases` says it, in this firmware's arithmetic."""

from crypto.layer import NAME

if NAME == "integers":
    from crypto.integer_bases import Bases
else:
    from crypto.slots.bases import Bases  # type: ignore[assignment]  # another kind of point

__all__ = ("Bases",)
