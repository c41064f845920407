"""Frames of both implementations: the same bytes, and the same sense made of any bytes, noise and cuts included."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from formats import frames as device
from host_tools.collecting import frames as host

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "serial_frames.json").read_text())
FRAME = st.builds(
    host.Frame, st.integers(0, 255), st.integers(0, 65535), st.integers(0, 65535), st.binary(max_size=host.PAYLOAD_SIZE)
)
NOISE = st.one_of(st.binary(max_size=20), st.binary(min_size=240, max_size=600), st.just(b"\0"), st.just(b"\xff" * 252))


def heard(decoder: device.Decoder | host.Decoder, pieces: list[bytes]) -> list[tuple]:
    return [tuple(frame) for piece in pieces for frame in decoder.feed(piece) if frame is not None]


def cut(data: bytes, sizes: list[int]) -> list[bytes]:
    pieces = []
    for size in sizes:
        pieces.append(data[:size])
        data = data[size:]
    return [*pieces, data]


def test_published_frames() -> None:
    for vector in VECTORS:
        encoded = bytes.fromhex(vector["encoded"])
        frame = host.Frame(vector["type"], vector["sequence"], vector["acknowledge"], bytes.fromhex(vector["payload"]))
        assert host.encode(frame) == bytes(device.encode(*frame)) == encoded
        assert heard(device.Decoder(), [encoded]) == heard(host.Decoder(), [encoded]) == [tuple(frame)]


@given(FRAME)
def test_both_sides_write_the_same_bytes(frame: host.Frame) -> None:
    encoded = bytes(device.encode(*frame))
    assert encoded == host.encode(frame)
    assert encoded.index(0) == len(encoded) - 1


@given(st.lists(st.tuples(NOISE, FRAME), max_size=5), st.lists(st.integers(0, 300), max_size=8))
def test_noise_costs_no_frame_behind_it(line: list[tuple[bytes, host.Frame]], sizes: list[int]) -> None:
    data = b"".join(noise + b"\0" + host.encode(frame) for noise, frame in line)
    for decoder in (device.Decoder(), host.Decoder()):
        found = heard(decoder, cut(data, sizes))
        assert found == [tuple(frame) for _, frame in line]


@given(st.lists(st.one_of(NOISE, FRAME.map(host.encode)), max_size=6), st.data())
def test_both_sides_make_the_same_of_a_damaged_line(parts: list[bytes], choices: st.DataObject) -> None:
    data = bytearray(b"".join(parts))
    for _ in range(choices.draw(st.integers(0, 3)) if data else 0):
        data[choices.draw(st.integers(0, len(data) - 1))] ^= choices.draw(st.integers(1, 255))
    device_end, host_end = device.Decoder(), host.Decoder()
    sizes = choices.draw(st.lists(st.integers(0, 300), max_size=8))
    assert heard(device_end, cut(bytes(data), sizes)) == heard(host_end, [bytes(data)])
    assert device_end.bad == host_end.bad


@given(FRAME, st.integers(0, 250), st.integers(1, 255))
def test_a_flipped_byte_never_makes_another_frame(frame: host.Frame, at: int, flip: int) -> None:
    encoded = bytearray(host.encode(frame))
    encoded[at % len(encoded)] ^= flip
    for decoder in (device.Decoder(), host.Decoder()):
        assert heard(decoder, [bytes(encoded) + b"\0"]) == []
        assert decoder.bad >= 1


def test_a_frame_that_is_too_long_is_dropped_whole() -> None:
    for decoder in (device.Decoder(), host.Decoder()):
        assert heard(decoder, [b"\x01" * 100_000]) == []
        assert heard(decoder, [b"\0" + host.encode(host.Frame(8))]) == [(8, 0, 0, b"")]
        assert decoder.bad == 1


def test_another_version_is_no_frame() -> None:
    encoded = bytes.fromhex("03010801010105c739ee4a00")  # as the `done` vector, with version 1
    for decoder in (device.Decoder(), host.Decoder()):
        assert heard(decoder, [encoded]) == []
        assert decoder.bad == 1
