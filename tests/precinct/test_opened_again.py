"""Blank cartridges in a desk that keeps a protocol: may polls be opened once more, and what becomes of it?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cbor2
import pytest

from host_tools.formats import cose
from simulator.people.precinct import OFFICIAL, TEST, PowerWentOff
from simulator.people.terminal import Terminal
from simulator.people.words import words
from tests.precinct.day import VOTE, Day, Snapshot, opening_of
from tests.precinct.traces import events, refusal

KEPT = ("protocol", "copies", "receipt")
ELECTION, PRECINCT, MODE = 1, 2, 3  # keys of a signed object


def blank(day: Day, at: Terminal | None = None) -> None:
    """Somebody puts another pair of cartridges in, into the desk if not said otherwise."""
    for chip in (at or day.desk).hardware.chips:
        chip.array[:] = b"\xff" * len(chip.array)


def data_of(day: Day) -> Path:
    return day.provisioned.terminals[0] / "data"


def kept(day: Day, mode: int) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in data_of(day).glob(f"*-{mode}.cose")}


def keep(day: Day, mode: int, number: int = 1, **changes: object) -> None:
    """A protocol of this desk with its copies and receipt, as an earlier poll left them, but for the changes."""
    precinct = day.provisioned.precincts[0]
    said = {"election": precinct.election, "precinct": precinct.precinct, **changes}
    nothing = {4: [], 5: [], 6: [], 7: {}, 8: b"", 9: bytes(16), 10: bytes(32), 11: number, 13: [0, 0, 0, 0], 16: []}
    payload = cbor2.dumps({0: "P2", ELECTION: said["election"], PRECINCT: said["precinct"], MODE: mode, **nothing})
    for name in KEPT:
        (data_of(day) / f"{name}-{mode}.cose").write_bytes(cose.sign1(payload, day.device_key(0)))


def test_what_was_counted_officially_is_not_opened_again_and_its_protocol_stays(
    start: Callable[..., Day], counted: Snapshot
) -> None:
    day = start(counted)
    at, hardware = day.desk, day.desk.hardware
    counted_chips = [bytes(chip.array) for chip in hardware.chips]
    before = kept(day, OFFICIAL)
    assert "protocol-0.cose" in before
    blank(day)
    day.ask_to_open(at)
    at.sees("protocol_kept")
    at.presses("ok")
    at.sees("mode_choose")
    assert kept(day, OFFICIAL) == before
    assert all(set(chip.array) == {0xFF} for chip in hardware.chips)
    at.chooses("mode_test")
    at.sees("card_show")
    for number in range(20):  # what strangers show takes no room from what is refused to officials
        at.hands.scan(f"HTTPS://EXAMPLE.ORG/{number}")
        at.hardware.rest(700)
    at.presses("back")
    at.chooses("mode_official")
    at.sees("protocol_kept")
    at.presses("ok")
    for chip, image in zip(hardware.chips, counted_chips, strict=True):  # the right pair again, with the power on
        chip.array[:] = image
    at.chooses("mode_test")
    at.presses("back")
    at.sees("power_nothing", limit_ms=60_000)
    noted = events(hardware)
    assert noted.count(("open_refused", 0)) == 2
    assert 0 < noted.count(refusal("code_not_ours")) <= 8


def test_a_correction_alone_is_enough_to_refuse(start: Callable[..., Day], new: Snapshot) -> None:
    """Number 1 is of an earlier election, number 2 of this one: what stands is looked at, whatever lies before it."""
    day = start(new)
    keep(day, OFFICIAL, number=2)
    (data_of(day) / "protocol-0.cose").rename(data_of(day) / "protocol.2-0.cose")
    keep(day, OFFICIAL, election=bytes(16))
    day.ask_to_open(day.desk)
    day.desk.sees("protocol_kept")


@pytest.mark.parametrize("changes", [{"election": bytes(16)}, {"precinct": 18}])
def test_a_protocol_of_something_else_does_not_stand_in_the_way(
    changes: dict, start: Callable[..., Day], new: Snapshot
) -> None:
    day = start(new)
    keep(day, OFFICIAL, **changes)
    day.open(day.desk, OFFICIAL)
    day.idle(day.desk)
    assert kept(day, OFFICIAL) == {}


def test_a_test_is_opened_as_often_as_one_likes(start: Callable[..., Day], new: Snapshot) -> None:
    day = start(new)
    keep(day, OFFICIAL)
    official = kept(day, OFFICIAL)
    keep(day, TEST)
    day.open(day.desk, TEST)
    day.idle(day.desk)
    assert kept(day, TEST) == {}
    assert kept(day, OFFICIAL) == official
    assert not day.desk.hands.screen.shows(words("protocol_kept", "ru"))


def test_a_desk_does_not_work_on_cartridges_of_another_opening(start: Callable[..., Day], new: Snapshot) -> None:
    day = start(new)
    at = day.desk
    day.open(at, TEST)
    day.idle(at)
    at.hardware.pull_plug()
    first = [bytes(chip.array) for chip in at.hardware.chips]
    blank(day, at)
    day.open(at, TEST)
    day.idle(at)
    numbers = [opening_of(at)[0]]
    at.hardware.pull_plug()
    for chip, image in zip(at.hardware.chips, first, strict=True):
        chip.array[:] = image
    numbers.append(opening_of(at)[0])
    assert numbers == [2, 1]
    at.hardware.plug_in()
    at.sees("opened_otherwise")
    assert [bytes(chip.array) for chip in at.hardware.chips] == first


def test_the_power_goes_between_the_terminals_file_and_the_mark(start: Callable[..., Day], new: Snapshot) -> None:
    """The zero slip is on paper: the same opening goes on, no other one begins."""
    day = start(new)
    at = day.booth(1)
    at.hardware.chips[0].cut_at(2)  # its header, the mark
    with pytest.raises(PowerWentOff):
        day.open(at, OFFICIAL)
        day.idle(at)
    opening = opening_of(at)
    day.resume(at)
    day.vote(1, day.activation(), VOTE)
    assert opening_of(at) == opening and opening[0] == 1
