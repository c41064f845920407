"""What a publisher that stays knows of its last publication, so that the next is made from it."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from host_tools.determining.nation import Commission
from host_tools.file_stamps import Stamp
from host_tools.formats.publication import NOTHING_BEFORE
from host_tools.publishing.changes import State
from host_tools.publishing.kept_files import Files, KeptFile
from host_tools.publishing.readding import Added
from host_tools.publishing.tables import Tables
from host_tools.whole_files import folder_beside


@dataclass
class Standing:
    """number, made_s, digest, list_stamp: of the last publication and its list. history: its entries, as lines of JSON.

    states: what each precinct was in it.
    files: what was read back of it. added, tables: what was added and made for it. spare: a folder beside it, which
    the next publication is written in. commission: what all of it follows from.
    """

    number: int = 0
    made_s: int = 0
    digest: bytes = NOTHING_BEFORE
    history: list[str] = field(default_factory=list)
    states: dict[int, State] = field(default_factory=dict)
    files: dict[str, KeptFile] = field(default_factory=dict)
    added: Added = field(default_factory=Added)
    tables: Tables = field(default_factory=Tables)
    list_stamp: Stamp | None = None
    spare: Path | None = None
    commission: Commission | None = None

    @property
    def keeps(self) -> bool:
        """Whether the next publication takes anything from the last."""
        return self.commission is not None

    def is_of(self, commission: Commission) -> None:
        """Forget what follows from anything else."""
        if self.commission is not commission:
            self.forget()
            self.commission = commission

    def forget(self) -> None:
        """Make everything of the next publication anew; it follows the last one all the same."""
        self.commission, self.files, self.added, self.tables = None, {}, Added(), Tables()

    def prepare(self, folder: Path) -> None:
        """Make the spare folder like the last publication, in `folder`, while nobody waits for the next."""
        try:
            self.spare = self.spare or folder_beside(folder)
            files = Files(self.spare, folder, self.files)
            files.put_kept()
            files.force()
        except OSError:  # no room, or somebody took it away: the next publication is written in an empty one
            self.close()

    def close(self) -> None:
        """Take the spare folder away."""
        if self.spare is not None:
            with suppress(OSError):
                shutil.rmtree(self.spare)
            self.spare = None
