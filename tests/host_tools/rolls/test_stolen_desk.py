"""A thief has the whole storage of a desk: the package, its secrets included."""

from dataclasses import replace

import pytest

from host_tools.formats.packages import open_package
from host_tools.privacy.image_search import ImageSearch
from host_tools.rolls import cost, pack
from host_tools.rolls.roll_keys import desk_secrets
from tests.host_tools.rolls.made_up_nation import AUTHORITY, make
from tests.host_tools.rolls.plain_sealer import look_up

PUBLIC = bytes(AUTHORITY.verify_key)


def packed(nation, job=None):
    job = job or nation.job
    pack.pack(nation.list, job, "state", 1, lambda *_: None)
    return {int(path.stem[5:]): path.read_bytes() for path in sorted(job.folder.glob("*.tmpk"))}


@pytest.mark.parametrize("number_cards", [True, False])
def test_no_package_shows_a_name_a_number_or_a_label(tmp_path, number_cards):
    nation = make(tmp_path, {1: 400, 2: 3, 17: 250}, number_cards)
    search = ImageSearch(nation.secrets_of_people())
    packages = packed(nation)
    assert len(packages) == 3
    for precinct, data in packages.items():
        assert not list(search.in_bytes(data, f"precinct {precinct}"))
    assert not list(search.in_path(nation.job.folder))  # plan and index, and the names of files


def test_the_search_would_have_seen_them(tmp_path):
    nation = make(tmp_path, {1: 5})
    hits = ImageSearch(nation.secrets_of_people()).in_path(tmp_path / "list.csv")
    assert {hit.needle for hit in hits} >= {person.number for person in nation.people}


def test_every_card_opens_its_row_and_only_that(tmp_path):
    nation = make(tmp_path, {1: 60, 2: 40})
    packages = packed(nation)
    for precinct, data in packages.items():
        package = open_package(data, PUBLIC)
        keys = package.secrets.lookup_key, package.secrets.wrap_key
        for person in nation.of(precinct):
            for digits in filter(None, (person.number, person.label)):
                _, row = look_up(package.parts["roll"], digits, *keys)
                assert (row.name, row.birth_year) == (person.name, int(person.born[:4]))
        for stranger in nation.of(3 - precinct):
            assert look_up(package.parts["roll"], stranger.number, *keys) is None


def test_without_number_cards_a_known_number_opens_nothing(tmp_path):
    nation = make(tmp_path, {1: 50}, number_cards=False, without_label=2)
    package = open_package(packed(nation)[1], PUBLIC)
    keys = package.secrets.lookup_key, package.secrets.wrap_key
    assert all(look_up(package.parts["roll"], person.number, *keys) is None for person in nation.people)
    found = [person.label and look_up(package.parts["roll"], person.label, *keys) for person in nation.people]
    assert [bool(each) for each in found] == [False, False] + [True] * 48


def test_voters_whom_no_card_opens_are_counted_not_hidden(tmp_path):
    nation = make(tmp_path, {1: 50, 2: 10}, number_cards=False, without_label=3)
    result = pack.pack(nation.list, nation.job, "state", 1, lambda *_: None)
    assert (result.voters, result.without_card) == (60, 6)
    assert [(row.voters, row.cards, row.without_card) for row in result.packed] == [(50, 47, 3), (10, 7, 3)]
    bare_job = replace(nation.job, folder=tmp_path / "elsewhere", labels=None)
    bare = pack.pack(nation.list, bare_job, "none", 1, lambda *_: None)
    assert bare.without_card == 60


def test_the_rows_stand_in_another_order_than_the_list(tmp_path):
    nation = make(tmp_path, {1: 200})
    package = open_package(packed(nation)[1], PUBLIC)
    keys = package.secrets.lookup_key, package.secrets.wrap_key
    places = [look_up(package.parts["roll"], person.number, *keys)[0] for person in nation.people]
    assert sorted(places) == list(range(200)) and places != sorted(places)
    assert sum(place == at for at, place in enumerate(places)) < 12  # a random order leaves about one in place


def test_each_precinct_election_and_mode_has_its_own_secrets():
    seen = set()
    for election in (bytes(16), bytes(15) + b"1"):
        for precinct in (1, 256):
            for mode in (0, 1):
                secrets = desk_secrets(bytes(32), election, precinct, mode)
                seen |= set(secrets.to_map().values())
    assert len(seen) == 2 * 2 * (2 * 3 + 1)  # a role card is good for the test and for the day: one secret for both
    assert desk_secrets(bytes(32), bytes(16), 1, 0) == desk_secrets(bytes(32), bytes(16), 1, 0)
    assert desk_secrets(b"1" * 32, bytes(16), 1, 0).to_map() != desk_secrets(bytes(32), bytes(16), 1, 0).to_map()


def test_guessing_numbers_is_cheap_and_guessing_labels_is_not():
    """The estimate says what the documents say: number cards are a convenience, labels are the protection."""
    rate = cost.measured_rate(20_000)
    assert 1e5 < rate < 1e9
    by_number, by_label = cost.SCENARIOS[1], cost.SCENARIOS[4]
    assert by_number.bits < 30 and by_label.bits > 55
    assert by_label.guesses == by_number.guesses * 10**8
    assert len(cost.table(rate)) == len(cost.SCENARIOS)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "at once"), (0.5, "0.50 s"), (90, "1.5 minutes"), (86_400 * 365 * 1_200, "1,200.0 years")],
)
def test_times_are_said_in_a_fitting_unit(seconds, words):
    assert cost.in_words(seconds) == words
