"""A line that no test ballot reaches, two lines with one number, a deck that a precinct cannot feed."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from host_tools.deck import ballots, cli, script
from host_tools.deck.ballots import PAPER, chosen, outcome
from host_tools.deck.evening import typed
from host_tools.elections.demo_roll import demo_voters
from host_tools.elections.election_file import read_election
from host_tools.elections.roll import by_turns, style_ids, write_roll
from host_tools.errors import DeckError
from host_tools.formats.definitions import LANGUAGES, Blank, Booth, Contest, Election, Option, Precinct, Style
from simulator.people.typed_numbers import typed_numbers
from tests.precinct.day import ELECTION

NAMES = dict.fromkeys(LANGUAGES, "X")


def contest(options: int, votes: int = 1, blank: int = Blank.OWN_LINE, referendum: bool = False) -> Contest:
    return Contest(
        id=f"c{options}-{votes}", title=NAMES, votes_allowed=votes, blank=blank, referendum=referendum or None,
        options=[Option(id=str(at), names=NAMES) for at in range(options)],
    )  # fmt: skip


CONTESTS = [
    contest(9),
    contest(2, referendum=True, blank=Blank.INVALID),
    contest(7, 3),
    contest(3, 1, Blank.NOT_ALLOWED),
]
MADE_UP = Election(id="e", title=NAMES, date="2026-11-29", contests=CONTESTS, settings={})


STYLED = MADE_UP.model_copy(
    update={"styles": [Style(id=str(at), names=NAMES, contests=has) for at, has in enumerate(([0, 1], [0, 2, 3], [3]))]}
)


def precinct(election: Election, booths: int = 2, voters: int = 200, slots: int = 200) -> Precinct:
    return Precinct(
        election=election.hash16, precinct=7, mode=1, names=NAMES, key=bytes(32), desk=bytes(32), voters=voters,
        booths=[Booth(number, bytes(32), slots) for number in range(1, booths + 1)], minutes_east=300, centre=bytes(32),
    )  # fmt: skip


@pytest.mark.parametrize("election", [read_election(ELECTION), MADE_UP], ids=["demo", "made up"])
@pytest.mark.parametrize("booths", [1, 2, 3])
@pytest.mark.parametrize("short", [True, False])
def test_every_line_and_language_at_every_booth_and_on_paper(election: Election, booths: int, short: bool) -> None:
    fed = chosen(election, precinct(election, booths), short)
    for booth in range(booths + 1):
        own = [ballot for ballot in fed if ballot.booth == booth]
        assert {ballot.language for ballot in own} == set(LANGUAGES)
        for at, one in enumerate(election.contests):
            marked = {place for ballot in own for place in ballot.marks[at]}
            assert marked == set(range(len(one.options)))
            if booth == PAPER or one.blank != Blank.NOT_ALLOWED:
                assert any(not ballot.marks[at] for ballot in own)
            else:
                assert all(ballot.marks[at] for ballot in own)
            most = max(len(ballot.marks[at]) for ballot in own)
            assert most == (len(one.options) if booth == PAPER and len(one.options) > one.votes_allowed else
                            min(one.votes_allowed, len(one.options)))  # fmt: skip


@pytest.mark.parametrize("short", [True, False])
def test_every_line_and_language_of_every_style(short: bool) -> None:
    where = precinct(STYLED, voters=400)
    fed = chosen(STYLED, where, short)
    for booth in range(3):
        for style in range(1, STYLED.style_count + 1):
            own = [ballot for ballot in fed if ballot.booth == booth and ballot.style == style]
            assert booth == PAPER or {ballot.language for ballot in own} == set(LANGUAGES)
            for at, one in enumerate(STYLED.contests):
                marked = {place for ballot in own for place in ballot.marks[at]}
                assert marked == (set(range(len(one.options))) if at in STYLED.contests_of(style) else set())
    deck = outcome(fed, STYLED, where)
    assert deck.styles
    for at, one in enumerate(STYLED.contests):
        here = [line for number, line in enumerate(deck.styles, 1) if at in STYLED.contests_of(number)]
        assert sum(deck.electronic[at]) == one.votes_allowed * sum(line.cast for line in here)
        assert deck.papers[at].issued == sum(line.issued for line in here)
    assert deck.fields["electronic"] == sum(line.cast for line in deck.styles)
    assert deck.fields["issued_recorded"] == sum(line.issued for line in deck.styles)


@pytest.mark.parametrize("election", [read_election(ELECTION), MADE_UP, STYLED], ids=["demo", "made up", "styles"])
@pytest.mark.parametrize("booths", [1, 2, 5])
def test_no_two_lines_of_a_contest_have_one_number(election: Election, booths: int) -> None:
    where = precinct(election, booths, voters=400)
    deck = outcome(chosen(election, where), election, where)
    for one, votes in zip(election.contests, deck.electronic, strict=True):
        lines = votes[: len(one.options)] + ([votes[-1]] if one.blank != Blank.NOT_ALLOWED else [])
        assert len(set(lines)) == len(lines), one.id


def test_what_comes_out_adds_up() -> None:
    where = precinct(MADE_UP)
    fed = chosen(MADE_UP, where)
    deck = outcome(fed, MADE_UP, where)
    cast = sum(booth.cast for booth in deck.booths)
    for one, votes, papers in zip(MADE_UP.contests, deck.electronic, deck.papers, strict=True):
        assert sum(votes) == cast * one.votes_allowed
        assert papers.received == papers.issued + papers.unused
    assert deck.paper[1][-2:] == [
        1,
        sum(not b.marks[1] for b in fed if b.booth == PAPER),
    ]  # both marked; blank: invalid
    assert deck.fields["marked"] == cast + deck.papers[0].issued == len(fed)


def test_the_desk_asks_for_the_same_numbers_in_the_same_order() -> None:
    for election in (read_election(ELECTION), MADE_UP):
        where = precinct(election)
        deck = outcome(chosen(election, where), election, where)
        issued = deck.papers[0].issued
        due = typed_numbers(election, deck.paper, issued + ballots.UNUSED, issued)
        assert [one.number for one in typed(deck, election)] == due


@pytest.mark.parametrize(("voters", "slots", "message"), [(20, 200, "voters"), (200, 9, "stores 9 ballots")])
def test_a_deck_that_does_not_fit_says_what_to_do(voters: int, slots: int, message: str) -> None:
    with pytest.raises(DeckError, match=f"{message}.*--short"):
        chosen(MADE_UP, precinct(MADE_UP, voters=voters, slots=slots))


def test_each_ballot_has_the_card_of_a_voter_of_its_style(tmp_path: Path) -> None:
    election = read_election(ELECTION.with_name("territories.toml"))
    path = tmp_path / "roll.csv"
    fed = chosen(election, precinct(election), short=True)
    voters = by_turns(demo_voters(2 * len(fed), 1), election)
    path.write_text(write_roll(voters, style_ids(election)), "utf-8")
    style_of = {voter.number: voter.style for voter in voters}
    cards = cli._cards(path, None, None, election, fed)
    assert [style_of[card] for card in cards] == [ballot.style for ballot in fed]
    assert len(set(cards)) == len(cards)
    path.write_text(write_roll(voters[:4], style_ids(election)), "utf-8")
    with pytest.raises(DeckError, match=r"2 of its voters have cards for \d+ ballots of ballot style town"):
        cli._cards(path, None, None, election, fed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_card_of_the_script_can_be_scanned(language: str, tmp_path: Path) -> None:
    election = read_election(ELECTION)
    where = precinct(election)
    fed = chosen(election, where, short=True)
    cards = [f"01{number:022d}" for number in range(len(fed))]
    with (tmp_path / "script.pdf").open("wb") as stream:
        script.write(stream, fed, cards, outcome(fed, election, where), election, where, language)
    pages = pypdfium2.PdfDocument(tmp_path / "script.pdf")
    found = [code.text for page in pages for code in zxingcpp.read_barcodes(page.render(scale=300 / 72).to_pil())]
    assert sorted(found) == cards
