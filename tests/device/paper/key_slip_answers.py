"""Runs on MicroPython: what the key ceremony prints, as printer bytes."""

import os
import sys
from binascii import hexlify, unhexlify

from desk import key_slips
from formats import payloads
from paper import raster
from text.font import Font
from text.texts import Texts

_DEVICE = next(path for path in sys.path if path.endswith("/device"))
os.chdir(_DEVICE)
_FONT, _TEXTS = Font("text/font.bin"), Texts("common", "desk")
_MADE_S = 1_795_900_000


class _Record:
    """What a slip reads of its desk."""

    def __init__(self, **values):
        for name, value in values.items():
            setattr(self, name, value)


def answer(case):
    """Chunks as hex. case: which slip, the election definition, and the object on it."""
    which, election, data = case[0], unhexlify(case[1]), unhexlify(case[2])
    poll = _Record(
        titles=payloads.election(election).title, precinct_number=17, mode=0, precinct=_Record(minutes_east=300)
    )
    terminal = _Record(texts=_TEXTS, poll=poll, clock=_Record(now=lambda: _MADE_S))
    elements = key_slips.card(terminal, data, 2, 3, 5) if which == "card" else key_slips.announcement(terminal, data)
    return [hexlify(chunk).decode() for chunk in raster.render(elements, _FONT, 384, "")]
