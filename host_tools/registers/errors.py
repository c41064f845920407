"""What can be wrong with what a person hands in, in words."""

from __future__ import annotations

from pydantic import ValidationError

from host_tools.errors import TamgaError


class VoterRegisterError(TamgaError):
    """Something handed in cannot be used. The message names the file, the place and the way out.

    The command line turns it into one line on stderr and exit status 1; it never stands for a bug.
    """


class VoterListError(VoterRegisterError):
    """A compiled voter list that cannot be used."""


def in_words(error: ValidationError) -> str:
    """The first thing that is wrong, with its field, and without the value, which may be somebody's."""
    first = error.errors()[0]
    return ": ".join(filter(None, (".".join(map(str, first["loc"])), first["msg"].removeprefix("Value error, "))))
