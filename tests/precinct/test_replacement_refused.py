"""Slips that take no place: another spare's, a copied one, a forged one, an old one; and a desk that comes back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from host_tools.formats import codes, cose
from host_tools.formats.objects import Replacement
from host_tools.verifying.keyring import load
from host_tools.verifying.slips import verify_slip
from simulator.people.newborn import object_of
from simulator.people.precinct import OFFICIAL, TRAINING, Terminal
from simulator.people.slip_reader import VOID, codes_on
from tests.device.formats.test_replacement_seal import sealed
from tests.precinct.day import VOTE, Day, Snapshot, keep
from tests.precinct.desk_and_spare import (
    PLACES,
    SEED,
    beside,
    open_with_slips,
    precinct_and_spare,
    shelf,
    take_place,
)
from tests.precinct.test_paper_out import kinds_since, new_roll, paper_ends
from tests.precinct.test_second_opening import put_in, taken_out
from tests.precinct.traces import events, marked

Made = tuple[Snapshot, Path]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return precinct_and_spare(tmp_path_factory.mktemp("refused"))


@pytest.fixture(scope="module")
def official(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Officially open everywhere; also: each desk's replacement slip."""
    folder = tmp_path_factory.mktemp("refused-official")
    day = Day(made[0], folder / "day")
    slips = open_with_slips(day, OFFICIAL)
    return keep(day, folder / "kept", replacement=slips[0])


def slip_of(snapshot: Snapshot) -> list[str]:
    return snapshot.also["replacement"]  # type: ignore[return-value]


def files_of(place: Path) -> dict[str, bytes]:
    """What a terminal keeps, but for what every start writes, and for what the cards of nobody have changed."""
    ever = ("seed.bin", "last.page", "crashes", "touch.bin", "tried.part", "attempts", "attempts-2")
    return {path.name: path.read_bytes() for path in (place / "data").iterdir() if path.name not in ever}


def shown(day: Day, slip: list[str]) -> Terminal:
    at = day.desk
    if not at.hardware.bench.powered:
        at.hardware.plug_in()
    at.sees("replacement_show")
    for code in slip:
        at.hands.scan(code)
    return at


def test_a_slip_for_another_spare_is_refused_in_words(
    start: Callable[..., Day], official: Snapshot, made: Made, tmp_path: Path
) -> None:
    other, _ = shelf(tmp_path / "other", "TM-D0006-D", b"of another spare".ljust(32))
    shutil.copy(made[1] / PLACES, other / PLACES)
    before = files_of(other)
    day = start(beside(official, other))
    at = shown(day, slip_of(official))
    at.sees("replacement_other")
    assert files_of(day.provisioned.terminals[0]) == before


def test_a_copied_slip_without_both_cards_takes_no_place(
    start: Callable[..., Day], official: Snapshot, made: Made
) -> None:
    """The chair alone, the chair's card without the PIN, and one card twice."""
    day = start(beside(official, made[1]))
    folder, chair = day.provisioned.terminals[0], day.role_cards[0]
    for pin in (chair.pin, "000000"):
        at = shown(day, slip_of(official))
        at.sees("replacement_text")
        at.presses("ok")
        at.sees("card_show")
        day.show_card(at, chair, pin)
        if pin != chair.pin:
            at.sees("pin_wrong")
            at.presses("ok")
            at.sees("pin_type")
        else:
            at.sees("card_show")
            at.hands.scan(chair.texts[0])
            at.sees("card_wrong_role")
            at.presses("ok")
            at.sees("card_show")
        at.presses("back")
    at.sees("replacement_show")
    at.hardware.pull_plug()
    at.hardware.plug_in()
    at.sees("replacement_show")
    assert files_of(folder) == files_of(made[1])


def forged(official: Snapshot, signer: int = 0, **changes: object) -> list[str]:
    """A slip as a desk with another mind would sign it. signer: whose key."""
    genuine = object_of(slip_of(official))
    said = Replacement.from_cbor(cose.peek1(genuine)[1])  # type: ignore[index]
    seed = (official.provisioned.terminals[signer] / "data" / "own_key.bin").read_bytes()
    return codes.split("8", cose.sign1(said.model_copy(update=changes).to_cbor(), SigningKey(seed)))


def unsigned(official: Snapshot) -> list[str]:
    """A slip that names its desk's key, with one bit of the signature turned."""
    genuine = object_of(slip_of(official))
    return codes.split("8", genuine[:-1] + bytes((genuine[-1] ^ 1,)))


def nonsense(official: Snapshot) -> list[str]:
    """What is no slip, signed by the desk."""
    seed = (official.provisioned.terminals[0] / "data" / "own_key.bin").read_bytes()
    return codes.split("8", cose.sign1(b"\xff" * 300, SigningKey(seed)))


def test_a_slip_that_its_desk_did_not_sign_or_that_seals_another_key_is_refused(
    start: Callable[..., Day], official: Snapshot, made: Made
) -> None:
    day = start(beside(official, made[1]))
    definition = official.provisioned.precincts[OFFICIAL]
    point, seal = sealed({
        "desk_seed": b"of nobody".ljust(32).hex(), "spare_seed": SEED.hex(), "r": "07" * 31 + "00",
        "election": definition.election.hex(), "precinct": 17, "mode": OFFICIAL, "terminal": 0,
    })  # fmt: skip
    other_key = {"point": bytes.fromhex(point), "sealed": bytes.fromhex(seal)}
    for slip, words in (  # no words twice in a row: those of the last slip stay on the page
        (forged(official, signer=1), "code_other_precinct"),
        (unsigned(official), "code_signature"),
        (forged(official, **other_key), "replacement_other"),
        (forged(official, precinct=19), "code_other_precinct"),
        (forged(official, point=b"\xff" * 32), "replacement_other"),
        (forged(official, terminal=102), "code_other_precinct"),
        (forged(official, point=b"\x01" + bytes(31)), "replacement_other"),
        (forged(official, election=bytes(16)), "code_other_election"),
        (forged(official, mode=TRAINING), "replacement_other"),
        (forged(official, precinct=18), "code_other_precinct"),
        (nonsense(official), "code_damaged"),
    ):
        shown(day, slip).sees(words)
    assert files_of(day.provisioned.terminals[0]) == files_of(made[1])


def test_a_spare_that_has_nothing_of_that_precinct_says_so(
    start: Callable[..., Day], official: Snapshot, made: Made
) -> None:
    day = start(beside(official, made[1]))
    places = day.provisioned.terminals[0] / PLACES
    whole = places.read_bytes()
    places.write_bytes(whole[whole.index(b"18 0 official.tmpk") :])
    shown(day, slip_of(official)).sees("code_other_precinct")


def test_the_dead_desk_comes_back_beside_its_spare(
    start: Callable[..., Day], official: Snapshot, made: Made, tmp_path: Path
) -> None:
    """The spare has the cartridge; the dead one, on blank ones, is not opened again. Nor is the spare on blank ones."""
    day = start(official)
    for at in day.terminals:
        day.resume(at)
    before = day.check_in(day.labels[0], 1)
    day.idle(day.desk)
    left = keep(day, tmp_path / "died")
    day = start(beside(left, made[1]))
    day.resume(day.booth(1))
    day.desk.hardware.plug_in()
    take_place(day, day.desk, slip_of(official))
    put_in(day.desk, left.chips[0])
    day.resume(day.desk)
    day.vote(1, before, VOTE)
    day.show_id(day.labels[0])
    day.desk.sees("already_marked")
    day.vote(1, day.check_in(day.labels[1], 1), VOTE)
    assert marked(day.desk.hardware, "marked") == 2
    day.idle(day.desk)
    for code in slip_of(official):  # the slip once more: a desk takes none
        day.desk.hands.scan(code)
    day.desk.sees("code_wrong_kind")
    taken_out(day.desk)
    for one in (day, start(Snapshot(left.provisioned, left.labels, {}))):
        one.ask_to_open(one.desk)
        one.desk.sees("opened_before")
        assert all(set(chip.array) == {0xFF} for chip in one.desk.hardware.chips)


def test_the_chair_prints_the_slip_again_and_each_is_good(
    start: Callable[..., Day], official: Snapshot, made: Made, tmp_path: Path
) -> None:
    day = start(official)
    day.resume(day.desk)
    day.menu(day.desk, "replacement", day.role_cards[0])
    again = codes_on(day.desk.take_slip("replacement"))
    day.idle(day.desk)
    assert again != slip_of(official) and len(again) == 1
    ring = load([official.provisioned.folder / "public"])
    report = verify_slip("8", object_of(again), ring)
    assert report.ok, report
    left = keep(day, tmp_path / "died")
    assert [name for name, _ in events(day.desk.hardware)].count("replacement_printed") == 2
    day = start(beside(left, made[1]))
    day.desk.hardware.plug_in()
    take_place(day, day.desk, again)


def test_the_paper_ends_under_the_slip_and_it_comes_whole(start: Callable[..., Day], official: Snapshot) -> None:
    day = start(official)
    at, pieces = day.desk, len(day.desk.hardware.printer.slips)
    day.resume(at)
    paper_ends(at, 60)
    day.menu(at, "replacement", day.role_cards[0])
    new_roll(at)
    day.idle(at)
    torn, slip = list(at.hardware.printer.slips)[pieces:]
    assert kinds_since(at, pieces)[0] == VOID and codes_on(torn) == []
    assert verify_slip("8", object_of(codes_on(slip)), load([official.provisioned.folder / "public"])).ok


def test_the_slip_of_an_earlier_training_takes_no_cartridge_of_a_later_one(
    start: Callable[..., Day], made: Made, tmp_path: Path
) -> None:
    day = start(made[0])
    slips = []
    for _ in range(2):
        day.open(day.desk, TRAINING)
        slips.append(codes_on(day.desk.take_slip("replacement")))
        day.idle(day.desk)
        left = keep(day, tmp_path / f"died-{len(slips)}")
        taken_out(day.desk)
    for slip, page in zip(slips, ("opened_otherwise", "power_nothing"), strict=True):
        on = start(beside(left, made[1]))
        on.mode = TRAINING
        on.desk.hardware.plug_in()
        take_place(on, on.desk, slip)
        put_in(on.desk, left.chips[0])
        on.desk.hardware.plug_in()
        on.desk.sees(page)
