"""Device books of several technicians as one book, and the signed list of terminals that the centre gets from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from nacl.signing import SigningKey

from host_tools.formats import cose
from host_tools.formats.device_list import DeviceList, ListedDevice
from host_tools.formats.payload import PayloadError
from host_tools.formats.places import SPARE_DESK, named
from host_tools.provisioning.device_book import DeviceBook, DeviceBookError, TerminalRecord


def merged(books: Sequence[Path]) -> list[TerminalRecord]:
    """The records of all books, each terminal once, a spare once per precinct, whatever the order of the books.

    DeviceBookError: a missing book, two records of one terminal that do not agree, one key or place for two terminals.
    """
    found: dict[tuple[str, int], tuple[TerminalRecord, Path]] = {}
    for path in books:
        if not path.exists():
            raise DeviceBookError(f"{path}: there is no such device book; give the terminals.json of a folder")
        for record in DeviceBook(path).everything():
            before, where = found.setdefault(record.whose, (record, path))
            if record.brought > before.brought:  # one technician made it, another brought it onto the board
                before = before.model_copy(update={"brought": record.brought})
                found[record.whose] = before, where
            record = record.model_copy(update={"brought": before.brought})
            if before != record:
                fields = ", ".join(name for name, value in before if getattr(record, name) != value)
                raise DeviceBookError(
                    f"{path}: {record.serial_number} differs from {where} in {fields}; look at the terminal, and take "
                    "the record of the other one away"
                )
    records = sorted((record for record, _ in found.values()), key=lambda one: (one.precinct, one.terminal))
    for text in _doubles(records):
        raise DeviceBookError(text)
    return records


def _doubles(records: Iterable[TerminalRecord]) -> Iterator[str]:
    """Sentences about two terminals that cannot both be there."""
    keys: dict[str, str] = {}
    places: dict[tuple[int, int], str] = {}
    for one in records:
        other = keys.setdefault(one.public_key, one.serial_number)
        if other != one.serial_number:
            yield f"{one.serial_number} and {other} have one key; erase both terminals and start them anew"
        other = places.setdefault((one.precinct, one.terminal), one.serial_number)
        if other != one.serial_number:
            what = named(one.terminal)
            yield f"{one.serial_number} and {other} are both {what} of precinct {one.precinct}; keep one"


def put_all(records: Iterable[TerminalRecord], path: Path) -> None:
    """Write one book of them, whole or not at all: it is made anew. FileExistsError: there is one."""
    if path.exists():
        raise FileExistsError(f"{path}: is there already; choose another name")
    with DeviceBook(path) as book:
        book.put_many(records)


def signed(records: Iterable[TerminalRecord], authority: SigningKey) -> bytes:
    """The list for the centre. ValueError: a key or hash that is no hexadecimal text."""
    devices = [
        ListedDevice(
            serial_number=one.serial_number,
            role=one.role,  # type: ignore[arg-type]  # checked by the model
            precinct=one.precinct,
            terminal=one.terminal,
            public_key=bytes.fromhex(one.public_key),
            firmware=bytes.fromhex(one.firmware_hash),
        )
        for one in records
        if one.terminal != SPARE_DESK  # it stands in no definition: what it signs one day, it signs as that desk
    ]
    return cose.sign1(DeviceList(devices=devices).to_cbor(), authority)


def read(data: bytes, authority: bytes) -> DeviceList:
    """The list in a signed object. DeviceBookError: nothing that this authority signed as one."""
    try:
        return DeviceList.from_cbor(cose.verify1(data, authority) or b"")
    except PayloadError:
        raise DeviceBookError("this is no list of terminals that this authority signed") from None
