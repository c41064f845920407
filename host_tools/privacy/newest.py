"""Whether a sealed file is the newest that was sealed under its name: an older one in its place opens just as well.

The access journal keeps the stream header of each file that a command sealed, by its whole path. A file that was moved
by hand has no line and is not judged.
"""

from __future__ import annotations

from pathlib import Path

from host_tools.privacy import chained_journal
from host_tools.privacy.access_journal import AccessJournal
from host_tools.privacy.working_files import WorkingFileError, header_of

SEALED = "sealed"


def record(journal: AccessJournal, path: Path) -> None:
    """Note a file that was sealed just now."""
    journal.note_sealed(str(path.resolve()), header_of(path).hex())


def refuse_older(journal: AccessJournal, path: Path) -> None:
    """WorkingFileError where the journal knows a newer file under this name. ChainError: the journal is no proof."""
    if not journal.path.exists() or not path.exists():
        return
    whole, newest = str(path.resolve()), None
    for entry in chained_journal.entries(journal.path):
        if entry.get("act") == SEALED and entry.get("what") == whole:
            newest = entry
    if newest is not None and newest["id"] != header_of(path).hex():
        last = f"on {newest['when']}, journal line {newest['number']}"
        raise WorkingFileError(f"{path}: is not the file that was sealed here last ({last}); put that one back")
