"""A function of the field machine in viper whose code needs a longer stretch of memory than a full heap has."""

from __future__ import annotations

import re

import pytest

from host_tools.arithmetic.__main__ import SLOTS
from host_tools.provisioning.compiling import compiled

PIECE_BYTES = 3 * 1024
MODULES = ("viper", "viper_limbs", "digits", "padding")
_FUNCTION = re.compile(r"^@micropython\.viper\ndef (\w+)\(.*?(?=\n\n\n|\Z)", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("code", ["armv7m", "xtensawin"])
def test_each_function_fits_a_short_stretch(code: str) -> None:
    sizes = {
        function[1]: len(compiled("one.py", b"import micropython\n" + function[0].encode() + b"\n", code))
        for module in MODULES
        for function in _FUNCTION.finditer((SLOTS / f"{module}.py").read_text(encoding="utf-8"))
    }
    assert {"run", "product", "square", "reduce", "comb", "sha512_key"} <= sizes.keys()
    assert {name: size for name, size in sizes.items() if size > PIECE_BYTES} == {}
