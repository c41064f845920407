"""What can be wrong with what a person hands in, in words."""

from __future__ import annotations

from host_tools.errors import TamgaError
from host_tools.validation import in_words

__all__ = ["UNREADABLE_TABLE", "VoterListError", "VoterRegisterError", "in_words"]


UNREADABLE_TABLE = "a file is not the table that its name says; `tamga registers check` names the file and its lines"


class VoterRegisterError(TamgaError):
    """Something handed in cannot be used. The message names the file, the place and the way out.

    The command line turns it into one line on stderr and exit status 2; it is never a bug.
    """


class VoterListError(VoterRegisterError):
    """A compiled voter list that cannot be used."""
