"""A booth is opened a second time: a reason, void slips, a desk that asks for both cards, and a cartridge that dies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cbor2
import pytest

from host_tools.elections.election_file import read_election
from host_tools.formats import codes, cose
from host_tools.formats.cartridge import published
from host_tools.formats.objects import SealedTotals
from host_tools.verifier import verify
from host_tools.verifying.booth_records import Published, check_records
from host_tools.verifying.cartridges import Cartridge
from host_tools.verifying.precinct import check_precinct
from simulator.people.precinct import OFFICIAL
from simulator.people.slip_reader import codes_on
from simulator.people.terminal import Terminal
from simulator.people.typed_numbers import OF_THE_DAY
from simulator.people.words import words
from tests.precinct.day import ELECTION, VOTE, Day, Snapshot, opening_of
from tests.precinct.evening_numbers import numbers, type_numbers
from tests.precinct.slip_objects import object_of, payload_of
from tests.precinct.traces import events

WHY = "КАРТРИДЖ"
BY_HAND = [[0, 0, 0, 0, 2, 0, 0, 0, 0, 0], [2, 0, 0, 0, 0], [0, 2, 0, 0, 0]]  # two ballots as `VOTE` has them
TALLY, OPENING, OPENINGS, REASON = 5, 9, 10, 12  # keys of a zero report
Pair = list[bytes]


def taken_out(at: Terminal) -> Pair:
    """Somebody pulls the plug, takes both cartridges out, and puts blank ones in."""
    at.hardware.pull_plug()
    had = [bytes(chip.array) for chip in at.hardware.chips]
    for chip in at.hardware.chips:
        chip.array[:] = b"\xff" * len(chip.array)
    return had


def put_in(at: Terminal, pair: Pair) -> None:
    at.hardware.pull_plug()
    for chip, image in zip(at.hardware.chips, pair, strict=True):
        chip.array[:] = image


def first_zero(day: Day) -> list[str]:
    """The codes of booth 1's zero report as it was opened in the morning."""
    zeros = [codes_on(slip) for name, slip in day.also["slips"] if name.endswith("zero")]  # type: ignore[attr-defined]
    return next(zero for zero in zeros if payload_of(zero)[4] == 1)


def opened_again(day: Day, number: int = 1) -> list[str]:
    """Chair and member open a booth officially once more, with a reason; the codes of its zero report."""
    at = day.booth(number)
    day.ask_to_open(at)
    at.sees("open_again_text")
    at.presses("ok")
    at.sees("reason_type")
    at.hands.type_letters(WHY)
    day.officials(at)
    zero = codes_on(at.take_slip("zero"))
    day.idle(at)
    return zero


def shown_again(day: Day, zero: list[str]) -> None:
    """The zero report of a second opening is shown at the desk, and chair and member confirm it."""
    desk = day.desk
    day.idle(desk)
    for code in zero:
        desk.hands.scan(code)
    desk.sees("booth_again_text")
    desk.presses("ok")
    day.officials(desk)
    desk.sees("booth_known")
    day.idle(desk)


def exchange(day: Day, *slips: str, booth: int = 1) -> list[str]:
    """The new slips for these; chair and member show their cards once."""
    at, new = day.desk, []
    day.menu(at, "exchange_slip")
    for slip in slips:
        at.sees("exchange_show")
        at.hands.scan(slip)
        at.chooses("booth_number", booth)
        new.append(codes_on(at.take_slip("activation"))[0])
    at.sees("exchange_show")
    at.presses("back")
    day.idle(at)
    return new


def test_slips_of_the_first_opening_are_refused_in_the_second(start: Callable[..., Day], opened: Snapshot) -> None:
    day = start(opened)
    at = day.booth(1)
    day.resume(at)
    spent, kept = day.activation(index=5), day.activation(index=6)
    day.vote(1, spent, VOTE)
    first = opening_of(at)
    taken_out(at)
    zero = payload_of(opened_again(day))
    assert (zero[OPENINGS], zero[REASON].upper(), set(zero[TALLY])) == (2, WHY, {0})
    assert opening_of(at) == (2, zero[OPENING]) and zero[OPENING] != first[1]
    assert ("opened_again", 2) in events(at.hardware)
    for slip in (spent, kept):
        at.hands.scan(slip)
        at.sees("other_opening")
    assert not at.hands.screen.shows(words("language", "kk"))
    day.vote(1, day.activation(index=6), VOTE)  # of this opening


def test_nobody_opens_a_second_time_without_a_reason(start: Callable[..., Day], opened: Snapshot) -> None:
    day = start(opened)
    at = day.booth(1)
    day.resume(at)
    taken_out(at)
    day.ask_to_open(at)
    at.sees("open_again_text")
    at.presses("ok")
    at.sees("reason_type")
    at.presses("back")
    at.sees("mode_choose")
    assert all(set(chip.array) == {0xFF} for chip in at.hardware.chips)


def test_the_desk_takes_a_second_opening_with_both_cards_only(start: Callable[..., Day], opened: Snapshot) -> None:
    day = start(opened)
    at, desk = day.booth(1), day.desk
    day.resume(at)
    day.resume(desk)
    first = day.check_in(day.labels[0], 1)
    taken_out(at)
    zero = opened_again(day)
    day.idle(desk)
    for code in zero:
        desk.hands.scan(code)
    desk.sees("booth_again_text")
    desk.presses("back")
    assert payload_of([day.check_in(day.labels[1], 1)])[8] == payload_of([first])[8]
    shown_again(day, zero)
    slip = day.check_in(day.labels[2], 1)
    assert payload_of([slip])[8] == opening_of(at)[1]
    day.vote(1, slip, VOTE)
    known = [detail for event, detail in events(desk.hardware) if event == "booth_opened"]
    assert known == [1, 2, 1]


def test_an_earlier_zero_report_is_refused_at_the_desk(start: Callable[..., Day], opened: Snapshot) -> None:
    day = start(opened)
    at, desk = day.booth(1), day.desk
    day.resume(at)
    day.resume(desk)
    (code,) = first_zero(day)
    desk.hands.scan(code)
    desk.sees("booth_known")  # the same once more changes nothing
    taken_out(at)
    shown_again(day, opened_again(day))
    desk.hands.scan(code)
    desk.sees("zero_older")


def test_a_zero_report_that_is_not_of_zeros_is_refused(desk: Day) -> None:
    day = desk
    content = payload_of(first_zero(day)) | {TALLY: [1, 0, 1, 0, 0]}
    signed = cose.sign1(cbor2.dumps(content, canonical=True), day.device_key(1))
    day.desk.hands.scan(codes.split("Z", signed)[0])
    day.desk.sees("zero_damaged")


def test_nobody_is_sent_to_a_booth_whose_zero_report_was_not_shown(start: Callable[..., Day], new: Snapshot) -> None:
    day = start(new)
    desk = day.desk
    day.open(desk)
    day.show_id(day.labels[0])
    desk.sees("may_vote")
    desk.chooses("booth_number", 1)
    desk.sees("booth_unknown")
    desk.presses("ok")
    day.open(day.booth(1))
    desk.presses("back")
    day.vote(1, day.check_in(day.labels[0], 1), VOTE)


def test_a_desk_is_not_opened_officially_on_other_cartridges(start: Callable[..., Day], opened: Snapshot) -> None:
    """Who has voted lies on its cartridge: everybody could come again."""
    day = start(opened)
    day.resume(day.desk)
    had = taken_out(day.desk)
    day.ask_to_open(day.desk)
    day.desk.sees("opened_before")
    assert all(set(chip.array) == {0xFF} for chip in day.desk.hardware.chips)
    put_in(day.desk, had)
    day.resume(day.desk)
    day.check_in(day.labels[0], 1)


def test_the_cartridge_of_an_earlier_opening_is_only_closed(start: Callable[..., Day], opened: Snapshot) -> None:
    day = start(opened)
    at = day.booth(1)
    day.resume(at)
    slip = day.activation(index=3)
    day.vote(1, slip, VOTE)
    first, had = opening_of(at), taken_out(at)
    opened_again(day)
    second = taken_out(at)
    put_in(at, had)
    at.hardware.plug_in()
    at.sees("power_nothing")
    at.presses("ok")
    at.sees("outdated")
    at.hands.scan(day.activation(index=4))
    at.sees("other_opening")
    totals = payload_of(_closed(day, at))
    assert (totals[5][0], totals[11]) == (1, first[1])
    put_in(at, second)
    day.resume(at)
    totals = payload_of(day.close_booth(1))
    assert (totals[5][0], totals[11]) == (0, opening_of(at)[1])


def _closed(day: Day, at: Terminal) -> list[str]:
    """The codes of the totals of a booth that can only be closed."""
    chair, member = day.role_cards[:2]
    day.until(at, day.closes_minutes)
    at.hands.scan(chair.texts[0])
    at.sees("polls")
    at.chooses("action_close")
    at.sees("pin_type")
    at.hands.type_digits(chair.pin)
    at.sees("card_show")
    day.show_card(at, member)
    slip = at.take_slip("totals")
    at.sees("booth_closed")
    return codes_on(slip)


@pytest.mark.parametrize("chip", [0, 1])
def test_one_cartridge_of_each_opening_is_no_pair(chip: int, start: Callable[..., Day], opened: Snapshot) -> None:
    day = start(opened)
    at = day.booth(1)
    day.resume(at)
    first = taken_out(at)
    opened_again(day)
    second = taken_out(at)
    put_in(at, [first[0], second[1]] if chip else [second[0], first[1]])
    at.hardware.plug_in()
    at.sees("chips_differ")


def test_a_cartridge_that_dies_at_noon_loses_nothing_and_doubles_nothing(
    start: Callable[..., Day], opened: Snapshot, tmp_path: Path
) -> None:
    """As docs/polls.md, section 10, has it; the first pair is never read again.

    Two have voted, one waits with a slip and exchanges it, one goes home with hers, one comes later.
    """
    day = start(opened)
    for at in day.terminals:
        day.resume(at)
    at = day.booth(1)
    for voter in (0, 1):
        day.vote(1, day.check_in(day.labels[voter], 1), VOTE)
    waits, _ = (day.check_in(day.labels[voter], 1) for voter in (2, 3))
    first = opening_of(at)
    taken_out(at)
    shown_again(day, opened_again(day))
    day.vote(1, exchange(day, waits)[0], VOTE)
    day.vote(1, day.check_in(day.labels[4], 1), VOTE)
    totals = [day.close_booth(1), day.close_booth(2)]
    day.close_desk()
    protocol = protocol_with_a_box_by_hand(day, totals)
    lines = {(line[0], line[6]): line for line in payload_of(protocol)[4]}
    lost, second = lines[1, first[1]], lines[1, opening_of(at)[1]]
    assert (lost[1], lost[4], lost[5]) == (0, None, 4)  # no totals; four slips, of which two are ballots in the box
    assert (second[1], second[3], second[5]) == (2, 2, 2)
    fields = payload_of(protocol)[7]
    assert (fields["electronic"], fields["slips_exchanged"], fields["marked"], fields["activations"]) == (2, 1, 5, 6)
    assert payload_of(protocol)[18] == [[first[1], 1, 2]]  # of the lost opening: one exchanged, two counted by hand
    said = checked(day, totals, protocol)
    assert "has no totals of its opening" in said and "1 slips exchanged" not in said and "✗" not in said, said
    assert refused_by_verifiers(day, totals, protocol, tmp_path) == []


def protocol_with_a_box_by_hand(day: Day, totals: list[list[str]]) -> list[str]:
    """The codes of a protocol without one opening's totals, whose sealed box held two ballots."""
    read_totals_with_one_lost(day, totals)
    typed = numbers(paper=BY_HAND, issued=0, room=0)
    type_numbers(day, [*typed[: len(OF_THE_DAY)], 2, *typed[len(OF_THE_DAY) :]])  # two ballots in the sealed box
    day.desk.sees("breach")
    day.explain(WHY)
    return codes_on(day.desk.take_slip("protocol"))


def read_totals_with_one_lost(day: Day, totals: list[list[str]]) -> None:
    """The desk hears that there are none of one opening, reads the others, and three key cards."""
    desk = day.desk
    day.menu(desk, "count")
    for codes_of_one in totals:
        desk.sees("totals_show")
        for code in codes_of_one:
            desk.hands.scan(code)
    desk.sees("totals_missing")
    desk.hardware.rest(3000)
    desk.presses("back")
    desk.chooses("totals_lost")
    for key in (1, 3, 5):
        desk.sees("key_card_show")
        day.show_card(desk, day.key_cards[OFFICIAL][key - 1])


def checked(day: Day, totals: list[list[str]], protocol: list[str]) -> str:
    """What the host says of the protocol with the totals that there are."""
    made = day.provisioned
    objects = [object_of(one)[1] for one in totals]
    election = read_election(ELECTION)
    images = [bytes(chip.array) for chip in day.desk.hardware.chips]
    report = check_precinct(images, objects, object_of(protocol)[1], election, made.precincts[OFFICIAL])
    return "\n".join(f"{'✗' if finding.level == 'bad' else ' '} {finding.text}" for finding in report.findings)


def refused_by_verifiers(day: Day, totals: list[list[str]], protocol: list[str], folder: Path) -> list[str]:
    """What the verifier that shares nothing, and ours, refuse of the day's record as it would be published."""
    made, election = day.provisioned, read_election(ELECTION)
    signed = [object_of(one)[1] for one in totals]
    booths = []
    for at, data in zip(day.booths, signed, strict=False):  # booths that were not opened are the last
        found = Cartridge(*(bytes(chip.array) for chip in at.hardware.chips))
        sealed = SealedTotals.from_cbor((cose.peek1(data) or (b"", b""))[1])
        slots = found.records("sorted", sealed.tag_key).records
        booths.append(Published(sealed, b"".join(published(found.header, slot) for slot in slots)))
        (folder / f"booth-{sealed.booth}.bin").write_bytes(booths[-1].data)
    (folder / "election.cbor").write_bytes(election.to_cbor())
    (folder / "precinct.cbor").write_bytes(made.precincts[OFFICIAL].to_cbor())
    for number, data in enumerate([*signed, object_of(protocol)[1]]):
        (folder / f"{number}.cose").write_bytes(data)
    alone = [text for good, text in verify.verify(folder, None) if not good]
    return [*alone, *check_records(election, made.precincts[OFFICIAL], booths)]
