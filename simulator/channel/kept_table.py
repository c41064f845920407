"""The table of a polling station, kept in a folder from one start of the simulator to the next."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

from PIL import Image

from simulator.channel.table import Slip, Table

_INDEX = "tables.json"
_OF_A_SLIP = ("id", "title", "where", "slip", "number", "terminal", "piece")


class KeptTable:
    """Slips with their pictures, which cards have been shown, how many took paper, and the time of day.

    clock_s: the desk's time when it was kept last, seconds since 1970 UTC; None if nothing was kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._found = self._read()
        self.clock_s: int | None = self._found.get("clock_s")
        self._pictured: set[int] = set()  # slips whose pictures lie there
        self._lock = threading.Lock()
        self._closed = False

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads((self.folder / _INDEX).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def put_back(self, table: Table) -> None:
        """Restore the table, which must call `keep` after each change."""
        for row in self._found.get("slips", []):
            try:
                picture = Image.open(self._picture(row["number"])).convert("L")
            except (OSError, KeyError):
                break  # a slip is found by its place in the row
            self._pictured.add(row["number"])
            own = {name: row[name] for name in _OF_A_SLIP}
            table.slips.append(Slip(kind="slip", texts=tuple(row["texts"]), picture=picture, **own))
        table.held |= set(self._found.get("held", []))
        table.paper_by_style.update(dict(self._found.get("paper_by_style", [])))
        table.erased = min(int(self._found.get("erased", 0)), len(table.slips))

    def close(self) -> None:
        """The folder is somebody else's from here on."""
        with self._lock:
            self._closed = True

    def keep(self, table: Table) -> None:
        """Write all of it down, unless it is closed. From any thread."""
        with self._lock:
            if self._closed:
                return
            slips = list(table.slips)
            for slip in slips:
                if slip.picture and slip.number not in self._pictured:
                    slip.picture.convert("1").save(self._picture(slip.number))
                    self._pictured.add(slip.number)
            rows = [{name: getattr(slip, name) for name in _OF_A_SLIP} | {"texts": slip.texts} for slip in slips]
            self.clock_s = int(table.precinct.clock())
            content = {
                "slips": rows, "held": sorted(table.held), "paper_by_style": list(table.paper_by_style.items()),
                "clock_s": self.clock_s, "erased": table.erased,
            }  # fmt: skip
            new = self.folder / f"{_INDEX}.new"
            new.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
            new.replace(self.folder / _INDEX)

    def _picture(self, number: int) -> Path:
        return self.folder / f"slip-{number:04d}.png"
