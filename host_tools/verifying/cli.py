"""`tamga slip verify`, `tamga cartridge sum`, `tamga precinct check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from host_tools.console import expected, show_reports
from host_tools.findings import Report
from host_tools.formats.definitions import Election, Precinct
from host_tools.formats.objects import SealedTotals
from host_tools.formats.payload import PayloadError
from host_tools.keys.files import KeyFileError
from host_tools.verifying import keyring, loading, slips, sums
from host_tools.verifying.booth import check_booth
from host_tools.verifying.cartridges import Cartridge, CartridgeError
from host_tools.verifying.precinct import check_precinct
from host_tools.verifying.precinct_secret import load_secret
from host_tools.verifying.protocols import newest

slip = typer.Typer(help="Check the codes of printed slips.", no_args_is_help=True)
cartridge = typer.Typer(help="Read ballot cartridges.", no_args_is_help=True)
precinct = typer.Typer(help="Recompute whole precincts.", no_args_is_help=True)
apps = {"slip": slip, "cartridge": cartridge, "precinct": precinct}

_TROUBLE = (
    CartridgeError,
    KeyFileError,
    OSError,
    PayloadError,
    keyring.KeyRingError,
    loading.LoadError,
    sums.OpeningError,
)
Keys = Annotated[
    list[Path] | None,
    typer.Option("--keys", help="The precinct's public folder, precinct definitions, packages, *.pub. Repeatable."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Say it for programs.")]


@slip.command()
def verify(
    pictures: Annotated[list[Path], typer.Argument(help="Pictures of slips; parts of a code may be spread over them.")],
    keys: Keys = None,
    as_json: AsJson = False,
) -> None:
    """Say what each slip in some pictures is, who signed it, and whether that is genuine."""
    with expected(*_TROUBLE):
        ring = keyring.load(keys or [])
        found = loading.load_objects(pictures)
    show_reports([slips.verify_slip(kind, data, ring) for kind, data in found], as_json)


@cartridge.command("sum")
def sum_command(
    image_a: Annotated[Path, typer.Argument(help="Image of the first chip.")],
    image_b: Annotated[Path, typer.Argument(help="Image of the second chip.")],
    totals: Annotated[list[Path] | None, typer.Option(help="Sealed totals: picture, code text or object.")] = None,
    keys: Keys = None,
    as_json: AsJson = False,
) -> None:
    """Recompute a booth from its two chips and compare it with its sealed totals."""
    reports: list[Report] = []
    with expected(*_TROUBLE):
        images = Cartridge(image_a.read_bytes(), image_b.read_bytes())
        ring = keyring.load(keys or [])
        objects = loading.load_kind(totals, "S") if totals else []
        payload, public = None, None
        for data in objects:
            report = slips.verify_slip("S", data, ring)
            reports.append(report)
            if "payload" in report.data:
                payload = SealedTotals.model_validate(report.data["payload"])
        for definition in ring.precincts:
            if (definition.election, definition.mode) == (images.header.election, images.header.mode):
                public = definition.terminal_key(images.header.terminal)
        reports.append(check_booth(images, payload, public)[1])
    show_reports(reports, as_json)


@precinct.command()
def check(
    election: Annotated[Path, typer.Option(help="election.cbor of the public folder.")],
    definition: Annotated[Path, typer.Option("--precinct", help="precinct-official.cbor or precinct-test.cbor.")],
    totals: Annotated[list[Path], typer.Option(help="Sealed totals of all booths. Repeatable.")],
    protocol: Annotated[
        list[Path] | None, typer.Option(help="The protocol slips: the newest, and all that it supersedes. Repeatable.")
    ] = None,
    image: Annotated[
        list[Path] | None, typer.Option(help="Chip images of all booths and the desk, in any order.")
    ] = None,
    key_cards: Annotated[
        list[Path] | None, typer.Option("--key-card", help="Key cards, to open the sums here. Repeatable.")
    ] = None,
    desk_package: Annotated[Path | None, typer.Option(help="The desk's package, which key cards need.")] = None,
    authority: Annotated[Path | None, typer.Option(help="authority.pub, which the package needs.")] = None,
    as_json: AsJson = False,
) -> None:
    """Recompute a precinct: cartridges, sealed totals, opening proof and the equations of the protocol."""
    with expected(*_TROUBLE):
        election_definition = Election.from_cbor(election.read_bytes())
        place = Precinct.from_cbor(definition.read_bytes())
        secret = load_secret(key_cards, desk_package, authority, place) if key_cards else None
        protocols = loading.load_kind(protocol, "P") if protocol else []
        report = check_precinct(
            [path.read_bytes() for path in image or []],
            loading.load_kind(totals, "S"),
            newest(protocols, place) if protocols else None,
            election_definition,
            place,
            secret,
            protocols,
        )
    show_reports([report], as_json)
