"""What a compile takes behind its imports, in a process of its own:

    python -m host_tools.registers.made_up.bench_work ACCEPTED RESULT TRUST WORKING_KEY DAY

Prints seconds of wall clock and of CPU.
"""

from __future__ import annotations

import datetime as dt
import gc
import os
import shutil
import sys
import time
from pathlib import Path

from host_tools.privacy import key_files
from host_tools.privacy.vault import Vault
from host_tools.registers.compiling.compile import Compiling
from host_tools.registers.reading.sources import Sources
from host_tools.registers.reading.trust import Trusted


def main(accepted: Path, result: Path, trust: Path, working_key: Path, day: dt.date) -> tuple[float, float]:
    """Compile, sealed; seconds of wall clock and CPU."""
    shutil.rmtree(result, ignore_errors=True)
    gc.freeze()  # as the command does
    os.sync()  # what others left to be written is not this work's
    wall, cpu = time.perf_counter(), time.process_time()
    vault = Vault(key_files.read_key_file(working_key))
    sources = Sources.of_folder(accepted, Trusted.of_files([trust]), vault)
    Compiling(sources, day, result).run()
    return time.perf_counter() - wall, time.process_time() - cpu


if __name__ == "__main__":
    folder, target, keys, key_file = map(Path, sys.argv[1:5])
    print(*main(folder, target, keys, key_file, dt.date.fromisoformat(sys.argv[5])))
