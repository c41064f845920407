"""What a day leaves on a terminal's chips and in its files, read as docs/formats.md says."""

from __future__ import annotations

import runpy
import struct
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import cbor2

from simulator.hardware.terminal import TerminalHardware

_EVENT_NUMBERS = runpy.run_path(str(Path(__file__).parents[2] / "device" / "storage" / "events.py"))
EVENT_NAMES = {
    int(number): name for name, _, number in (event.partition("=") for event in _EVENT_NUMBERS["EVENTS"].split())
}
REASONS = _EVENT_NUMBERS["REASONS"].split()
SIGNED_HEAD = 1
_ENTRY_BYTES, _SECTOR_BYTES = 64, 4096


def header_of(hardware: TerminalHardware) -> dict:
    image = bytes(hardware.chips[0].array[:512])
    size = int.from_bytes(image[8:10], "little")
    return cbor2.loads(image[10 : 10 + size])


def has_header(hardware: TerminalHardware) -> bool:
    """Does a whole header stand on the first chip, with all that its regions follow from?"""
    image = bytes(hardware.chips[0].array[:512])
    end = 10 + int.from_bytes(image[8:10], "little")
    if image[:8] != b"TAMGACT1" or image[end : end + 8] != sha256(image[10:end]).digest()[:8]:
        return False
    header = cbor2.loads(image[10:end])
    if not isinstance(header, dict):
        return False
    needed = (8, 10, 11, 12, 13, 15) if 12 in header else (5, 6, 8, 9, 10, 11)
    return all(type(header.get(key)) is int and 0 <= header[key] <= 1 << 16 for key in needed)


def regions(hardware: TerminalHardware) -> dict[str, tuple[int, int]]:
    """name -> (begin, whole sectors' end) of every region of a cartridge, the desk's too."""
    header = header_of(hardware)
    if 12 in header:
        row_bits = -(-header[12] // 8)
        given = row_bits * header.get(19, 1)  # of each ballot style
        sizes = [("marked", row_bits), ("paper", given), ("outside", given), ("spoiled", row_bits)]
        sizes += [("returned", row_bits)]
        sizes += [("hours", 25 * row_bits), ("added", header[15] * 16)]
        sizes += [(f"issued {booth + 1}", -(-header[8] // 8)) for booth in range(header[13])]
        sizes += [(f"voided {booth + 1}", -(-header[8] // 8)) for booth in range(header[13])]
        sizes += [(f"exchanged {booth + 1}", 8 * -(-header[8] // 8)) for booth in range(header[13])]
        sizes += [(f"changed {booth + 1}", -(-header[8] // 8)) for booth in range(header[13])]
        sizes += [("swapped", given)]
        sizes += [(name, row_bits) for name in ("withdrawn", "slips taken", "papers taken", "typed in")]
    else:
        sizes = [("slips", -(-header[9] // 2)), ("in use", -(-header[8] // 8)), ("cast", -(-header[8] // 8))]
        sizes += [("cancelled", -(-header[8] // 8))]
    sizes += [("intents", header[10] * 64), ("log", header[11] * 64)]
    if 12 not in header:
        sizes += [("ballots", header[5] * header[6]), ("sorted", header[5] * header[6])]
    found, begin = {}, _SECTOR_BYTES
    for name, size in sizes:
        end = begin + -(-size // _SECTOR_BYTES) * _SECTOR_BYTES
        found[name] = begin, end
        begin = end
    return found


def log_entries(hardware: TerminalHardware, chip: int = 0) -> list[bytes]:
    begin, end = regions(hardware)["log"]
    region = bytes(hardware.chips[chip].array[begin:end])
    entries = [region[at : at + _ENTRY_BYTES] for at in range(0, len(region), _ENTRY_BYTES)]
    return [entry for entry in entries if entry != b"\xff" * _ENTRY_BYTES]


def add_entry(hardware: TerminalHardware, event: int, detail: int, data: bytes) -> None:
    """Write an entry behind the last one, on both chips of a terminal that is off, as its firmware would have."""
    begin, last = regions(hardware)["log"][0], log_entries(hardware)
    sequence, seconds = (int.from_bytes(last[-1][at : at + 4], "little") for at in (0, 4))
    content = struct.pack("<IIHH36s", sequence + 1, seconds, event, detail, data)
    entry = content + sha256(last[-1][48:] + content).digest()[:16]
    place = begin + len(last) * _ENTRY_BYTES
    for chip in hardware.chips:
        chip.array[place : place + _ENTRY_BYTES] = entry


def events(hardware: TerminalHardware) -> list[tuple[str, int]]:
    """(name, detail) of every event on the first chip, whose chain must hold; signed heads are left out."""
    image = bytes(hardware.chips[0].array[:512])
    size = 18 + int.from_bytes(image[8:10], "little")
    head, found = sha256(image[:size]).digest()[:16], []
    for entry in log_entries(hardware):
        if sha256(head + entry[:48]).digest()[:16] != entry[48:]:
            continue  # torn by a power cut
        head = entry[48:]
        number = int.from_bytes(entry[8:10], "little")
        if number != SIGNED_HEAD:
            found.append((EVENT_NAMES[number], int.from_bytes(entry[10:12], "little")))
    return found


def refusal(reason: str, event: str = "code_refused") -> tuple[str, int]:
    """The event of a refusal."""
    return event, REASONS.index(reason) + 1


def marked(hardware: TerminalHardware, region: str) -> int:
    """How many bits of a region are zero on both chips."""
    begin, end = regions(hardware)[region]
    first, second = (int.from_bytes(chip.array[begin:end], "big") for chip in hardware.chips)
    return ((end - begin) * 8) - (first | second).bit_count()


def ballots(hardware: TerminalHardware, region: str = "ballots") -> int:
    """How many slots of a booth hold a record, the same on both chips; void slots are none."""
    begin, _ = regions(hardware)[region]
    header = header_of(hardware)
    found = 0
    for slot in range(header[5]):
        at = begin + slot * header[6]
        first, second = (bytes(chip.array[at : at + header[7] * 128 + 16]) for chip in hardware.chips)
        found += first == second and any(first) and first.count(255) < 256
    return found


def without_log(hardware: TerminalHardware) -> list[bytes]:
    """Both chips, with the log region blanked out."""
    begin, end = regions(hardware)["log"]
    return [bytes(chip.array[:begin]) + bytes(chip.array[end:]) for chip in hardware.chips]


def kept_anywhere(hardware: TerminalHardware, texts: Iterable[bytes]) -> list[str]:
    """Where any of these bytes stand: the terminal's files, its console, its chips."""
    places = {path.name: path.read_bytes() for path in hardware.bench.firmware.rglob("*") if path.is_file()}
    places["console"] = hardware.bench.log.read_bytes()
    places |= {f"chip {number}": bytes(chip.array) for number, chip in enumerate(hardware.chips)}
    return [name for name, content in places.items() for text in texts if text in content]
