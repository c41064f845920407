"""`tamga slip verify`, `tamga cartridge sum`, `tamga cartridge log`, `tamga precinct check`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from host_tools.console import MISMATCH, expected, say, show_reports
from host_tools.formats.definitions import Election
from host_tools.formats.key_slip import read_precinct
from host_tools.keys.files import load_public
from host_tools.verifying import images, keyring, loading, log_document, slips
from host_tools.verifying.booth_alone import check_alone
from host_tools.verifying.cartridges import Cartridge
from host_tools.verifying.challenge_cli import challenge
from host_tools.verifying.chip_images import headers_of
from host_tools.verifying.desk_images import DeskCartridge, is_of_desk
from host_tools.verifying.event_log import read_log
from host_tools.verifying.key_cli import key
from host_tools.verifying.precinct import check_precinct
from host_tools.verifying.precinct_secret import load_secret
from host_tools.verifying.protocols import newest
from host_tools.verifying.vouching import Evidence
from host_tools.whole_files import write_text

slip = typer.Typer(help="Check the codes of printed slips.", no_args_is_help=True)
cartridge = typer.Typer(help="Read ballot cartridges.", no_args_is_help=True)
precinct = typer.Typer(help="Recompute whole precincts.", no_args_is_help=True)
precinct.command()(key)
apps = {"slip": slip, "cartridge": cartridge, "precinct": precinct, "challenge": challenge}

Keys = Annotated[
    list[Path] | None,
    typer.Option("--keys", help="The precinct's public folder, definitions, signed lists, packages. Repeatable."),
]
Authority = Annotated[
    Path | None, typer.Option(help="The election authority's public key; else authority.pub beside the definitions.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Say it for programs.")]
Images = Annotated[
    Path | None,
    typer.Option("--register", help="The folder of the signed register of images; what is not in it is a fault."),
]


@slip.command()
def verify(
    pictures: Annotated[list[Path], typer.Argument(help="Pictures of slips; parts of a code may be spread over them.")],
    keys: Keys = None,
    authority: Authority = None,
    register: Images = None,
    as_json: AsJson = False,
) -> None:
    """Say what each slip in some pictures is, who signed it, and whether that is genuine."""
    with expected():
        ring = keyring.load(keys or [], [authority] if authority else [])
        if register is not None:
            ring.images = images.read(register, _one(ring.authorities))
        found = loading.load_objects(pictures)
    show_reports([slips.verify_slip(kind, data, ring) for kind, data in found], as_json)


def _one(authorities: list[bytes]) -> bytes:
    if len(authorities) != 1:
        raise images.RegisterError(
            f"--register: {len(authorities)} authorities are given; give the one with --authority"
        )
    return authorities[0]


@cartridge.command("sum")
def sum_command(
    image_a: Annotated[Path, typer.Argument(help="Image of the first chip.")],
    image_b: Annotated[Path, typer.Argument(help="Image of the second chip.")],
    totals: Annotated[list[Path] | None, typer.Option(help="Sealed totals: picture, code text or object.")] = None,
    keys: Keys = None,
    authority: Authority = None,
    as_json: AsJson = False,
) -> None:
    """Recompute a booth from its two chips and compare it with its sealed totals."""
    with expected():
        ring = keyring.load(keys or [], [authority] if authority else [])
        known = [
            header
            for place in ring.precincts
            if place.election in ring.elections
            for header in headers_of(place, ring.elections[place.election]).values()
        ]
        first_two = loading.load_images([image_a, image_b])
        images = Cartridge(first_two[0], first_two[1], known)
        objects = loading.load_kind(totals, "S") if totals else []
    show_reports(check_alone(images, objects, ring, known), as_json)


@cartridge.command("log")
def log_command(
    image_a: Annotated[Path, typer.Argument(help="Image of the first chip, of a booth or a desk.")],
    image_b: Annotated[Path, typer.Argument(help="Image of the second chip.")],
    definition: Annotated[Path, typer.Option("--precinct", help="The precinct definition (precinct-official.cbor).")],
    out: Annotated[Path, typer.Option(help="The file to write, for the folder `logs` of the nation.", dir_okay=False)],
) -> None:
    """Write a terminal's event log as NIST SP 1500-101, with its chain and signed heads."""
    with expected(ValueError):  # of images that are not of one cartridge, in our words
        place = read_precinct(definition)
        first, second = loading.load_images([image_a, image_b])
        images = DeskCartridge(first, second) if is_of_desk(first) or is_of_desk(second) else Cartridge(first, second)
        terminal = images.header.terminal
        found = read_log(images, place.terminal_key(terminal))
        write_text(out, json.dumps(log_document.document(found, place, terminal), indent=1) + "\n")
    say(f"{out}: {len(found.entries):,} events, {len(found.signed_heads)} signed heads.")
    if found.wrong_signatures or not found.signed_heads:
        say("No head of it is signed by this precinct's terminal, or one is wrong: it will not be published.")
        raise typer.Exit(MISMATCH)


@precinct.command()
def check(
    election: Annotated[Path, typer.Option(help="election.cbor of the public folder.")],
    definition: Annotated[Path, typer.Option("--precinct", help="precinct-official.cbor or precinct-test.cbor.")],
    totals: Annotated[list[Path], typer.Option(help="Sealed totals of all booths. Repeatable.")],
    protocol: Annotated[
        list[Path] | None,
        typer.Option(help="The protocol slips with the codes of signatures: the newest, and all that it supersedes."),
    ] = None,
    zero: Annotated[list[Path] | None, typer.Option(help="Zero reports of all terminals. Repeatable.")] = None,
    receipt: Annotated[list[Path] | None, typer.Option(help="Receipts of the centre. Repeatable.")] = None,
    image: Annotated[
        list[Path] | None, typer.Option(help="Chip images of all booths and the desk, in any order.")
    ] = None,
    supplement: Annotated[
        list[Path] | None, typer.Option(help="Supplements of the list, in order. Repeatable.")
    ] = None,
    manifest: Annotated[
        list[Path] | None,
        typer.Option(help="Signed lists of the desk's packages; else *.manifest.cose beside the definition."),
    ] = None,
    firmware: Annotated[
        list[Path] | None, typer.Option(help="Signed firmware manifests; else *.tmf beside the definition.")
    ] = None,
    register: Images = None,
    authority: Authority = None,
    key_cards: Annotated[
        list[Path] | None, typer.Option("--key-card", help="Key cards, to open the sums here. Repeatable.")
    ] = None,
    desk_package: Annotated[Path | None, typer.Option(help="The desk's package, which key cards need.")] = None,
    desk_report: Annotated[list[Path] | None, typer.Option(help="Reports of further desks. Repeatable.")] = None,
    opening: Annotated[
        list[Path] | None, typer.Option(help="Openings of challenged ballots, with strips. Repeatable.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Recompute a precinct: cartridges, sealed totals, opening proof and the equations of the protocol."""
    with expected():
        election_definition = Election.from_cbor(election.read_bytes())
        place = read_precinct(definition)
        if register and not authority and not (definition.parent / keyring.AUTHORITY_FILE).exists():
            raise images.RegisterError("--register: its keepers are named by the authority; give it with --authority")
        beside = definition.parent
        root = authority or next(iter(beside.glob(keyring.AUTHORITY_FILE)), None)
        evidence = Evidence(
            load_public(root) if root else None,
            [path.read_bytes() for path in manifest or sorted(beside.glob("*.manifest.cose"))],
            [path.read_bytes() for path in firmware or sorted(beside.glob("*.tmf"))],
            loading.load_kind(zero, "Z") if zero else [],
            loading.load_kind(receipt, "R") if receipt else [],
            [path.read_bytes() for path in supplement or []],
            loading.load_objects(opening) if opening else [],
            [data for kind, data in loading.load_objects(protocol) if kind == "W"] if protocol else [],
            images.read(register, load_public(root)) if register and root else None,
            loading.load_kind(desk_report, "J") if desk_report else [],
        )
        secret = load_secret(key_cards, desk_package, root, place) if key_cards else None
        protocols = loading.load_kind(protocol, "P") if protocol else []
        report = check_precinct(
            loading.load_images(image or []),
            loading.load_kind(totals, "S"),
            newest(protocols, place) if protocols else None,
            election_definition,
            place,
            secret,
            protocols,
            evidence,
        )
    show_reports([report], as_json)
