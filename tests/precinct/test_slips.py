"""Every slip of a day, read back from its picture: whose it is, that it holds, and that it says no more."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image
from pyzbar.pyzbar import decode

from host_tools.formats import cose
from host_tools.formats.objects import SLIP_KINDS
from simulator.people.precinct import OFFICIAL
from simulator.people.slip_reader import codes_on
from tests.golden_picture import compare
from tests.precinct.day import Day, Snapshot
from tests.precinct.evening_numbers import ELECTRONIC
from tests.precinct.slip_objects import object_of, payload_of

WHERE = {0, 1, 2, 3}
# docs/formats.md, section 2: every key that a payload may have, and no other.
KEYS = {
    "activation": ("A", WHERE | set(range(4, 10))),
    "zero": ("Z", WHERE | set(range(4, 11))),
    "totals": ("S", WHERE | set(range(4, 12))),
    "protocol": ("P", WHERE | {4, 5, 6, 7, 8, 9, 10, 11, 13, 16}),
}
VOTES = {
    "kk": ("Көсеев", "Иә", ""),
    "ru": ("Косеев", "Да", ""),
    "en": ("Koseev", "Yes", ""),
}


@pytest.fixture(scope="module")
def language_slips(opened: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Image.Image]]:
    """The same choice on paper in each language, cast; and once spoiled."""
    day = Day(opened, tmp_path_factory.mktemp("languages"))
    day.resume(day.booth(1))
    slips = {}
    for index, (language, selections) in enumerate(VOTES.items()):
        papers = day.vote(1, day.activation(index=index), selections, language, changes=int(language == "kk"))
        slips[language] = papers[-1]
        slips.setdefault("spoiled", papers[0])
        day.idle(day.booth(1))
    yield slips
    day.unplug()


def slips_of(snapshot: Snapshot, kind: str) -> list[tuple[str, Image.Image]]:
    """(terminal, picture) of every slip of a kind."""
    return [(name.rsplit("-", 2)[0], slip) for name, slip in snapshot.also["slips"] if name.endswith(kind)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("kind", "count"), [("activation", 3), ("zero", 3), ("totals", 2), ("protocol", 2)])
def test_each_code_reads_back_holds_and_says_what_the_formats_name(
    opened: Snapshot, evening: Snapshot, counted: Snapshot, kind: str, count: int
) -> None:
    found = slips_of({"zero": opened, "protocol": counted}.get(kind, evening), kind)
    assert len(found) == count
    made = evening.provisioned
    keys = {"desk": made.precincts[OFFICIAL].desk}
    keys |= {f"booth-{booth.number}": booth.public_key for booth in made.precincts[OFFICIAL].booths}
    letter, allowed = KEYS[kind]
    for terminal, slip in found:
        texts = codes_on(slip)
        assert all(len(text) <= 500 for text in texts)
        assert object_of(texts)[0] == letter
        data = object_of(texts)[1]
        payload = cose.verify1(data, keys[terminal])
        assert payload is not None, f"{terminal} has not signed its own {kind}"
        altered = data[:-1] + bytes((data[-1] ^ 1,))
        assert cose.verify1(altered, keys[terminal]) is None
        said = payload_of(texts)
        only_booths = {11} if letter == "Z" and terminal != "desk" else set()  # the hash of the tag key
        assert set(said) == allowed | only_booths
        assert said[0] == letter + "2"
        assert (said[1], said[2], said[3]) == (made.precincts[OFFICIAL].election, 17, OFFICIAL)
        assert SLIP_KINDS[letter].from_cbor(payload).to_cbor() == payload, "in deterministic CBOR"


def test_the_zero_slips_are_zero_and_name_the_device(opened: Snapshot) -> None:
    said = {terminal: payload_of(codes_on(slip)) for terminal, slip in slips_of(opened, "zero")}
    assert {terminal: payload[4] for terminal, payload in said.items()} == {"desk": 0, "booth-1": 1, "booth-2": 2}
    assert all(payload[5] == [0] * 5 for payload in said.values())
    assert {payload[8] for payload in said.values()} == {"TM-00017-D", "TM-00017-1", "TM-00017-2"}


def test_the_protocol_says_what_was_voted_and_both_copies_say_the_same(counted: Snapshot) -> None:
    first, second = (payload_of(codes_on(slip)) for _, slip in slips_of(counted, "protocol"))
    assert first == second
    assert first[5] == ELECTRONIC
    assert [line[:4] for line in first[4]] == [[1, 2, 1, 2], [2, 1, 0, 1]]
    assert first[7]["electronic"] == first[7]["activations"] == 3


def test_no_ballot_has_a_code_in_any_language(language_slips: dict[str, Image.Image]) -> None:
    assert set(language_slips) == {"kk", "ru", "en", "spoiled"}
    assert not [language for language, slip in language_slips.items() if decode(slip)]


@pytest.mark.parametrize(("which", "name"), [("kk", "cast"), ("spoiled", "spoiled")])
def test_a_ballot_looks_as_it_was_found_good(language_slips: dict[str, Image.Image], which: str, name: str) -> None:
    compare(np.asarray(language_slips[which]), f"precinct_ballot_{name}")


def test_the_paper_does_not_tell_the_voters_language(language_slips: dict[str, Image.Image]) -> None:
    assert len({language_slips[language].tobytes() for language in VOTES}) == 1


def test_one_choice_gives_one_paper_whoever_votes_and_whenever(
    booth: Day, language_slips: dict[str, Image.Image]
) -> None:
    booth.booth(1).hardware.rest(3_600_000)
    (slip,) = booth.vote(1, booth.activation(index=11), VOTES["ru"])
    assert slip.tobytes() == language_slips["ru"].tobytes()
