"""Runs on MicroPython: [name of a function below, its arguments ...] -> its answer."""

import sys
from binascii import hexlify

from text.font import Font
from text.picture import Picture

_FOLDER = next(path for path in sys.path if path.endswith("/device")) + "/text/"
_fonts = {}


def _font(name):
    if name not in _fonts:
        _fonts[name] = Font(_FOLDER + name)
    return _fonts[name]


def wrap(name, text, width, bold):
    return _font(name).wrap(text, width, bold)


def width(name, text, bold):
    return _font(name).width(text, bold)


def missing(name, text):
    return _font(name).missing(text)


def draw(name, text, columns, x, y, ink, bold):
    """[x behind the text, the picture's bytes as hex], on a ground of the other colour."""
    font = _font(name)
    canvas = Picture(columns, font.height)
    canvas.fill(1 - ink)
    return [font.draw(text, canvas, x, y, ink, bold), hexlify(canvas.data).decode()]


def answer(case):
    return globals()[case[0]](*case[1:])
