"""`tamga firmware`: make images, keep their signed register, compare slip, image and device."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated, get_args

import typer
from rich.console import Console
from rich.table import Table

from host_tools.boards.board_file import board_named
from host_tools.boards.flash_layout import processor_of
from host_tools.console import MISMATCH, expected, say, show_reports
from host_tools.findings import Report
from host_tools.firmware import comparing, making, materials, registering, secure_boot
from host_tools.firmware.cli_flash import flash_command
from host_tools.folder_lock import writing_in
from host_tools.formats.definitions import Role
from host_tools.formats.image_register import ImageRegister
from host_tools.keys import files
from host_tools.privacy.retention import day_of
from host_tools.provisioning.new_terminals import DEVICE
from host_tools.text_rules import fault_of_sentence
from host_tools.verifying import images, loading

commands = {"flash": flash_command}
app = typer.Typer(help="Images for boards, and the signed register of them.", no_args_is_help=True)
_red = Console(stderr=True)
Board = Annotated[str, typer.Option(help="A board file, or its name in hw/boards.")]
Folder = Annotated[Path, typer.Argument(help="The register's folder.", exists=True, file_okay=False)]
Authority = Annotated[Path, typer.Option(help="The election authority's public key.")]
ROLES: dict[str, Role] = {role: role for role in get_args(Role)}
KINDS: dict[str, making.Kind] = {kind: kind for kind in get_args(making.Kind)}


@app.command()
def make(
    board: Board,
    role: Annotated[str, typer.Option(help=" / ".join(ROLES))],
    program: Annotated[Path, typer.Option(help="firmware.bin of build_firmware.sh, or of hw/esp32s3/README.md.")],
    sources: Annotated[Path, typer.Option(help="sources.txt of firmware_sources.sh: name, version, SHA-256.")],
    out: Annotated[Path, typer.Option(help="Folder of images.")],
    version: Annotated[str, typer.Option(help="As in provisioning.")] = "0.1.0",
    kind: Annotated[str, typer.Option(help=" / ".join(KINDS))] = "production",
) -> None:
    """Put MicroPython and a role's firmware together as one .uf2; `make firmware` does this. Same input, same bytes."""
    with expected():
        if role not in ROLES or kind not in KINDS:
            raise making.ImageError(f"{role}, {kind}: choose one of {', '.join(ROLES)} and one of {', '.join(KINDS)}")
        made, image, rom = making.make(
            DEVICE, board_named(board), ROLES[role], version, KINDS[kind], program.read_bytes()
        )
        packages = materials.GENERIC if processor_of(image) == "esp32s3" else materials.DEBIAN
        with writing_in(out):
            path = making.write(made, image, rom, materials.sources_of(sources, packages), out)
    say(f"{path}: {len(image):,} bytes, MicroPython {program.stat().st_size:,}, ROM image {len(rom):,}")
    say(f"image {made.image}, firmware on slips {made.firmware}")
    _say_in_red(path, kind)


def _say_in_red(image: Path, kind: str) -> None:
    if kind != "production":
        text = f"{image.name}: DEVELOPMENT image: it has a prompt and runs any program."
        _red.print(f"[bold red]{text}[/bold red]", soft_wrap=True, highlight=False)


@app.command()
def keepers(
    folder: Annotated[Path, typer.Argument(help="The register's folder; made where it is missing.")],
    keys: Annotated[list[Path], typer.Argument(help="Public keys of all keepers.")],
    authority: Annotated[Path, typer.Option(help="The election authority's private key.")],
    needed: Annotated[int, typer.Option(help="How many of them must sign.", min=1)],
) -> None:
    """Name those who keep the register, once: each has a key of `tamga keys create` that stays on paper or a stick."""
    with expected(), writing_in(folder):
        registering.appoint(folder, files.load(authority), needed, [files.load_public(key) for key in keys])
    say(f"{folder / images.KEEPERS}: {needed} of {len(keys)} keepers must sign the register")


@app.command()
def add(
    folder: Folder,
    image: Annotated[Path, typer.Argument(help="A .uf2 of make firmware, with .json and .cdx.json beside it.")],
    authority: Authority,
    reason: Annotated[str, typer.Option(help="Why this image, in a sentence; everybody will read it.")],
    day: Annotated[str, typer.Option("--date", help="YYYY-MM-DD; default: today.")] = "",
) -> None:
    """Write the register's next draft with one image more; keepers sign it with `tamga firmware sign`."""
    with expected(), writing_in(folder):
        if fault := fault_of_sentence(reason):
            raise registering.RegisteringError(f"--reason {fault}")
        said = day_of(day) if day else datetime.date.today()
        register = registering.add(folder, files.load_public(authority), image, reason, said)
    _show(register)
    say(f"{folder / registering.DRAFT}: number {register.number}, to be signed; compare it aloud: {_said(register)}")


@app.command()
def sign(
    folder: Folder,
    authority: Authority,
    key: Annotated[Path, typer.Option(help="This keeper's private key.")],
    digest: Annotated[str, typer.Option(help="What the keepers compared: the draft's digits, at least the first 16.")],
) -> None:
    """Sign the draft as one keeper, on a computer without a network; carry the folder from one to the next."""
    with expected(), writing_in(folder):
        register = registering.draft(folder)
        if len(digest) < 16 or not _said(register).startswith(digest.lower()):
            raise registering.RegisteringError(f"--digest: this draft is {_said(register)}, not {digest}: stop")
        standing = registering.sign(folder, files.load_public(authority), files.load(key))
    _show(register)
    if standing is None:
        say("signed; it does not count yet: more keepers must sign")
    else:
        say(f"signed by {standing.signers} of {standing.keepers}: number {standing.content.number} counts")


@app.command()
def check(folder: Folder, authority: Authority) -> None:
    """Show the register that counts, and who says so. Status 2 where none does."""
    with expected():
        register = images.read(folder, files.load_public(authority))
    _show(register.content)
    say(
        f"number {register.content.number}, signed by {register.signers} keepers of {register.keepers}, "
        f"{register.needed} are needed: {images.digest(register.payload).hex()}"
    )


def _said(register: ImageRegister) -> str:
    return images.digest(register.to_cbor()).hex()


def _show(register: ImageRegister) -> None:
    table = Table("date", "board", "role", "version", "image", "on slips", "reason")
    for one in register.images:
        table.add_row(
            one.date, one.board, one.role, one.version, one.image.hex()[:16], one.firmware.hex()[:16], one.reason
        )
    Console().print(table)


@app.command()
def verify(
    image: Annotated[Path, typer.Argument(help="A .uf2 of make firmware, with its .json beside it.")],
    slip: Annotated[list[Path] | None, typer.Option(help="A slip that names a firmware: zero report, totals…")] = None,
    flash: Annotated[
        Path | None, typer.Option(help="The board's flash as read back: picotool save --range 10000000 10400000 FILE.")
    ] = None,
    register: Annotated[Path | None, typer.Option(help="The register's folder.")] = None,
    authority: Annotated[Path | None, typer.Option(help="With --register: the authority's public key.")] = None,
) -> None:
    """Compare an image with slips, with what is in a board's flash, and with the register. Status 1 if they differ."""
    if bool(register) != bool(authority):
        raise typer.BadParameter("--register and --authority belong together")
    report = Report(image.name)
    with expected():
        made = making.read(image)
        report.good(f"It is {made.kind} {made.version} for the {made.role} on {made.board}: image {made.image}.")
        known = images.read(register, files.load_public(authority)) if register and authority else None
        comparing.with_register(made, known, report)
        comparing.with_slips(made, loading.load_objects(slip) if slip else [], report)
        comparing.with_flash(image.read_bytes(), flash.read_bytes() if flash else None, report)
    _say_in_red(image, made.kind)
    show_reports([report], False)


@app.command("secure-boot")
def secure_boot_command(
    board: Board,
    image: Annotated[Path, typer.Option(help="The image that the chip will be locked to.")],
    key: Annotated[Path, typer.Option(help="The boot key, a PEM file that OpenSSL makes in step 1.")],
    out: Annotated[Path, typer.Option(help="The procedure, as a page of text.")],
    dry_run: Annotated[
        Path | None, typer.Option(help="picotool: do every step that needs no board, and say what each gave.")
    ] = None,
) -> None:
    """Write the procedure that locks a chip to signed images. It burns fuses: nothing of it can be undone."""
    with expected():
        steps = secure_boot.steps_for(board_named(board), image, key)
        secure_boot.write(steps, out)
        found = secure_boot.try_out(steps, dry_run) if dry_run else []
    for step, text in found:
        say(f"{step}: {text}")
    say(f"{out}: {len(steps)} steps")
    if any(text.startswith("failed") for _, text in found):
        raise typer.Exit(MISMATCH)
