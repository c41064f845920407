"""A desk with a part of a packed roll dies: the district's spare has that part, finds its voters, and nobody twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from host_tools.formats.definitions import Device
from host_tools.formats.places import package_name
from host_tools.provisioning import own_keys
from host_tools.provisioning.compiling import SIMULATOR_CODE
from host_tools.provisioning.loading import load_package
from host_tools.provisioning.new_terminals import images_of, make_spare
from host_tools.provisioning.plan import VERSION
from host_tools.provisioning.spare_places import gather_places
from simulator.people.newborn import injected
from simulator.people.precinct import TEST
from tests.precinct.day import Day, Snapshot, keep
from tests.precinct.desk_and_spare import SERIAL, beside, open_with_slips, take_place
from tests.precinct.test_packed_roll import AUTHORITY, Commission, made, sizes_of
from tests.precinct.test_second_opening import put_in
from tests.precinct.three_desks import SHARED_SLOTS
from tests.precinct.traces import marked

SECOND, PUBLIC = 102, bytes(AUTHORITY.verify_key)


def test_the_spare_of_a_second_desk_finds_the_voters_of_its_part(start: Callable[..., Day], tmp_path: Path) -> None:
    commission = Commission(tmp_path)
    lines = commission.list_and_labels()
    image = images_of(VERSION, AUTHORITY, code=SIMULATOR_CODE)["desk"]
    device = Device(role="desk", serial_number=SERIAL, authority=PUBLIC)
    spare = make_spare(tmp_path / "district", "spare", device, image)
    said = own_keys.take(tmp_path / "district", injected(spare, b"of the spare desk".ljust(32)))
    plan = {"desks": 2, "spare_desk": said, "slots": SHARED_SLOTS}
    done = {number: made(commission, number, voters, **plan) for number, voters in sizes_of(lines).items()}
    for mode, name in enumerate(("official", "test")):
        commission.pack(mode, name)
        for precinct, one in done.items():
            for terminal, desk in ((0, 1), (SECOND, 2)):
                load_package(one.terminals[terminal], tmp_path / name / package_name(precinct, desk))
    assert gather_places([one.folder for one in done.values()], spare, PUBLIC) == SERIAL

    of_first = [line for line in lines if line["precinct"] == "1"]
    own = [label for line in of_first[len(of_first) // 2 :] if (label := commission.label_of(line["id_value"]))]
    others = [label for line in of_first[: len(of_first) // 2] if (label := commission.label_of(line["id_value"]))]
    assert len(own) > 1 and others, "the made-up list has voters with labels for both desks"
    day = start(Snapshot(done[1], own, {}))
    slips = open_with_slips(day, TEST)
    second = len(day.desks) - 1
    day.desk_of = {**dict.fromkeys(others, 1), **dict.fromkeys(own, 2)}
    day.check_in(own[0], 1)
    day.idle(day.desks[second])
    left = keep(day, tmp_path / "died")
    day = start(beside(left, spare, SECOND))
    day.mode, day.desk_of = TEST, {**dict.fromkeys(others, 1), **dict.fromkeys(own, 2)}
    for at in (day.desk, *day.booths):
        day.resume(at)
    at = day.desks[second]
    at.hardware.plug_in()
    take_place(day, at, slips[SECOND])
    put_in(at, left.chips[SECOND])
    day.resume(at)
    day.issuing = {one.name for one in day.desks}
    day.show_id(own[0], at=at)
    at.sees("already_marked")
    at.presses("ok")
    assert day.check_in(own[1], 1).startswith("TM1:A")
    day.idle(at)
    day.show_id(others[0], at=at)
    at.sees("other_desk", 1)
    assert marked(at.hardware, "marked") == 2
