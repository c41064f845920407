"""A `data` line of the assembler whose comment says another instruction than it is."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from host_tools.arithmetic.__main__ import SLOTS

pytestmark = pytest.mark.target
_DATA = re.compile(r"\s+data\(2, 0x(\w{4})(?:, 0x(\w{4}))?\)  # (.*)")
_NO_OPERATION = "bf00"
_REGISTERS = {"ip": "r12", "sl": "r10", "fp": "r11"}


def spelled(text: str) -> str:
    """An instruction in one spelling of the several that there are."""
    text = re.sub(r"\s+", " ", re.sub(r"\s*[@;].*", "", text)).strip()
    text = re.sub(r"\b(ip|sl|fp)\b", lambda found: _REGISTERS[found[0]], text)
    text = text.replace(".w", "").replace("stmia", "stm").replace("ldmia", "ldm").replace(", #0]", "]")
    text = re.sub(
        r"\{r(\d+)-r(\d+)\}",
        lambda found: "{" + ", ".join(f"r{n}" for n in range(int(found[1]), int(found[2]) + 1)) + "}",
        text,
    )
    text = re.sub(r"^mov (\w+), (\w+), (lsl|lsr|ror) (#\d+)$", r"\3 \1, \2, \4", text)
    return re.sub(r"^(\w+) (\w+), \2, ", r"\1 \2, ", text)


@pytest.mark.parametrize("name", ["thumb.py", "thumb_dsp.py", "thumb_hashes.py"])
def test_the_disassembler_reads_what_the_comments_say(name: str, tmp_path: Path) -> None:
    said, code = [], b""
    for line in (SLOTS / name).read_text().splitlines():
        if found := _DATA.match(line):
            said.append(spelled(found[3]))
            # A 16-bit instruction is followed by one that does nothing, so that every one begins at a multiple of 4.
            code += b"".join(bytes.fromhex(half)[::-1] for half in (found[1], found[2] or _NO_OPERATION))
    (tmp_path / "code").write_bytes(code)
    listing = subprocess.run(
        ["arm-none-eabi-objdump", "-D", "-b", "binary", "-marm", "-Mforce-thumb", str(tmp_path / "code")],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    read = [spelled(row.split("\t", 2)[2]) for row in listing.splitlines() if re.match(r"\s+[0-9a-f]+:\t", row)]
    read = [text for text in read if text != "nop"]
    assert len(said) > 100
    assert read == said
