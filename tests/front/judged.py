"""`python -m tests.front.judged FILE …`: the server of `make run`, whose chips' journals are judged when it ends.

FILE gets a line for each terminal of each precinct that was served: its name, and what the models' automaton says.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, ClassVar

import typer

from simulator.front import command
from simulator.people.precinct import Precinct
from tests.precinct.journals import DayJournal

FINE = "in the order of the models"


class _Judged(Precinct):
    """A precinct that keeps a journal of every chip."""

    served: ClassVar[list[_Judged]] = []

    def __init__(self, *made: Any, **more: Any) -> None:
        super().__init__(*made, **more)
        self.journals = [DayJournal(at.hardware, at in self.desks) for at in self.terminals]
        _Judged.served.append(self)

    def verdicts(self) -> list[str]:
        """A line for each terminal; those that are still on are judged as if their plugs were pulled now."""
        for journal in self.journals:
            journal.power()
        pairs = zip(self.terminals, self.journals, strict=True)
        return [f"{at.name}, {len(journal.names)} writes: {journal.wrong() or FINE}" for at, journal in pairs]


def main() -> None:
    """Serve until the signal, then write the verdicts."""
    verdicts = Path(sys.argv.pop(1))
    setattr(command, "Precinct", _Judged)  # noqa: B010
    try:
        typer.run(command.main)
    finally:
        verdicts.write_text("".join(line + "\n" for one in _Judged.served for line in one.verdicts()), "utf-8")


if __name__ == "__main__":
    main()
