"""The signed protocol of a wipe, which ends with its wipe whatever happens: it cannot be made up for later.

    wipe-protocol = {0: "W1", 1: tstr, 2: tstr,     ; who, why
                     3: uint,                       ; seconds since 1970 UTC
                     4: [* [path: tstr, size: uint, hash: bstr .size 32 / null, result: tstr]],
                     5: [uint, bstr .size 32],      ; access journal: entries, chain of the last
                     6: tstr}                       ; what this wipe cannot promise

While the wipe runs, `<protocol>.progress` holds a line for each file before and after it, forced to the medium. An
error or a request to end signs what was done and what was not. If the process is killed or the power fails, the lines
stay, and the next wipe into the same protocol takes them over.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path

from nacl.signing import SigningKey

from host_tools.formats import cbor, cose
from host_tools.privacy import chained_journal
from host_tools.privacy.access_journal import AccessJournal
from host_tools.privacy.wipe import NOT_WIPED, Wiped, WipeError, in_order, printable, wipe
from host_tools.whole_files import atomic_file

LIMITS = (
    "Overwriting reaches the blocks that the file system names. On SSDs, memory cards, copy-on-write file systems, "
    "snapshots and backups older copies may remain; sealed files there are unreadable once their key is destroyed, "
    "clear files are not. Clear data that ever lay on such a medium calls for destroying the medium."
)
_CUT_SHORT = NOT_WIPED + "the program was ended while it was under way; look whether it is still there"
_NOT_REACHED = NOT_WIPED + "the wipe was stopped before"


@dataclass(frozen=True)
class WipeProtocol:
    """What a protocol says. when_s: seconds since 1970 UTC; journal_head: of the access journal at that moment."""

    who: str
    why: str
    when_s: int
    results: list[Wiped]
    journal_entries: int
    journal_head: bytes
    limits: str


def signed(results: Iterable[Wiped], who: str, why: str, when_s: int, journal: Path, key: SigningKey) -> bytes:
    """The signed wipe protocol.

    results: what became of each file.
    who, why: the person and the reason.
    when_s: seconds since 1970 UTC.
    journal: the access journal, whose head it records.
    key: signs it.
    """
    number, chain = chained_journal.head(journal)
    rows = [list(astuple(wiped)) for wiped in results]
    payload = {0: "W1", 1: who, 2: why, 3: when_s, 4: rows, 5: [number, bytes.fromhex(chain)], 6: LIMITS}
    return cose.sign1(cbor.encode(payload), key)


def read_protocol(data: bytes, public: bytes) -> WipeProtocol | None:
    """What a wipe protocol says, or None if it is not one or not by this key."""
    payload = cose.verify1(data, public)
    content = cbor.decode(payload) if payload is not None else None
    if not isinstance(content, dict) or content.get(0) != "W1":
        return None
    results = [Wiped(*row) for row in content[4]]
    entries, head = content[5]
    return WipeProtocol(content[1], content[2], content[3], results, entries, head, content[6])


def wipe_with_protocol(
    paths: list[Path], protocol: Path, who: str, why: str, journal: Path, key: SigningKey
) -> list[Wiped]:
    """Wipe, and leave the signed protocol of it. What was wiped, in order.

    paths: files and folders.
    protocol: a new file; WipeError where one lies, or if it is to lie in what is wiped.
    who, why: for the protocol and the access journal.
    journal: the access journal, which gets a line per path first.
    key: signs.
    Any exception, a signal turned into one included, leaves a protocol too, and is raised again.
    """
    if any(path.resolve() in protocol.resolve().parents for path in paths):
        raise WipeError(f"{printable(protocol)}: lies in what is wiped; put it elsewhere")
    planned = in_order(paths, (protocol, journal))
    signed([Wiped(printable(path), 0, None, "") for path in planned], who, why, 0, journal, key)  # so that it will work
    with _progress(protocol) as (results, note):
        for path in paths:
            AccessJournal(journal).note(who, "wipe", printable(path), why)
        try:
            for wiped in wipe(paths, lambda path: note(["begins", printable(path)])):
                results.append(wiped)
                note([wiped.path, wiped.size, wiped.hash.hex() if wiped.hash else None, wiped.result])
        finally:
            done = {wiped.path for wiped in results}
            results += [
                Wiped(printable(path), 0, None, _NOT_REACHED) for path in planned if printable(path) not in done
            ]
            with atomic_file(protocol) as target:
                target.write(signed(results, who, why, int(time.time()), journal, key))
    return results


@contextmanager
def _progress(protocol: Path) -> Iterator[tuple[list[Wiped], Callable[[list[object]], None]]]:
    """(results so far, note(line)). The lines stay if the block does not come to its end."""
    if protocol.exists() and protocol.stat().st_size:
        raise WipeError(f"{printable(protocol)}: is there already; a protocol is never replaced; name another")
    path = protocol.with_name(protocol.name + ".progress")
    results = list(_earlier(path))
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)

    def note(line: list[object]) -> None:
        os.write(handle, json.dumps(line).encode() + b"\n")
        os.fsync(handle)

    try:
        yield results, note
    finally:
        os.close(handle)
        if protocol.exists() or not path.stat().st_size:
            path.unlink()


def _earlier(path: Path) -> Iterator[Wiped]:
    """What a wipe that was killed has done, from its lines."""
    begun = None
    for line in path.read_text("utf-8").splitlines() if path.exists() else ():
        try:
            content = json.loads(line)
        except ValueError:
            break  # cut by the power
        if content[0] == "begins":
            begun = content[1]
        else:
            yield Wiped(content[0], content[1], bytes.fromhex(content[2]) if content[2] else None, content[3])
            begun = None
    if begun is not None:
        yield Wiped(begun, 0, None, _CUT_SHORT)
