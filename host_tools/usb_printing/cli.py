"""`tamga usb list`, `tamga usb print` and `tamga usb boards`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from host_tools.console import MISMATCH, expected, say
from host_tools.errors import UsbPrintingError
from host_tools.privacy.options import JOURNAL, Journal, WorkingKey
from host_tools.privacy.vault import Vault
from host_tools.usb_printing import raster
from host_tools.usb_printing.boards import plugged_boards
from host_tools.usb_printing.printer import UsbPrinter
from host_tools.usb_printing.status import Printed

group = typer.Typer(help="Printers and boards on USB.", no_args_is_help=True)
apps = {"usb": group}  # a package named usb would hide pyusb
_ESC_POS, _PNG = b"\x1b@", b"\x89PNG"
_Found = TypeVar("_Found")


class UsbError(UsbPrintingError):
    """What is in the way, and the way out."""


@group.command("list")
def list_printers(context: typer.Context) -> None:
    """Printers that are plugged in and how they are."""
    with expected():
        printers = _present(UsbPrinter.find(context.obj))
    if not printers:
        say("no USB printer is plugged in")
        return
    table = Table("vendor:product", "port", "serial", "name", "status")
    for printer in printers:
        about = printer.about
        cells = (about.identifier, about.port, about.serial or "", about.name, printer.status().value)
        table.add_row(*map(escape, cells))
    Console().print(table)


@group.command("print")
def print_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A job of `tamga labels escpos`, sealed or not, or the PNG of a card.")],
    serial: Annotated[str | None, typer.Option(help="Which printer, by serial number.")] = None,
    port: Annotated[str | None, typer.Option(help="Which printer, by the port that `list` shows.")] = None,
    width_dots: Annotated[int, typer.Option(min=100, max=1_000, help="The head's dots, for a card.")] = (
        raster.DEFAULT_WIDTH_DOTS
    ),
    key: WorkingKey = None,
    journal: Journal = JOURNAL,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be printed where.")] = False,
) -> None:
    """Print labels or a card. Exit status 1 when the printer stopped before the end."""
    with expected():
        job = _job(file, Vault.to_read(key, journal).read(file), width_dots)
        printer = _chosen(_present(UsbPrinter.find(context.obj, serial=serial, port=port)))
    if dry_run:
        say(f"would print {len(job):,} bytes on {printer.about.identifier} at port {printer.about.port}")
        return
    _print(file, job, printer)


def print_picture(file: Path, backend: object) -> None:
    """Print a PNG on the only printer that is plugged in. UsbError: there is none. Status 1: it stopped."""
    printer = _chosen(_present(UsbPrinter.find(backend)))
    _print(file, raster.card_job(file.read_bytes(), raster.DEFAULT_WIDTH_DOTS), printer)


def _print(file: Path, job: bytes, printer: UsbPrinter) -> None:
    with Progress(transient=True) as shown:
        task = shown.add_task("printing", total=len(job))
        printed = printer.print(job, lambda sent, total: shown.update(task, completed=sent))
    for line in _told(file, printed):
        say(line)
    if not printed.complete:
        raise typer.Exit(MISMATCH)


@group.command()
def boards(context: typer.Context) -> None:
    """Boards in boot-loader mode and what to do next."""
    with expected():
        found = _present(plugged_boards(context.obj))
    for port, board in found:
        say(f"{port}  {board.chip} ({board.vendor:04x}:{board.product:04x}): {board.next_step}")
    if not found:
        say("no board in boot-loader mode: hold its BOOT button while you plug it in")


def _present(found: list[_Found] | None) -> list[_Found]:
    if found is None:
        raise UsbError("libusb-1.0 is not installed: on Debian and Ubuntu, apt install libusb-1.0-0")
    return found


def _job(file: Path, content: bytes, width_dots: int) -> bytes:
    if content.startswith(_PNG):
        return raster.card_job(content, width_dots)
    if not content.startswith(_ESC_POS):
        raise UsbError(f"{file}: neither an ESC/POS job nor a PNG; sheets (PDF) go to an office printer")
    return content


def _chosen(printers: list[UsbPrinter]) -> UsbPrinter:
    if not printers:
        raise UsbError("no such USB printer is plugged in; see: tamga usb list")
    if len(printers) > 1:
        ports = ", ".join(printer.about.port for printer in printers)
        raise UsbError(f"several printers fit: choose one with --serial or --port ({ports})")
    return printers[0]


def _told(file: Path, printed: Printed) -> list[str]:
    if printed.complete and printed.confirmed:
        return [f"{file}: printed, {printed.total_bytes:,} bytes"]
    if printed.complete:
        return [f"{file}: all {printed.total_bytes:,} bytes taken; this printer does not confirm: look at the paper"]
    lines = [f"{file}: not printed to the end: {printed.status.value}"]
    if printed.sent_bytes:
        lines.append(f"{printed.sent_bytes:,} of {printed.total_bytes:,} bytes went out")
        lines.append("Mend what stopped it, switch the printer off and on, and print again; destroy what came out.")
    return lines
