"""A spare of a district takes a booth's place in one precinct, for good: nothing but a card is needed.

Its key stands in the definition of each precinct of the district, as that of the last booth, and it has packages of
them all, each precinct's in a folder of its own (docs/terminals.md, section 8). A role card says which of them count
from now on; the others are removed, so that no spare is ever in two places.
"""

import os

from formats import cose, payloads
from formats.refused import Refused
from screens.answers import YES
from storage import files
from terminal.election import PART, PLACES
from terminal.reading import read

_TAKING = "data/place" + PART  # the number of the precinct; while it stands, this terminal has no election


async def take_place(terminal) -> None:
    """Move the packages of a precinct to where they count, once its chair or a member has shown a card."""
    texts, dialog = terminal.texts, terminal.dialog
    chosen = files.read(_TAKING)  # the power went in between
    if not chosen:
        checks = {payloads.ROLE_CARD: lambda data: _precinct_of(terminal, data)}
        kind, number = await read(terminal, texts("spare"), checks, [texts("place_show")])
        if kind != payloads.ROLE_CARD or await dialog.confirm(texts("spare"), [texts("place_text", number)]) != YES:
            return
        chosen = str(number).encode()
        files.replace(_TAKING, chosen)
    dialog.show(texts("spare"), [texts("please_wait")])
    place = PLACES + "/" + chosen.decode()
    for name in _listed(place):
        os.rename(place + "/" + name, "data/" + name)
    for number in _listed(PLACES):
        for name in _listed(PLACES + "/" + number):
            os.remove(PLACES + "/" + number + "/" + name)
        os.rmdir(PLACES + "/" + number)
    if _listed("data").count("places"):
        os.rmdir(PLACES)
    os.remove(_TAKING)


def _precinct_of(terminal, data: bytes) -> int | Refused:
    """The number of a role card's precinct, if this spare has its packages."""
    signed = cose.verify1(data, terminal.authority)
    if signed is None:
        return Refused("code_signature")
    card = payloads.decode(payloads.ROLE_CARD, signed)
    if isinstance(card, Refused):
        return card
    return card.precinct if str(card.precinct) in _listed(PLACES) else Refused("code_other_precinct")


def _listed(folder: str) -> list:
    try:
        return os.listdir(folder)
    except OSError:
        return []
