"""The terminal's ends of the wire, on the unix port: two pipes, opened by path. Computing takes no time there."""

import os

START_US = int(os.getenv("TAMGA_CLOCK_US"))
MEASURES_HEAP = bool(os.getenv("TAMGA_MEASURE_HEAP"))
PORT = (os.getenv("TAMGA_PORT") or "").split()  # habits of the port that is imitated
to_bench = open(os.getenv("TAMGA_TO_BENCH"), "wb")
from_bench = open(os.getenv("TAMGA_FROM_BENCH"), "rb")
processor = None  # whose time counts; see the emulated board's
