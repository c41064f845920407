"""Options of every command that opens or writes working files, or personal data at all."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

KEY_VARIABLE = "TAMGA_KEY"
WorkingKey = Annotated[
    Path | None,
    typer.Option("--key", envvar=KEY_VARIABLE, help="Key file of the working files (tamga privacy key makes one)."),
]
Clear = Annotated[bool, typer.Option("--clear", help="Write working files in clear; the access journal notes it.")]
Who = Annotated[str, typer.Option("--who", help="Your name, for the journal.")]
Why = Annotated[str, typer.Option("--why", help="The reason, for the journal.")]
Journal = Annotated[Path, typer.Option("--journal", help="The access journal.")]
JOURNAL = Path("access.journal")
