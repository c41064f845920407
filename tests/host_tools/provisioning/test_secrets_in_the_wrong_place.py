"""A provisioned precinct: what each terminal has, and above all what it has not."""

import datetime
import json
import stat
from dataclasses import replace

import pytest
from nacl.signing import SigningKey
from PIL import Image
from pyzbar.pyzbar import ZBarSymbol, decode

from host_tools.elections.demo_roll import demo_voters
from host_tools.elections.roll import read_roll
from host_tools.formats import codes, cose, packages, shamir
from host_tools.formats.definitions import Hours
from host_tools.formats.label import make_label
from host_tools.formats.objects import RoleCard
from host_tools.formats.points import multiply_base
from host_tools.keys import ceremony
from host_tools.keys.cards import open_key_card, pin_fits
from host_tools.keys.randomness import seeded
from host_tools.provisioning import firmware, own_keys
from host_tools.provisioning.device_book import DeviceBook
from host_tools.provisioning.new_terminals import BOARD, make_terminals
from host_tools.provisioning.own_keys import OWN_KEY_FILE
from host_tools.provisioning.plan import PlanError, PrecinctPlan
from host_tools.provisioning.provision import MODES, prepare, provision
from host_tools.provisioning.training import labels, voters
from simulator.people.newborn import injected, provision_at_once
from tests.host_tools.rolls.plain_sealer import look_up
from tests.host_tools.small_precinct import names, small_election

AUTHORITY = SigningKey(bytes(32))
PUBLIC = bytes(AUTHORITY.verify_key)
VOTERS = demo_voters(40, seed=3)
KEYS = {number: bytes(SigningKey(bytes([number]) * 32).verify_key) for number in range(3)}
NUMBER_CARDS = small_election().model_copy(update={"settings": {"number_cards": True}})


def make_plan(**changes):
    content = {"election": NUMBER_CARDS, "number": 17, "names": names("No. 17"), "voters": VOTERS, "booths": 2}
    return PrecinctPlan(**{**content, **changes})


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("provisioned")
    return provision_at_once(make_plan(), AUTHORITY, bytes(32), folder, random_bytes=seeded(b"provision"), demo=True)


def test_nothing_provisioned_holds_a_key_that_is_to_be_born(monkeypatch):
    def never(*_: object) -> None:
        raise AssertionError("the host makes a key that is to be born in the precinct")

    for name in ("hold_ceremony", "share_out"):
        monkeypatch.setattr(ceremony, name, never)
    made = prepare(make_plan(key_here=False), AUTHORITY, bytes(32), BOARD, None, seeded(b"born"), KEYS)
    assert [one.mode for one in made.mode_sets] == list(MODES)
    for one in made.mode_sets:
        assert (one.precinct.key, one.precinct.holders, one.key_cards) == (None, (3, 5), [])


def test_nothing_provisioned_holds_a_signing_key(tmp_path):
    plan, folder = make_plan(), tmp_path / "made"
    places = make_terminals(plan, AUTHORITY, folder, random_bytes=seeded(b"new"))
    assert all(
        {path.name for path in (place / "data").iterdir()} == {"device.cbor", "seed.bin"} for place in places.values()
    )
    seeds = [bytes([number]) * 16 + b"a terminal's own" for number in places]
    for place, seed in zip(places.values(), seeds, strict=True):
        own_keys.take(folder, injected(place, seed))
        (place / "data" / OWN_KEY_FILE).unlink()  # it is on the terminal, not on this computer
    done = provision(plan, AUTHORITY, bytes(32), folder, random_bytes=seeded(b"second"))
    held = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for number, seed in enumerate(seeds):
        assert seed not in held
        assert done.precincts[0].terminal_key(number) == bytes(SigningKey(seed).verify_key)


def opened(done, terminal: int, name: str) -> packages.Package:
    return packages.open_package((done.terminals[terminal] / "data" / name).read_bytes(), PUBLIC)


def test_every_terminal_has_its_files_as_signed_and_its_secrets_for_itself(done):
    for terminal, place in done.terminals.items():
        assert firmware.differences(place, PUBLIC) == []
        data = {path.name: path for path in (place / "data").iterdir()}
        seed = data.pop(OWN_KEY_FILE).read_bytes()
        assert set(data) == {"device.cbor", "seed.bin", "official.tmpk", "test.tmpk", "training.tmpk"}
        assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in data.values())
        key = bytes(SigningKey(seed).verify_key)
        assert key == done.precincts[0].terminal_key(terminal) == done.precincts[1].terminal_key(terminal)
        assert len(data["seed.bin"].read_bytes()) == 32
    seeds = [(place / "data" / "seed.bin").read_bytes() for place in done.terminals.values()]
    assert len(set(seeds)) == 3


def test_a_booth_gets_neither_roll_nor_card_secret(done):
    for name in ("official.tmpk", "test.tmpk", "training.tmpk"):
        package = opened(done, 1, name)
        assert set(package.parts) == {"election", "precinct", "secrets"}
        assert package.secrets.card_secret is None
        assert package.secrets.lookup_key is None


def test_official_and_test_have_different_keys_but_the_same_role_cards(done):
    official, test = opened(done, 0, "official.tmpk"), opened(done, 0, "test.tmpk")
    assert (official.precinct.mode, test.precinct.mode) == (0, 1)
    assert official.precinct.key != test.precinct.key
    assert official.secrets.card_secret != test.secrets.card_secret
    assert official.secrets.role_secret == test.secrets.role_secret == opened(done, 2, "test.tmpk").secrets.role_secret


def test_a_training_shares_no_secret_and_no_voter_with_the_day(done):
    official, training = opened(done, 0, "official.tmpk"), opened(done, 0, "training.tmpk")
    assert (training.precinct.mode, training.precinct.voters) == (2, 24)
    assert training.precinct.key != official.precinct.key
    secrets = [set(package.secrets.to_map().values()) for package in (official, training)]
    assert len(secrets[1]) == 4 and not secrets[0] & secrets[1]
    assert opened(done, 1, "training.tmpk").secrets.role_secret == training.secrets.role_secret
    keys = training.secrets.lookup_key, training.secrets.wrap_key
    invented = voters()
    found = [look_up(training.parts["roll"], text, *keys)[1] for text in labels(invented).values()]
    assert [row.name for row in found] == [voter.name for voter in invented]
    assert not {row.name for row in found} & {voter.name for voter in VOTERS}
    assert all(look_up(training.parts["roll"], voter.number, *keys) is None for voter in VOTERS)
    keys = official.secrets.lookup_key, official.secrets.wrap_key
    assert all(look_up(official.parts["roll"], voter.number, *keys) is None for voter in invented)


def test_role_cards_of_a_training_say_so_and_have_pins_of_their_own(done):
    secret = opened(done, 0, "training.tmpk").secrets.role_secret
    for card, usual in zip(done.training_role_cards, done.role_cards, strict=True):
        assert (card.name, usual.name) == (f"holder-{card.holder}-role-training", f"holder-{card.holder}-role")
        content = RoleCard.from_cbor(cose.verify1(codes.parse(card.texts[0]).data, PUBLIC))
        assert content.mode == 2 and pin_fits(content, card.pin, secret)
        content = RoleCard.from_cbor(cose.verify1(codes.parse(usual.texts[0]).data, PUBLIC))
        assert content.mode is None and not pin_fits(content, usual.pin, secret)


def test_printed_cards_of_invented_voters_read_back(done):
    folder = done.folder / "training"
    read = [decode(Image.open(path), symbols=[ZBarSymbol.CODE128])[0].data for path in sorted(folder.glob("*.png"))]
    assert [text.decode() for text in read] == list(labels(voters()).values())
    assert [voter.number for voter in read_roll(folder / "voters.csv")] == [voter.number for voter in voters()]


def test_key_cards_open_with_the_desks_package_and_make_its_key(done):
    package = opened(done, 0, "official.tmpk")
    shares = [
        open_key_card(codes.parse(card.texts[0]).data, card.pin, package.secrets.card_secret)
        for card in done.key_cards[0][2:]
    ]
    assert multiply_base(shamir.combine(shares)) == package.precinct.key


def test_the_desk_finds_each_voter_by_number_and_nobody_else(done):
    package = opened(done, 0, "official.tmpk")
    keys = package.secrets.lookup_key, package.secrets.wrap_key
    found = [look_up(package.parts["roll"], voter.number, *keys) for voter in VOTERS]
    assert [row.name for _, row in found] == [voter.name for voter in VOTERS]
    assert sorted(number for number, _ in found) == list(range(40))
    assert look_up(package.parts["roll"], "000101300009", *keys) is None
    for voter in VOTERS:
        assert voter.name.encode() not in package.parts["roll"]


def test_labels_open_the_roll_where_number_cards_are_not_accepted(tmp_path):
    labels = {voter.number: make_label(voter.number, i) for i, voter in enumerate(VOTERS)}
    plan = make_plan(election=small_election(), labels=labels)
    done = provision_at_once(plan, AUTHORITY, bytes(32), tmp_path, random_bytes=seeded(b"labels"))
    package = opened(done, 0, "official.tmpk")
    keys = package.secrets.lookup_key, package.secrets.wrap_key
    assert look_up(package.parts["roll"], labels[VOTERS[5].number], *keys)[1].name == VOTERS[5].name
    assert look_up(package.parts["roll"], VOTERS[5].number, *keys) is None
    assert not (tmp_path / "cards" / "cards.json").exists()
    assert (tmp_path / "cards" / "pin-letters" / "holder-1-pins.txt").exists()


def test_the_list_for_simulated_people_says_that_it_is_a_secret(done):
    content = json.loads((done.folder / "cards" / "cards.json").read_text())
    assert content["note"].startswith("DEMO SECRET")
    assert [(card["kind"], card["mode"]) for card in content["cards"]].count(("C", None)) == 5
    assert [card["mode"] for card in content["cards"]].count(1) == 5


def test_the_register_knows_each_terminal_by_its_key(done):
    with DeviceBook(done.folder / "terminals.json") as register:
        record = register.by_public_key(done.precincts[0].booths[1].public_key)
        assert record is not None
        assert (record.serial_number, record.role) == ("TM-00017-2", "booth")
        assert [row.terminal for row in register.of_precinct(17)] == [0, 1, 2]
        assert register.find("TM-00018-1") is None


def test_nothing_is_provisioned_twice_into_one_folder(done):
    with pytest.raises(FileExistsError, match="provisioned already"):
        provision(make_plan(), AUTHORITY, bytes(32), done.folder)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"slots": 5000}, "a booth stores at most"),
        ({"election": small_election()}, "no card would open the roll"),
        ({"names": {"kk": "x"}}, "kk, ru and en"),
        ({"hours": Hours(20 * 60, 7 * 60)}, "opens before it closes"),
        ({"hours": Hours(7 * 60, 24 * 60)}, "both on one day"),
    ],
)
def test_a_plan_that_cannot_be_carried_out_is_told(changes, words):
    with pytest.raises(PlanError, match=words):
        make_plan(**changes)


def test_a_label_of_somebody_else_is_not_sealed_into_the_roll():
    plan = make_plan(labels={VOTERS[0].number: make_label(VOTERS[1].number, 1)})
    with pytest.raises(PlanError, match="is not a label of that number"):
        plan.roll_voters()


def test_nobody_under_age_is_provisioned_whoever_made_the_plan():
    day = datetime.date.fromisoformat(NUMBER_CARDS.date)
    eve = day.replace(year=day.year - 18) + datetime.timedelta(days=1)
    with pytest.raises(PlanError, match=f"not 18 on {day}: 1"):
        make_plan(voters=[*VOTERS, replace(VOTERS[0], number="x", birth_date=eve)])
    make_plan(voters=[*VOTERS, replace(VOTERS[0], number="x", birth_date=day.replace(year=day.year - 18))])
