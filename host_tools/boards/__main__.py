"""Write the pages of wiring, acceptance and the manual from `hw/`, and pictures; a test holds that they are these."""

from __future__ import annotations

from pathlib import Path

from host_tools.boards import acceptance, checking, drawing, manual
from host_tools.boards.board_file import BOARDS
from host_tools.boards.connections import Wired, wired
from host_tools.whole_files import write_text

DOCS = Path(__file__).parents[2] / "docs"
_HEAD = """# Wiring

Made from `hw/boards/` by `python -m host_tools.boards`; do not edit. `tamga board check NAME` checks a board file
against what each pin of its processor can do, and `tamga provision` refuses a board with a conflict. Nothing of this
has been tried on hardware.

"""


def pages() -> dict[Path, str]:
    """The files by path, as they must be."""
    boards = [wired(path) for path in sorted(BOARDS.glob("*.py"))]
    found = {DOCS / "pictures" / f"wiring-{board.name}.svg": drawing.picture(board) for board in boards}
    texts = {"wiring.md": _HEAD + "\n".join(map(_section, boards)), "acceptance.md": acceptance.page(boards)}
    texts["manual.md"] = manual.page(boards)
    return found | {DOCS / name: text for name, text in texts.items()}


def _section(board: Wired) -> str:
    cautions = "".join(f"- {caution}.\n" for caution in checking.cautions(board))
    free = ", ".join(map(str, checking.free(board))) or "none"
    picture = f"![Wiring of {board.name}](pictures/wiring-{board.name}.svg)"
    return f"## {board.name}\n{picture}\n\n{drawing.table(board)}\nFree: {free}.\n" + (
        f"\n{cautions}" if cautions else ""
    )


if __name__ == "__main__":
    for path, text in pages().items():
        write_text(path, text)
