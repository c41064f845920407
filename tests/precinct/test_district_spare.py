"""A district's spare becomes a booth of one precinct on the day: a card, no computer; it is never in two places."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from host_tools.elections.demo_roll import demo_voters
from host_tools.elections.election_file import read_election
from host_tools.formats import label
from host_tools.provisioning import own_keys
from host_tools.provisioning.compiling import SIMULATOR_CODE
from host_tools.provisioning.new_terminals import BOARD, make_terminals, place_of
from host_tools.provisioning.plan import TRAINING, PrecinctPlan
from host_tools.provisioning.provision import Provisioned, provision
from host_tools.provisioning.spare import SpareError
from host_tools.provisioning.spare_places import gather_places
from simulator.people.newborn import injected
from tests.precinct.day import AUTHORITY, CENTRE, ELECTION, SLOTS, VOTE, Day, Snapshot, keep, seeded
from tests.precinct.test_booth_ended import end
from tests.precinct.test_second_opening import exchange
from tests.precinct.test_spare_drill import MOST_MINUTES, PLUG_AND_BOX, WALK, Drill
from tests.precinct.test_spare_terminal import PUBLIC
from tests.precinct.test_training import CARDS
from tests.precinct.traces import marked

SPARE, SERIAL = 3, "TM-D0004-1"
PLACES = Path("data") / "places"


def precinct_with_spare(number: int, folder: Path) -> Provisioned:
    """Desk, two booths, and the district's spare as a third one; its key is the same in every precinct."""
    voters, draw = demo_voters(5, 1), seeded(number)
    plan = PrecinctPlan(
        election=read_election(ELECTION), number=number, names=dict.fromkeys(("kk", "ru", "en"), str(number)),
        booths=SPARE, spare=SERIAL, voters=voters, slots=SLOTS,
        labels={voter.number: label.make_label(voter.number, 7) for voter in voters},
    )  # fmt: skip
    make_terminals(plan, AUTHORITY, folder, board=BOARD, random_bytes=draw, code=SIMULATOR_CODE)
    for terminal in range(SPARE + 1):
        seed = b"of the spare".ljust(32) if terminal == SPARE else draw(32)
        own_keys.take(folder, injected(place_of(folder, terminal), seed))
    return provision(plan, AUTHORITY, bytes(CENTRE.verify_key), folder, random_bytes=draw, demo=True)


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Provisioned]:
    """Two precincts, 17 and 18, by number; in both the spare lies on the shelf with the places of both."""
    below = tmp_path_factory.mktemp("district")
    made = {number: precinct_with_spare(number, below / str(number)) for number in (17, 18)}
    spare = below / "spare" / "booth-3"
    shutil.copytree(made[17].terminals[SPARE], spare, ignore=shutil.ignore_patterns("*.tmpk"))
    assert gather_places([one.folder for one in made.values()], spare, PUBLIC) == SERIAL
    return {number: replace(one, terminals={**one.terminals, SPARE: spare}) for number, one in made.items()}


@pytest.fixture(scope="module")
def trained(district: dict[int, Provisioned], tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A training in precinct 17, open but for the spare; the desk knows booths 1 and 2."""
    folder = tmp_path_factory.mktemp("spare-drill")
    day = Day(Snapshot(district[17], [], {}), folder / "day")
    for at in day.terminals[:SPARE]:
        day.open(at, TRAINING)
        day.idle(at)
    day.show_zeros()
    return keep(day, folder / "kept")


@pytest.fixture
def drill(trained: Snapshot, tmp_path: Path) -> Drill:
    day = Drill(trained, tmp_path / "drill")
    day.mode = TRAINING
    for at in day.terminals[:SPARE]:
        day.resume(at)
    return day


def show_chair(day: Day) -> None:
    at = day.booth(SPARE)
    at.sees("place_show")
    at.hands.scan(day.role_cards[0].texts[0])


def test_a_spare_takes_the_place_of_a_dead_booth_by_a_card(drill: Drill) -> None:
    """One has voted, one waits with a slip: booth 1 is ended, the slip exchanged for the spare, all within minutes."""
    day = drill
    day.vote(1, day.check_in(CARDS[0], 1), VOTE)
    waits = day.check_in(CARDS[1], 1)
    day.begin()
    day.booth(1).hardware.pull_plug()
    end(day)
    at = day.booth(SPARE)
    at.hardware.plug_in()
    show_chair(day)
    at.sees("place_text", 17)
    at.presses("ok")
    day.open(at, TRAINING)
    day.idle(at)
    day.show_zeros()
    (slip,) = exchange(day, waits, booth=SPARE)
    spent = day.minutes()
    day.vote(SPARE, slip, VOTE)
    day.vote(SPARE, day.check_in(CARDS[2], SPARE), VOTE)
    assert marked(at.hardware, "cast") == 2 and marked(day.desk.hardware, "marked") == 3
    assert marked(day.desk.hardware, "exchanged 1") == 1
    folder = day.provisioned.terminals[SPARE]
    assert not (folder / PLACES).exists(), "what it had of other precincts is gone"
    assert PLUG_AND_BOX + WALK + spent < MOST_MINUTES, spent
    print(f"a district's spare in the place of a booth: {spent:.1f} minutes at the terminals")
    day.unplug()


def test_a_card_of_another_district_or_a_doubt_takes_no_place(
    start: Callable[..., Day], neighbour: Snapshot, trained: Snapshot, district: dict[int, Provisioned]
) -> None:
    day = start(trained)
    at = day.booth(SPARE)
    places = day.provisioned.terminals[SPARE] / PLACES
    whole = places.read_bytes()
    places.write_bytes(whole[: whole.index(b"18 3 official.tmpk")])  # a spare that has nothing of that precinct
    at.hardware.plug_in()
    at.sees("place_show")
    at.hands.scan(neighbour.provisioned.role_cards[0].texts[0])
    at.sees("code_other_precinct")
    show_chair(day)
    at.sees("place_text", 17)
    at.presses("back")
    at.sees("place_show")
    assert places.exists() and district[18]


@pytest.mark.parametrize("left", range(4))
def test_the_power_goes_while_a_spare_takes_its_place(
    left: int, start: Callable[..., Day], trained: Snapshot, district: dict[int, Provisioned]
) -> None:
    """So many packages were written, the last of them in part: it goes on by itself, to the precinct chosen before."""
    day = start(trained)
    at = day.booth(SPARE)
    folder = day.provisioned.terminals[SPARE] / "data"
    (folder / "place.part").write_bytes(b"17 17")
    made = sorted((place_of(district[17].folder, SPARE) / "data").glob("*.tmpk"))
    for number, path in enumerate(made[:left]):
        content = path.read_bytes()
        (folder / path.name).write_bytes(content if number < left - 1 or left == 3 else content[:100])
    if left == 3:
        (folder / "places").unlink()
    at.hardware.plug_in()
    at.sees("mode_choose")
    assert [(folder / path.name).read_bytes() for path in made] == [path.read_bytes() for path in made]
    assert not (folder / "places").exists() and not (folder / "place.part").exists()


@pytest.mark.parametrize("note", [b"16 17", b"18 17", b"17", b"", b"\xff\xfe 17"])
def test_a_damaged_note_of_the_choice_takes_no_other_place(
    note: bytes, start: Callable[..., Day], trained: Snapshot
) -> None:
    """The card is asked for once more; and where the packages are in place already, nothing is."""
    day = start(trained)
    at = day.booth(SPARE)
    folder = day.provisioned.terminals[SPARE] / "data"
    (folder / "place.part").write_bytes(note)
    at.hardware.plug_in()
    show_chair(day)
    at.sees("place_text", 17)
    at.presses("ok")
    at.sees("mode_choose")
    at.hardware.pull_plug()
    (folder / "place.part").write_bytes(note)
    at.hardware.plug_in()
    at.sees("mode_choose")


@pytest.mark.parametrize(
    "damaged",
    [
        b"17 3 official.tmpk -30 00\n", b"17 3 official.tmpk 1e9 00\n", b"17 3 other.tmpk 9 00\n",
        b"17 3 official.tmpk 9\n", b"17 3 official.sup-/../x 9 00\n", bytes(400_000), b"17 3 official.tmpk 9 00",
    ],
)  # fmt: skip
def test_damaged_places_are_no_places(damaged: bytes, start: Callable[..., Day], trained: Snapshot) -> None:
    day = start(trained)
    at = day.booth(SPARE)
    (day.provisioned.terminals[SPARE] / PLACES).write_bytes(damaged)
    at.hardware.plug_in()
    show_chair(day)
    at.sees("code_other_precinct")
    at.sees("place_show")


def test_places_of_two_spares_or_without_packages_are_refused(district: dict[int, Provisioned], tmp_path: Path) -> None:
    folder, spare = district[17].folder, district[17].terminals[SPARE]
    kept = (spare / PLACES).read_bytes()
    with pytest.raises(SpareError, match="named already"):
        gather_places([folder, folder], spare, PUBLIC)
    with pytest.raises(SpareError, match="booth of one precinct"):
        gather_places([folder], place_of(folder, SPARE), PUBLIC)
    other = tmp_path / "other"
    shutil.copytree(folder / "terminals", other / "terminals")
    for path in (other / "terminals" / "booth-3" / "data").glob("*.tmpk"):
        path.unlink()
    with pytest.raises(SpareError, match="no packages yet"):
        gather_places([other], spare, PUBLIC)
    shutil.rmtree(other / "terminals" / "booth-3")
    with pytest.raises(SpareError, match="not one spare"):
        gather_places([other, district[18].folder], spare, PUBLIC)
    assert (spare / PLACES).read_bytes() == kept
