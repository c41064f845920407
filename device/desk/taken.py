"""That this terminal has taken the place of a desk that died: kept until the log of its cartridge says so."""

import os

from formats import cose
from storage import files

_FILE = "data/taken"


def remember(terminal) -> None:
    """Keep which spare it was, before it has the desk's key."""
    files.replace(_FILE, cose.key_id(terminal.signing_key.public))


def note(terminal) -> None:
    """Log it on the cartridge that goes on here; once, but for a power cut behind it."""
    spare = files.read(_FILE)
    if spare is not None:
        terminal.log("place_taken", 0, spare)
        os.remove(_FILE)
