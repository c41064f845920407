"""Which arithmetic a firmware gets (`crypto.layer`): the board file names it, and modules of the others stay away."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from host_tools.provisioning.compiling import CompilingError

INTEGERS = "integers"
LAYER_FILE = "crypto/layer.py"
_BOARD_ARITHMETIC, _BOARD_CODE = "ARITHMETIC", "NATIVE_CODE"
_NAME_LINE = re.compile(rb'^NAME = "integers"$', re.MULTILINE)

_THUMB_2 = frozenset({"armv7m", "armv7em", "armv7emsp", "armv7emdp"})
_WITH_DSP = _THUMB_2 - {"armv7m"}
# The processors that each runs on, as mpy-cross calls them; None is any.
LAYERS: dict[str, frozenset[str] | None] = {INTEGERS: None, "viper": None, "thumb": _THUMB_2, "thumb_dsp": _WITH_DSP}
_MACHINES = tuple(name for name in LAYERS if name != INTEGERS)
_ASSEMBLER = ("thumb", "thumb_dsp")
# Modules that only some need; everything else in `crypto` is for all.
_ONLY_FOR: dict[str, tuple[str, ...]] = {
    "crypto/points.py": (INTEGERS,),
    "crypto/fixed_base.py": (INTEGERS,),
    "crypto/integer_bases.py": (INTEGERS,),
    "crypto/integer_curve.py": (INTEGERS,),
    "crypto/integer_hashes.py": (INTEGERS, "viper"),  # Poly1305
    "crypto/slots/__init__.py": _MACHINES,
    "crypto/slots/bases.py": _MACHINES,
    "crypto/slots/curve.py": _MACHINES,
    "crypto/slots/digits.py": _MACHINES,
    "crypto/slots/padding.py": _MACHINES,
    "crypto/slots/programs.py": _MACHINES,
    "crypto/slots/viper.py": ("viper",),
    "crypto/slots/viper_hashes.py": ("viper",),
    "crypto/slots/viper_limbs.py": ("viper",),
    "crypto/slots/thumb.py": ("thumb",),
    "crypto/slots/thumb_dsp.py": ("thumb_dsp",),
    "crypto/slots/thumb_hashes.py": _ASSEMBLER,
    "crypto/slots/thumb_sha256.py": _ASSEMBLER,
    "crypto/slots/iterated.py": _ASSEMBLER,
    "crypto/iterated.py": (INTEGERS, "viper"),
}


def layer_for(board: Path, code: str | None = None) -> str:
    """The arithmetic of a board file's firmware; big integers where it names none or assembler for another processor.

    code: the processor, None for the board's. CompilingError where the board names an arithmetic that is none, or that
    its processor does not run.
    """
    values = runpy.run_path(str(board))
    layer, own_code = values.get(_BOARD_ARITHMETIC, INTEGERS), values.get(_BOARD_CODE)
    if layer not in LAYERS:
        raise CompilingError(f"{board}: {_BOARD_ARITHMETIC} is {layer!r}; there are {', '.join(LAYERS)}")
    processors = LAYERS[layer]
    if processors is not None and own_code not in processors:
        raise CompilingError(f"{board}: arithmetic {layer!r} does not run on {_BOARD_CODE} {own_code!r}")
    return layer if processors is None or code in (None, own_code) else INTEGERS


def shipped(names: list[str], layer: str) -> list[str]:
    """The files below `device` that a firmware with this arithmetic has."""
    return [name for name in names if layer in _ONLY_FOR.get(name, (layer,))]


def named(source: bytes, layer: str) -> bytes:
    """LAYER_FILE's text with this arithmetic's name."""
    text, count = _NAME_LINE.subn(f'NAME = "{layer}"'.encode(), source)
    if count != 1:
        raise CompilingError(f"{LAYER_FILE}: does not say NAME in a line of its own")
    return text
