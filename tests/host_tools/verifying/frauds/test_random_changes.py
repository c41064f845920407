"""Bits turned, pieces moved, dropped, doubled and put in at random: refuted, or said and without any effect."""

from __future__ import annotations

import functools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from host_tools.findings import Report
from host_tools.formats import cartridge, desk_cartridge
from host_tools.formats.cartridge import SECTOR_BYTES, Region
from host_tools.formats.objects import Protocol, SealedTotals
from host_tools.verifying.booth import check_booth
from host_tools.verifying.cartridges import Cartridge, CartridgeError
from host_tools.verifying.desk import check_desk
from host_tools.verifying.keyring import KeyRing
from host_tools.verifying.slips import verify_slip
from tests.host_tools.good_day import GoodDay

EXAMPLES = 60
SPARE_BYTES = 2 * SECTOR_BYTES  # of the chip behind its last region, so that there is something to write into


@functools.cache
def made() -> GoodDay:
    return GoodDay()


@functools.cache
def image(stem: str) -> bytes:
    """One chip of a good day, cut behind its last region: what lies there is FF and makes every check slow."""
    whole = made().desk_image() if stem == "desk" else made().image(1)
    return bytes(whole[: max(region.begin + region.size for region in regions(stem).values()) + SPARE_BYTES])


def regions(stem: str) -> dict[str, Region]:
    return desk_cartridge.regions(made().desk_header()) if stem == "desk" else cartridge.regions(made().header(1))


def check(stem: str, first: bytes, second: bytes) -> Report:
    """What a terminal's two chips come to, with `said` as the numbers that a result is made of."""
    day = made()
    if stem == "desk":
        report = Report("desk")
        content = {**day.content(), "booths": day.protocol_payload().booths}
        protocol: Protocol = day.protocol_payload(**content)
        header = day.desk_header()
        check_desk([first, second], day.precinct, protocol, report, [header])
        report.data["said"] = ()
        return report
    totals: SealedTotals = day.sealed_totals(1)
    public = bytes(day.booths[1].verify_key)
    try:
        images = Cartridge(first, second, [day.header(1)])
    except CartridgeError as error:
        report = Report("booth")
        report.bad(str(error))
        return report
    result, report = check_booth(images, totals, public, day.header(1))
    report.data["said"] = (result.cast, result.records_hash, result.sums)
    return report


@functools.cache
def baseline(stem: str) -> Report:
    report = check(stem, image(stem), image(stem))
    assert report.verdict == "agrees", report.first_bad
    return report


def must_not_pass_in_silence(stem: str, chips: tuple[bytes, bytes]) -> bool:
    """Whether it was refuted. What is not is said, and changes none of the numbers that a result is made of."""
    report, before = check(stem, *chips), baseline(stem)
    if not report.ok:
        return True
    assert report.data["said"] == before.data["said"]
    if chips[0] != image(stem) or chips[1] != image(stem):
        notes = {finding.text for finding in report.findings if finding.level == "note"}
        assert notes - {finding.text for finding in before.findings}, "altered, and nothing says so"
    return False


def altered(content: bytes, act: str, at: int, to: int, size: int, draw: random.Random) -> bytes:
    """One act on the bytes of a chip, which keeps its size."""
    changed, at, to = bytearray(content), at % len(content), to % len(content)
    piece = bytes(changed[at : at + size])
    if act == "turn":
        for _ in range(size):
            changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
    elif act == "turn here":
        changed[at] ^= 1 << draw.randrange(8)
    elif act == "drop":
        changed[at : at + size] = (b"\xff", b"\x00")[draw.randrange(2)] * len(piece)
    elif act == "double":
        changed[to : to + len(piece)] = piece
    elif act == "move":
        changed[at : at + len(piece)] = b"\xff" * len(piece)
        changed[to : to + len(piece)] = piece
    else:
        changed[at:at] = draw.randbytes(size)
    return bytes(changed[: len(content)])


@pytest.mark.parametrize("stem", ["booth", "desk"])
@settings(max_examples=EXAMPLES, derandomize=True)
@given(
    act=st.sampled_from(["turn", "turn here", "drop", "double", "move", "insert"]),
    at=st.integers(0, 1 << 20),
    to=st.integers(0, 1 << 20),
    size=st.sampled_from([1, 2, 9, 16, 64, 256, 1040, 1280, 4096]),
    chips=st.sampled_from(["a", "b", "both"]),
    seed=st.integers(0, 1 << 30),
)
def test_nothing_passes_in_silence(stem: str, act: str, at: int, to: int, size: int, chips: str, seed: int) -> None:
    changed = altered(image(stem), act, at, to, size, random.Random(seed))
    first = changed if chips != "b" else image(stem)
    second = changed if chips != "a" else image(stem)
    must_not_pass_in_silence(stem, (first, second))


def places(stem: str) -> list[int]:
    """First, last and some bytes between, of every region, of what lies behind it, and of the header's sector."""
    draw = random.Random(stem)
    edges = [(0, 64), (64, cartridge.STATE_AT), (cartridge.STATE_AT, cartridge.STATE_AT + 96)]
    edges.append((cartridge.STATE_AT + 96, SECTOR_BYTES))
    for region in regions(stem).values():
        end = region.begin + region.size
        edges += [(region.begin, end), (end, -(-end // SECTOR_BYTES) * SECTOR_BYTES)]
    edges.append((len(image(stem)) - SPARE_BYTES, len(image(stem))))
    inside = [(begin, end) for begin, end in edges if begin < end]
    return sorted({place for begin, end in inside for place in (begin, end - 1, draw.randrange(begin, end))})


@pytest.mark.parametrize("stem", ["booth", "desk"])
def test_the_same_bit_of_both_chips_is_refuted_wherever_it_is(stem: str) -> None:
    """Two cells do not wear alike.

    What a chip that refuses a write may leave passes with a remark: a slip that was begun and has no end, an hour that
    has one voter more than were marked.
    """
    draw, refuted, begun = random.Random(7), 0, 0
    for place in places(stem):
        changed = bytearray(image(stem))
        changed[place] ^= 1 << draw.randrange(8)
        if must_not_pass_in_silence(stem, (bytes(changed), bytes(changed))):
            refuted += 1
        else:
            told = regions(stem)["hours" if stem == "desk" else "slips"]
            assert told.begin <= place < told.begin + told.size, hex(place)
            begun += 1
    print(f"{stem}: {refuted} of {refuted + begun} places")
    assert refuted >= 30 and begun <= 3


@pytest.mark.parametrize("stem", ["booth", "desk"])
def test_one_worn_cell_anywhere_is_a_remark_and_no_more(stem: str) -> None:
    draw = random.Random(11)
    for number, place in enumerate(places(stem)):
        worn = bytearray(image(stem))
        worn[place] ^= 1 << draw.randrange(8)
        chips = (bytes(worn), image(stem)) if number % 2 else (image(stem), bytes(worn))
        assert not must_not_pass_in_silence(stem, chips), hex(place)


@pytest.mark.parametrize("kind", ["A", "Z", "S", "P", "R", "C"])
@settings(max_examples=EXAMPLES, derandomize=True)
@given(
    act=st.sampled_from(["turn", "turn here", "drop", "double", "move", "insert"]),
    at=st.integers(0, 1 << 12),
    to=st.integers(0, 1 << 12),
    size=st.sampled_from([1, 2, 8, 32]),
    seed=st.integers(0, 1 << 30),
)
def test_no_altered_object_is_taken(kind: str, act: str, at: int, to: int, size: int, seed: int) -> None:
    whole = objects()[kind]
    changed = altered(whole, act, at, to, size, random.Random(seed))
    report = verify_slip(kind, changed, ring())
    assert report.ok == (changed == whole), report.findings


@functools.cache
def objects() -> dict[str, bytes]:
    day = made()
    protocol = day.protocol()
    return {
        "A": day.activation(), "Z": day.zero(1), "S": day.totals(1), "P": protocol, "R": day.receipt(protocol),
        "C": day.role_card(),
    }  # fmt: skip


@functools.cache
def ring() -> KeyRing:
    keys = KeyRing()
    keys.add_authority(bytes(made().authority.verify_key))
    keys.add_precinct(made().precinct, "vouched")
    keys.add_election(made().election)
    return keys
