"""A spare of a district takes a booth's place in one precinct, for good: nothing but a card is needed.

Its key stands in the definition of each precinct of the district, as that of the last booth, and it has packages of
them all in one file (docs/formats.md, section 3). A role card says whose count from now on; the file is removed, so
that no spare is ever in two places.
"""

import asyncio
import os

from formats import cose, payloads
from formats.refused import Refused
from screens.answers import YES
from storage import files
from terminal.places import TAKING, copy, knows, leave, packages
from terminal.reading import read


async def take_place(terminal) -> None:
    """Put the packages of a precinct where they count, once its chair or a member has shown a card. Else at *back*."""
    texts, dialog = terminal.texts, terminal.dialog
    chosen = _chosen()  # the power went in between
    while chosen is None:
        checks = {payloads.ROLE_CARD: lambda data: _precinct_of(terminal, data)}
        kind, number = await read(terminal, texts("spare"), checks, [texts("place_show")])
        if kind != payloads.ROLE_CARD:
            return
        if await dialog.confirm(texts("spare"), [texts("place_text", number)]) == YES:
            chosen = number
            files.replace(TAKING, b"%d %d" % (number, number))
    dialog.show(texts("spare"), [texts("please_wait")])
    for (precinct, _, _), name, size, file in packages():
        if precinct == chosen:
            await copy(file, "data/" + name, size)
        await asyncio.sleep_ms(0)
    leave()


def _chosen() -> int | None:
    """The precinct that was chosen, 0 if nothing of it is left to do. None: none, or damaged; ask for the card."""
    if "places" not in os.listdir("data"):
        return 0  # all of its packages are there
    words = (files.read(TAKING) or b"").split()
    return int(words[0]) if len(words) == 2 and words[0] == words[1] and words[0].isdigit() else None


async def _precinct_of(terminal, data: bytes) -> int | Refused:
    """The number of a role card's precinct, if this spare has its packages."""
    signed = cose.verify1(data, terminal.authority)
    if signed is None:
        return Refused("code_signature")
    card = payloads.decode(payloads.ROLE_CARD, signed)
    if isinstance(card, Refused):
        return card
    return card.precinct if await knows(card.precinct) else Refused("code_other_precinct")
