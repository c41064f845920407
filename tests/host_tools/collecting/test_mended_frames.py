"""One bit of a line flips, or one byte comes twice, wherever it is: no frame is lost, and no other frame appears."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from host_tools.collecting.frames import LONGEST, Frame, Type, encode
from host_tools.collecting.mending import MendingDecoder

_RANDOM = random.Random(7)
FRAMES = [
    Frame(Type.RECORD, 3, payload=_RANDOM.randbytes(200)),
    Frame(Type.RECORD, 4, payload=bytes(200)),
    Frame(Type.END, payload=_RANDOM.randbytes(32)),
    Frame(Type.RECORD, 6, payload=_RANDOM.randbytes(200)),
]
LINE = b"\0" + b"".join(map(encode, FRAMES))


def heard(line: bytes, size: int = 50) -> list[Frame]:
    decoder = MendingDecoder()
    return [
        frame for at in range(0, len(line), size) for frame in decoder.feed(line[at : at + size]) if frame is not None
    ]


def test_any_flipped_bit_is_mended() -> None:
    for at in _RANDOM.sample(range(1, len(LINE) - 1), 150):
        bit = 1 << _RANDOM.randrange(8)
        assert heard(LINE[:at] + bytes([LINE[at] ^ bit]) + LINE[at + 1 :]) == FRAMES


def test_a_bit_that_ends_a_frame_too_early_is_mended() -> None:
    places = [at for at, byte in enumerate(LINE) if byte.bit_count() == 1]
    assert places
    for at in places:
        assert heard(LINE[:at] + b"\0" + LINE[at + 1 :]) == FRAMES


def test_a_bit_that_joins_two_frames_is_mended() -> None:
    for at in [at for at, byte in enumerate(LINE) if not byte][1:-1]:
        for bit in range(8):
            assert heard(LINE[:at] + bytes([1 << bit]) + LINE[at + 1 :]) == FRAMES


def test_any_doubled_byte_is_mended() -> None:
    for at in range(0, len(LINE), 3):
        assert heard(LINE[: at + 1] + LINE[at:]) == FRAMES


def test_a_lost_byte_is_not_made_up() -> None:
    for at in _RANDOM.sample(range(1, len(LINE) - 1), 40):
        found = heard(LINE[:at] + LINE[at + 1 :])
        assert len(found) < len(FRAMES) or LINE[at] in (LINE[at - 1], LINE[at + 1])
        assert all(frame in FRAMES for frame in found)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=2 * LONGEST + 9), max_size=4))
def test_noise_becomes_no_frame_and_is_not_kept(pieces: list[bytes]) -> None:
    decoder = MendingDecoder()
    assert decoder.feed(b"\0".join(pieces)).count(None) == decoder.bad
    decoder.feed(bytes(range(1, 256)) * 100)
    assert len(decoder._rest) <= 2 * LONGEST + 3
    assert decoder.feed(b"\0" + encode(FRAMES[0]))[-1] == FRAMES[0]


def test_frames_that_came_well_are_in_their_order_between_damaged_ones() -> None:
    """A damaged piece is joined with its neighbour only where nothing was made of either."""
    pieces = [encode(frame) for frame in FRAMES]
    pieces[1] = pieces[1][:40] + pieces[1][60:]
    assert heard(b"".join(pieces)) == [FRAMES[0], *FRAMES[2:]]
