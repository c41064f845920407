"""The evening: sealed totals that are missing or foreign, key cards that do not open, numbers that do not agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256

import cbor2
import pytest
from nacl.signing import SigningKey

from host_tools.collecting.proving import contradiction
from host_tools.elections.election_file import read_election
from host_tools.formats import codes, cose
from host_tools.formats.objects import Protocol, SealedTotals, Tally
from host_tools.verifying.equations import breaches
from host_tools.verifying.precinct import check_precinct
from simulator.people.precinct import OFFICIAL, TEST
from simulator.people.typed_numbers import OF_THE_DAY
from simulator.people.words import words
from tests.precinct.day import ELECTION as ELECTION_FILE
from tests.precinct.day import Day, Snapshot, shared
from tests.precinct.evening_numbers import (
    ELECTRONIC,
    count,
    numbers,
    read_totals_and_keys,
    say_right,
    type_fields,
)
from tests.precinct.slip_objects import object_of, payload_of
from tests.precinct.traces import events, refusal


@pytest.fixture(scope="module")
def day(evening: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """One desk, closed, for all who come to it with wrong things: a count that is given up changes nothing."""
    yield from shared(evening, tmp_path_factory.mktemp("count"), 0)


def other_totals(day: Day, key: SigningKey | None = None, **changes: object) -> list[str]:
    """Booth 1's sealed totals, altered and signed by booth 1 itself or by somebody else."""
    _, data = object_of(day.also["totals"][0])  # type: ignore[index]
    slip = SealedTotals.from_cbor(cose.peek1(data)[1])  # type: ignore[index]
    return codes.split("S", cose.sign1(slip.model_copy(update=changes).to_cbor(), key or day.device_key(1)))


def show(day: Day, texts: list[str]) -> None:
    for text in texts:
        day.desk.hands.scan(text)


def give_up(day: Day) -> None:
    """Back out of a count; where totals are missing the desk asks first whether a cartridge is lost: back once more."""
    at = day.desk
    left, asked = words("desk_closed", at.language), words("totals_lost", at.language)
    at.presses("back")
    at.hands.wait_for(lambda screen: screen.shows(left) or screen.shows(asked), left)
    if not at.hands.screen.shows(left):
        at.presses("back")
        at.sees("desk_closed")
    day.desk.hardware.rest(3000)


def test_totals_that_are_not_this_precincts_are_refused_and_missing_ones_named(day: Day) -> None:
    day.menu(day.desk, "count")
    day.desk.sees("totals_missing", "1, 2")
    stranger = SigningKey(b"n" * 32)
    for texts, reason in (
        (other_totals(day, stranger, precinct=18), "code_other_precinct"),
        (other_totals(day, stranger, election=b"e" * 16), "code_other_election"),
        (other_totals(day, mode=TEST), "code_other_mode"),
        (other_totals(day, stranger), "code_signature"),
        (other_totals(day, booth=2), "code_signature"),
        ([day.activation()], "code_wrong_kind"),
    ):
        show(day, texts)
        day.desk.sees(reason)
        day.desk.sees("totals_missing", "1, 2")
        assert events(day.desk.hardware)[-1] == refusal(reason)
    first, second = day.also["totals"]  # type: ignore[misc]
    show(day, first)
    day.desk.sees("totals_missing", "2")
    day.desk.hardware.rest(3000)
    show(day, first)
    day.desk.sees("booth_again")
    assert events(day.desk.hardware)[-1] == refusal("booth_again")
    show(day, second[:-1])
    day.desk.sees("progress", len(second) - 1, len(second))
    show(day, second[-1:])
    day.desk.sees("key_card_show")
    give_up(day)


def test_too_few_key_cards_open_nothing(day: Day, neighbour: Snapshot) -> None:
    read_totals_and_keys(day, ())
    day.desk.sees("key_card_show")
    cards = day.key_cards[OFFICIAL]
    show(day, list(neighbour.provisioned.key_cards[OFFICIAL][0].texts))
    day.desk.sees("code_other_precinct")
    show(day, list(day.key_cards[TEST][0].texts))
    day.desk.sees("code_other_mode")
    day.show_card(day.desk, cards[0])
    day.desk.sees("key_card_show", 2, 3)
    day.desk.hardware.rest(3000)
    show(day, list(cards[0].texts))
    day.desk.sees("card_same")
    noted = [refusal(reason) for reason in ("code_other_precinct", "code_other_mode", "card_same")]
    assert events(day.desk.hardware)[-3:] == noted
    show(day, list(cards[1].texts))
    day.desk.sees("pin_type")
    day.desk.hands.type_digits("000000" if cards[1].pin != "000000" else "111111")
    day.desk.sees("pin_wrong")
    assert events(day.desk.hardware)[-1] == ("pin_wrong", 0)
    day.desk.presses("ok")
    day.desk.sees("pin_type")
    day.desk.presses("back")
    day.desk.sees("key_card_show", 2, 3)
    give_up(day)


def test_a_key_card_made_up_to_stop_the_count_is_refused(day: Day) -> None:
    read_totals_and_keys(day, ())
    day.desk.sees("key_card_show")
    precinct = day.provisioned.precincts[OFFICIAL]
    where = {0: "K2", 1: precinct.election, 2: precinct.precinct, 3: OFFICIAL}
    for header in (where, {**where, 4: 1, 5: 3, 6: 5, 7: bytes(16), 8: 2_000_000_000}):
        fake = cose.encrypt0(bytes(32), bytes(12), bytes(32), {cose.CARD_HEADER: header})
        show(day, codes.split("K", fake))
        day.desk.sees("key_card_wrong")
        assert events(day.desk.hardware)[-1] == refusal("key_card_wrong")
        day.desk.hardware.rest(1000)
    give_up(day)


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        (4, None, "code_damaged"),
        (5, None, "code_damaged"),
        (5, [1, 0, 1], "code_damaged"),
        (5, ["1", 0, 1, 0, 0], "code_damaged"),
        (5, [True, 0, 1, 0, 0], "code_damaged"),
        (5, [-1, 0, 1, 0, 0], "code_damaged"),
        (5, [1 << 32, 0, 1, 0, 0], "code_damaged"),
        (6, None, "code_damaged"),
    ],
)
def test_rightly_signed_totals_without_right_numbers_are_refused(
    day: Day, key: int, value: object, reason: str
) -> None:
    """value: what stands under a key of booth 1's totals; None where nothing does."""
    payload = payload_of(day.also["totals"][0])  # type: ignore[index]
    del payload[key]
    if value is not None:
        payload[key] = value
    day.menu(day.desk, "count")
    day.desk.sees("totals_missing", "1, 2")
    show(day, codes.split("S", cose.sign1(cbor2.dumps(payload, canonical=True), day.device_key(1))))
    day.desk.sees(reason)
    day.desk.sees("totals_missing", "1, 2")
    assert events(day.desk.hardware)[-1] == refusal(reason)
    give_up(day)


def with_another_seal(totals: bytes) -> bytes:
    """The first position's B is the second's: both are points, together they hold no number."""
    return totals[:32] + totals[96:128] + totals[64:]


def with_torsion(totals: bytes) -> bytes:
    """The first point plus the point (0, -1), of order 2: on the curve, outside the group that opens."""
    encoding = int.from_bytes(totals[:32], "little")
    y, sign = encoding & (1 << 255) - 1, encoding >> 255
    return ((2**255 - 19 - y) | (1 - sign) << 255).to_bytes(32, "little") + totals[32:]


def without_point(totals: bytes) -> bytes:
    return b"\xff" * 32 + totals[32:]


def not_canonical(totals: bytes) -> bytes:
    """The neutral point as a number that is not reduced: a second spelling of what may stand there."""
    return (2**255 - 19 + 1).to_bytes(32, "little") + totals[32:]


def of_order_4(totals: bytes) -> bytes:
    return totals[:32] + bytes(32) + totals[64:]


def sums_of_booth_1(day: Day) -> bytes:
    return payload_of(day.also["totals"][0])[6]  # type: ignore[index]


@pytest.mark.parametrize(
    "changes",
    [
        lambda totals: {"totals": with_torsion(totals)},
        lambda totals: {"totals": without_point(totals)},
        lambda totals: {"totals": not_canonical(totals)},
        lambda totals: {"totals": of_order_4(totals)},
        lambda totals: {"totals": totals[64:]},
        lambda totals: {"totals": totals + totals[:64]},
        lambda totals: {"totals": totals[:-1]},
        lambda _: {"tally": Tally(2, 0, 1, 0, 0)},
        lambda _: {"tally": Tally(1 << 31, 0, 1 << 31, 0, 0)},
        lambda _: {"tally": Tally(1, 1 << 31, 1, 0, 0)},
    ],
)
def test_a_booth_whose_totals_are_no_sums_is_named(day: Day, changes: Callable[[bytes], dict[str, object]]) -> None:
    day.menu(day.desk, "count")
    day.desk.sees("totals_missing", "1, 2")
    show(day, other_totals(day, **changes(sums_of_booth_1(day))))
    day.desk.sees("totals_bad", 1)
    assert events(day.desk.hardware)[-1] == refusal("totals_bad")
    day.desk.presses("back")
    assert day.desk.hands.screen.shows(words("leave_out", day.desk.language, 1))
    day.desk.presses("back")
    day.desk.sees("desk_closed")
    day.desk.hardware.rest(3000)


def test_a_booth_whose_totals_are_no_sums_is_left_out_by_holders_of_key_cards(day: Day) -> None:
    at = day.desk
    day.menu(at, "count")
    at.sees("totals_missing", "1, 2")
    show(day, other_totals(day, totals=with_torsion(sums_of_booth_1(day))))
    at.sees("totals_bad", 1)
    show(day, day.also["totals"][1])  # type: ignore[index]
    at.sees("totals_missing", "1")
    at.hardware.rest(3000)
    at.presses("back")
    at.chooses("leave_out")
    for key in (1, 3, 5):
        at.sees("key_card_show")
        day.show_card(at, day.key_cards[OFFICIAL][key - 1])
    at.sees("certificates", limit_ms=600_000)
    assert ("booth_left_out", 1) in events(at.hardware)
    at.presses("back")
    at.sees("count_leave")
    at.presses("ok")
    at.sees("desk_closed")
    at.hardware.rest(3000)


FORGED = b"\x99\x05\xd9" + b"\x80" * 1497  # a list of empty lists: 114 KiB once it is decoded


@pytest.mark.parametrize("frame", [b"", b"\xd2\x84\x43\xa1\x01\x27\xa1\x04\x48" + bytes(8) + b"\x59\x05\xdc"])
def test_unsigned_codes_that_would_fill_the_heap_cost_the_count_nothing(day: Day, frame: bytes) -> None:
    day.menu(day.desk, "count")
    day.desk.sees("totals_missing", "1, 2")
    forged = frame + FORGED + (b"\x58\x40" + bytes(64) if frame else b"")
    show(day, codes.split("S", forged))
    day.desk.sees("code_damaged")
    give_up(day)


def test_sums_that_do_not_open_are_said_and_noted_and_the_count_can_begin_again(day: Day) -> None:
    """A booth, rightly signed, that lies about its votes, and a desk that has lost what the booth said."""
    at = day.desk
    wrong = other_totals(day, totals=with_another_seal(sums_of_booth_1(day)))
    second = day.also["totals"][1]  # type: ignore[index]
    read_totals_and_keys(day, (1, 3), totals=(wrong, second))
    at.sees("key_card_show", 3, 3)
    (day.provisioned.terminals[0] / "data" / "totals-0.cose").unlink()
    day.show_card(at, day.key_cards[OFFICIAL][4])
    at.sees("sums_not_open", limit_ms=600_000)
    at.sees("call_technician")
    assert events(at.hardware)[-1] == ("count_failed", 1)
    at.presses("ok")
    at.sees("desk_closed")
    at.hardware.rest(3000)
    read_totals_and_keys(day)
    at.sees("certificates", limit_ms=600_000)
    at.presses("back")
    at.sees("count_leave")
    at.presses("ok")
    at.sees("desk_closed")


def test_a_number_that_breaks_an_equation_is_said_in_words_put_right_on_the_list_and_then_stands(
    start: Callable[..., Day], evening: Snapshot
) -> None:
    day = start(evening)
    at = day.desk
    count(day, numbers(unused=8))
    at.sees("breach")
    at.sees("eq_paper", 1, 10, 9)
    at.presses("ok")
    at.chooses("type_again")
    at.sees("numbers_look")
    for contest in (1, 2, 3):
        at.hands.choose(f"{contest}.H")
        type_fields(day, [9])
    say_right(day)
    payload = payload_of(slip_codes(day))
    assert (payload[5], payload[16][2][4], 12 in payload) == (ELECTRONIC, 9, False)
    assert events(at.hardware)[-1] == ("counted", 0)
    opened, closed, began, signed = payload[13]
    assert 0 < opened < closed and 0 < began < signed  # this desk's clock was set anew in between


def test_a_breach_is_accepted_with_a_typed_reason_by_two_people_and_stands_on_the_slip(
    start: Callable[..., Day], evening: Snapshot
) -> None:
    day = start(evening)
    at = day.desk
    count(day, numbers(room=0))
    at.sees("breach")
    at.sees("eq_paper_votes", 1, 1, 0)
    day.explain("ошибка")
    payload = payload_of(slip_codes(day))
    assert payload[12].casefold() == "ошибка"
    assert payload[16][0][8] == 0
    assert [name for name, _ in events(at.hardware)][-2:] == ["breach_accepted", "counted"]


def test_more_certificates_than_voters_on_the_list_never_pass_in_silence(
    start: Callable[..., Day], evening: Snapshot
) -> None:
    """As in Almaty, 2016: certificates without measure, and a list of fewer than no voters."""
    day = start(evening)
    at = day.desk
    count(day, numbers(certificates=298))
    at.sees("eq_on_list_negative", -286, 0)
    day.explain("описка")
    codes_found = slip_codes(day)
    assert payload_of(codes_found)[7]["on_list"] == -286
    protocol = Protocol.from_cbor(cose.peek1(object_of(codes_found)[1])[1])  # type: ignore[index]
    election = read_election(ELECTION_FILE)
    assert ("on_list = -286 is less than nobody", True) in breaches(protocol, election)


def test_a_booth_that_sealed_no_votes_is_named_and_left_out_for_all_to_see(
    start: Callable[..., Day], evening: Snapshot
) -> None:
    day = start(evening)
    at = day.desk
    wrong = other_totals(day, totals=with_another_seal(sums_of_booth_1(day)))
    second = day.also["totals"][1]  # type: ignore[index]
    day.resume(at)
    read_totals_and_keys(day, totals=(wrong, second))
    at.sees("leave_out_text", 1, limit_ms=600_000)
    at.presses("ok")
    for key in (2, 3, 4):
        at.sees("key_card_show")
        day.show_card(at, day.key_cards[OFFICIAL][key - 1])
    at.sees("certificates", limit_ms=600_000)
    typed = numbers(paper=[[1, 0, 0, 0, 2, 0, 0, 0, 0, 0], [2, 1, 0, 0, 0], [2, 1, 0, 0, 0]])
    day_s = len(OF_THE_DAY)
    type_fields(day, [*typed[:day_s], 2, *typed[day_s:]])  # two ballots in the booth's box, counted by hand
    say_right(day)
    at.sees("breach")
    at.sees("eq_booth_out", 1)
    day.explain("кабина лжёт")
    protocol = slip_codes(day)
    payload = payload_of(protocol)
    (left_out,) = payload[17]
    assert left_out[0] == 1 and left_out[2:4] == [0, 1] and payload[18] == [[left_out[1], 0, 2]]
    assert [line[1:5] == [0, 0, 0, sha256(object_of(wrong)[1]).digest()] for line in payload[4]] == [True, False]
    definition, election = day.provisioned.precincts[OFFICIAL], read_election(ELECTION_FILE)
    totals, signed = [object_of(codes)[1] for codes in (wrong, second)], object_of(protocol)[1]
    report = check_precinct([], totals, signed, election, definition)
    said = [finding.text for finding in report.findings]
    assert not [finding.text for finding in report.findings if finding.level == "bad"]
    assert any(text.startswith("Booth 1 is left out, and rightly") for text in said)
    assert any("booth 1 is left out" in text and "кабина лжёт" in text.casefold() for text in said)
    assert contradiction(signed, definition, totals) == ""


def slip_codes(day: Day) -> list[str]:
    day.desk.sees("desk_closed", limit_ms=600_000)
    return day.newest_codes(day.desk)
