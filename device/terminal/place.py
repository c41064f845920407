"""A spare of a district takes a booth's place in one precinct, for good: nothing but a card is needed.

Its key stands in the definition of each precinct of the district, as that of the last booth, and it has packages of
them all in one file (docs/formats.md, section 3). A role card says whose count from now on; the file is removed, so
that no spare is ever in two places. A desk's spare reads the same file (`desk.replacing`).
"""

import os

from formats import cose, payloads
from formats.refused import Refused
from screens.answers import YES
from storage import files
from terminal.election import FILES, PART, PLACES
from terminal.reading import read

_TAKING = "data/place" + PART  # the precinct's number, twice; while it stands, this terminal has no election
_PIECE_BYTES, _LINE_BYTES = 512, 60  # a longer line before a package is none


async def take_place(terminal) -> None:
    """Put the packages of a precinct where they count, once its chair or a member has shown a card."""
    texts, dialog = terminal.texts, terminal.dialog
    chosen = _chosen()  # the power went in between
    if chosen is None:
        checks = {payloads.ROLE_CARD: lambda data: _precinct_of(terminal, data)}
        kind, number = await read(terminal, texts("spare"), checks, [texts("place_show")])
        if kind != payloads.ROLE_CARD or await dialog.confirm(texts("spare"), [texts("place_text", number)]) != YES:
            return
        chosen = number
        files.replace(_TAKING, b"%d %d" % (number, number))
    dialog.show(texts("spare"), [texts("please_wait")])
    for (precinct, _, _), name, size, file in packages():
        if precinct == chosen:
            copy(file, "data/" + name, size)
    try:
        os.remove(PLACES)
    except OSError:
        pass  # it was removed before the power went
    os.remove(_TAKING)


def _chosen() -> int | None:
    """The precinct that was chosen, 0 if nothing of it is left to do. None: none, or damaged; ask for the card."""
    if "places" not in os.listdir("data"):
        return 0  # all of its packages are there
    words = (files.read(_TAKING) or b"").split()
    return int(words[0]) if len(words) == 2 and words[0] == words[1] and words[0].isdigit() else None


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


def copy(file, path: str, size: int) -> None:
    """Write what follows in an open file to a path. size: in bytes."""
    with open(path, "wb") as to:
        while size > 0:
            piece = file.read(min(size, _PIECE_BYTES))
            if not piece:
                break
            to.write(piece)
            size -= len(piece)


def _precinct_of(terminal, data: bytes) -> int | Refused:
    """The number of a role card's precinct, if this spare has its packages."""
    signed = cose.verify1(data, terminal.authority)
    if signed is None:
        return Refused("code_signature")
    card = payloads.decode(payloads.ROLE_CARD, signed)
    if isinstance(card, Refused):
        return card
    known = [precinct for (precinct, _, _), _, _, _ in packages()]
    return card.precinct if card.precinct in known else Refused("code_other_precinct")
