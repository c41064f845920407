"""`tamga page`: the page for any phone, with the trust of an election in it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from host_tools.console import expected, say
from host_tools.page import building, trust
from host_tools.verifying.vouching import key_name
from host_tools.whole_files import atomic_file


def page(
    public: Annotated[list[Path], typer.Argument(help="Public folders of precincts, whose slips the page checks.")],
    out: Annotated[Path, typer.Option(help="The page, one HTML file.")],
    authority: Annotated[Path | None, typer.Option(help="The authority's public key, from elsewhere.")] = None,
    installable: Annotated[
        bool,
        typer.Option("--installable", help="With worker.js beside it: opens without a network, once it was opened."),
    ] = False,
    libraries: Annotated[Path, typer.Option(help="What host_tools/installing/page.sh installed.")] = building.LIBRARIES,
) -> None:
    """Make the page that checks slips on any phone; the same sources and folders give the same bytes."""
    with expected():
        given = trust.load(public, authority)
        content = building.page(given, libraries, installable)
        if installable:
            with atomic_file(out.with_name("worker.js")) as stream:
                stream.write(building.worker(content))
        with atomic_file(out) as stream:
            stream.write(content)
    count, authority_name = len(given.precincts), key_name(given.authority)
    say(f"{out}: {len(content):,} bytes, {count} definitions of the authority {authority_name}.")
    say(f"Publish this with its address: SHA-256 {sha256(content).hexdigest()}")


commands = {"page": page}
