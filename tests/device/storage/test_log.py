"""The event log: torn, worn, full, forged; the host follows its chain and checks its signatures with its own code."""

from __future__ import annotations

from pathlib import Path

import pytest
from nacl.signing import SigningKey

from host_tools.verifying.cartridges import Cartridge
from host_tools.verifying.event_log import EventLog, read_log
from tests.device.booth.ballots.cartridge_lab import BLANK, Images, Lab, booth_header

PUBLIC = SigningKey(bytes(range(32))).verify_key.encode()
OPENING, BOOT, CLOSING = 3, 2, 3  # entries of each: an event and a signed head; boot and recovered
ENTRIES, BY_ANYBODY, BY_OTHERS = 64, 16, 32  # entries, and how far some events may fill them


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path, booth_header(log_entries=ENTRIES))


def read(images: Images) -> EventLog:
    return read_log(Cartridge(*images), PUBLIC)


def test_a_day_has_a_chain_and_two_signed_heads(lab: Lab) -> None:
    morning = lab.run((BLANK, BLANK), [["vote", 3]], real=True).images
    day = lab.run(morning, [["vote", 4], ["close"]], real=True).images
    log = read(day)
    assert (len(log.heads) - 1, log.torn, log.signatures, log.wrong_signatures) == (OPENING + BOOT + CLOSING, 0, 2, 0)


def test_casting_leaves_no_entry(lab: Lab) -> None:
    opened = lab.run((BLANK, BLANK)).images
    voted = lab.run(opened, [["vote", index] for index in range(8)]).images
    assert read(voted).heads == read(lab.run(opened).images).heads


def test_a_full_log_still_takes_the_closing(lab: Lab) -> None:
    refused, recovered = 7, 6
    acts = [["add_log", refused, 100], ["add_log", recovered, 100], ["vote", 3], ["close"]]
    run = lab.run((BLANK, BLANK), acts, real=True)
    assert run.said("log") == [
        ["log", BY_ANYBODY - OPENING, 0, BY_ANYBODY],
        ["log", BY_OTHERS - BY_ANYBODY, 0, BY_OTHERS],
    ]
    assert run.said("vote")[0][2] == "cast" and run.said("close")[0][1] is True
    log = read(run.images)
    assert (len(log.heads) - 1, log.signatures, log.wrong_signatures) == (BY_OTHERS + CLOSING, 2, 0)
    again = lab.run(run.images, [["sign_head"] for _ in range(20)], real=True)
    assert again.finished and read(again.images).signatures == 2 + (ENTRIES - BY_OTHERS - CLOSING) // 2


@pytest.mark.parametrize("torn", [False, True, "after"])
@pytest.mark.parametrize("copy", [0, 1])
def test_a_cut_costs_at_most_the_entry_that_was_being_written(lab: Lab, torn: bool | str, copy: int) -> None:
    images = lab.run((BLANK, BLANK)).images
    begin = Cartridge(*images).regions["log"].begin
    acts = [["add_log", 7, 3]]
    operations = lab.run(images, acts).operations
    writing = [number for number, one in enumerate(operations) if begin <= one.begin < begin + 1024]
    wanted = writing[BOOT * 2 + 2 + copy] + 1  # the second of the three
    cut = lab.run(images, acts, cut=(wanted, torn)).images
    later = lab.run(cut, [["add_log", 7, 2]]).images
    log = read(later)
    written = copy == 1 or torn == "after"
    lost = copy == 0 and torn is True
    assert (len(log.heads) - 1, log.torn) == (OPENING + BOOT + 1 + written + BOOT + 2, int(lost))


def test_a_changed_entry_breaks_the_chain_and_a_changed_signature_is_told(lab: Lab) -> None:
    day = lab.run((BLANK, BLANK), [["close"]], real=True).images
    begin = Cartridge(*day).regions["log"].begin

    def with_byte(at: int, value: int) -> Images:
        changed = [bytearray(image) for image in day]
        for image in changed:
            image[begin + at] = value
        return bytes(changed[0]), bytes(changed[1])

    assert read(with_byte(4, 0)).torn == OPENING + CLOSING  # the time of the first entry
    last = 5 * 64
    assert read(with_byte(last + 20, 0)).torn == 1
    wrong_key = SigningKey(bytes(32)).verify_key.encode()
    assert read_log(Cartridge(*day), wrong_key).wrong_signatures == 2


def test_an_entry_destroyed_on_one_chip_is_read_from_the_other(lab: Lab) -> None:
    images = lab.run((BLANK, BLANK), [["add_log", 7, 5]]).images
    begin = Cartridge(*images).regions["log"].begin
    changed = [bytearray(image) for image in images]
    for place in range(8):
        changed[place % 2][begin + place * 64 + 30 : begin + place * 64 + 34] = bytes(4)
        changed[place % 2][begin + place * 64 + 50] = 0
    later = lab.run((bytes(changed[0]), bytes(changed[1])), [["add_log", 7, 1]])
    assert later.said("log") == [["log", 1, 0, OPENING + 5 + BOOT + 1]]
    assert read(later.images).torn == 0
