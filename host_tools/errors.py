"""Expected errors: what a person can mend. Every package has one root below TamgaError; any other exception is a bug.

The message says which file, where in it, and the way out, and never shows a library's own text:
    "authority.key: others can read this private key; run: chmod 600 authority.key"
`console.expected` prints it and ends the command with exit status 2.
"""

from __future__ import annotations

import errno
import os


class TamgaError(Exception):
    """An expected error. The message names the file, the place in it and the way out, and quotes no personal data."""


class AuditError(TamgaError):
    """Root of host_tools.audit."""


class BoardsError(TamgaError):
    """Root of host_tools.boards."""


class ChipReadingError(TamgaError):
    """Root of host_tools.chip_reading."""


class CollectingError(TamgaError):
    """Root of host_tools.collecting."""


class ContractError(TamgaError):
    """Root of host_tools.contract."""


class DeckError(TamgaError):
    """Root of host_tools.deck: a deck that cannot be made, or slips that do not belong to it."""


class DeterminingError(TamgaError):
    """Root of host_tools.determining."""


class ElectionsError(TamgaError):
    """Root of host_tools.elections."""


class FirmwareError(TamgaError):
    """Root of host_tools.firmware."""


class FormatsError(TamgaError, ValueError):
    """Root of host_tools.formats: bytes or text that are not what they should be."""


class KeysError(TamgaError):
    """Root of host_tools.keys."""


class PageError(TamgaError):
    """No page can be made: a file is missing, or is not signed by the authority."""


class PaperPrecinctsError(TamgaError):
    """Root of host_tools.paper_precincts."""


class PrivacyError(TamgaError):
    """Root of host_tools.privacy."""


class ProvisioningError(TamgaError):
    """Root of host_tools.provisioning."""


class PublishingError(TamgaError):
    """Root of host_tools.publishing."""


class RehearsalError(TamgaError):
    """Root of host_tools.rehearsal."""


class UsbPrintingError(TamgaError):
    """Root of host_tools.usb_printing."""


class VerifyingError(TamgaError, ValueError):
    """Root of host_tools.verifying."""


_IN_WORDS = {
    errno.ENOENT: "there is no such file or folder",
    errno.EACCES: "you may not open this; check who owns it",
    errno.EPERM: "the system does not permit this; check who owns it",
    errno.EISDIR: "is a folder; name a file",
    errno.ENOTDIR: "is a file; name a folder",
    errno.ENOSPC: "the disk is full; make room and run this again",
    errno.EDQUOT: "your share of the disk is full; make room and run this again",
    errno.EFBIG: "a file would become too large for this disk or account; make room and run this again",
    errno.EROFS: "the medium is write-protected",
    errno.ELOOP: "is a link; name the file itself",
    errno.EIO: "the medium failed; use a copy on another one",
}


def os_error_in_words(error: OSError) -> str:
    """What an OSError means for the user: the file and the way out.

    Our own errors keep their words: FileExistsError(errno, words, path), or a whole sentence as the only argument.
    """
    words = os_words(error)
    return f"{error.filename}: {words}" if error.errno is not None and error.filename else words


def os_words(error: OSError) -> str:
    """The same without the file, for whoever names it already."""
    if error.errno is None:
        return str(error)
    words = error.strerror or "cannot be used"
    if words == os.strerror(error.errno):  # the C library's words and not ours
        words = _IN_WORDS.get(error.errno, words[:1].lower() + words[1:])
    return words


_OF_SQLITE = {
    "SQLITE_FULL": "the disk is full; make room",
    "SQLITE_IOERR": "the disk failed",
    "SQLITE_BUSY": "another program holds it",
    "SQLITE_LOCKED": "another program holds it",
    "SQLITE_NOTADB": "it is no database, or a damaged one",
    "SQLITE_CORRUPT": "it is no database, or a damaged one",
    "SQLITE_CANTOPEN": "the file cannot be written; check who owns it",
    "SQLITE_READONLY": "the file cannot be written; check who owns it",
}


def sqlite_words(error: BaseException | None) -> str:
    """What a failed SQLite database means; "" for one that we have no words for, or another database."""
    name = getattr(error, "sqlite_errorname", "")
    return next((words for start, words in _OF_SQLITE.items() if name.startswith(start)), "")
