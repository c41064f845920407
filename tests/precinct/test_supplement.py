"""The list changed after packing: voters added and taken off by signed supplements, and supplements that are wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from host_tools.formats import cbor, cose
from host_tools.formats.label import make_label
from host_tools.formats.packages import Package, open_package
from host_tools.provisioning.loading import LoadingError, load_package, load_supplement
from host_tools.rolls import supplement
from host_tools.rolls.layout import RollVoter
from host_tools.rolls.supplement import Changes
from simulator.people import screen_reader
from simulator.people.precinct import OFFICIAL
from tests.precinct.day import AUTHORITY, VOTERS, Day, Snapshot
from tests.precinct.evening_numbers import numbers
from tests.precinct.traces import events, header_of, marked, refusal

NUMBER = "900101300007"
LABEL = make_label(NUMBER, 11)
NEWCOMER = RollVoter((NUMBER, LABEL), "Қосылған Сайлаушы Үлгіұлы", 1990)
LATER = RollVoter((make_label("850101300001", 12),), "Кейінгі Сайлаушы", 1985)
PUBLIC = bytes(AUTHORITY.verify_key)


def data_of(day: Day) -> Path:
    return day.provisioned.terminals[0] / "data"


def package_of(day: Day) -> Package:
    return open_package((data_of(day) / "official.tmpk").read_bytes(), PUBLIC)


def made(day: Day, *changes: Changes, key: SigningKey = AUTHORITY) -> list[bytes]:
    """Supplement files, each following the one before."""
    files: list[bytes] = []
    for change in changes:
        files.append(supplement.build(package_of(day), files, change, AUTHORITY))
    return files


def put(day: Day, *files: bytes) -> None:
    """As somebody with a card reader does it: no questions asked."""
    for path in data_of(day).glob("official.sup-*"):
        path.unlink()
    for number, data in enumerate(files, 1):
        (data_of(day) / f"official.sup-{number}").write_bytes(data)


def cards(label: str) -> list[str]:
    return [label, label[2:14]]


def is_refused(day: Day, label: str, words: str) -> None:
    day.show_id(label)
    day.desk.sees(words)
    day.desk.hardware.rest(4000)
    assert events(day.desk.hardware)[-1] == refusal(words, "check_in_refused")


def test_an_added_voter_votes_and_a_removed_one_is_refused_with_words(start: Callable[..., Day], new: Snapshot) -> None:
    day = start(new)
    gone, stays = day.labels[3], day.labels[4]
    first, second = made(day, Changes(added=[NEWCOMER], removed=cards(gone)), Changes(added=[LATER]))
    for number, data in enumerate((first, second), 1):
        file = data_of(day).parent / f"{number}.tmsup"
        file.write_bytes(data)
        assert load_supplement(data_of(day).parent, file).name == f"official.sup-{number}"
        file.unlink()
    day.open(day.desk, OFFICIAL)
    day.show_zero_of(1)
    is_refused(day, gone, "taken_off")
    is_refused(day, gone[2:14], "taken_off")
    for label in (LABEL, LATER.digits[0], stays):
        assert day.check_in(label, 1).startswith("TM1:A")
        day.desk.hardware.rest(4000)
    is_refused(day, NUMBER, "already_marked")
    assert marked(day.desk.hardware, "marked") == 3

    day.desk.hardware.pull_plug()
    day.resume(day.desk)
    is_refused(day, LABEL, "already_marked")
    is_refused(day, gone, "taken_off")


def test_names_of_added_voters_are_shown_in_full(start: Callable[..., Day], new: Snapshot) -> None:
    day = start(new)
    long = RollVoter((LABEL,), "Ұзынаттықұлынова Өтеұзынесім Ғажайыпәкеқызы", 2006)
    put(day, *made(day, Changes(added=[long])))
    day.open(day.desk, OFFICIAL)
    day.show_zero_of(1)
    day.show_id(LABEL)
    day.desk.sees("may_vote")
    shown = "".join(day.desk.hands.screen.lines).replace(" ", "")  # words longer than a line go on in the next
    assert screen_reader.fold(long.name).replace(" ", "") in shown
    day.desk.presses("ok")
    day.desk.chooses("booth_number", 1)
    assert day.desk.take_slip("activation")


def test_a_new_label_opens_the_row_and_the_lost_one_nothing(start: Callable[..., Day], new: Snapshot) -> None:
    day = start(new)
    old = day.labels[5]
    replaced = make_label(old[2:14], 99)
    put(day, *made(day, Changes(replaced=[(old, replaced)])))
    day.open(day.desk, OFFICIAL)
    day.show_zero_of(1)
    is_refused(day, old, "taken_off")
    day.check_in(replaced, 1)
    day.desk.hardware.rest(4000)
    is_refused(day, old[2:14], "already_marked")


def test_the_protocol_lists_what_the_supplements_make_of_the_list(start: Callable[..., Day], new: Snapshot) -> None:
    day = start(new)
    put(day, *made(day, Changes(added=[NEWCOMER, LATER], removed=cards(day.labels[3])), Changes(removed=[NUMBER])))
    day.open_everywhere(OFFICIAL)
    totals = [day.close_booth(1), day.close_booth(2)]
    day.close_desk()
    nobody = [[0] * 10, [0] * 5, [0] * 5]
    day.count(totals, OFFICIAL, numbers(nobody, issued=0, received=0))
    payload = cbor.decode(cose.verify1(protocol_of(day), bytes(day.device_key(0).verify_key)))
    assert payload[7]["listed"] == VOTERS + 2 - 1  # one card of two was removed: she stays


def protocol_of(day: Day) -> bytes:
    return (data_of(day) / "protocol-0.cose").read_bytes()


def altered(data: bytes, at: int) -> bytes:
    return data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]


def signed(payload: dict, key: SigningKey = AUTHORITY) -> bytes:
    return supplement.MAGIC + cose.sign1(cbor.encode(payload), key)


def wrong_supplements(day: Day) -> dict[str, list[list[bytes]]]:
    """What lies beside the package, by the words that must be said."""
    first, second = made(day, Changes(added=[NEWCOMER]), Changes(added=[LATER]))
    (rival,) = made(day, Changes(added=[LATER]))
    payload = cbor.decode(cose.peek1(first[len(supplement.MAGIC) :])[1])
    sealed, entry = payload[5][0][1], payload[5][0][2][0]
    return {
        "supplement_damaged": [
            [first[:-20]], [b""], [b"?" + first[1:]], [first + bytes(supplement.LARGEST_BYTES)],
            [signed({**payload, 0: "M2"})], [signed({**payload, 5: [[VOTERS + 1, sealed, [entry]]]})],
            [signed({**payload, 5: [[VOTERS, None, [entry]]]})],
            [signed({**payload, 5: [[VOTERS, sealed, [entry[:-1]]]]})],
        ],
        "supplement_signature": [
            [altered(first, len(first) - 5)], [altered(first, 200)],
            [signed(payload, SigningKey(b"s" * 32))],
        ],
        "supplement_foreign": [[signed({**payload, **other})] for other in ({1: bytes(16)}, {2: 18}, {3: 1})],
        "supplement_order": [[second], [first, first], [rival, second], [signed({**payload, 7: bytes(32)})]],
    }  # fmt: skip


def refuses_to_open(day: Day, words: str) -> None:
    day.desk.sees("mode_choose")
    day.desk.chooses("mode_official")
    day.desk.sees(words)
    day.desk.sees("call_technician")
    day.desk.presses("ok")


def test_polls_do_not_open_on_a_wrong_supplement(start: Callable[..., Day], new: Snapshot) -> None:
    day = start(new)
    day.desk.hardware.plug_in()
    for words, lists in wrong_supplements(day).items():
        for files in lists:
            put(day, *files)
            refuses_to_open(day, words)
    first, second = made(day, Changes(added=[NEWCOMER]), Changes(added=[LATER]))
    put(day, first, second)
    (data_of(day) / "official.sup-1").unlink()
    refuses_to_open(day, "supplement_missing")
    put(day, first)
    (data_of(day) / "official.sup-old").write_bytes(first)
    refuses_to_open(day, "supplement_missing")
    (data_of(day) / "official.sup-old").unlink()
    assert all(set(chip.array) == {0xFF} for chip in day.desk.hardware.chips), "nothing is written before all is right"
    day.open(day.desk, OFFICIAL)


@pytest.mark.parametrize("how", ["comes", "goes", "another"])
def test_the_list_stays_that_of_the_opening(start: Callable[..., Day], new: Snapshot, how: str) -> None:
    day = start(new)
    first, second = made(day, Changes(added=[NEWCOMER]), Changes(added=[LATER]))
    put(day, first)
    day.open(day.desk, OFFICIAL)
    day.idle(day.desk)
    day.desk.hardware.pull_plug()
    put(day, *{"comes": [first, second], "goes": [], "another": made(day, Changes(added=[LATER]))}[how])
    before = [bytes(chip.array) for chip in day.desk.hardware.chips]
    day.desk.hardware.plug_in()
    day.desk.sees("list_changed")
    day.desk.sees("call_technician")
    assert [bytes(chip.array) for chip in day.desk.hardware.chips] == before
    put(day, first)
    day.desk.presses("ok")
    day.desk.sees("power_nothing")


def test_as_many_voters_as_there_is_room_for_fit_the_heap(start: Callable[..., Day], new: Snapshot) -> None:
    day = start(new)
    room = supplement.most_voters(VOTERS) - VOTERS
    people = [
        RollVoter((number, make_label(number, place)), "Көпшілік Үлгі", 1970)
        for place, number in enumerate(f"{700101300000 + 7 * place}" for place in range(room))
    ]
    each = 18  # as large a file as there may be
    files = made(day, *(Changes(added=people[at : at + each]) for at in range(0, room, each)))
    put(day, *files)
    assert 0 <= supplement.LARGEST_BYTES - len(files[0]) < 250
    day.open(day.desk, OFFICIAL)
    day.show_zero_of(1)
    header = header_of(day.desk.hardware)
    assert VOTERS + room <= header[12] - header[15] < VOTERS + room + 8  # and rows for those added on the day
    day.check_in(people[-1].digits[1], 1)
    day.desk.hardware.rest(4000)
    is_refused(day, people[-1].digits[1], "already_marked")


def test_a_list_beyond_the_room_for_it_is_refused(start: Callable[..., Day], new: Snapshot) -> None:
    day = start(new)
    (first,) = made(day, Changes(added=[NEWCOMER]))
    payload = cbor.decode(cose.peek1(first[len(supplement.MAGIC) :])[1])
    rows = [[VOTERS + place, b"%020d" % place, []] for place in range(51)]
    put(day, signed({**payload, 5: rows}))
    day.desk.hardware.plug_in()
    refuses_to_open(day, "supplement_too_many")


def test_the_workbench_refuses_what_the_desk_would(start: Callable[..., Day], new: Snapshot) -> None:
    day = start(new)
    desk = data_of(day).parent
    for lists in wrong_supplements(day).values():
        for files in lists:
            if len(files) == 1:
                with pytest.raises(LoadingError):
                    load_supplement(desk, written(desk, files[0]))
    first, second = made(day, Changes(added=[NEWCOMER]), Changes(added=[LATER]))
    with pytest.raises(LoadingError, match="does not follow"):
        load_supplement(desk, written(desk, second))
    load_supplement(desk, written(desk, first))
    with pytest.raises(LoadingError, match="already"):
        load_supplement(desk, written(desk, first))
    for wrong in ("booth-1", "booth-2"):
        package = desk.parent / wrong / "data" / "official.tmpk"
        with pytest.raises(LoadingError, match="another terminal"):
            load_package(desk, package)
    assert sorted(path.name for path in data_of(day).glob("*.sup-*")) == ["official.sup-1"]


def written(desk: Path, data: bytes) -> Path:
    path = desk.parent / "given.tmsup"
    path.write_bytes(data)
    return path
