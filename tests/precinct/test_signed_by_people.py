"""Chair and members sign the protocol with cards that the desk made: who is missing, who dissents, a wrong card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from host_tools.elections.election_file import read_election
from host_tools.formats import codes, cose, people
from host_tools.formats.objects import ListedSigner, Signatures, SignerList
from host_tools.keys.cards import signing_card_header
from host_tools.keys.ceremony import Card
from host_tools.verifying.precinct import check_precinct
from host_tools.verifying.vouching import Evidence
from simulator.hardware.parts.serial_cable import SerialPeer
from simulator.people.precinct import OFFICIAL
from simulator.people.signers import AGREES, DISSENTS
from simulator.people.slip_reader import VOID, codes_on
from tests.precinct.day import CENTRE, VOTE, Day, Snapshot, election_with, make_precinct
from tests.precinct.evening_numbers import numbers, type_numbers
from tests.precinct.slip_objects import object_of, payload_of
from tests.precinct.test_paper_out import kinds_since, new_roll, paper_ends
from tests.precinct.test_sending_trouble import SERIAL_LINE, receiver
from tests.precinct.traces import events, refusal

NEEDED = 2
ZERO_SIGNERS = 13  # key of the zero report
NO_PAPER = [[0] * 10, [0] * 5, [0] * 5]


@pytest.fixture(scope="module")
def signing(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """An election in which two people sign with cards; provisioned, never switched on. also: the election."""
    folder = tmp_path_factory.mktemp("signing")
    election = election_with(folder, signatures_needed=NEEDED)
    made = make_precinct(folder / "made", booths=1, election=election)
    made.also["election"] = read_election(election)
    return made


def objects(texts: Sequence[str]) -> dict[str, bytes]:
    """The objects on a slip that has several, by kind."""
    return dict(codes.join([codes.parse(text) for text in texts]).objects)


def signatures(data: bytes) -> Signatures:
    """What the object W says."""
    peeked = cose.peek1(data)
    assert peeked is not None
    return Signatures.from_cbor(peeked[1])


def test_an_evening_that_ends_with_signatures_by_card(
    start: Callable[..., Day], signing: Snapshot, tmp_path: Path
) -> None:
    """The chair signs and copies are printed; later a card is shown twice, a stranger shows one, a member dissents."""
    day = start(signing)
    desk = day.desk
    day.open(desk)
    zero = payload_of(codes_on(day.taken[-1][1]))
    day.idle(desk)
    day.open(day.booth(1))
    day.idle(day.booth(1))
    day.show_zeros()
    day.vote(1, day.check_in(day.labels[0], 1), VOTE)
    totals = [day.close_booth(1)]
    day.close_desk()
    texts = day.count(totals, OFFICIAL, numbers(paper=NO_PAPER, issued=0), verdicts=[AGREES])
    printed = objects([*texts, *day.signature_codes])
    first = signatures(printed["W"])
    assert [one.verdict for one in first.signers] == [people.AGREES, None]
    assert zero[ZERO_SIGNERS] == first.listed.hash
    desk.sees("desk_closed", limit_ms=600_000)
    desk.hardware.pull_plug()
    centre = receiver(tmp_path, day, CENTRE)
    desk.hardware.bench.wire_uart(SERIAL_LINE, SerialPeer(centre.receive))
    day.resume(desk)
    send(day)
    day.menu(desk, "sign", day.role_cards[0])
    desk.sees("signatures_of", 1, NEEDED)
    mine, other = day.signing_cards[OFFICIAL]
    show(day, mine)
    desk.sees("signed_already")
    show(day, stranger(other))
    desk.sees("signing_card_wrong")
    show(day, other)
    desk.sees("pin_type")
    desk.hands.type_digits("000000")
    desk.sees("pin_wrong")
    desk.presses("ok")
    desk.hands.type_digits(other.pin)
    day.says(DISSENTS)
    desk.sees("desk_closed")
    send(day)
    assert [name for name, _ in events(desk.hardware) if name == "person_signed"] == ["person_signed"] * 2
    desk.leave_slips()  # a power cut may have left a piece
    day.menu(desk, "reprint", day.role_cards[0])
    desk.chooses("copy_whole")
    again = objects(codes_on(desk.take_slip("protocol")))
    assert again["P"] == printed["P"]
    said = signatures(again["W"])
    kept = [row.object for row in centre._taker.store.rows(kind="W")]
    assert kept == [printed["W"], again["W"]]
    election = signing.also["election"]
    assert [one.verdict for one in said.signers] == [people.AGREES, people.DISSENTS]
    assert people.problems(said, election.settings) == [] and said.listed == first.listed
    images = [bytes(chip.array) for terminal in day.terminals for chip in terminal.hardware.chips]
    evidence = Evidence(people=[printed["W"], again["W"]], zeros=[object_of(codes_on(slip))[1] for slip in zeros(day)])
    report = check_precinct(
        images, [object_of(totals[0])[1]], again["P"], election, day.provisioned.precincts[OFFICIAL], evidence=evidence
    )
    assert [finding.text for finding in report.findings if finding.level == "bad"] == []
    texts = [finding.text for finding in report.findings]
    assert "1 of 2 people who must sign protocol 1 have signed it and agree." in texts
    assert "Member 2 dissents from protocol 1." in texts


def test_the_paper_ends_under_a_signing_card_and_it_comes_whole(start: Callable[..., Day], signing: Snapshot) -> None:
    day = start(signing)
    at = day.desk
    day.ask_to_open(at)
    at.sees("signing_cards")
    at.chooses("signing_card_make")
    at.sees("signing_card_whose")
    paper_ends(at, 25)
    day.show_card(at, day.role_cards[0])
    new_roll(at)
    at.sees("signing_card_back")
    torn, card = at.hardware.printer.slips
    assert kinds_since(at, 0)[0] == VOID and codes_on(torn) == []
    for code in codes_on(card):
        at.hands.scan(code)
    at.sees("signing_cards_use", 1, NEEDED)


def send(day: Day) -> None:
    """Send what has no receipt, and signatures: until the desk waits again."""
    desk = day.desk
    desk.hardware.rest(3000)
    day.menu(desk, "send", day.role_cards[0])
    desk.sees("sent", limit_ms=300_000)
    desk.presses("ok")
    desk.sees("desk_closed")


def zeros(day: Day) -> list[Image.Image]:
    return [slip for name, slip in day.taken if name.endswith("zero")]


def show(day: Day, card: Card) -> None:
    for text in card.texts:
        day.desk.hands.scan(text)


def stranger(card: Card) -> Card:
    """A card of a holder who is not on the list, sealed with a secret of nobody here."""
    header = signing_card_header(object_of(card.texts)[1])
    clear = {cose.CARD_HEADER: {0: header.KIND, **header.model_copy(update={"holder": 9}).to_map()}}
    made = cose.encrypt0(bytes(32), bytes(12), bytes(32), clear)
    return replace(card, texts=tuple(codes.split("Q", made)))


@pytest.mark.long
def test_a_card_that_another_replaced_signs_nothing(start: Callable[..., Day], signing: Snapshot) -> None:
    """Whoever gives up before showing the new card keeps the former; once it is shown, the former is void."""
    day = start(signing)
    desk = day.desk
    day.ask_to_open(desk)
    chair = day.role_cards[0]
    desk.sees("signing_cards_use", 0, NEEDED)
    former = day.make_signing_card(chair)
    desk.sees("signing_cards_use", 1, NEEDED)
    before = kept(day)
    desk.chooses("signing_card_make")
    desk.sees("signing_card_whose")
    day.show_card(desk, chair)
    desk.take_slip("signing-card")
    desk.sees("signing_card_back")
    show(day, former)
    desk.sees("signing_card_wrong")
    desk.hardware.pull_plug()
    assert kept(day) == before
    day.ask_to_open(desk)
    day.signing_cards[OFFICIAL] = [day.make_signing_card(chair)]
    assert kept(day) != before
    day.see_to_cards(desk)
    day._answer_for_the_hour(desk, "card_show")
    day.officials(desk)
    desk.take_slip("zero")
    day.close_desk()
    show_keys(day)
    day.type_and_sign(numbers(paper=NO_PAPER, issued=0), verdicts=[])
    day.menu(desk, "sign", chair)
    desk.sees("signing_show")
    day.show_card(desk, former)
    desk.sees("signing_card_wrong")
    assert events(desk.hardware)[-1] == refusal("signing_card_wrong")


def test_a_list_that_was_lost_or_changed_lets_nobody_sign_with_a_card(
    start: Callable[..., Day], signing: Snapshot
) -> None:
    day = start(signing)
    desk = day.desk
    day.open(desk)
    day.close_desk()
    desk.hardware.pull_plug()
    path = day.provisioned.terminals[0] / "data" / "signers-0.cose"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    day.resume(desk)
    show_keys(day)
    desk.leave_slips()  # of the opening
    type_numbers(day, numbers(paper=NO_PAPER, issued=0))
    desk.sees("signers_none")
    desk.presses("ok")
    assert set(objects(codes_on(desk.take_slip("protocol")))) == {"P"}


def test_a_list_that_the_desk_has_not_written_names_nobody_before_the_polls_open(
    start: Callable[..., Day], signing: Snapshot
) -> None:
    """One wrong bit would be a person's key for the whole day: the zero report takes the list as it is."""
    day = start(signing)
    precinct = day.provisioned.precincts[OFFICIAL]
    listed_people = [ListedSigner(0, 1, bytes(32))]
    said = SignerList(election=precinct.election, precinct=precinct.precinct, mode=OFFICIAL, signers=listed_people)
    path = day.provisioned.terminals[0] / "data" / "signers-0.cose"
    for content, listed in (
        (said.to_cbor(), 0),
        (cose.sign1(said.to_cbor(), day.device_key(1)), 0),
        (cose.sign1(said.to_cbor(), day.device_key(0)), 1),
    ):
        path.write_bytes(content)
        day.ask_to_open(day.desk)
        day.desk.sees("signing_cards_use", listed, NEEDED)
        day.desk.hardware.pull_plug()


def show_keys(day: Day) -> None:
    """From the closed desk's menu to the first number, on a day whose booth was never opened."""
    day.menu(day.desk, "count")
    day.say_unopened(1, "нет")
    day.show_keys(OFFICIAL, (1, 3, 5))


def kept(day: Day) -> bytes:
    """The list of signers on the desk."""
    return (day.provisioned.terminals[0] / "data" / "signers-0.cose").read_bytes()
