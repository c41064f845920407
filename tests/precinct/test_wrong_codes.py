"""Codes that open no ballot at this booth: each is told why, noted by its reason alone, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from nacl.signing import SigningKey

from host_tools.formats import cbor, codes, cose
from tests.precinct.day import Day, Snapshot, shared
from tests.precinct.traces import events, kept_anywhere, marked, refusal, without_log


@pytest.fixture(scope="module")
def day(opened: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """One booth for all these people, one after the other."""
    yield from shared(opened, tmp_path_factory.mktemp("codes"), 1)


def tampered(code: str) -> str:
    """One character of the signed part is another."""
    return code[:60] + ("A" if code[60] != "A" else "B") + code[61:]


def with_nonce(day: Day, nonce: object) -> str:
    """Signed by the desk itself, in spite of the format."""
    key = day.device_key(0)
    payload = cose.verify1(codes.parse(day.activation()).data, bytes(key.verify_key))
    assert payload is not None
    return codes.split("A", cose.sign1(cbor.encode({**cbor.decode(payload), 9: nonce}), key))[0]


WRONG: dict[str, tuple[Callable[[Day], str], str, tuple]] = {
    "a link on a poster": (lambda day: "HTTPS://EXAMPLE.ORG/", "code_not_ours", ()),
    "a slip with one character changed": (lambda day: tampered(day.activation()), "code_signature", ()),
    "a slip that is cut short": (lambda day: day.activation()[:-3], "code_damaged", ()),
    "a slip for the other booth": (lambda day: day.activation(booth=2), "wrong_booth", (2,)),
    "a slip of the test": (lambda day: day.activation(mode=1), "code_other_mode", ()),
    "a slip of another election": (lambda day: day.activation(election=b"e" * 16), "code_other_election", ()),
    "another election's slip by its own desk": (
        lambda day: day.activation(SigningKey(b"x" * 32), election=b"e" * 16), "code_other_election", ()),
    "a slip of the precinct next door": (
        lambda day: day.activation(SigningKey(b"x" * 32), precinct=18), "code_other_precinct", ()),
    "a slip that somebody signed at home": (lambda day: day.activation(SigningKey(b"x" * 32)), "code_signature", ()),
    "a slip of a booth with more slots": (lambda day: day.activation(index=16), "unknown_index", ()),
    "a slip with a nonce that is too short": (lambda day: with_nonce(day, b"n" * 15), "code_damaged", ()),
    "a slip with a number for its nonce": (lambda day: with_nonce(day, 15), "code_damaged", ()),
    "a key card": (lambda day: day.key_cards[0][0].texts[0], "code_wrong_kind", ()),
    "a code of more than 500 characters": (lambda day: day.activation() + "0" * 400, "code_damaged", ()),
    "the first piece of a hundred": (lambda day: "TM1:A:1/99:" + "000" * 20, "code_damaged", ()),
    "a code that claims 99 parts and is none": (lambda day: "TM1:A:100/99:NO0PIECE0OF0ANYTHING", "code_damaged", ()),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_is_refused_with_its_reason(day: Day, what: str) -> None:
    make, reason, values = WRONG[what]
    booth, code = day.booth(1), make(day)
    before, noted = without_log(booth.hardware), events(booth.hardware)
    booth.hands.scan(code)
    booth.sees(reason, *values)
    booth.sees("show_slip")
    assert events(booth.hardware) == [*noted, refusal(reason)]
    assert without_log(booth.hardware) == before
    assert not kept_anywhere(booth.hardware, [code.encode(), code.encode()[14:40]])


def test_two_codes_glued_into_one_are_one_bad_code(day: Day) -> None:
    booth = day.booth(1)
    noted = events(booth.hardware)
    booth.hardware.scanner.glue_next = True
    booth.hands.scan(day.activation(index=1))
    booth.hands.scan(day.activation(index=2))
    booth.sees("code_damaged")
    assert events(booth.hardware) == [*noted, refusal("code_damaged")]


def test_a_scan_with_broken_bytes_is_shown_again(day: Day) -> None:
    booth = day.booth(1)
    noted = events(booth.hardware)
    booth.hardware.scanner.corrupt = 1
    booth.hands.scan(day.activation(index=3))
    booth.sees("code_damaged")
    assert events(booth.hardware) == [*noted, refusal("code_damaged")]
    booth.hardware.scanner.corrupt = 0
    booth.hardware.rest(3000)
    booth.hands.scan(day.activation(index=3))
    booth.sees("language")
    booth.presses("back")
    day.idle(booth)


def test_a_scan_that_stutters_is_read_all_the_same(day: Day) -> None:
    booth = day.booth(1)
    day.idle(booth)
    booth.hardware.scanner.split_ms = 20
    booth.hands.scan(day.activation(index=4))
    booth.sees("language")
    booth.hardware.scanner.split_ms = 0
    booth.presses("back")
    day.idle(booth)


def test_a_slip_that_was_voted_with_opens_nothing_more(day: Day) -> None:
    booth, code = day.booth(1), day.activation(index=6)
    day.vote(1, code, ["Косеев", "Да", "Нет"])
    day.idle(booth)
    noted, before = events(booth.hardware), without_log(booth.hardware)
    booth.hardware.rest(3000)
    booth.hands.scan(code)
    booth.sees("already_cast")
    assert events(booth.hardware) == [*noted, refusal("already_cast")]
    assert without_log(booth.hardware) == before
    assert marked(booth.hardware, "cast") == 1
