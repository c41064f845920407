"""What can be wrong with labels, their register and their printing."""

from __future__ import annotations

from host_tools.errors import TamgaError


class LabelError(TamgaError):
    """Something about a label cannot be done. The message names the label, file or place, and the way out."""


class StockError(LabelError):
    """A description of label paper or a font that cannot be used."""


class ReadBackError(LabelError):
    """A printed label does not read as what it should be. The message names file and sheet."""
