"""`tamga cartridge read`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import serial  # type: ignore[import-untyped]
import typer
from rich.progress import DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from host_tools.chip_reading.ch341a import SELECTS, Ch341a, programmers
from host_tools.chip_reading.reading import read_chip
from host_tools.chip_reading.report import report_of
from host_tools.chip_reading.source import SECTOR_BYTES, Source
from host_tools.chip_reading.spi_chip import SpiChip
from host_tools.chip_reading.terminal_line import TerminalChip
from host_tools.collecting.ports import opened_port, words_of_port
from host_tools.console import expected, say, show_reports
from host_tools.errors import ChipReadingError
from host_tools.whole_files import OWNER_ONLY_FILE, atomic_file

group = typer.Typer(help="Read ballot cartridges.", no_args_is_help=True)
apps = {"cartridge": group}
REPORT_ENDING = ".report.json"


class ReaderError(ChipReadingError):
    """No chip can be read: what is in the way, and the way out."""


@group.command()
def read(
    context: typer.Context,
    image: Annotated[Path, typer.Argument(help="The file to write: all bytes of the chip.", dir_okay=False)],
    port: Annotated[str | None, typer.Option(help="Read through the desk at this serial port, not a CH341A.")] = None,
    chip: Annotated[int, typer.Option(min=1, max=2, help="With --port: which of the desk's two sockets.")] = 1,
    baudrate: Annotated[int, typer.Option(help="With --port: 38400 on an RP2350, 115200 on an ESP32-S3.")] = 38_400,
    select: Annotated[int, typer.Option(min=0, max=SELECTS - 1, help="Chip select of the programmer.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Say it for programs.")] = False,
) -> None:
    """Read one chip of a cartridge twice into a file, as far as it goes. Exit status 1 if anything did not come.

    What is missing or doubtful stands in a report beside the file as well. Nothing is written to the chip.
    """
    with expected():
        if image.exists():
            raise FileExistsError(17, "is there already; give each reading a name of its own", str(image))
        through = _at_line(port, baudrate, chip - 1) if port else _at_programmer(context.obj, select)
        with through as source:
            size = source.size()
            if not size:
                raise ReaderError(_no_chip(port, size))
            with Progress(
                TextColumn("reading"), DownloadColumn(binary_units=True), TimeRemainingColumn(), transient=True
            ) as shown:
                task = shown.add_task("", total=size)
                found = read_chip(source, size, lambda done: shown.update(task, completed=done))
        report = report_of(found, str(image))
        with atomic_file(image, OWNER_ONLY_FILE, new=True) as file:
            file.write(found.image)
        with atomic_file(image.with_name(image.name + REPORT_ENDING), OWNER_ONLY_FILE) as file:
            file.write(json.dumps(report.to_json(), indent=1).encode() + b"\n")
    if not as_json:
        say(f"{image}: {size >> 10:,} KiB in {size // SECTOR_BYTES:,} sectors")
    show_reports([report], as_json)


def _no_chip(port: str | None, size: int | None) -> str:
    if size == 0:
        return "no chip answers; see that it sits with pin 1 where the socket has its mark, and clean its contacts"
    if port:
        return f"{port}: no desk answers; choose Read out on its page, and check the cable and --baudrate"
    return "the programmer does not answer; pull it out and plug it in again"


@contextmanager
def _at_programmer(backend: object, select: int) -> Iterator[Source]:
    found = programmers(backend)
    if found is None:
        raise ReaderError("libusb-1.0 is not installed: on Debian and Ubuntu, apt install libusb-1.0-0")
    if not found:
        raise ReaderError("no CH341A is plugged in, or its jumper is set to serial; it must show as 1a86:5512")
    if len(found) > 1:
        raise ReaderError("several programmers are plugged in; leave one")
    programmer = Ch341a(found[0], select)
    if not programmer.open():
        raise ReaderError("the programmer cannot be opened; see docs/usb.md for the rule that lets you")
    try:
        yield SpiChip(programmer)
    finally:
        programmer.close()


@contextmanager
def _at_line(port: str, baudrate: int, number: int) -> Iterator[Source]:
    try:
        line = opened_port(port, baudrate)
    except serial.SerialException as error:
        raise ReaderError(f"{port}: {words_of_port(error)}") from error
    with line:
        yield TerminalChip(line, number)
