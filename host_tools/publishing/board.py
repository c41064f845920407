"""The board: static files in the publication that show its numbers live, on a phone, on television and on paper.

Bars, lines and squares are plain SVG: a chart library would set styles that the content policy forbids, would have to
be built where the centre publishes, and draws nothing here that a person could check better.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

FILES = (
    "index.html", "board.css", "board.svg", "board.js", "board_codes.js", "board_files.js", "board_parts.js",
    "board_precincts.js", "board_qr.js", "board_words.js",
)  # fmt: skip
_SOURCE = files(__package__).joinpath("web")


def content_of(name: str) -> bytes:
    """One of the board's files."""
    return _SOURCE.joinpath(name).read_bytes()


def is_ours(folder: Path) -> bool:
    """Whether the board in a publication is the one of this version, byte for byte."""
    return all((folder / name).is_file() and (folder / name).read_bytes() == content_of(name) for name in FILES)
