"""The label on a terminal's case: what anybody compares with its slips, and a code for the list of devices."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from host_tools.folder_lock import writing_in
from host_tools.formats.objects import TerminalKey
from host_tools.keys.printing import qr_picture
from host_tools.whole_files import atomic_file

LABELS = "case-labels"
_WIDTH, _LINE, _TITLE_DOTS, _TEXT_DOTS = 640, 34, 48, 24
_MODULE_DOTS = 6


def words_of(said: TerminalKey) -> list[str]:
    """What is read on the label: serial number, role, and beginnings of key and firmware as slips show them."""
    key, firmware = (_grouped(digest.hex()[:16]) for digest in (said.public_key, said.firmware))
    return [said.serial_number, said.role, f"key {key}", f"firmware {firmware}"]


def picture(said: TerminalKey) -> Image.Image:
    """The label, 640 dots wide. Its code has serial number and whole key, with a space between them."""
    title, *lines = words_of(said)
    code = qr_picture(f"{said.serial_number} {said.public_key.hex()}", _MODULE_DOTS)
    canvas = Image.new("L", (_WIDTH, _TITLE_DOTS + 24 + _LINE * len(lines) + code.height), 255)
    draw = ImageDraw.Draw(canvas)
    draw.text((_WIDTH // 2, 36), title, fill=0, font=ImageFont.load_default(_TITLE_DOTS), anchor="mm")
    for number, line in enumerate(lines):
        place = _WIDTH // 2, _TITLE_DOTS + 24 + _LINE * number + _LINE // 2
        draw.text(place, line, fill=0, font=ImageFont.load_default(_TEXT_DOTS), anchor="mm")
    canvas.paste(code, ((_WIDTH - code.width) // 2, canvas.height - code.height))
    return canvas


def write(said: TerminalKey, folder: Path) -> Path:
    """Write the label of a terminal into its precinct's folder; the same label over an older one. Its path."""
    path, buffer = folder / LABELS / f"{said.serial_number}.png", io.BytesIO()
    picture(said).save(buffer, "PNG")
    with writing_in(folder / LABELS), atomic_file(path) as stream:
        stream.write(buffer.getvalue())
    return path


def _grouped(digits: str) -> str:
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
