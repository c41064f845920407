"""`tamga terminals bring`: a terminal's folder onto the board at a serial port."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import serial  # type: ignore[import-untyped]
import typer
from rich.progress import DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from host_tools.collecting.ports import opened_port, words_of_port
from host_tools.console import expected, say
from host_tools.folder_lock import writing_in
from host_tools.provisioning import case_label
from host_tools.provisioning.at_line import NewTerminal
from host_tools.provisioning.bringing import Bench, BringingError, bring
from host_tools.usb_printing.cli import print_picture

_PATIENCE_S = 900  # eight presses, and whoever fetches the key of the room first


def bring_command(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The terminal's folder, in terminals/ of its precinct's.")],
    port: Annotated[str, typer.Option(help="The serial port, /dev/ttyUSB0 …; a desk and a booth have the same line.")],
    baudrate: Annotated[int, typer.Option(help="38400 on an RP2350, 115200 on an ESP32-S3.")] = 38_400,
    patience: Annotated[int, typer.Option(help="Seconds to wait for a terminal that does not answer yet.")] = 60,
    print_label: Annotated[bool, typer.Option("--print", help="Print the case label on the USB printer.")] = False,
) -> None:
    """Bring files, name and packages onto a flashed board; safe to repeat, it goes on where it stopped.

    The terminal makes its own key and shows the public half, which is filed as `tamga terminals key` does. Its clock is
    set from this computer's. It stops at the first doubt, with status 2 and what to do next.
    """
    with expected(), writing_in(folder.parent), _opened(port, baudrate) as line:
        with Progress(
            TextColumn("{task.description}"), DownloadColumn(binary_units=True), TimeRemainingColumn(), transient=True
        ) as shown:
            said = bring(folder, NewTerminal(line, port), _bench(shown, patience))
        label = case_label.write(said, folder.parents[1])
    say(f"{label}: for its case")
    if print_label:
        with expected():
            print_picture(label, context.obj)
    elif context.obj is None:
        say(f"print it with tamga usb print {label}")


def _bench(shown: Progress, patience_s: int) -> Bench:
    tasks: dict[str, int] = {}
    ends = time.monotonic() + patience_s

    def tell(text: str) -> None:
        nonlocal ends
        ends = time.monotonic() + _PATIENCE_S  # it has answered: from here on people are waited for
        shown.console.print(text, highlight=False, markup=False, soft_wrap=True)

    def progress(name: str, size: int, done: int) -> None:
        if name not in tasks:
            tasks[name] = shown.add_task(name, total=size)
        shown.update(tasks[name], completed=done)  # type: ignore[arg-type]

    return Bench(tell, progress, lambda: int(time.time()), lambda: time.monotonic() < ends)


@contextmanager
def _opened(port: str, baudrate: int) -> Iterator[serial.SerialBase]:
    try:
        line = opened_port(port, baudrate)
    except serial.SerialException as error:
        raise BringingError(f"{port}: {words_of_port(error)}") from error
    with line:
        yield line
