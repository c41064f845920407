"""`tamga challenge verify`, `tamga challenge codes`, `tamga challenge find`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from host_tools.console import expected, say, show_reports
from host_tools.errors import VerifyingError
from host_tools.findings import Report
from host_tools.formats.codes import KINDS
from host_tools.formats.definitions import Election, Precinct
from host_tools.formats.objects import ChallengedBallot
from host_tools.verifying import keyring, loading
from host_tools.verifying.challenges import Given, check_challenge
from host_tools.verifying.code_list import codes_of, find_codes, list_of, read_list, read_records
from host_tools.whole_files import write_text

challenge = typer.Typer(help="Check challenged ballots, and look confirmation codes up.", no_args_is_help=True)

Keys = Annotated[
    list[Path] | None, typer.Option("--keys", help="The precinct's public folder, or definitions. Repeatable.")
]
Booth = Annotated[int, typer.Option(min=1, help="Whose records they are.")]


class ChallengeError(VerifyingError):
    """Definitions or slips that are missing. The message says which, and the way out."""


@challenge.command()
def verify(
    slips: Annotated[
        list[Path],
        typer.Argument(help="The opening, and with it strip and activation slip: pictures, code texts or objects."),
    ],
    keys: Keys = None,
    authority: Annotated[Path | None, typer.Option(help="The election authority's public key.")] = None,
    records: Annotated[
        list[Path] | None, typer.Option(help="Published records of the same booth: the code must not be there.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Say it for programs.")] = False,
) -> None:
    """Recompute a challenged ballot from its opening alone: its record, its code, and the choice that was sealed."""
    with expected():
        ring = keyring.load(keys or [], [authority] if authority else [])
        found: dict[str, list[bytes]] = {kind: [] for kind in KINDS}
        for kind, data in loading.load_objects(slips):
            found.setdefault(kind, []).append(data)
        if not found["O"]:
            raise ChallengeError(f"{', '.join(map(str, slips))}: there is no opening of a challenged ballot in it")
        reports = [_checked(data, found, ring, records or []) for data in found["O"]]
    show_reports(reports, as_json)


def _checked(opening: bytes, found: dict[str, list[bytes]], ring: keyring.KeyRing, records: list[Path]) -> Report:
    said = loading.payload_of("O", opening)
    assert isinstance(said, ChallengedBallot)
    precinct, election = _definitions(ring, said.election, said.precinct, said.mode)
    published = None
    if records:
        published = {code for path in records for code in codes_of(read_records(path, election), said.booth, precinct)}
    return check_challenge(opening, Given(found["V"], found["A"], published), ring, election, precinct)


def _definitions(
    ring: keyring.KeyRing, election: bytes | None, number: int | None, mode: int
) -> tuple[Precinct, Election]:
    """Those of a precinct. None: whichever was given."""
    for precinct in ring.precincts:
        fits = election in (None, precinct.election) and number in (None, precinct.precinct)
        if fits and precinct.mode == mode and precinct.election in ring.elections:
            return precinct, ring.elections[precinct.election]
    raise ChallengeError("the definitions of this precinct and mode are missing: give its public folder with --keys")


@challenge.command("codes")
def codes_command(
    records: Annotated[Path, typer.Argument(help="Published records of one booth.")],
    booth: Booth,
    keys: Keys = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="File to write; else the list is printed.")] = None,
) -> None:
    """List the confirmation codes of published records, in alphabetical order."""
    with expected():
        precinct, election = _definitions(keyring.load(keys or []), None, None, 0)
        text = list_of(codes_of(read_records(records, election), booth, precinct))
        if out:
            write_text(out, text)
    say(f"{out}: {text.count(chr(10))} codes" if out else text.rstrip("\n"))


@challenge.command()
def find(
    letters: Annotated[str, typer.Argument(help="The first letters of a code, five or more; spaces do not matter.")],
    lists: Annotated[list[Path], typer.Argument(help="Lists of codes, as `challenge codes` writes them.")],
) -> None:
    """Find a confirmation code in lists by its first letters: its ballot counts. Status 1 if it is in none."""
    with expected():
        found = [(path, code) for path in lists for code in find_codes(letters, read_list(path))]
    for path, code in found:
        say(f"{path}: {code}")
    if not found:
        say("No published record has a code that begins so. If the ballot was cast, follow the dispute procedure.")
        raise typer.Exit(1)
