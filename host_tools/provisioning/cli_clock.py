"""`tamga terminals clock`: the centre says what time it is, for one terminal whose clock is wrong."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Annotated

import typer

from host_tools.console import expected, say
from host_tools.formats import codes
from host_tools.formats.key_slip import read_precinct
from host_tools.keys import files
from host_tools.keys.printing import qr_picture
from host_tools.provisioning.time_card import request_of, signed_card
from host_tools.whole_files import atomic_file


def clock(
    request: Annotated[str, typer.Argument(help="The 12 digits that the terminal shows.")],
    precinct: Annotated[Path, typer.Option(help="The precinct's definition, of the mode that is open.")],
    key: Annotated[Path, typer.Option(help="The centre's private key.")],
    out: Annotated[Path, typer.Option(help="The card, a PNG picture to be shown to the terminal's scanner.")],
) -> None:
    """Sign this computer's time for a terminal that asks for it. Look first whether this computer's clock is right."""
    with expected():
        place, now = read_precinct(precinct), int(time.time())
        card = signed_card(place, request_of(request), now, files.load(key))
        (code,) = codes.split("I", card)  # so short an object is one code
        with atomic_file(out) as stream:
            qr_picture(code).save(stream, "PNG")
    there = datetime.fromtimestamp(now, timezone(timedelta(minutes=place.minutes_east)))
    say(f"{out}: precinct {place.precinct}, it is {there:%Y-%m-%d %H:%M} there. Good for 15 minutes from its request.")
