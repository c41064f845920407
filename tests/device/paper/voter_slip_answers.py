"""Runs on MicroPython: the voter's slips as printer bytes, of a booth that has sealed something."""

import os
import sys
from binascii import hexlify, unhexlify

from booth import slips, voter_slips
from booth.ballots.settling import CHALLENGED
from formats import payloads
from paper import raster
from text.font import Font
from text.texts import Texts

_DEVICE = next(path for path in sys.path if path.endswith("/device"))
os.chdir(_DEVICE)
_FONT, _TEXTS = Font("text/font.bin"), Texts("common", "booth")


class _Record:
    """What a slip reads of its booth."""

    def __init__(self, **values):
        for name, value in values.items():
            setattr(self, name, value)


def _booth(election):
    definition = payloads.election(unhexlify(election))
    poll = _Record(titles=definition.title, election_hash=bytes(range(16)), precinct_number=17, mode=0, terminal=1)
    terminal = _Record(
        texts=_TEXTS,
        poll=poll,
        opening=(1, bytes(range(16, 32)), ""),
        sign=lambda kind, payload: payloads.encode(kind, payload) + bytes(range(88)),  # as long as a signed one
    )
    return _Record(terminal=terminal, sealing=_Record(own=bytearray(range(32))))


def _printed(elements):
    return [hexlify(chunk).decode() for chunk in raster.render(elements, _FONT, 384, "")]


def answer(case):
    """Chunks as hex. case: which slip, and the election definition; or a code, for its letters."""
    which, given = case
    if which == "letters":
        return voter_slips.letters(unhexlify(given))
    booth, code = _booth(given), bytes(range(100, 132))
    if which == "code":
        return _printed(voter_slips.strip(booth, code))
    if which == "opening":
        return _printed(voter_slips.opening(booth, bytes(range(16)), [1, 0, 0, 1] * 4, code))
    return _printed(slips.trailer(booth.terminal, CHALLENGED))
