"""A mistake found after the count: another protocol supersedes the first, which stays, here and at the centre."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from host_tools.elections.election_file import read_election
from host_tools.formats import codes
from host_tools.verifying.precinct import check_precinct
from simulator.hardware.parts.serial_cable import SerialPeer
from tests.precinct.day import CENTRE, ELECTION, Day, Snapshot
from tests.precinct.evening_numbers import ELECTRONIC, numbers, type_fields, type_numbers
from tests.precinct.slip_objects import object_of, payload_of
from tests.precinct.test_sending_trouble import SERIAL_LINE, receiver, send
from tests.precinct.traces import events

WHY = "ошибка"


@pytest.fixture
def day(start: Callable[..., Day], counted: Snapshot) -> Day:
    """A desk with its protocol on the wall."""
    day = start(counted)
    day.resume(day.desk)
    return day


def begin_correction(day: Day) -> None:
    """From the menu to the first number."""
    at = day.desk
    at.hardware.rest(3000)
    day.menu(at, "correct")
    at.sees("correct_text", 1, 2)
    at.presses("ok")
    at.sees("reason_type")
    at.hands.type_letters(WHY)


def kept(day: Day) -> dict[str, bytes]:
    """The protocols and receipts of the desk, by name."""
    folder = day.provisioned.terminals[0] / "data"
    return {path.stem: path.read_bytes() for kind in ("protocol", "receipt") for path in folder.glob(f"{kind}*")}


@pytest.fixture
def corrected(day: Day) -> Iterator[Day]:
    """Corrected: one paper ballot more was received, and one more was left over."""
    begin_correction(day)
    type_numbers(day, numbers(received=11, unused=10))
    day.desk.sees("desk_closed", limit_ms=600_000)
    yield day


def test_it_names_the_one_before_and_both_are_kept_and_printed(corrected: Day) -> None:
    at = corrected.desk
    objects = kept(corrected)
    assert set(objects) == {"protocol-0", "protocol.2-0"}
    texts = corrected.newest_codes(at)
    assert object_of(texts)[1] == objects["protocol.2-0"]
    said = payload_of(texts)
    assert said[14] == sha256(objects["protocol-0"]).digest()
    assert (said[11], said[15].casefold(), said[5], said[16][0][4]) == (2, WHY, ELECTRONIC, 10)
    assert events(at.hardware)[-1] == ("corrected", 2)
    corrected.menu(at, "reprint", corrected.role_cards[0])
    at.chooses("slip_protocol_number", 1)
    at.chooses("copy_whole")
    at.sees("desk_closed", limit_ms=600_000)
    assert object_of(corrected.newest_codes(at))[1] == objects["protocol-0"]


def test_the_centre_gets_both_in_order_and_auditors_follow_the_chain(corrected: Day, tmp_path: Path) -> None:
    at = corrected.desk
    centre = receiver(tmp_path, corrected, CENTRE)
    at.hardware.bench.wire_uart(SERIAL_LINE, SerialPeer(centre.receive))
    send(corrected)
    at.sees("slip_protocol_number", 1, limit_ms=300_000)
    at.sees("sent", limit_ms=300_000)
    at.presses("ok")
    at.sees("slip_journal", 2, limit_ms=300_000)
    at.presses("ok")
    at.sees("desk_closed")
    objects = kept(corrected)
    assert [entry.object for entry in centre._taker.store.protocols()] == [
        objects["protocol-0"],
        objects["protocol.2-0"],
    ]
    assert {"receipt-0", "receipt.2-0"} <= set(objects)
    totals = [codes.join([codes.parse(text) for text in texts]).objects[0][1] for texts in corrected.also["totals"]]  # type: ignore[attr-defined]
    place = corrected.provisioned.precincts[0]
    newest, first = objects["protocol.2-0"], objects["protocol-0"]
    report = check_precinct([], totals, newest, read_election(ELECTION), place, earlier=[first])
    assert report.ok, report.first_bad
    assert "was not given" in check_precinct([], totals, newest, read_election(ELECTION), place).first_bad


def test_a_power_cut_before_it_is_signed_changes_nothing(day: Day) -> None:
    at, before = day.desk, kept(day)
    begin_correction(day)
    type_fields(day, numbers()[:5])
    at.hardware.pull_plug()
    day.resume(at)
    at.sees("desk_closed")
    assert kept(day) == before
    day.menu(at, "correct")
    at.sees("correct_text", 1, 2)
    at.presses("back")
    at.sees("desk_closed")
    assert kept(day) == before


def test_a_power_cut_in_its_first_copy_goes_on_with_that_copy(day: Day) -> None:
    at = day.desk
    begin_correction(day)
    rows = at.hardware.printer.rows_printed
    type_numbers(day, numbers())
    at.hardware.wait(lambda: at.hardware.printer.rows_printed > rows + 900)
    at.hardware.pull_plug()
    day.resume(at)
    at.sees("slip_protocol_number", 2)
    at.sees("torn_void")
    at.presses("ok")
    at.sees("desk_closed", limit_ms=600_000)
    assert payload_of(day.newest_codes(at))[11] == 2
