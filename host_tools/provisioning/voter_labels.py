"""The labels on voters' cards, from the register of labels."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from host_tools.elections.roll import Voter
from host_tools.formats.label import make_label
from host_tools.labels.command_parts import NUMBER_TYPE, opened_register


def valid_labels(register: Path | None, key: Path | None, voters: Sequence[Voter]) -> dict[str, str]:
    """The labels that count, by personal number, of those voters who have one.

    register: None for no labels. key: its key file; None for the one beside it.
    """
    if register is None:
        return {}
    with opened_register(register, key or register.with_suffix(".key")) as opened:
        serials = {voter.number: opened.valid_serial(opened.person(NUMBER_TYPE, voter.number)) for voter in voters}
    return {number: make_label(number, serial) for number, serial in serials.items() if serial is not None}
