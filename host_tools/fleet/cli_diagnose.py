"""`tamga diagnose`: one file about a terminal for whoever repairs it, without its secrets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from host_tools.console import expected, say
from host_tools.fleet import diagnosing
from host_tools.formats.key_slip import read_precinct
from host_tools.keys.files import load_public
from host_tools.verifying import keyring, loading
from host_tools.whole_files import atomic_file


def diagnose(
    terminal: Annotated[Path, typer.Argument(help="A terminal's files, as read back.", exists=True, file_okay=False)],
    authority: Annotated[Path, typer.Option(help="The election authority's public key.")],
    out: Annotated[Path, typer.Option(help="The bundle to write, a ZIP file.", dir_okay=False)],
    chip: Annotated[list[Path] | None, typer.Option(help="Images of its two chips, with --precinct.")] = None,
    precinct: Annotated[Path | None, typer.Option(help="Its precinct's definition, for the log on the chips.")] = None,
    slip: Annotated[list[Path] | None, typer.Option(help="Pictures of its readiness slips. Repeatable.")] = None,
) -> None:
    """Bundle what helps to repair a terminal: software, board, event log, self-tests. No key or package is in it."""
    with expected(ValueError):  # of images that are not of one cartridge, in our words
        ring, log = keyring.KeyRing(), None
        place = read_precinct(precinct) if precinct else None
        if chip:
            if place is None or len(chip) != 2:
                raise diagnosing.DiagnosticsError("give the images of both chips, and --precinct with them")
            first, second = loading.load_images(chip)
            log = diagnosing.of_chips(first, second, place)
        if place is not None:
            ring.add_precinct(place)
        readiness = diagnosing.of_slips(slip, ring) if slip else {}
        files = diagnosing.bundle(terminal, load_public(authority), log, readiness)
        with atomic_file(out) as stream:
            stream.write(diagnosing.zipped(files))
    say(f"{out}: {', '.join(sorted(files))}. It names no voter and holds no key.")
