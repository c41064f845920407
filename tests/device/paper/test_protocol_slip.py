"""The protocol as it hangs on the wall: as it was found good, with nothing left out, and its code reads back."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from nacl.signing import SigningKey
from PIL import Image

from host_tools.elections.election_file import read_election
from host_tools.formats import codes, cose
from host_tools.formats.definitions import Blank, Contest, Election
from host_tools.formats.objects import (
    BoothLine,
    EndedLine,
    Moments,
    PaperLine,
    Protocol,
    Signatures,
    Signer,
    UnopenedBooth,
)
from simulator.people.slip_reader import codes_on, says
from tests.device.paper.paper import grey, unroll
from tests.golden_picture import compare

ANSWERS = Path(__file__).with_name("protocol_answers.py")
ELECTION = Path(__file__).parents[3] / "simulator" / "people" / "election.toml"
ROOMY = "8M"  # the test collects a long slip in memory; the terminal does not
DESK = SigningKey(sha256(b"a desk on paper").digest())
OPENED, PRINTED = 1_795_918_500, 1_795_974_000  # a day of voting, local time UTC+05:00
FIELDS = {
    "listed": 1083, "added": 4, "certificates": 7, "on_list": 1080, "activations": 616, "marked": 805,
    "electronic": 611, "slips_returned": 1, "slips_exchanged": 2, "slips_cancelled": 1, "slips_changed": 1,
    "slips_taken": 1, "challenged": 4,
    "paper_returned": 1, "papers_taken": 1, "typed_in": 12, "withdrawn_recorded": 4, "complaints": 1,
    "acts": 2, "issued_recorded": 167, "outside_recorded": 25,
    "spoiled_recorded": 9, "by_certificate": 3, "added_refused": 2, "certificates_received": 10,
    "certificates_cancelled": 2, "certificates_lost": 1, "home_requests": 26, "home_refused": 1, "assisted": 5,
}  # fmt: skip
BOOTHS = [
    BoothLine(1, 305, 6, 306, bytes(32), 308, bytes(16), 4, 1),
    BoothLine(2, 306, 2, 306, bytes(32), 308, bytes(16), 0, 0),
]  # fmt: skip
PAPERS = PaperLine(
    received=500, withdrawn=2, issued=167, outside=25, unused=302, spoiled=3, lost=1, portable=25, room=165
)


def split(total: int, lines: int) -> list[int]:
    """Votes that add up, fewer from line to line."""
    votes = [total // (2 << line) for line in range(lines - 1)]
    return [*votes, total - sum(votes)]


def paper_lines(ballots: int, contest: Contest) -> list[int]:
    """Options, blank, every answer marked, invalid."""
    rest = [int(contest.blank == Blank.OWN_LINE), 3 if contest.referendum else 0, 2]
    return [*split(ballots - sum(rest), len(contest.options)), *rest]


def made(election: Election, **changes: object) -> bytes:
    """A signed protocol of the demonstration's election."""
    content = {
        "election": election.hash16, "precinct": 17, "mode": 0, "booths": BOOTHS,
        "electronic": [split(611 * contest.votes_allowed, contest.positions) for contest in election.contests],
        "paper": [paper_lines(190, contest) for contest in election.contests],
        "papers": [PAPERS] * len(election.contests),
        "fields": FIELDS, "proof": bytes(range(64)), "log_head": bytes(range(16)), "firmware": bytes(range(32)),
        "version": 1, "moments": Moments(OPENED, OPENED + 46_800, OPENED + 47_700, OPENED + 53_000),
    }  # fmt: skip
    return cose.sign1(Protocol(**{**content, **changes}).to_cbor(), DESK)


@pytest.fixture(scope="module")
def election() -> Election:
    return read_election(ELECTION).model_copy(update={"settings": {}})  # a new setting is no other slip


@pytest.fixture
def paper(micropython, election):
    """paper(signed, mark, width_dots, part) -> the slip's picture, grey."""

    def printed(
        signed: bytes,
        mark: tuple = ("slip_copy", 1, 2),
        width_dots: int = 384,
        part: int = 0,
        people: bytes = b"",
        names: list | None = None,
    ) -> np.ndarray:
        settings = {"signatures_needed": 2} if people else {}
        definition = election.model_copy(update={"settings": settings}).to_cbor()
        case = [signed.hex(), definition.hex(), 17, 300, PRINTED, list(mark), width_dots, part, people.hex(), names]
        (piece,) = unroll(micropython(ANSWERS, [case], heap=ROOMY)[0], width_dots)
        return grey(piece, margin=16)

    return printed


def test_a_protocol_whose_numbers_agree(paper, election) -> None:
    compare(paper(made(election)), "protocol_agrees")


def test_a_protocol_with_a_breach_says_it_in_words_with_the_reason(paper, election) -> None:
    """More certificates than voters: the list would have 286 voters fewer than none."""
    fields = FIELDS | {"listed": 1083, "added": 1, "certificates": 1370, "on_list": -286, "spoiled_recorded": 8}
    fields |= {"certificates_received": 1373, "by_certificate": 1}
    reason = "Удостоверения выданы по ошибке другому участку"
    compare(paper(made(election, fields=fields, reason=reason)), "protocol_breach")


def test_a_lost_cartridge_has_its_exchanged_slips_and_its_ballots_counted_by_hand(paper, election) -> None:
    """Booth 1 was opened twice; of the first opening 3 slips were exchanged and 5 ballots lay in the sealed box."""
    lost = BoothLine(1, 0, 0, 0, None, 9, bytes(range(16)), 0, 0)
    booths = [lost, BOOTHS[0]._replace(issued=299 + 10), BOOTHS[1]]
    fields = FIELDS | {"activations": 626, "slips_exchanged": 3, "marked": 814, "slips_returned": 0}
    votes = [paper_lines(190 + 5, contest) for contest in election.contests]
    signed = made(
        election, booths=booths, fields=fields, paper=votes, ended=[EndedLine(lost.opening, 3, 5)],
        reason="Картридж кабины 1 перестал отвечать",
    )  # fmt: skip
    compare(paper(signed, part=len(election.contests) + 1), "protocol_lost")


def test_a_booth_that_was_never_opened_stands_there_with_the_reason(paper, election) -> None:
    unopened = [UnopenedBooth(3, "Қосылмады, қосалқы кабина келмеді: сағат сегізде техник шақырылды")]
    compare(paper(made(election, unopened=unopened), part=len(election.contests) + 1), "protocol_unopened")


def test_a_protocol_that_supersedes_another_names_it(paper, election) -> None:
    first = made(election)
    named = {"version": 2, "supersedes": sha256(first).digest(), "correction": "Жәшік екі рет саналды"}
    compare(paper(made(election, **named), ("slip_copy_again", 3)), "protocol_supersedes")


@pytest.mark.parametrize(("part", "most_mm"), [(1, 540), (2, 540), (3, 540)])
def test_a_contest_alone_is_a_third_of_what_the_whole_was_and_begins_with_its_result(
    paper, election, part: int, most_mm: int
) -> None:
    """The whole had 1,620 mm before contests had parts, and its first vote stood below 750 mm."""
    signed = made(election)
    page = paper(signed, part=part)
    title = election.contests[part - 1].title["kk"].split()[0]
    codes_mm = 46 * 3  # which stand in the whole but once
    assert len(page) / 8 - codes_mm <= most_mm
    assert says(Image.fromarray(page[: 75 * 8]), f"{part}. {title}", bold=True)
    assert codes.join([codes.parse(text) for text in codes_on(Image.fromarray(page))]).objects == [("P", signed)]


def test_people_who_sign_with_cards_stand_there_and_the_others_have_room_for_ink(paper, election) -> None:
    """The chair agrees, one member dissents, another has not signed: one of two who are needed."""
    signed = made(election)
    people = [
        Signer(0, 1, bytes(32), 0, OPENED + 53_100, bytes(64)),
        Signer(1, 2, bytes(32), 1, 0, bytes(64)),
        Signer(1, 3, bytes(32), None, None, None),
    ]
    said = Signatures(election=election.hash16, precinct=17, mode=0, protocol=sha256(signed).digest(), signers=people)
    data = cose.sign1(said.to_cbor(), DESK)
    page = paper(signed, part=2, people=data)
    compare(page, "protocol_people")
    texts = codes_on(Image.fromarray(page))
    assert codes.join([codes.parse(text) for text in texts]).objects == [("P", signed), ("W", data)]


def test_wide_paper_needs_less_of_it(paper, election) -> None:
    signed = made(election)
    wide = paper(signed, width_dots=576)
    compare(wide, "protocol_wide")
    assert len(wide) < 0.85 * len(paper(signed))


def test_its_codes_read_back_from_the_picture(paper, election) -> None:
    signed = made(election)
    texts = codes_on(Image.fromarray(paper(signed)))
    joined = codes.join([codes.parse(text) for text in texts])
    assert joined.objects == [("P", signed)]


def test_times_that_nobody_knows_are_said_so(paper, election) -> None:
    known, unknown = made(election), made(election, moments=Moments(0, 0, 0, 0))
    assert not np.array_equal(paper(known), paper(unknown))  # and none of them stops the slip


def test_names_of_the_commission_stand_under_the_lines_for_signatures(paper, election) -> None:
    """Four names give four lines; somebody with a signing card has the name beside the signature."""
    names = ["Әлиева Г. С.", "Ким В. А.", "Ivanova-Петрова М.", "Жұмабаев Қ. Ө."]
    compare(paper(made(election), part=2, names=names), "protocol_names")
