"""A sealed roll that was altered, cut or made of voters who cannot be told apart."""

import pytest

from host_tools.keys.randomness import seeded
from host_tools.rolls import layout, seal
from host_tools.rolls.errors import RollError
from host_tools.rolls.layout import RollVoter
from tests.host_tools.rolls.plain_sealer import look_up

LOOKUP, WRAP = b"l" * 32, b"w" * 32
VOTERS = [
    RollVoter(("061211600012", "010612116000120000012353"), "Әділова Үміт", 2006),
    RollVoter(("000101300009",), "Щеглов Пётр", 2048),
]
PART = seal.build_of(VOTERS, LOOKUP, WRAP, seeded(b"roll"))
ENTRIES_END = layout.HEADER_SIZE + 3 * layout.ENTRY_SIZE


def test_label_and_number_lead_to_the_same_row():
    by_number, by_label = (look_up(PART, digits, LOOKUP, WRAP) for digits in VOTERS[0].digits)
    assert by_number == by_label
    assert by_number is not None
    assert by_number[1].name == "Әділова Үміт"


def test_a_birth_year_that_ends_in_a_zero_byte_is_not_taken_for_padding():
    found = look_up(PART, "000101300009", LOOKUP, WRAP)
    assert found is not None
    assert found[1].birth_year == 2048


def test_other_digits_and_other_keys_find_nobody():
    assert look_up(PART, "000101300017", LOOKUP, WRAP) is None
    assert look_up(PART, "000101300009", WRAP, WRAP) is None


@pytest.mark.parametrize("at", range(ENTRIES_END, len(PART)))
def test_no_byte_of_the_rows_can_change(at):
    altered = bytearray(PART)
    altered[at] ^= 1
    outcomes = []
    for digits in ("061211600012", "000101300009"):
        try:
            outcomes.append(look_up(bytes(altered), digits, LOOKUP, WRAP))
        except RollError:
            outcomes.append("damaged")
    assert outcomes.count("damaged") == 1


@pytest.mark.parametrize("part", [b"", b"TMROLL2\x00" + PART[8:], PART[:-1], PART + b"\x00"])
def test_what_is_no_roll_is_told(part):
    with pytest.raises(RollError):
        look_up(part, "000101300009", LOOKUP, WRAP)


def test_two_voters_with_one_card_are_refused():
    with pytest.raises(RollError, match="same card digits"):
        seal.build_of([VOTERS[1], VOTERS[1]], LOOKUP, WRAP, seeded(b"roll"))


def test_rows_do_not_stand_in_the_order_of_the_list():
    voters = [RollVoter((f"{i:012d}",), f"V{i}", 1980) for i in range(50)]
    part = seal.build_of(voters, LOOKUP, WRAP, seeded(b"order"))
    rows = [found[0] for found in (look_up(part, voter.digits[0], LOOKUP, WRAP) for voter in voters) if found]
    assert sorted(rows) == list(range(50))
    assert rows != sorted(rows)
