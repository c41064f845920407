"""The precinct's key is made at its desk, shared among holders, announced; and what can go wrong with it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from host_tools.collecting import precincts
from host_tools.collecting.centre import Centre
from host_tools.collecting.partials import Partials
from host_tools.collecting.proof import LineKey, Proof
from host_tools.collecting.proving import with_key_slips
from host_tools.collecting.receiver import Receiver
from host_tools.elections.election_file import read_election
from host_tools.formats import codes, cose, key_slip
from host_tools.formats.objects import KeySlip
from host_tools.formats.points import multiply_base
from host_tools.formats.shamir import combine
from host_tools.keys.cards import open_key_card
from host_tools.verifying.precinct import check_precinct
from simulator.people.precinct import OFFICIAL
from simulator.people.slip_reader import VOID, codes_on
from tests.precinct.day import CENTRE, ELECTION, VOTE, Day, Snapshot, make_precinct
from tests.precinct.evening_numbers import numbers
from tests.precinct.slip_objects import object_of
from tests.precinct.test_paper_out import kinds_since, new_roll, paper_ends
from tests.precinct.test_second_opening import taken_out
from tests.precinct.traces import events, refusal

NEEDED, HOLDERS = 2, 3


@pytest.fixture(scope="module")
def born(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Provisioned without a key, never switched on."""
    folder = tmp_path_factory.mktemp("born") / "made"
    return make_precinct(folder, booths=1, key_here=False, needed=NEEDED, holders=HOLDERS)


def test_a_day_with_a_key_that_was_born_in_the_precinct(
    start: Callable[..., Day], born: Snapshot, tmp_path: Path
) -> None:
    """The desk sends its key slip before the protocol, so that the centre checks the proof with it."""
    day = start(born)
    definition = day.provisioned.precincts[OFFICIAL]
    assert definition.key is None and definition.holders == (NEEDED, HOLDERS)
    day.open_everywhere()
    _, slip = day.key_slips[OFFICIAL]
    said = key_slip.checked(object_of(slip)[1], definition)
    assert (said.number, said.holders, len(said.commitments)) == (1, HOLDERS, NEEDED)
    shares = []
    for card in day.key_cards[OFFICIAL]:
        opened = open_key_card(object_of(list(card.texts))[1], card.pin, card_secret(day))
        assert opened is not None and key_slip.share_fits(said.commitments, *opened)
        shares.append(opened)
    assert multiply_base(combine(shares[1:])) == said.commitments[0]
    slips = [day.vote(1, day.check_in(day.labels[voter], 1), VOTE) for voter in (0, 1)]
    totals = [day.close_booth(1)]
    day.close_desk()
    protocol = day.count(totals, OFFICIAL, numbers(paper=[[0] * 10, [0] * 5, [0] * 5], issued=0), keys=(1, 3))
    place = key_slip.with_key(definition, object_of(slip)[1])
    report = check_precinct([], [object_of(totals[0])[1]], object_of(protocol)[1], read_election(ELECTION), place)
    assert slips and not [finding.text for finding in report.findings if finding.level == "bad"]
    came = sent_to_a_centre(day, tmp_path)
    assert came == [("G", object_of(slip)[1]), ("S", object_of(totals[0])[1]), ("P", object_of(protocol)[1])]


def sent_to_a_centre(day: Day, folder: Path) -> list[tuple[str, bytes]]:
    """The desk sends over its line to a centre that was not brought the slip: what came, in order, by kind."""
    (folder / "known").mkdir()
    shutil.copy(day.provisioned.folder / "public" / "precinct-official.cbor", folder / "known")
    known = precincts.load(folder / "known", bytes(CENTRE.verify_key))
    centre = Centre(folder / "store", CENTRE, known)
    at = day.desk
    at.hardware.cable.answered_by(Receiver(centre, Partials(), Proof(known, LineKey(CENTRE))).receive)
    day.idle(at)
    day.menu(at, "send", day.role_cards[0])
    at.sees("sent", limit_ms=300_000)
    assert with_key_slips(centre.store, known, {17})[17].has_key
    return [(row.kind, row.object) for row in centre.store.rows()]


def card_secret(day: Day) -> bytes:
    from host_tools.formats.packages import open_package

    data = (day.provisioned.terminals[0] / "data" / "official.tmpk").read_bytes()
    secret = open_package(data, authority(day)).secrets.card_secret
    assert secret is not None
    return secret


def authority(day: Day) -> bytes:
    return bytes.fromhex((day.provisioned.folder / "public" / "authority.pub").read_text().strip())


def test_the_paper_ends_under_a_key_card_and_the_same_share_comes(start: Callable[..., Day], born: Snapshot) -> None:
    day = start(born)
    at = day.desk
    day.at_key(at, OFFICIAL)
    began(day)
    pieces = len(at.hardware.printer.slips)
    paper_ends(at, 60)
    choose_pin(day, "111111")
    new_roll(at)
    at.sees("key_card_back")
    torn, card = list(at.hardware.printer.slips)[pieces:]
    assert kinds_since(at, pieces)[0] == VOID and codes_on(torn) == []
    for code in codes_on(card):
        at.hands.scan(code)
    at.sees("pin_type")
    at.hands.type_digits("111111")
    at.sees("pin_choose")  # of the second holder


def test_a_ceremony_that_goes_wrong_and_another_that_supersedes(start: Callable[..., Day], born: Snapshot) -> None:
    day = start(born)
    at, booth = day.desk, day.booth(1)
    day.at_key(at, OFFICIAL)
    began(day)
    choose_pin(day, "111111")
    card = codes_on(at.take_slip("key-card-1"))
    at.sees("key_card_back")
    for code in card:
        at.hands.scan(code)
    at.sees("pin_type")
    at.hands.type_digits("222222")
    at.sees("pin_wrong")
    at.hardware.pull_plug()  # with one card printed: it is of a key that nobody knows
    assert not list((day.provisioned.terminals[0] / "data").glob("key-*"))
    day.at_key(at, OFFICIAL)
    first = day.make_key(OFFICIAL)
    lost = day.key_cards[OFFICIAL]
    at.chooses("action_make_key")
    at.sees("key_again_text")
    at.presses("ok")
    second = held_again(day)
    assert key_slip.checked(object_of(second)[1], day.provisioned.precincts[OFFICIAL]).number == 2
    forged = KeySlip.from_cbor((cose.peek1(object_of(second)[1]) or (b"", b""))[1])
    day.at_key(booth, OFFICIAL)
    day.show_key(booth, codes.split("G", cose.sign1(forged.to_cbor(), SigningKey(b"f" * 32))))
    booth.sees("code_signature")
    other = forged.model_copy(update={"definition": bytes(32)})
    for code in codes.split("G", cose.sign1(other.to_cbor(), day.device_key(0))):
        booth.hands.scan(code)
    booth.sees("key_slip_wrong")
    for code in first:
        booth.hands.scan(code)
    booth.sees("key_use", 1)
    day.show_key(booth, second)
    booth.sees("key_use", 2)
    day.show_key(booth, first)
    booth.sees("key_slip_older")
    booth.hardware.pull_plug()
    at.chooses("key_use", 2)
    day._answer_for_the_hour(at, "card_show")
    day.officials(at)
    at.take_slip("zero")
    day.idle(at)
    day.close_desk()
    day.menu(at, "count")
    day.say_unopened(1, "нет")
    at.sees("key_card_show")
    day.show_card(at, lost[1])
    at.sees("key_card_other", 2)
    assert events(at.hardware)[-1] == refusal("key_card_other")
    at.presses("ok")
    for index in (1, 2):
        at.sees("key_card_show")
        day.show_card(at, day.key_cards[OFFICIAL][index])
    at.sees("certificates", limit_ms=600_000)


def began(day: Day) -> None:
    """The desk is asked to make the key; chair and member are there."""
    day.desk.chooses("action_make_key")
    day.desk.sees("make_key_text", NEEDED, HOLDERS)
    day.desk.presses("ok")
    day.officials(day.desk)


def choose_pin(day: Day, pin: str) -> None:
    day.desk.sees("pin_choose")
    day.desk.hands.type_digits(pin)
    day.desk.must_be_on()


def held_again(day: Day) -> list[str]:
    """The second ceremony, from its question on."""
    at = day.desk
    at.sees("make_key_text", NEEDED, HOLDERS)
    at.presses("ok")
    day.officials(at)
    day.key_cards[OFFICIAL] = [day.takes_card(index, OFFICIAL, HOLDERS, f"{index}" * 6) for index in (4, 5, 6)]
    return codes_on(at.take_slip("key"))


def test_a_booth_that_was_opened_keeps_its_key(start: Callable[..., Day], born: Snapshot) -> None:
    """Also on blank cartridges, and for a slip that its own desk signed; a booth that lost the slip asks for it."""
    day = start(born)
    booth = day.booth(1)
    day.at_key(day.desk, OFFICIAL)
    slip = day.make_key(OFFICIAL)
    day.open(booth)
    day.idle(booth)
    said = KeySlip.from_cbor((cose.peek1(object_of(slip)[1]) or (b"", b""))[1])
    other = said.model_copy(update={"number": 2, "commitments": said.commitments[::-1]})
    booth.hardware.pull_plug()
    (day.provisioned.terminals[1] / "data" / "key-0.cose").unlink()
    booth.hardware.plug_in()
    booth.sees("key_of_precinct")
    for code in slip:
        booth.hands.scan(code)
    booth.sees("power_nothing")
    taken_out(booth)
    day.at_key(booth, OFFICIAL)
    day.show_key(booth, codes.split("G", cose.sign1(other.to_cbor(), day.device_key(0))))
    booth.sees("key_opened")
