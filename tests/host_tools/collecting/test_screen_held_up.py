"""Nobody reads what the collector writes: a terminal that is paused, a pipe that is full. Desks get their receipts."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

from tests.host_tools.collecting.made_up_centre import PRECINCT, MadeUpCentre, signed_protocol
from tests.host_tools.collecting.running import send
from tests.rig import ROOT

REPEATS = 700  # each is a line: more than a pipe holds


def test_desks_go_on_while_the_screen_is_held_up(tmp_path: Path) -> None:
    made = MadeUpCentre(tmp_path, (PRECINCT,))
    files = ("--store", made.store, "--key", made.key_file, "--precincts", made.definitions)
    command = ["collect", "serve", "--tcp", "127.0.0.1:0", "--provers", "0", *map(str, files)]
    run_it = "from host_tools.collecting import board; board._MOST_LINES = 10**6; from host_tools.cli import app; app()"
    with subprocess.Popen([sys.executable, "-c", run_it, *command], cwd=ROOT, stdout=subprocess.PIPE, text=True) as one:
        assert one.stdout
        port = next(int(line.split(":")[1].split()[0]) for line in one.stdout if "for frames" in line)
        # From here on nobody reads.
        sent = asyncio.run(send(port, *[("P", signed_protocol())] * REPEATS))
        assert len(sent) == REPEATS and len({transfer.receipt for transfer in sent}) == 1
        one.kill()
