"""Runs on MicroPython: a protocol as printer bytes, from its signed object and the election's contests."""

import os
import sys
from binascii import hexlify, unhexlify

from formats import cose, payloads  # first: imports within imports take C stack, of which 32 bits have half

# isort: split
from desk.count import protocol_slip
from paper import raster
from terminal.election import Contests
from text.font import Font
from text.texts import Texts

_DEVICE = next(path for path in sys.path if path.endswith("/device"))
os.chdir(_DEVICE)
_FONT, _TEXTS = Font("text/font.bin"), Texts("common", "desk")


class _Record:
    """What a slip reads of its terminal."""

    def __init__(self, **values):
        for name, value in values.items():
            setattr(self, name, value)


def slip(signed, election, number, minutes_east, printed, mark, width_dots, part, people, names):
    """Chunks as hex. signed, election, people: hex of a protocol, a definition, signatures of people or nothing.

    names: of chair and members, or None.
    """
    definition = payloads.election(unhexlify(election))
    poll = _Record(
        titles=definition.title,
        contests=Contests(definition.contests),
        precinct_number=number,
        precinct=_Record(minutes_east=minutes_east, people=names),
        settings=definition.settings,
        styles=payloads.all_named("Style", definition.styles or []),
    )
    terminal = _Record(
        texts=_TEXTS,
        poll=poll,
        serial="TM-%05d-D" % number,
        clock=_Record(now=lambda: printed),
        sign=lambda kind, said: unhexlify(people),  # the desk's signature of it is the one that was given
    )
    said = payloads.decode(payloads.SIGNATURES, cose.payload_of(unhexlify(people))) if people else None
    elements = protocol_slip.protocol(terminal, unhexlify(signed), tuple(mark), part, said)
    return [hexlify(chunk).decode() for chunk in raster.render(elements, _FONT, width_dots, "")]


def answer(case):
    return slip(*case)
