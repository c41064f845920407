"""Processor time on the emulated board: what each act of the arithmetic takes, and what it may take.

`python -m simulator.measure.target` shows it; with `--record` the measured counts become the budgets. What the counts
must not exceed (`bar_ms`) is decided by people and stays as it is.
"""

from __future__ import annotations

import json
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from host_tools.provisioning.compiling import compiled
from simulator.measure import emulated_board
from simulator.measure.emulated_board import M3, M4, Core

BUDGETS = Path(__file__).with_name("target_budgets.toml")
COUNTS = Path(__file__).with_name("target_counts.py")
INSTRUCTIONS_PER_MS = 125_000
TOLERANCE = 0.03
MEASURED = ((M3, "thumb"), (M4, "thumb_dsp"), (M3, "viper"))
_ALSO = (
    *(f"booth/ballots/{name}.py" for name in ("published", "sealing", "prove", "own_check")),
    "desk/count/proof.py",
)


@dataclass(frozen=True)
class Measured:
    """What `target_counts.py` found.

    counts: instructions by act. memory: bytes of heap that the modules hold. secrets: by act the least and the most
    instructions over so many scalars. allocated: bytes of heap after the loops more than before. pieces: by ballot the
    longest stretch of sealing and checking in which nothing else runs. ballots: the least and the most instructions of
    one over seeds and choices.
    """

    counts: dict[str, int]
    memory: int
    secrets: dict[str, tuple[int, int, int]]
    allocated: int
    pieces: dict[str, int]
    ballots: tuple[int, int]


def measure(core: Core, layer: str) -> Measured:
    """Run all acts on the board once."""
    files = emulated_board.crypto_modules(core, layer) | emulated_board.program(core, COUNTS)
    for name in _ALSO:
        source = (emulated_board.DEVICE / name).read_bytes()
        files[name.removesuffix(".py") + ".mpy"] = compiled(name, source, core.code)
    with tempfile.TemporaryDirectory() as folder:
        found = json.loads(emulated_board.run(core, Path(folder), files, COUNTS.stem)[-1])
    secrets = {act: tuple(values) for act, values in found["secrets"].items()}
    least, most = found["ballots"]
    return Measured(
        dict(found["counts"]), found["memory"], secrets, found["allocated"], dict(found["pieces"]), (least, most)
    )


def budgets() -> dict[str, dict[str, dict[str, float]]]:
    """By core and layer ("m3 thumb"), then by act: instructions, and bar_ms where there is one."""
    return tomllib.loads(BUDGETS.read_text(encoding="utf-8"))


def record(found: dict[str, Measured]) -> None:
    """Make what was measured the budgets; bars stay."""
    before = budgets() if BUDGETS.exists() else {}
    lines = [
        "# Instructions of each act on the emulated board, and the most milliseconds that it may take at 125 million a",
        "# second. Instructions are written by `python -m simulator.measure.target --record`, bars by people.",
    ]
    for name, measured in found.items():
        lines += ["", f'["{name}"]']
        for act, count in measured.counts.items():
            bar = before.get(name, {}).get(act, {}).get("bar_ms")
            lines.append(f'"{act}" = {{ instructions = {count}' + (f", bar_ms = {bar}" if bar else "") + " }")
    BUDGETS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def rows(name: str, measured: Measured) -> list[tuple[str, str, str, str]]:
    """Act, milliseconds, bar, instructions; as `make bench` shows them."""
    known = budgets().get(name, {})
    return [
        (
            f"{name}: {act}",
            f"{count / INSTRUCTIONS_PER_MS:.3f} ms",
            f"{known[act]['bar_ms']:g} ms allowed" if "bar_ms" in known.get(act, {}) else "",
            f"{count:,}",
        )
        for act, count in measured.counts.items()
    ]


def main() -> None:
    found = {f"{core.name} {layer}": measure(core, layer) for core, layer in MEASURED}
    if "--record" in sys.argv:
        record(found)
    table = Table("act, at 125 million instructions a second", "takes", "", "instructions")
    for name, measured in found.items():
        for row in rows(name, measured):
            table.add_row(*row)
        table.add_row(f"{name}: memory of `crypto`, without tables", f"{measured.memory:,} bytes", "", "")
        table.add_section()
    Console().print(table)


if __name__ == "__main__":
    main()
