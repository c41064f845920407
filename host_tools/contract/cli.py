"""`tamga contract`: what commission, telecom operator and authority owe each other, as papers to be signed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from host_tools.console import expected, say
from host_tools.contract import paper
from host_tools.contract.terms import Terms, read
from host_tools.folder_lock import writing_in
from host_tools.formats.definitions import LANGUAGES
from host_tools.whole_files import atomic_file


def contract(
    out: Annotated[Path, typer.Option(help="Folder for contract-kk.pdf, contract-ru.pdf and contract-en.pdf.")],
    terms: Annotated[
        Path | None, typer.Option(help="TOML file of names and levels; else usual ones or blanks.")
    ] = None,
) -> None:
    """Make the contract on formats, ports, service levels, keys, sign-off and contacts, in kk, ru and en."""
    with expected():
        agreed = read(terms) if terms else Terms()
        with writing_in(out):
            for language in LANGUAGES:
                path = out / f"contract-{language}.pdf"
                with atomic_file(path) as stream:
                    paper.write(stream, agreed, language)
                say(str(path))


commands = {"contract": contract}
