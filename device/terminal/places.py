"""What a district's spare has for each of its places, in one file (docs/formats.md, section 3).

Hundreds of precincts are seconds of flash, and a packed roll is seconds of writing: whoever walks through the file
gives way to other tasks at each line and each sector, to those that hear keys and to the one that feeds the watchdog.
"""

import asyncio
import os

from terminal.election import FILES, PART, PLACES

# What is taken: of a booth the precinct's number, twice, of a desk the slip. While it stands there is no election.
TAKING = "data/place" + PART
_PIECE_BYTES, _LINE_BYTES = 512, 60  # a longer line before a package is none
_TURN_BYTES = 4096  # a sector of flash


def packages():
    """Yield ((precinct, terminal, id of its key in hex), file name, bytes, the open file before them).

    Of each package or supplement; nothing after what is damaged.
    """
    try:
        with open(PLACES, "rb") as file:
            while line := file.readline(_LINE_BYTES):
                precinct, terminal, name, size, key_id = line.decode().split()
                end = file.tell() + int(size)
                stem, mark, number = name.partition(".sup-")
                is_ours = "data/" + stem + ".tmpk" in FILES and number.isdigit() if mark else "data/" + name in FILES
                if not (is_ours and line.endswith(b"\n") and size.isdigit()):
                    return
                yield (int(precinct), int(terminal), key_id), name, int(size), file
                file.seek(end)
    except (OSError, ValueError):  # of text that is none, too
        pass


async def copy(file, path: str, size: int) -> None:
    """Write what follows in an open file to a path. size: in bytes."""
    with open(path, "wb") as to:
        while size > 0:
            piece = file.read(min(size, _PIECE_BYTES))
            if not piece:
                break
            to.write(piece)
            size -= len(piece)
            if size % _TURN_BYTES < _PIECE_BYTES:
                await asyncio.sleep_ms(0)


async def knows(precinct: int) -> bool:
    """Has it anything for a precinct?"""
    found = False
    for (number, _, _), _, _, _ in packages():  # to its end: the file must be closed before it is removed
        found = found or number == precinct
        await asyncio.sleep_ms(0)
    return found


def leave() -> None:
    """Remove what was for other places, and what a computer has brought of newer ones in part; the note comes last."""
    for path in ["data/" + name for name in os.listdir("data")]:
        if path == PLACES or path.endswith(PART) and path != TAKING:
            os.remove(path)
    try:
        os.remove(TAKING)
    except OSError:
        pass  # it was removed before the power went
