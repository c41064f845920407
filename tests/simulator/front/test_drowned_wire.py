"""Pages and slips that would drown the key that asked for them on the view of the wires."""

from __future__ import annotations

from simulator.front.wire_batch import MOST_BYTES, MOST_LINES, Said, WireBatch
from simulator.hardware.wiring import IN, OUT

MS = 1000
PICTURE = bytes.fromhex("1d763000 3000 1800") + bytes(48 * 24)
QUERY, READY = b"\x10\x04", b"\x12"


def lines(batch: WireBatch) -> list[tuple[str, str, int, str]]:
    return [(said.line, said.direction, said.count, said.meaning) for said in batch.take()]


def test_a_page_is_one_line_between_the_keys() -> None:
    batch = WireBatch()
    batch.key("ok", IN, 0, 0)
    for row in range(12):
        for data in (b"\x2a", bytes(4), b"\x2b", bytes(4), b"\x2c", bytes(25_600)):
            batch.heard("display", OUT, data, (60 + row) * MS)
    batch.key("ok", IN, 1, 100 * MS)
    assert lines(batch) == [
        ("keys", IN, 1, "ok down"),
        ("display", OUT, 12 * 25_611, "band of dots × 12"),
        ("keys", IN, 1, "ok up"),
    ]


def test_a_slip_is_one_line_until_it_is_cut() -> None:
    batch = WireBatch()
    for at in range(40):
        batch.heard("printer", OUT, PICTURE[:128], 2 * at * MS)
        batch.heard("printer", OUT, PICTURE[128:] + b"\x1bJ\x08", (2 * at + 1) * MS)
    batch.heard("printer", OUT, b"\x1dV\x01", 90 * MS)
    assert lines(batch) == [
        ("printer", OUT, 40 * (len(PICTURE) + 3), "GS v 0, picture; ESC J, feed"),
        ("printer", OUT, 3, "GS V, cut"),
    ]


def test_questions_and_equal_answers_are_a_line_each() -> None:
    batch = WireBatch()
    for kind, answer in ((1, READY), (2, READY), (3, READY), (4, b"\x1e")):
        batch.heard("printer", OUT, QUERY + bytes((kind,)), kind * MS)
        batch.heard("printer", IN, answer, kind * MS)
    assert lines(batch) == [
        ("printer", OUT, 12, "DLE EOT, status now?"),
        ("printer", IN, 3, "status 12"),
        ("printer", IN, 1, "status 1e"),
    ]


def test_chatter_of_a_key_is_one_movement() -> None:
    batch = WireBatch()
    for at_ms, level in ((0, 0), (1, 1), (2, 0), (120, 1), (121, 0), (122, 1)):
        batch.key("up", IN, level, at_ms * MS)
    batch.key("ok", IN, 0, 123 * MS)
    assert lines(batch) == [("keys", IN, 3, "up down"), ("keys", IN, 3, "up up"), ("keys", IN, 1, "ok down")]


def test_a_line_that_never_rests_is_bounded_and_chips_are_still_heard() -> None:
    batch = WireBatch()
    for at in range(3 * MOST_LINES):
        batch.heard("scanner", IN, b"%d\r" % at, at * MS)
    batch.heard("flash-a", OUT, b"\x03" + bytes(3), 999 * MS)
    batch.heard("flash-a", IN, bytes(500), 999 * MS)
    said = batch.take()
    assert len(said) == MOST_LINES + 2
    assert [chip.meaning for chip in said[-2:]] == ["read", "answers"] and len(said[-1].data) == MOST_BYTES


def test_the_next_batch_knows_nothing_of_the_one_before() -> None:
    batch = WireBatch()
    batch.heard("flash-b", OUT, b"\x06", 0)
    batch.take()
    batch.heard("flash-b", OUT, b"\x05\x00", 300 * MS)
    assert batch.take() == [Said("flash-b", OUT, b"\x05\x00", 2, "busy?", 300 * MS, 300 * MS)]
    assert batch.take() == []
