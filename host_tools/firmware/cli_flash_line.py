"""`tamga flash` of an image for an ESP32-S3: through its boot loader at a serial port."""

from __future__ import annotations

from collections.abc import Mapping

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from host_tools.boards import uf2
from host_tools.boards.flash_layout import Layout
from host_tools.console import say
from host_tools.firmware import esp_loader, making
from host_tools.firmware.esp_loader import LoaderError

_MIB = 1 << 20
_MEMORY_MIB = 8  # of the module in hw/boards: N16R8


def flash_by_line(data: bytes, made: making.Made, layout: Layout, port: str | None, erase_files: bool) -> None:
    """Write an image through the chip's boot ROM, have it compared, start it. LoaderError: the first doubt."""
    port = port or esp_loader.found_port()
    chip = esp_loader.chip(port)
    say(f"{port}: ESP32-S3 {chip.revision}, {chip.flash_mib} MiB of flash, {chip.memory_mib} MiB of memory beside it")
    if chip.flash_mib * _MIB < layout.flash_bytes or chip.memory_mib < _MEMORY_MIB:
        raise LoaderError(
            f"{port}: the board needs {layout.flash_bytes // _MIB} MiB of flash and {_MEMORY_MIB} MiB of memory, "
            "as module N16R8 has; take the right board"
        )
    if erase_files:
        _written(port, {layout.files_at: b"\xff" * (layout.flash_bytes - layout.files_at)}, "erasing files")
    parts = uf2.parts_of(data, layout.family)
    written = _written(port, parts, "writing")
    is_started = esp_loader.restart(port)
    say(f"{made.kind} {made.version} for the {made.role}: {written} of {len(parts)} parts written, all compared")
    say(f"image {made.image}, firmware on slips {made.firmware}")
    say("The chip itself computed the sums (MD5) that were compared.")
    if not is_started:
        say("Press RESET to start the board: this port has no line for it.")


def _written(port: str, parts: Mapping[int, bytes], what: str) -> int:
    with Progress(TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn(), transient=True) as shown:
        task = shown.add_task(what, total=sum(map(len, parts.values())))

        def progress(address: int) -> None:
            done = sum(min(max(address - start, 0), len(content)) for start, content in parts.items())
            shown.update(task, completed=done)

        return esp_loader.write(port, parts, progress)
