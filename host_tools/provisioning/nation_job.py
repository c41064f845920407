"""What all precincts of a nation's table have in common, and how far one of them is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from host_tools.formats.definitions import Role
from host_tools.formats.objects import TerminalKey
from host_tools.provisioning.firmware import Firmware


class State(StrEnum):
    """How far a precinct or a spare is after a run; `made` and `provisioned` are what this run did."""

    MADE = "terminals made"
    WAITING = "waits for keys"
    UNPACKED = "waits for packed rolls"
    PROVISIONED = "provisioned"
    WHOLE = "was whole before"
    REFUSED = "refused"


@dataclass(frozen=True)
class Job:
    """What all precincts have in common; goes to worker processes.

    authority: seed of its key. centre: its public key. below: folder of the nation. images: signed, by role.
    master: that packed rolls are made with. labels, labels_key: the register for rolls of their own. defaults: fields
    of plans where a row has none. spare_desk: the key slip of the spare desk of rows that name none.
    """

    election: bytes
    authority: bytes
    centre: bytes
    below: Path
    board: Path
    images: Mapping[Role, Firmware]
    master: bytes | None = None
    labels: Path | None = None
    labels_key: Path | None = None
    defaults: Mapping[str, Any] = field(default_factory=dict)
    spare_desk: TerminalKey | None = None
    key_here: bool = False
    demo: bool = False
