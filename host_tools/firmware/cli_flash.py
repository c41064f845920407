"""`tamga flash`: an image onto the board that is in its boot loader."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from host_tools.boards.flash_layout import LAYOUTS, processor_of
from host_tools.console import expected, say
from host_tools.firmware import drive, flashing, making
from host_tools.firmware.cli_flash_line import flash_by_line
from host_tools.firmware.picoboot import BootError, Bootloader, boards, opened
from host_tools.firmware.volumes import Volumes
from host_tools.keys import files
from host_tools.usb_printing import bus
from host_tools.usb_printing.boards import plugged_boards
from host_tools.verifying import images

_LAYOUT = LAYOUTS["rp2350b"]


def flash_command(
    context: typer.Context,
    image: Annotated[Path, typer.Argument(help="A .uf2 of make firmware, with its .json beside it.")],
    register: Annotated[Path | None, typer.Option(help="The register's folder: no other image is written.")] = None,
    authority: Annotated[Path | None, typer.Option(help="With --register: the authority's public key.")] = None,
    port: Annotated[
        str | None,
        typer.Option(help="Which board: its USB socket, as tamga usb boards shows it; an ESP32-S3's serial port."),
    ] = None,
    old_chip: Annotated[bool, typer.Option(help="Take an older stepping, for a workbench.")] = False,
    erase_files: Annotated[
        bool, typer.Option(help="Erase name, key and packages first: the board becomes another terminal.")
    ] = False,
    by_drive: Annotated[
        bool, typer.Option(help="Write through the board's drive: for a computer without libusb. Nothing is read back.")
    ] = False,
    at: Annotated[Path | None, typer.Option("--drive", help="The same, with the folder where it is mounted.")] = None,
) -> None:
    """Write an image to the board in its boot loader (hold BOOT while you plug it in), read it back, start it.

    It checks chip and stepping, writes what differs, reads everything back and compares hashes. It stops at the first
    doubt, with status 2 and what to do next, and may be repeated after any interruption.
    """
    with expected():
        if bool(register) != bool(authority):
            raise BootError("--register and --authority belong together")
        made, data = making.read(image), image.read_bytes()
        if register and authority:
            _refuse_unregistered(made, images.read(register, files.load_public(authority)))
        layout = LAYOUTS[processor := processor_of(data)]
        flashing.refuse_image(data, layout)
        if processor == "esp32s3":
            if by_drive or at or old_chip:
                raise BootError("--by-drive, --drive and --old-chip are for an RP2350, and this is for an ESP32-S3")
            flash_by_line(data, made, layout, port, erase_files)
            _say_in_red(image, made)
            return
        if by_drive or at:
            if port or old_chip or erase_files:
                raise BootError(
                    "--port, --old-chip and --erase-files are not for a drive: leave them out, or the drive"
                )
            _by_drive(data, made, at, context.obj if isinstance(context.obj, Volumes) else Volumes())
            _say_in_red(image, made)
            return
        device = _only(context.obj, port)
        with opened(device) as board:
            chip = board.chip()
            old = flashing.refuse_chip(chip, needs_large=True, may_be_old=old_chip)
            say(f"{bus.port(device)}: chip {chip.number}, stepping {chip.stepping}")
            written = _written(data, board, erase_files)
            if (found := flashing.read_back(data, board)) != made.image:
                raise BootError(f"the board holds {found[:16]} and the image is {made.image[:16]}; run this again")
            board.restart()
    say(f"{image.name}: {made.kind} {made.version} for the {made.role}, {written:,} sectors written, read back whole")
    say(f"image {made.image}, firmware on slips {made.firmware}")
    if old:
        _warn(old)
    _say_in_red(image, made)


def _by_drive(data: bytes, made: making.Made, at: Path | None, volumes: Volumes) -> None:
    board = drive.drive_at(at, volumes) if at else drive.found(volumes)
    say(f"{board.root}: the drive of an RP2350, which calls itself {board.model!r}")
    with Progress(TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn(), transient=True) as shown:
        writing = shown.add_task("writing", total=len(data))
        drive.hand_over(data, board, volumes, lambda done: shown.update(writing, completed=done))
    say(f"{made.kind} {made.version} for the {made.role}: {len(data):,} bytes handed over; then the drive went away")
    say(f"image {made.image}, firmware on slips {made.firmware}")
    _warn(
        "NOT READ BACK: neither flash nor the chip's stepping can be read through a drive. Start the terminal and "
        "compare the firmware on its slip, which is what it says of itself. To read flash, hold BOOT, plug it in "
        "again, and run this without --drive and --by-drive: it reads everything and writes only what differs."
    )


def _say_in_red(image: Path, made: making.Made) -> None:
    if made.kind != "production":
        _warn(f"{image.name}: DEVELOPMENT image: it has a prompt and runs any program; not for a polling station.")


def _warn(text: str) -> None:
    Console(stderr=True).print(f"[bold red]{text}[/bold red]", soft_wrap=True, highlight=False)


def _refuse_unregistered(made: making.Made, known: images.Register) -> None:
    if made.image not in {one.image.hex() for one in known.content.images}:
        raise BootError(
            f"image {made.image[:16]} is not in the register, number {known.content.number}; take one that is"
        )


def _only(backend: bus.Backend | None, port: str | None) -> bus.Device:
    found = boards(backend)
    if found is None:
        raise BootError(
            "libusb-1.0 is not installed: on Debian and Ubuntu, apt install libusb-1.0-0; --by-drive does without "
            "it, and reads nothing back"
        )
    chosen = [device for device in found if port in (None, bus.port(device))]
    if len(chosen) > 1:
        raise BootError(f"several boards are plugged in: choose one with --port ({', '.join(map(bus.port, chosen))})")
    if not chosen:
        others = ", ".join(board.chip for _, board in plugged_boards(backend) or ())
        raise BootError(
            "no RP2350 is in its boot loader: hold its BOOT button while you plug it in"
            + (f". What is plugged in: {others}" if others else "")
        )
    return chosen[0]


def _written(data: bytes, board: Bootloader, erase_files: bool) -> int:
    with Progress(TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn(), transient=True) as shown:
        if erase_files:
            erasing = shown.add_task("erasing files", total=_LAYOUT.flash_bytes - _LAYOUT.files_at)
            flashing.erase_files(board, _LAYOUT, lambda done: shown.update(erasing, completed=done))
        writing = shown.add_task("writing", total=len(flashing.sectors_of(data)))
        return flashing.flash(data, board, lambda done: shown.update(writing, completed=done))
