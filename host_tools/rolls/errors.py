"""What can be wrong with rolls, packages and changes to them."""

from __future__ import annotations

from host_tools.errors import TamgaError


class RollError(TamgaError):
    """Something about a roll cannot be done. The message names the file, the place and the way out."""


class PackError(RollError):
    """Packing stops: a precinct or folder does not fit."""


class ChangesError(RollError):
    """A file of changes cannot be used."""


class SupplementError(RollError):
    """A roll and a supplement cannot be used together."""
