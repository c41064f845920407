"""What a desk's two chips say, read without the desk's code: regions of a sector each, in the order of the layout."""

from __future__ import annotations

from tests.device.booth.ballots.cartridge_lab import Images

SECTOR_BYTES = 4096
REGIONS = (
    "header", "marked", "paper", "outside", "spoiled", "returned", "hours", "added", "booth 1", "booth 2", "voided 1",
    "voided 2", "exchanged 1", "exchanged 2", "changed 1", "changed 2", "swapped", "withdrawn", "slips taken",
    "papers taken", "typed in", "intents",
)  # fmt: skip
# 16 indices a booth, 24 rows of which the last 8 are for voters added on the day, two booths.
HEADER = {2: 7, 3: 0, 4: 0, 8: 16, 10: 32, 11: 8, 12: 24, 13: 2, 15: 8}
FIRST_ADDED, ROW_BYTES, HASH_BYTES = 16, 3, 16


def numbers(images: Images, region: str, count: int = 24) -> set[int]:
    """The numbers marked on both chips."""
    at = REGIONS.index(region) * SECTOR_BYTES
    return {number for number in range(count) if not any(image[at + number // 8] >> number % 8 & 1 for image in images)}


def numbers_on_either(images: Images, region: str, count: int = 24) -> set[int]:
    """The numbers marked on one chip at least: those that count."""
    at = REGIONS.index(region) * SECTOR_BYTES
    return {number for number in range(count) if not all(image[at + number // 8] >> number % 8 & 1 for image in images)}


def links(images: Images) -> bool:
    """Is there an entry that still joins a voter with an activation on either chip?"""
    at = REGIONS.index("intents") * SECTOR_BYTES
    entries = [image[begin : begin + 64] for image in images for begin in range(at, at + SECTOR_BYTES, 64)]
    return any(entry not in (bytes(64), b"\xff" * 64) for entry in entries)
