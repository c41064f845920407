"""Cells lose their charge's meaning, one here, one there: no ballot, activation or mark is lost or made by it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from host_tools.verifying.cartridges import Cartridge
from tests.chunks import chunks
from tests.device.booth.ballots.cartridge_lab import BLANK, SLOT_BYTES, Images, Lab, booth_header, cut_states, record

VOTERS, NEXT = (6, 1, 9, 4), (2, 11)
TAG_KEY = b"t" * 32
CHUNKS, TRIALS = 4, 30


def places(images: Images) -> list[range]:
    """Parts of the cartridge that guard themselves: one bit in each may be wrong at once, on one chip or the other."""
    regions = Cartridge(*images).regions
    parts = [range(0, 2048), *(range(2048 + 16 * mark, 2064 + 16 * mark) for mark in range(5))]
    parts.append(range(regions["slips"].begin, regions["slips"].begin + regions["slips"].size))
    for name in ("intents", "log", "ballots", "sorted"):
        step = 64 if name in ("intents", "log") else SLOT_BYTES
        begin = regions[name].begin
        parts += [range(at, at + step) for at in range(begin, begin + regions[name].size, step)]
    return parts


def flipped(images: Images, chance: random.Random, parts: list[range]) -> Images:
    """One bit of each part fallen, on a chip by chance."""
    changed = [bytearray(image) for image in images]
    for part in parts:
        changed[chance.randrange(2)][chance.choice(part)] &= ~(1 << chance.randrange(8))
    return bytes(changed[0]), bytes(changed[1])


def whole(images: Images, region: str) -> list[bytes]:
    found = Cartridge(*images).records(region, TAG_KEY)
    assert found.repeated == 0
    return found.records


def check_day(lab: Lab, images: Images, cast: tuple[int, ...]) -> None:
    """The rest of the day, with these ballots already cast."""
    run = lab.run(images, [["report"], *(["vote", index] for index in NEXT), ["close"]])
    assert run.said("resumed") == [["resumed", "nothing", True]], run.lines
    assert run.said("report")[0][1:] == [len(cast), 1, len(cast) + 1, sorted(cast)]
    assert all(vote[2] == "cast" for vote in run.said("vote")), run.lines
    assert run.said("close")[0][1] is True and run.said("close")[0][4:] == [1, len(cast) + len(NEXT) + 1]
    assert whole(run.images, "sorted") == sorted(map(record, cast + NEXT)) and whole(run.images, "ballots") == []
    assert Cartridge(*run.images).cast() == len(cast) + len(NEXT)


@pytest.mark.parametrize("chunk", chunks(CHUNKS, always=1))
def test_one_bit_anywhere(tmp_path: Path, chunk: int) -> None:
    lab, chance = Lab(tmp_path, booth_header()), random.Random(chunk)
    day = lab.run((BLANK, BLANK), [["vote", index] for index in VOTERS] + [["spoil", 3]]).images
    parts = places(day)
    for _ in range(TRIALS):
        check_day(lab, flipped(day, chance, [chance.choice(parts)]), VOTERS)


@pytest.mark.parametrize("chip", [0, 1])
def test_a_bit_that_says_cast_forbids_and_counts_nothing(tmp_path: Path, chip: int) -> None:
    """What forbids is believed of either chip: the voter is sent to the chair, no ballot is made or lost by it."""
    lab = Lab(tmp_path, booth_header())
    day = lab.run((BLANK, BLANK), [["vote", index] for index in VOTERS]).images
    changed = [bytearray(image) for image in day]
    changed[chip][Cartridge(*day).regions["cast"].begin] &= ~(1 << NEXT[0])
    run = lab.run((bytes(changed[0]), bytes(changed[1])), [*(["vote", index] for index in NEXT), ["close"]])
    assert [vote[2] for vote in run.said("vote")] == ["already cast", "cast"]
    assert run.said("close")[0][1] is True
    assert whole(run.images, "sorted") == sorted(map(record, (*VOTERS, NEXT[1])))


@pytest.mark.parametrize("chunk", chunks(CHUNKS, always=1))
def test_many_bits_each_in_another_place(tmp_path: Path, chunk: int) -> None:
    lab, chance = Lab(tmp_path, booth_header()), random.Random(100 + chunk)
    day = lab.run((BLANK, BLANK), [["vote", index] for index in VOTERS] + [["spoil", 3]]).images
    small = [part for part in places(day) if len(part) in (64, SLOT_BYTES)]
    free = [part for part in small if day[0][part.start : part.stop] == b"\xff" * len(part)]
    intents, slots = Cartridge(*day).regions["intents"], Cartridge(*day).regions["ballots"]
    # A blank slot or intent with a fallen bit is passed over: the voters who come need some without.
    spared = [part for part in free if part.start in range(intents.begin, intents.begin + intents.size)][-6:]
    spared += [part for part in free if part.start in range(slots.begin, slots.begin + slots.size)][4:]
    parts = [part for part in places(day) if part not in spared]
    for _ in range(TRIALS):
        check_day(lab, flipped(day, chance, parts), VOTERS)


def test_a_bit_falls_while_the_power_is_away_in_a_cast(tmp_path: Path) -> None:
    lab, chance = Lab(tmp_path, booth_header()), random.Random(200)
    day = lab.run((BLANK, BLANK), [["vote", index] for index in VOTERS]).images
    parts = places(day)
    for _, state in cut_states(day, lab.run(day, [["vote", 2]]).operations, 1):
        run = lab.run(flipped(state, chance, [chance.choice(parts)]), [["report"], ["vote", 11], ["close"]])
        cast = run.said("report")[0][4]
        assert set(cast) - {2} == set(VOTERS) and run.said("report")[0][1] == len(cast)
        assert run.said("resumed")[0][1] in ("nothing", "cast" if 2 in cast else "not cast")
        assert run.said("close")[0][1] is True
        assert whole(run.images, "sorted") == sorted(map(record, (*cast, 11)))
