"""What the number of a terminal says: 0 the first desk, 1 to 100 a booth, 102 to 106 the second to the sixth desk.

A district's spare desk is no terminal of a precinct; device books have it as 101 of each that it is for.
"""

from __future__ import annotations

from typing import Final

FIRST_DESK: Final = 0
FURTHER_DESKS: Final = 100  # the second desk's number is 102
SPARE_DESK: Final = 101
MOST_DESKS: Final = 6


def is_desk(terminal: int) -> bool:
    """Is it the number of a desk?"""
    return terminal == FIRST_DESK or terminal > FURTHER_DESKS


def desk_number(terminal: int) -> int:
    """The number of a desk, from 1. terminal: a desk's."""
    return terminal - FURTHER_DESKS if terminal else 1


def terminal_of_desk(desk: int) -> int:
    """The terminal's number of a desk. desk: from 1."""
    return FURTHER_DESKS + desk if desk > 1 else FIRST_DESK


def named(terminal: int) -> str:
    """A terminal in a sentence."""
    if not is_desk(terminal):
        return f"booth {terminal}"
    if terminal == SPARE_DESK:
        return "the spare desk"
    return f"desk {desk_number(terminal)}" if terminal else "the desk"


def file_name(terminal: int) -> str:
    """The name of a terminal's folder and files."""
    if not is_desk(terminal):
        return f"booth-{terminal}"
    return f"desk-{desk_number(terminal)}" if terminal else "desk"


def spare_desk_file(precinct: int) -> str:
    """The file beside a precinct's definition that has the public key of its district's spare desk."""
    return f"spare-desk-{precinct}.pub"


def package_name(precinct: int, desk: int = 1) -> str:
    """The file name of a desk's packed package: `desk-00017.tmpk`, and of a second desk `desk-2-00017.tmpk`."""
    return f"{file_name(terminal_of_desk(desk))}-{precinct:05d}.tmpk"
