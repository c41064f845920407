"""Runs on MicroPython: the slip of a self-test as printer bytes."""

import asyncio
import os
import sys
from binascii import hexlify

from formats import payloads
from paper import raster
from terminal.readiness_slip import readiness
from text.font import Font
from text.texts import Texts

_DEVICE = next(path for path in sys.path if path.endswith("/device"))
os.chdir(_DEVICE)
_FONT, _TEXTS = Font("text/font.bin"), Texts("common", "booth")
_CHIP, _TIME_S = bytes(range(8)), 1_795_950_432


class _Record:
    """What a slip reads of its terminal."""

    def __init__(self, **values):
        for name, value in values.items():
            setattr(self, name, value)


def _poll():
    titles = {"kk": "Көрнекі сайлау", "ru": "Показательные выборы"}
    parts = [["election", 1, bytes(32)], ["roll", 1, bytes(range(32))]]
    return _Record(
        titles=titles,
        election_hash=bytes(range(16)),
        precinct_number=17,
        mode=0,
        terminal=1,
        place=("slip_booth", 1),
        listed=2104,
        package=_Record(manifest=_Record(parts=parts)),
        precinct=_Record(minutes_east=300),
    )


def answer(case):
    """Chunks as hex. case: [is there a package, findings, their names]."""
    has_poll, found, named = case
    terminal = _Record(
        texts=_TEXTS,
        poll=_poll() if has_poll else None,
        opening=(1, bytes(16), ""),
        serial="TM-00017-1",
        firmware_hash=bytes(range(32)),
        event_log=None,
        clock=_Record(now=lambda: _TIME_S),
        sign=lambda kind, payload: payloads.encode(kind, payload) + bytes(range(88)),  # as long as a signed one
    )
    chips = [[16384, _CHIP, 46, 812], [16384, _CHIP, 398, 2990]]
    measures = [63, [3, 12, None, 41], 1, 0x12121212] + chips + [[101000, 101003], 121, 5120, [0, 96, 4180], 1, None]
    elements = asyncio.run(readiness(terminal, _Record(name="booth", sends=False), "ready", found, named, measures))
    return [hexlify(chunk).decode() for chunk in raster.render(elements, _FONT, 384, "")]
