"""Objects whose signature is right and whose content has another shape: a terminal refuses them, and goes on.

A booth with other firmware, a desk, a centre can sign anything; the signature says who made it, not that it is whole.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import cbor2
from nacl.signing import SigningKey

from host_tools.formats import codes, cose
from simulator.people.slip_reader import codes_on
from simulator.people.terminal import Terminal
from simulator.people.words import words
from tests.precinct.day import Day, Snapshot
from tests.precinct.slip_objects import payload_of

SHAPES: list[object] = [None, [], {}, "text", b"", b"x" * 16, -1, 2**64 - 1, True, [[]] * 5, cbor2.CBORTag(1, 1)]


def nonsense(whole: dict[int, object], chance: random.Random, count: int) -> Iterator[dict[int, object]]:
    """Payloads with one field of another shape, each field at least once."""
    fields = [key for key in whole if key]
    for number in range(max(count, len(fields))):
        yield {**whole, fields[number % len(fields)]: chance.choice(SHAPES)}


def show(at: Terminal, kind: str, payload: dict[int, object], key: SigningKey) -> None:
    for code in codes.split(kind, cose.sign1(cbor2.dumps(payload, canonical=True), key)):
        at.hands.scan(code)


def test_zero_reports_at_the_desk(desk: Day) -> None:
    zeros = [slip for name, slip in desk.also["slips"] if name == "booth-1-0001-zero"]  # type: ignore[attr-defined]
    whole = payload_of(codes_on(zeros[0]))
    again = whole | {9: bytes(range(16)), 10: 2, 12: "a reason"}  # of a second opening, which the desk asks about
    desk.idle(desk.desk)
    for payload in nonsense(again, random.Random(1), 16):
        show(desk.desk, "Z", payload, desk.device_key(1))
        if desk.desk.hands.screen.shows(words("booth_again_text", desk.desk.language, 1)):
            desk.desk.presses("back")
    desk.check_in(desk.labels[0], 1)


def test_activations_at_a_booth(booth: Day) -> None:
    whole = payload_of([booth.activation(index=3)])
    booth.idle(booth.booth(1))
    for payload in nonsense(whole, random.Random(2), 12):
        show(booth.booth(1), "A", payload, booth.device_key(0))
        assert not booth.booth(1).hands.screen.shows(words("language", "kk")) or payload[6] in range(16), payload
    booth.booth(1).hardware.rest(1000)


def test_sealed_totals_in_the_count(start: Callable[..., Day], evening: Snapshot) -> None:
    day = start(evening)
    day.resume(day.desk)
    day.menu(day.desk, "count")
    totals = day.also["totals"]
    whole = payload_of(totals[0])  # type: ignore[index]
    day.desk.sees("totals_show")
    for payload in nonsense(whole, random.Random(3), 12):
        show(day.desk, "S", payload, day.device_key(1))
    day.desk.sees("totals_missing", "1, 2")
