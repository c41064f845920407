"""Runs on MicroPython: a QR symbol, or a slip as chunks, for one case."""

import gc
import sys
from binascii import hexlify, unhexlify

from paper import qr, raster
from paper.strip import Strip
from text.font import Font

_font = Font(next(path for path in sys.path if path.endswith("/device")) + "/text/font.bin")


def symbol(text, level):
    """[size, modules as hex, bytes of heap used up], or "refused"."""
    gc.collect()
    before = gc.mem_alloc()
    gc.disable()
    try:
        size, modules = qr.encode(text, level)
    except ValueError:
        return "refused"
    finally:
        used = gc.mem_alloc() - before
        gc.enable()
    return [size, hexlify(modules).decode(), used]


def slip(elements, width_dots, watermark):
    """Chunks as hex; an element is [name of its helper, arguments ..., {named arguments}]."""
    built = [getattr(raster, name)(*values[:-1], **values[-1]) for name, *values in elements]
    return [hexlify(chunk).decode() for chunk in raster.render(built, _font, width_dots, watermark)]


def strip(rows, stride):
    """Chunks of a strip with exactly these dots, as hex."""
    dots = bytearray(unhexlify(rows))
    drawn = Strip(stride * 8, len(dots) // stride)
    drawn.picture.data[:] = dots
    return [hexlify(chunk).decode() for chunk in drawn.printed(len(dots) // stride)]


def long_slip(lines):
    """How many bytes a slip of so many lines has, none of them kept."""
    elements = [raster.pair("Айгүл Үлгі, сынақ", "1 204")] * lines
    return sum(len(chunk) for chunk in raster.render(elements, _font, 384, "СЫНАҚ"))


def answer(case):
    return globals()[case[0]](*case[1:])
