"""Measures labels per second, drawn as PDF sheets with their sample read back: `python -m host_tools.labels.bench`.

ROWS sets the labels (24,000 unless given). One process; `tamga labels sheets` uses one per core.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from pathlib import Path

from host_tools.formats.label import make_label
from host_tools.labels.printing import SheetPrinter
from host_tools.labels.sheets import Label
from host_tools.labels.stock import Stock

LABELS_A_FILE = 1_200  # a precinct


def main() -> int:
    """Measure and print one line."""
    rows = int(os.environ.get("ROWS", "24000"))
    draw = random.Random(1)
    labels = [Label(make_label(f"{draw.randrange(10**12):012d}", draw.randrange(10**8))) for _ in range(rows)]
    started, started_cpu_s, read = time.perf_counter(), time.process_time(), 0
    with tempfile.TemporaryDirectory(prefix="tamga-bench-") as folder:
        printer = SheetPrinter(Stock(), Path(folder), 1)
        for at in range(0, rows, LABELS_A_FILE):
            read += printer(at // LABELS_A_FILE + 1, labels[at : at + LABELS_A_FILE]).read
    wall_s, cpu_s = time.perf_counter() - started, time.process_time() - started_cpu_s
    print(f"{rows:,} labels, {read:,} read back: {rows / wall_s:,.0f} labels/s, {rows / cpu_s:,.0f} a CPU second")
    return 0


if __name__ == "__main__":
    sys.exit(main())
