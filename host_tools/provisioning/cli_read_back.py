"""`tamga terminals readback`: terminals that candidates chose, compared with the register; a signed report."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from host_tools.audit import chosen
from host_tools.audit.published import nation_of
from host_tools.console import MISMATCH, expected, say
from host_tools.errors import AuditError
from host_tools.formats import cose
from host_tools.formats.read_back import ReadBack
from host_tools.keys import files
from host_tools.provisioning.read_back import compared, folder_of
from host_tools.whole_files import atomic_file


def readback(
    published: Annotated[Path, typer.Argument(help="The publication's folder.")],
    choice: Annotated[Path, typer.Argument(help="The list of terminals, from tamga audit terminals --out.")],
    read: Annotated[Path, typer.Option(help="Folders 17-desk, 17-booth-2 …, as they were read from each flash.")],
    key: Annotated[Path, typer.Option(help="The authority's or the centre's private key, which signs the report.")],
    out: Annotated[Path, typer.Option(help="The signed report.")],
) -> None:
    """Compare what was read back with the register of images and with what the slips named; sign what was found."""
    with expected():
        nation, digest = nation_of(published)
        signer = files.load(key)
        precinct = next(iter(nation.commission.precincts.values()))
        if bytes(signer.verify_key) not in (nation.commission.authority, precinct.centre):
            raise AuditError(f"{key}: neither the authority's key nor the centre's; nobody would take its report")
        listed = chosen.load(choice, digest, nation.commission.precincts)
        lines = [compared(nation, one, folder_of(read, one)) for one in listed.terminals]
        report = ReadBack(
            election=precinct.election, mode=precinct.mode, publication=digest, made_s=int(time.time()),
            chosen=listed.words, lines=lines,
        )  # fmt: skip
        with atomic_file(out) as stream:
            stream.write(cose.sign1(report.to_cbor(), signer))
    wrong = [line for line in lines if line.problems]
    for terminal, line in zip(listed.terminals, lines, strict=True):
        words = "; ".join(line.problems) or f"as registered, image {line.firmware.hex()[:16]}"
        say(f"precinct {terminal.precinct}, {terminal.name}: {words}")
    say(f"{out}: {len(lines) - len(wrong)} of {len(lines)} terminals are as registered")
    if wrong:
        raise typer.Exit(MISMATCH)
