"""Write the generated files of `device/crypto/slots/`."""

from __future__ import annotations

from pathlib import Path

from host_tools.arithmetic import field_machine, hashes, limbs, programs, sha256

SLOTS = Path(__file__).parents[2] / "device" / "crypto" / "slots"


def generated() -> dict[str, str]:
    """The content of each file, by name."""
    return {
        "programs.py": programs.source(),
        "thumb.py": field_machine.source(field_machine.UMLAL),
        "thumb_dsp.py": field_machine.source(field_machine.UMAAL),
        "thumb_hashes.py": hashes.source(),
        "thumb_sha256.py": sha256.source(),
        "viper_limbs.py": limbs.source(),
    }


if __name__ == "__main__":
    for name, text in generated().items():
        (SLOTS / name).write_text(text, encoding="utf-8")
        print(f"{SLOTS / name}: {text.count(chr(10))} lines")
