"""Trainings: the whole day with invented voters, and everything by which one could touch what is official."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from host_tools.provisioning import training
from simulator.hardware.terminal import TerminalHardware
from simulator.people import slip_reader
from simulator.people.precinct import OFFICIAL, PAPER, TEST, TRAINING, PowerWentOff, Terminal
from simulator.people.screen_reader import fold
from simulator.people.words import words
from tests.precinct.day import VOTE, Day, Snapshot, opened_everywhere
from tests.precinct.evening_numbers import numbers
from tests.precinct.slip_objects import payload_of
from tests.precinct.traces import ballots, header_of, marked, without_log

BLANK_BYTE = 0xFF
TRAINING_FILES = ("protocol-2.cose", "copies-2.cose", "totals-2.cose", "totals.2-2.cose")  # of a desk that has counted
MARK_OPENED = slice(2048, 2064)  # docs/formats.md, section 6
CARDS = list(training.labels(training.voters()).values())


@pytest.fixture(scope="session")
def trained(new: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A training open everywhere, before the first voter."""
    return opened_everywhere(new, tmp_path_factory.mktemp("trained"), TRAINING)


@pytest.fixture
def day(start: Callable[..., Day], trained: Snapshot) -> Day:
    """The training, plugged in again."""
    found = start(trained)
    found.mode = TRAINING
    for terminal in found.terminals:
        found.resume(terminal)
    return found


def images(hardware: TerminalHardware) -> list[bytes]:
    return [bytes(chip.array) for chip in hardware.chips]


def has_band(slip: Image.Image) -> bool:
    """Is there a black band across the paper with the words of a training, white?"""
    black = np.asarray(slip) < 128
    rows = np.flatnonzero(black[:, :4].all(axis=1) & black[:, -4:].all(axis=1))
    bands = np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)
    said = slip_reader._trimmed(slip_reader.ink(words("training_band", "ru").rpartition(" · ")[0]))  # 58 mm paper
    return any(np.array_equal(slip_reader._trimmed(~black[band[0] : band[-1] + 1]), said) for band in bands)


def exchange(at: Terminal, official: list[bytes]) -> None:
    """Somebody pulls the cartridge and puts another into the terminal that is on."""
    for chip, image in zip(at.hardware.chips, official, strict=True):
        chip.array[:] = image


def test_a_whole_day_with_invented_voters_ends_as_it_began(start: Callable[..., Day], new: Snapshot) -> None:
    day = start(new)
    for terminal in day.terminals:
        day.open(terminal, TRAINING)
        assert header_of(terminal.hardware)[3] == TRAINING
    for voter, booth in enumerate((1, 2)):
        day.vote(booth, day.check_in(CARDS[voter], booth), VOTE)
    day.check_in(CARDS[2], PAPER)
    day.show_id(CARDS[0])
    day.desk.sees("already_marked")
    totals = [day.close_booth(1), day.close_booth(2)]
    day.close_desk()
    protocol = payload_of(day.count(totals, TRAINING, numbers()))
    assert (protocol[3], protocol[5][1], protocol[7]["marked"]) == (TRAINING, [2, 0, 0], 3)
    assert len(day.taken) == 3 + 2 + 2 + 2 + 2 + 2, "zero slips, activations, codes, ballots, totals, copies"
    for name, slip in day.taken:
        assert has_band(slip), name
    data = day.desk.hardware.bench.firmware / "data"
    assert {path.name for path in data.glob("*.cose")} == set(TRAINING_FILES)
    for terminal in day.terminals:
        day.clear_test(terminal)
        assert all(set(image) == {BLANK_BYTE} for image in images(terminal.hardware))


def test_every_screen_says_that_it_is_a_training(day: Day) -> None:
    seen = []
    for at, language in ((day.desk, "ru"), (day.booth(1), "kk")):
        day.idle(at)
        seen.append((at.hands.screen.title, words("training_mark", language)))
    day.at_review(day.activation(mode=TRAINING), "en", ["Koseev", "Yes", "No"])
    seen.append((day.booth(1).hands.screen.title, words("training_mark", "en")))
    for title, mark in seen:
        assert title.startswith(fold(f"{mark} · ")), title


@pytest.mark.parametrize("open_in", [OFFICIAL, TEST])
def test_what_is_open_goes_on_and_no_training_is_offered(
    start: Callable[..., Day], new: Snapshot, open_in: int
) -> None:
    day = start(new)
    at = day.booth(1)
    day.open(at, open_in)
    day.idle(at)
    at.hardware.pull_plug()
    day.resume(at)
    day.idle(at)
    assert header_of(at.hardware)[3] == open_in


def test_an_official_opening_that_was_interrupted_is_left_for_official(
    start: Callable[..., Day], opened: Snapshot
) -> None:
    day = start(opened)
    at = day.booth(1)
    for chip in at.hardware.chips:
        chip.array[2048:] = b"\xff" * (len(chip.array) - 2048)  # the header stands, the mark *opened* does not
    (day.provisioned.terminals[1] / "data" / f"opening-{OFFICIAL}").unlink()  # nor does the opening in the files
    before = images(at.hardware)
    at.hardware.plug_in()
    day.mode = TRAINING
    at.sees("mode_choose")
    at.chooses("mode_training")
    day.officials(at)
    at.sees("chip_other_mode")
    assert images(at.hardware) == before
    at.presses("ok")
    day.open(at, OFFICIAL)


def test_cards_of_one_mode_are_refused_in_the_other(start: Callable[..., Day], day: Day, opened: Snapshot) -> None:
    official = start(opened)
    for found in (official, day):
        if found is official:
            for terminal in found.terminals:
                found.resume(terminal)
        role_cards = (found.provisioned.role_cards, found.provisioned.training_role_cards)
        other = role_cards[0 if found is day else 1][0]
        for at in (found.desk, found.booth(1)):
            found.idle(at)
            at.hands.scan(other.texts[0])
            at.sees("code_other_mode")
    day.show_id(day.labels[0])
    day.desk.sees("not_on_roll")
    official.show_id(CARDS[0])
    official.desk.sees("not_on_roll")
    slip = official.check_in(official.labels[0], 1)
    day.idle(day.booth(1))
    day.booth(1).hands.scan(slip)
    day.booth(1).sees("code_other_mode")
    assert ballots(day.booth(1).hardware) == marked(day.desk.hardware, "marked") == 0


def test_wrong_pins_of_the_day_are_not_forgiven_by_a_training(start: Callable[..., Day], new: Snapshot) -> None:
    day = start(new)
    at = day.booth(1)
    day.ask_to_open(at)
    at.sees("card_show")
    chair = day.role_cards[0]
    for _ in range(2):
        day.show_card(at, chair, f"{(int(chair.pin) + 1) % 10**6:06d}") if _ == 0 else at.hands.type_digits("000000")
        at.sees("pin_wrong")
        at.presses("ok")
        at.hardware.rest(3_000)
    at.presses("back", "back")
    day.open(at, TRAINING)
    attempts = at.hardware.bench.firmware / "data" / "attempts"
    assert attempts.read_bytes() == b"\x02"


# --- the cartridge is exchanged while the training runs ---------------------------------------------------------------


def test_an_official_cartridge_put_in_takes_no_voters_mark(day: Day, opened: Snapshot) -> None:
    day.show_id(CARDS[0])
    day.desk.sees("may_vote")
    exchange(day.desk, opened.chips[0])
    day.desk.chooses("booth_number", 1)
    day.desk.sees("chip_foreign")
    assert images(day.desk.hardware) == opened.chips[0]
    assert not day.desk.has_slip()


def test_an_official_cartridge_put_in_takes_no_ballot(day: Day, opened: Snapshot) -> None:
    at = day.at_review(day.activation(mode=TRAINING))
    day.print_ballot(at, "ru")
    exchange(at, opened.chips[1])
    at.presses("ok")
    at.sees("memory_unsettled", language="kk")  # nobody goes on until its own cartridge is back
    assert images(at.hardware) == opened.chips[1]


@pytest.mark.parametrize("number", [0, 1])
def test_an_official_cartridge_put_in_is_neither_closed_nor_cleared(day: Day, evening: Snapshot, number: int) -> None:
    """The chips say *closed*, which would offer to clear a training."""
    at = day.terminals[number]
    day.idle(at)
    exchange(at, evening.chips[number])
    at.hands.scan(day.role_cards[0].texts[0])
    at.sees("chip_foreign")
    assert images(at.hardware) == evening.chips[number]
    at.hardware.pull_plug()
    assert images(at.hardware) == evening.chips[number]


def test_one_official_chip_put_in_stays_as_it_is(day: Day, opened: Snapshot) -> None:
    at = day.booth(2)
    at.hardware.chips[1].array[:] = opened.chips[2][1]
    day.idle(at)
    at.hands.scan(day.activation(mode=TRAINING, booth=2))
    at.sees("cast_failed")
    assert images(at.hardware)[1] == opened.chips[2][1]


def test_official_does_not_write_on_a_cartridge_of_a_training(booth: Day, trained: Snapshot) -> None:
    at = booth.booth(1)
    booth.idle(at)
    slip = booth.activation()  # of the opening that was on the cartridge
    exchange(at, trained.chips[1])
    at.hands.scan(slip)
    at.sees("cast_failed")
    assert images(at.hardware) == trained.chips[1]


@pytest.mark.parametrize("operation", [1, 3, 6])
def test_the_power_goes_while_the_cartridge_is_another(day: Day, opened: Snapshot, operation: int) -> None:
    """The training was in the middle of a ballot; what is put in meanwhile is an official cartridge."""
    at = day.at_review(day.activation(mode=TRAINING))
    day.print_ballot(at, "ru")
    at.hardware.chips[0].cut_at(operation, torn=True)
    try:
        at.presses("ok")
        at.sees("cast_done", language="ru")
    except PowerWentOff:
        pass
    at.hardware.pull_plug()
    exchange(at, opened.chips[1])
    before = without_log(at.hardware)
    at.hardware.plug_in()
    at.sees("power_nothing")
    at.presses("ok")
    day.idle(at)
    assert without_log(at.hardware) == before
    assert not at.hands.screen.shows(words("training_mark", "kk"))


def test_a_power_cut_in_clearing_leaves_a_training_that_is_cleared(day: Day) -> None:
    at = day.booth(2)
    day.close_booth(2)
    day.menu(at, "clear", *day.role_cards[:1])
    at.sees("card_show")
    at.hardware.chips[0].cut_at(2)
    try:
        day.show_card(at, day.role_cards[1])
        at.sees("mode_choose", limit_ms=900_000)
        raise AssertionError("the power did not go")
    except PowerWentOff:
        pass
    assert header_of(at.hardware)[3] == TRAINING
    at.hardware.plug_in()
    day.idle(at)
    day.clear_test(at)
    assert all(set(image) == {BLANK_BYTE} for image in images(at.hardware))


def test_what_an_earlier_training_counted_is_gone_before_the_next_is_open(
    start: Callable[..., Day], new: Snapshot
) -> None:
    """The plug is pulled as soon as the mark *opened* stands: no later start may take the old protocol for its own."""
    day = start(new)
    at, data = day.desk, day.provisioned.terminals[0] / "data"
    for name in ("protocol", "copies", "receipt"):
        (data / f"{name}-{TRAINING}.cose").write_bytes(b"\xa0")
    day.mode = TRAINING
    at.hardware.plug_in()
    at.sees("mode_choose")
    at.chooses("mode_training")
    at.hardware.chips[1].cut_at(3, "after")  # the header, the opening, then the mark
    with pytest.raises(PowerWentOff):
        day.officials(at)
        day.idle(at)
    assert at.hardware.chips[1].array[MARK_OPENED] == bytes(16)
    assert not list(data.glob(f"*-{TRAINING}.cose"))
