"""The serials of all labels that count, for looking up millions of people: sorted arrays instead of a query each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from host_tools.labels.masked import PERSON_BYTES, unmasked_many
from host_tools.labels.register import ISSUED, LabelRegister

NONE = -1
_BATCH_ROWS = 200_000
_ARRAYS = ("first", "second", "serials")


@dataclass(frozen=True)
class LabelIndex:
    """People as two 64-bit halves, sorted by the first; masked serials in the same order. 20 bytes a label."""

    first: npt.NDArray[np.uint64]
    second: npt.NDArray[np.uint64]
    serials: npt.NDArray[np.int32]

    @classmethod
    def of(cls, register: LabelRegister, run: int | None = None) -> LabelIndex:
        """Everything that counts in a register, or what one issuing run made of it."""
        query = "SELECT person, serial FROM label WHERE status = ? AND (? IS NULL OR run = ?) ORDER BY person"
        cursor = register.rows(query, (ISSUED, run, run))  # the table is in this order: nothing is sorted
        people, serials = [], []
        while rows := cursor.fetchmany(_BATCH_ROWS):
            people.append(b"".join(row[0] for row in rows))
            serials.append(np.fromiter((row[1] for row in rows), np.int32, len(rows)))
        halves = np.frombuffer(b"".join(people), ">u8").astype(np.uint64).reshape(-1, 2)
        empty = np.empty(0, np.int32)
        return cls(halves[:, 0].copy(), halves[:, 1].copy(), np.concatenate([empty, *serials]))

    def save(self, folder: Path) -> Path:
        """Write the arrays into a folder, for other processes. Gives the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name))
        return folder

    @classmethod
    def load(cls, folder: Path) -> LabelIndex:
        """Open saved arrays without reading them: processes share their pages."""
        return cls(*(np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS))

    def find(self, people: bytes) -> npt.NDArray[np.int32]:
        """The serial of each person, 32 bytes after 32 bytes; NONE for one without a label that counts."""
        wanted = np.frombuffer(people, ">u8").reshape(-1, PERSON_BYTES // 8)[:, :2].astype(np.uint64)
        found = np.full(len(wanted), NONE, np.int32)
        if not len(self.first) or not len(wanted):
            return found
        at = np.searchsorted(self.first, wanted[:, 0])
        while True:  # again only where two people share their first half
            within = np.minimum(at, len(self.first) - 1)
            alike = (self.first[within] == wanted[:, 0]) & (at < len(self.first))
            hit = alike & (self.second[within] == wanted[:, 1])
            found[hit] = self.serials[within[hit]]
            if not (alike & (found == NONE)).any():
                known = found != NONE
                whose = np.frombuffer(people, f"V{PERSON_BYTES}")[known].tobytes()
                found[known] = unmasked_many(whose, found[known])
                return found
            at = at + 1
