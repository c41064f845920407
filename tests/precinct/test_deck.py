"""A test day by the deck's script: fed rightly it is accepted; a ballot fed wrongly is named, with both numbers."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import pypdfium2
import pytest
from typer.testing import CliRunner

from host_tools.cli import app
from host_tools.deck.ballots import PAPER as ON_PAPER
from host_tools.deck.ballots import TestBallot, chosen
from host_tools.deck.evening import typed
from host_tools.elections.demo_roll import demo_voters
from host_tools.elections.election_file import read_election
from host_tools.elections.roll import write_roll
from host_tools.formats import cose
from host_tools.formats.acceptance import Acceptance, Deck
from host_tools.formats.definitions import Election
from host_tools.keys import files
from simulator.people.precinct import PAPER, TEST
from tests.precinct.day import AUTHORITY, CENTRE, VOTERS, Day, Snapshot, keep, make_precinct

ELECTION_TEXT = """
id = "two"
date = 2026-11-29
[title]
kk = "Т"
ru = "Т"
en = "T"
[settings]
number_cards = true
[[contests]]
id = "akim"
title = { kk = "Әкім", ru = "Аким", en = "Mayor" }
[[contests.options]]
id = "a"
name = { kk = "Аманов", ru = "Аманов", en = "Amanov" }
[[contests.options]]
id = "b"
name = { kk = "Батыров", ru = "Батыров", en = "Batyrov" }
[[contests]]
id = "question"
kind = "referendum"
title = { kk = "Сұрақ", ru = "Вопрос", en = "Question" }
[[contests.options]]
id = "yes"
name = { kk = "Иә", ru = "Да", en = "Yes" }
[[contests.options]]
id = "no"
name = { kk = "Жоқ", ru = "Нет", en = "No" }
"""


@dataclass
class Test:
    """A precinct's test in which everything was fed but the last ballot at its booth."""

    __test__ = False
    folder: Path
    key: Path
    election: Election
    deck: Deck
    last: TestBallot
    card: str
    almost: Snapshot


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(map(str, arguments)))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, " ".join((result.output + result.stderr).split())


def feed(day: Day, ballot: TestBallot, card: str, election: Election) -> None:
    """One line of the script, by whoever does what it says."""
    if ballot.booth == ON_PAPER:
        day.check_in(card, PAPER)
        return
    lines = [
        [contest.options[place].names[ballot.language] for place in marks]
        for contest, marks in zip(election.contests, ballot.marks, strict=True)
    ]
    day.vote(ballot.booth, day.check_in(card, ballot.booth), lines, ballot.language, ballot.changes)


@pytest.fixture(scope="module")
def almost(tmp_path_factory: pytest.TempPathFactory) -> Test:
    folder = tmp_path_factory.mktemp("deck")
    (folder / "election.toml").write_text(ELECTION_TEXT, "utf-8")
    voters = demo_voters(VOTERS, 1)
    (folder / "roll.csv").write_text(write_roll(voters), "utf-8")
    key = folder / "authority.key"
    files.write_secret(key, f"{files.PRIVATE}{bytes(AUTHORITY).hex()}\n".encode())
    new = make_precinct(folder / "made", election=folder / "election.toml", booths=1)
    status, said = run("deck", "make", folder / "made", "--roll", folder / "roll.csv", "--authority", key)
    assert status == 0 and "6 ballots at 1 booths, 4 on paper" in said, said
    assert (folder / "made" / "deck" / "script-kk.pdf").stat().st_mode & 0o077 == 0
    election = read_election(folder / "election.toml")
    ballots = chosen(election, new.provisioned.precincts[TEST])
    lines = [*zip(ballots, [voter.number for voter in voters], strict=False)]
    last = next(line for line in reversed(lines) if line[0].booth != ON_PAPER)
    signed = cose.verify1((folder / "made" / "deck" / "deck.cose").read_bytes(), bytes(AUTHORITY.verify_key))
    day = Day(new, folder / "day")
    day.open_everywhere(TEST)
    for ballot, card in lines:
        if (ballot, card) != last:
            feed(day, ballot, card, election)
    kept = keep(day, folder / "kept")
    return Test(folder / "made", key, election, Deck.from_cbor(signed or b""), *last, kept)


def finished(test: Test, day: Day, ballot: TestBallot, folder: Path) -> list[object]:
    """Feed the last ballot, and do what the script says of the evening; the slips as arguments of the command."""
    for terminal in day.terminals:
        day.resume(terminal)
    feed(day, ballot, test.card, test.election)
    totals = day.close_booth(1)
    day.close_desk()
    protocol = day.count([totals], TEST, [one.number for one in typed(test.deck, test.election)])
    for name, codes in (("totals", totals), ("protocol", protocol)):
        (folder / f"{name}.txt").write_text("\n".join(codes), "ascii")
    return ["--slip", folder / "totals.txt", "--slip", folder / "protocol.txt"]


def accepted(test: Test, slips: Sequence[object], out: Path) -> tuple[int, str, Acceptance, str]:
    """(status, what was said, the signed content, the sheet in English as text)."""
    people = ["--person", "Айгүл Серікқызы", "--person", "Пётр Иванов"]
    status, said = run("deck", "accept", test.folder, *slips, "--key", test.key, *people, "--out", out)
    data = (out / "acceptance.cose").read_bytes()
    content = Acceptance.from_cbor(cose.verify1(data, bytes(AUTHORITY.verify_key)) or b"")
    for language in ("kk", "ru"):
        assert len(pypdfium2.PdfDocument(out / f"acceptance-{language}.pdf")) == 1
    page = pypdfium2.PdfDocument(out / "acceptance-en.pdf")[0].get_textpage().get_text_bounded()
    assert sha256(data).hexdigest() in page.replace("\r\n", "")
    return status, said, content, " ".join(page.split())


def test_a_test_that_was_fed_rightly_is_accepted(almost: Test, start: Callable[..., Day], tmp_path: Path) -> None:
    slips = finished(almost, start(almost.almost), almost.last, tmp_path)
    status, said, content, page = accepted(almost, slips, tmp_path / "out")
    assert status == 0, said
    (one,) = content.precincts
    assert one.is_good and one.precinct == 17
    assert [terminal.shown == terminal.image for terminal in one.terminals] == [True, True]
    assert "ACCEPTED: all numbers" in page and "NOT ACCEPTED" not in page
    for words in ("Айгүл Серікқызы", "Пётр Иванов", "TM-00017-D", "TM-00017-1", one.terminals[0].image.hex()[:16]):
        assert words in page


def test_a_ballot_fed_wrongly_is_two_lines(almost: Test, start: Callable[..., Day], tmp_path: Path) -> None:
    wrong = replace(almost.last, marks=((0,), *almost.last.marks[1:]))
    assert wrong != almost.last
    slips = finished(almost, start(almost.almost), wrong, tmp_path)
    status, said, content, page = accepted(almost, slips, tmp_path / "out")
    assert status == 1
    assert [tuple(found) for found in content.precincts[0].differences] == [
        ("akim", "electronic 0", 1, 2),
        ("akim", "electronic blank", 3, 2),
    ]
    assert content.precincts[0].faults == []
    assert "precinct 17: Mayor: Amanov: the deck has 1, the protocol 2" in said
    assert "NOT ACCEPTED: 2 numbers differ" in page and "17 Mayor Amanov 1 2" in page
    assert run("deck", "compare", almost.folder, *slips)[0] == 1
    # Without the sealed totals nothing shows what booths ran, nor that their sums were opened rightly.
    status, said = run("deck", "compare", almost.folder, "--slip", tmp_path / "protocol.txt")
    assert status == 1 and "Sealed totals of booths 1 have not come" in said


def test_slips_that_are_not_of_this_deck(almost: Test, tmp_path: Path) -> None:
    (tmp_path / "totals.cose").write_bytes(b"\0")
    status, said = run("deck", "compare", almost.folder, "--slip", tmp_path / "totals.cose")
    assert status == 2
    copy = tmp_path / "copy"
    shutil.copytree(almost.folder, copy)
    (copy / "deck" / "deck.cose").write_bytes(cose.sign1(almost.deck.to_cbor(), CENTRE))
    status, said = run("deck", "compare", copy, "--slip", almost.folder / "public" / "official.manifest.cose")
    assert status == 2 and "the authority has not signed its deck" in said
    shutil.rmtree(copy / "deck")
    status, said = run("deck", "compare", copy, "--slip", almost.folder / "public" / "official.manifest.cose")
    assert status == 2 and "make it with tamga deck make" in said
