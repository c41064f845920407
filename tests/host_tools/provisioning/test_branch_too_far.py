"""A branch too far for a processor: its compiler says so among the code and reports success, and the code is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from host_tools.provisioning.compiling import CompilingError, compiled

DEVICE = Path(__file__).parents[3] / "device"
XTENSA = "xtensawin"
LOOP = "@micropython.viper\ndef count(most: int):\n    i = 0\n    while i < most:\n{body}        i += 1\n"


def test_a_long_loop_is_refused_for_the_processor_that_cannot_close_it() -> None:
    short, long = (LOOP.format(body="        i ^= most >> 3\n" * lines).encode() for lines in (10, 400))
    for code, source in ((XTENSA, short), ("armv7em", long)):
        compiled("loop.py", source, code)
    with pytest.raises(CompilingError, match=r"loop\.py: the firmware's compiler refuses it"):
        compiled("loop.py", long, XTENSA)


def test_every_module_of_the_boards_with_an_xtensa_compiles() -> None:
    modules = [path for path in sorted(DEVICE.rglob("*.py")) if not path.name.startswith("thumb")]
    for path in modules:
        compiled(path.relative_to(DEVICE).as_posix(), path.read_bytes(), XTENSA)
