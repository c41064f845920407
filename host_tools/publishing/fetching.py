"""Bringing a publication from any static server, going on where an earlier call was broken off."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path, PurePosixPath

from host_tools import certificates
from host_tools.errors import PublishingError
from host_tools.folder_lock import writing_in
from host_tools.formats import cose
from host_tools.formats.definitions import Item
from host_tools.formats.payload import PayloadError
from host_tools.formats.publication import Publication
from host_tools.publishing import tree
from host_tools.whole_files import atomic_file

MOST_LIST_BYTES = 1 << 26
_TIMEOUT_S = 30
_PIECE_BYTES = 1 << 18
_PARTIAL = ".part"
_PARTIAL_CONTENT = 206
_PAST_THE_END = 416


class FetchError(PublishingError):
    """What cannot be brought. The message names the address and the way out."""


def fetch(address: str, folder: Path, progress: Callable[[str], None] = lambda _: None) -> tuple[int, int, int]:
    """(number of the publication, files brought, files that were there and right).

    address: of the directory.
    folder: made where it is missing. Run again after an interruption: only what is missing is brought.
    progress: called with the name of each file that is brought.
    FetchError: the server or the list cannot be used.
    """
    base = address.rstrip("/") + "/"
    with writing_in(folder):
        data = _small(base + tree.LIST)
        publication = _read(data, base)
        brought = 0
        for item in publication.files:
            target = _place(folder, item.name)
            if _is_there(target, item):
                continue
            progress(item.name)
            _bring(base + urllib.parse.quote(item.name), target, item)
            brought += 1
        with atomic_file(folder / tree.LIST) as stream:
            stream.write(data)
    return publication.number, brought, len(publication.files) - brought


def _read(data: bytes, base: str) -> Publication:
    peeked = cose.peek1(data)
    try:
        if peeked is not None:
            return Publication.from_cbor(peeked[1])
    except PayloadError:
        pass
    raise FetchError(f"{base}{tree.LIST} is no signed list of a publication; is the address right?")


def _place(folder: Path, name: str) -> Path:
    """The place of a file of the list: never outside the folder, whatever the list says."""
    path = PurePosixPath(name)
    if path.is_absolute() or not path.parts or any(part in ("", ".", "..") for part in path.parts) or "\\" in name:
        raise FetchError(f"the list names {name!r}, which would lie outside the folder; nothing more is brought")
    target = folder.joinpath(*path.parts)
    if not target.resolve().is_relative_to(folder.resolve()):
        raise FetchError(f"{target.parent} is a link out of the folder; remove it and run this again")
    return target


def _is_there(target: Path, item: Item) -> bool:
    return target.is_file() and target.stat().st_size == item.size and sha256(target.read_bytes()).digest() == item.hash


def _bring(address: str, target: Path, item: Item) -> None:
    """One file: behind what an interrupted call left, and whole under its name only where its hash is right."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + _PARTIAL)
    for resume in (True, False):
        _append(address, partial, item, resume)
        if partial.stat().st_size == item.size and sha256(partial.read_bytes()).digest() == item.hash:
            partial.replace(target)
            return
        if not resume:
            break
    partial.unlink()
    raise FetchError(f"{address} is not the file of the signed list; the publication may just have changed, try again")


def _append(address: str, partial: Path, item: Item, resume: bool) -> None:
    have = partial.stat().st_size if resume and partial.is_file() else 0
    have = have if have < item.size else 0
    request = urllib.request.Request(address, headers={"Range": f"bytes={have}-"} if have else {})
    with _opened(request) as answer, partial.open("ab" if have and answer.status == _PARTIAL_CONTENT else "wb") as file:
        written = file.tell()
        try:
            while written <= item.size and (piece := answer.read(_PIECE_BYTES)):
                file.write(piece)
                written += len(piece)
        except (http.client.HTTPException, OSError) as error:
            if isinstance(error, OSError) and not isinstance(error, (ConnectionError, TimeoutError)):
                raise  # the disk's
            raise FetchError(f"{address}: the line broke off; run this again, and it goes on from there") from error


def _small(address: str) -> bytes:
    with _opened(urllib.request.Request(address)) as answer:
        data: bytes = answer.read(MOST_LIST_BYTES + 1)
    if len(data) > MOST_LIST_BYTES:
        raise FetchError(f"{address} has more than {MOST_LIST_BYTES:,} bytes; is the address right?")
    return data


def _opened(request: urllib.request.Request):  # type: ignore[no-untyped-def]
    if urllib.parse.urlsplit(request.full_url).scheme not in ("http", "https"):
        raise FetchError(f"{request.full_url}: give an address that begins with https:// or http://")
    try:
        return urllib.request.urlopen(request, timeout=_TIMEOUT_S)
    except urllib.error.HTTPError as error:
        raise FetchError(f"{request.full_url}: the server answers {error.code}; is the address right?") from error
    except (urllib.error.URLError, TimeoutError) as error:
        why = certificates.refused(error) or "no connection; check the line and run this again"
        raise FetchError(f"{request.full_url}: {why}") from error
