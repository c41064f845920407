"""Codes that arrive torn, late, glued, damaged or too long. The driver never gives half a code as a whole one."""

from __future__ import annotations

import pytest

from simulator.hardware.parts import gm65_registers as zone
from tests.device.drivers.scanner_rig import BUSY, INCOMPLETE, NOT_TEXT, OK, TOO_LONG, ScannerRig

LONG = "TM1:S:1/2:" + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:" * 11


@pytest.fixture(autouse=True)
def started(scanner: ScannerRig) -> None:
    scanner.start()


def test_a_code_of_500_characters(scanner: ScannerRig) -> None:
    assert scanner.show(LONG[:500]) == [(OK, "]Q1", LONG[:500])]


@pytest.mark.parametrize("gap_ms", [1, 10, 30, 45])
def test_split_ms(scanner: ScannerRig, gap_ms: int) -> None:
    scanner.module.split_ms = gap_ms
    assert scanner.show(LONG[:200], wait_ms=4000) == [(OK, "]Q1", LONG[:200])]


def test_drop_tail(scanner: ScannerRig) -> None:
    scanner.module.drop_tail = True
    assert scanner.show("HALF A CODE") == [(INCOMPLETE, "", "")]
    scanner.module.drop_tail = False
    assert scanner.show("A WHOLE CODE") == [(OK, "]Q1", "A WHOLE CODE")]


@pytest.mark.parametrize("tail", [0x01, 0x21])
def test_cr_and_crlf_end_a_code(scanner: ScannerRig, tail: int) -> None:
    scanner.module.registers[zone.TAIL] = tail
    assert scanner.show("ONE") == [(OK, "]Q1", "ONE")]
    assert scanner.show("TWO") == [(OK, "]Q1", "TWO")]


def test_lf_alone_ends_a_code(scanner: ScannerRig) -> None:
    scanner.module.drop_tail = True
    assert scanner.show(b"ONE\n") == [(OK, "]Q1", "ONE")]


def test_corrupt_beyond_ascii(scanner: ScannerRig) -> None:
    scanner.module.corrupt = 1
    assert scanner.show("HELLO") == [(NOT_TEXT, "", "")]


def test_corrupt_within_ascii_is_for_the_check_digits(scanner: ScannerRig) -> None:
    scanner.module.corrupt, scanner.module.corrupt_mask = 1, 0x01
    assert scanner.show("AAAAA") == [(OK, "]Q1", "A@AAA")]


@pytest.mark.parametrize(
    "data", [b"A\x00B", b"A\x1bB", b"A\xffB", b"A\tB", "Ұлттық".encode(), b"A\x02B", b"A\x02\x00\x00\x01B"]
)
def test_characters_outside_printable_ascii(scanner: ScannerRig, data: bytes) -> None:
    assert scanner.show(data) == [(NOT_TEXT, "", "")]
    assert scanner.show("HELLO") == [(OK, "]Q1", "HELLO")]


def test_a_code_that_plays_an_answer_of_the_module(scanner: ScannerRig) -> None:
    assert scanner.show(b"A\x02\x00\x00\x01\x00\x33\x31B") == [(NOT_TEXT, "", "")]


@pytest.mark.parametrize(("length", "problem"), [(700, OK), (701, TOO_LONG), (3000, TOO_LONG)])
def test_too_long(scanner: ScannerRig, length: int, problem: int) -> None:
    scans = scanner.show("A" * length)
    assert [scan[0] for scan in scans] == [problem]
    assert len(scans[0][2]) in (0, length)
    assert scanner.show("HELLO") == [(OK, "]Q1", "HELLO")]


def test_glue_next(scanner: ScannerRig) -> None:
    scanner.module.glue_next = True
    scanner.show("ONE", wait_ms=300)
    assert scanner.show("TWO") == [(OK, "]Q1", "ONE]Q1TWO")]


def test_a_code_without_its_identifier_has_lost_its_beginning(scanner: ScannerRig) -> None:
    scanner.module.registers[zone.AIM] = 0
    assert scanner.show("REST OF A CODE") == [(INCOMPLETE, "", "")]


@pytest.mark.parametrize("text", ["", "X"])
def test_the_shortest_codes(scanner: ScannerRig, text: str) -> None:
    expected = (OK, "]Q1", text) if text else (INCOMPLETE, "", "")
    assert scanner.show(text) == [expected]


def test_the_module_changes_its_rate_in_the_middle_of_the_day(scanner: ScannerRig) -> None:
    scanner.module.baudrate = 9600
    scans = scanner.show("HELLO")
    assert all(problem != OK for problem, _, _ in scans)
    assert scanner.check() == (0, 57600)
    assert scanner.show("HELLO")[-1] == (OK, "]Q1", "HELLO")


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
@pytest.mark.parametrize("gap_ms", [0, 1, 45])
def test_a_code_with_a_line_end_inside_is_one_bad_code(scanner: ScannerRig, end: bytes, gap_ms: int) -> None:
    """Else whoever prints a QR code could say behind the line end that it is of another kind, and begin a second."""
    scanner.module.split_ms = gap_ms
    for data in (b"ONE%s]C0TWO", b"%s]C0TWO", b"HALF%s]Q1HA", b"MORE%s]Q1MORES"):
        assert scanner.show(data % end) == [(NOT_TEXT, "", "")]
    scanner.module.split_ms = 0
    assert scanner.show("HELLO") == [(OK, "]Q1", "HELLO")]


def test_a_code_that_was_read_twice_while_the_terminal_was_busy_is_one(scanner: ScannerRig) -> None:
    scanner.module.show("AGAIN", held_ms=1500)
    scanner.run(100)
    scanner.bench.set_pin(BUSY, 0)
    scanner.run(3000)
    assert scanner.scans == [(OK, "]Q1", "AGAIN")]


def test_half_a_code_does_not_grow_into_the_next(scanner: ScannerRig) -> None:
    scanner.module.drop_tail = True
    half = scanner.show("HALF A CODE", held_ms=250, wait_ms=300)
    scanner.module.drop_tail = False
    assert half + scanner.show("A WHOLE CODE") == [(INCOMPLETE, "", ""), (OK, "]Q1", "A WHOLE CODE")]


def test_half_a_code_taken_before_a_long_drawing_and_half_after(scanner: ScannerRig) -> None:
    scanner.module.split_ms = 1
    scanner.module.show("A" * 100)
    scanner.run(215)  # some of it has come
    scanner.bench.set_pin(BUSY, 0)
    scanner.run(2000)
    assert scanner.scans == [(OK, "]Q1", "A" * 100)]
