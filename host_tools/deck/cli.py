"""`tamga deck`: test ballots with a known outcome, and the acceptance of terminals by them."""

from __future__ import annotations

import datetime
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from nacl.signing import SigningKey

from host_tools.console import MISMATCH, expected, say, say_json
from host_tools.deck import ballots, script, sheet
from host_tools.deck.comparing import Trial, compared
from host_tools.deck.words import read
from host_tools.elections.roll import read_roll, style_ids
from host_tools.errors import DeckError
from host_tools.formats import cose
from host_tools.formats.acceptance import Acceptance, AcceptedPrecinct
from host_tools.formats.definitions import LANGUAGES, Election, Precinct
from host_tools.formats.key_slip import completed
from host_tools.formats.objects import Where
from host_tools.formats.payload import MODE_NAMES
from host_tools.keys import files
from host_tools.provisioning.device_book import DeviceBook
from host_tools.provisioning.plan import TEST
from host_tools.provisioning.voter_labels import valid_labels
from host_tools.provisioning.writing import DEVICE_BOOK
from host_tools.text_rules import fault_of_name, tidy
from host_tools.verifying.loading import load_objects, payload_of
from host_tools.whole_files import OWNER_ONLY_FILE, entries_whole

app = typer.Typer(help="Test ballots with a known outcome, and acceptance of terminals.", no_args_is_help=True)
FOLDER, DECK = "deck", "deck.cose"
_SLIPS = "PSZWG"  # kinds that a test is compared by

Folders = Annotated[list[Path], typer.Argument(help="Precincts' folders, each with its deck/.")]
Slips = Annotated[
    list[Path],
    typer.Option("--slip", help="Protocol, sealed totals, other slips: pictures, code texts or objects."),
]


@app.command()
def make(
    folder: Annotated[Path, typer.Argument(help="The precinct's folder, provisioned.")],
    roll: Annotated[Path, typer.Option(help="Its voter roll, CSV: the first voters lend their numbers.")],
    authority: Annotated[
        Path, typer.Option(help="Private key of the election authority; it signs what must come out.")
    ],
    labels: Annotated[Path | None, typer.Option(help="The register of labels, where cards carry labels.")] = None,
    labels_key: Annotated[Path | None, typer.Option(help="Its key file.")] = None,
    language: Annotated[str, typer.Option(help="Of the paper: kk, ru or en.")] = "kk",
    short: Annotated[bool, typer.Option(help="Each line once at each booth, without numbers of their own.")] = False,
) -> None:
    """Make a precinct's test ballots: every line, blank, every language; a paper to read from, and the due totals."""
    with expected():
        if language not in LANGUAGES:
            raise DeckError(f"{language}: the papers are in kk, ru and en; choose one")
        election, precinct = _definitions(folder)
        fed = ballots.chosen(election, precinct, short)
        cards = _cards(roll, labels, labels_key, election, fed)
        deck = ballots.outcome(fed, election, precinct)
        with entries_whole(folder) as beside:
            place = beside / FOLDER
            place.mkdir()
            (place / DECK).write_bytes(cose.sign1(deck.to_cbor(), files.load(authority)))
            paper = place / f"script-{language}.pdf"
            paper.touch(OWNER_ONLY_FILE)
            with paper.open("wb") as stream:
                script.write(stream, fed, cards, deck, election, precinct, language)
    on_paper = sum(ballot.booth == ballots.PAPER for ballot in fed)
    say(f"{folder / FOLDER}: {len(fed) - on_paper} ballots at {len(precinct.booths)} booths, {on_paper} on paper")
    if (desks := len(precinct.every_desk)) > 1:
        say(f"{desks} desks: each card is on the list of one; any other one says which. Issue at each before you count")
    say(f"{folder / FOLDER / f'script-{language}.pdf'}: has numbers of voters; shred it after the test")


@app.command()
def compare(
    folders: Folders, slips: Slips, as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False
) -> None:
    """Compare the protocol of a test with its deck: each number that differs, with both. Status 1 if any does."""
    with expected():
        found, election = _compared(folders, slips)
    if as_json:
        say_json([one.model_dump() for one in found])
    else:
        for one in found:
            _say(one, election)
    if not all(one.is_good for one in found):
        raise typer.Exit(MISMATCH)


@app.command()
def accept(
    folders: Folders,
    slips: Slips,
    key: Annotated[Path, typer.Option(help="Private key of whoever answers for the acceptance.")],
    people: Annotated[list[str], typer.Option("--person", help="Who was present and signs the sheet; repeatable.")],
    out: Annotated[Path, typer.Option(help="Folder for acceptance.cose and the sheets in kk, ru and en.")],
) -> None:
    """Compare, and write a signed acceptance sheet in kk, ru and en, good or not. Status 1 if it is not accepted."""
    with expected():
        names = [*map(tidy, people)]
        for name in names:
            if fault := fault_of_name(name, None):
                raise DeckError(f"--person: {fault}")
        found, election = _compared(folders, slips)
        content = Acceptance(election=election.hash16, made_s=int(time.time()), people=names, precincts=found)
        _write(content, files.load(key), election, out)
    for one in found:
        _say(one, election)
    say(f"{out}: acceptance.cose, and a sheet to print and sign in each language")
    if not all(one.is_good for one in found):
        raise typer.Exit(MISMATCH)


def _write(content: Acceptance, key: SigningKey, election: Election, out: Path) -> None:
    signed = cose.sign1(content.to_cbor(), key)
    with entries_whole(out) as beside:
        (beside / "acceptance.cose").write_bytes(signed)
        for language in LANGUAGES:
            with (beside / f"acceptance-{language}.pdf").open("wb") as stream:
                sheet.write(stream, content, signed, election, language)


def _definitions(folder: Path) -> tuple[Election, Precinct]:
    """Of the test mode."""
    public = folder / "public"
    if not public.is_dir():
        raise DeckError(f"{folder}: has no public/; give the folder of a precinct that was provisioned")
    path = public / f"precinct-{MODE_NAMES[TEST]}.cbor"
    precinct = completed(Precinct.from_cbor(path.read_bytes()), path)
    return Election.from_cbor((public / "election.cbor").read_bytes()), precinct


def _cards(
    roll: Path, labels: Path | None, key: Path | None, election: Election, fed: Sequence[ballots.TestBallot]
) -> list[str]:
    """Digits of a voter's card for each ballot: a label where there is one, else a number where it opens the roll."""
    voters = read_roll(roll, day=datetime.date.fromisoformat(election.date), styles=style_ids(election))
    made = valid_labels(labels, key, voters)
    with_numbers = election.settings.get("number_cards") is True
    cards: dict[int, list[str]] = {style: [] for style in range(1, election.style_count + 1)}
    for voter in voters:
        if digits := made.get(voter.number) or (voter.number if with_numbers else ""):
            cards[voter.style or 1].append(digits)
    for style, there in cards.items():
        count = sum(ballot.style == style for ballot in fed)
        if len(there) < count:
            which = f" of ballot style {style_ids(election)[style - 1]}" if election.styles else ""
            ways = "give --labels, or --short"
            raise DeckError(f"{roll}: {len(there)} of its voters have cards for {count} ballots{which}; {ways}")
    next_card = {style: iter(there) for style, there in cards.items()}
    return [next(next_card[ballot.style]) for ballot in fed]


def _compared(folders: list[Path], slips: list[Path]) -> tuple[list[AcceptedPrecinct], Election]:
    """What each precinct's test came to, and the election of them all."""
    objects: dict[int, list[tuple[str, bytes]]] = {}
    for kind, data in load_objects(slips):
        content = payload_of(kind, data) if kind in _SLIPS else None
        if isinstance(content, Where):
            objects.setdefault(content.precinct, []).append((kind, data))
    found, elections = [], list[Election]()
    for folder in folders:
        election, precinct = _definitions(folder)
        elections.append(election)
        path = folder / FOLDER / DECK
        if not path.is_file():
            raise DeckError(f"{folder}: has no {FOLDER}/{DECK}; make it with tamga deck make")
        book = DeviceBook(folder / DEVICE_BOOK).of_precinct(precinct.precinct)
        authority = files.load_public(folder / "public" / "authority.pub")
        trial = Trial(precinct, election, authority, book, path.read_bytes())
        found.append(compared(trial, objects.pop(precinct.precinct, [])))
    if objects:
        raise DeckError(f"slips of precinct {min(objects)}: its folder is not among those given; give it, too")
    if len({election.hash16 for election in elections}) > 1:
        raise DeckError("the folders are of several elections; accept each by itself")
    return found, elections[0]


def _say(one: AcceptedPrecinct, election: Election) -> None:
    words = read("en")
    options = {contest.id: [option.names["en"] for option in contest.options] for contest in election.contests}
    titles = {contest.id: contest.title["en"] for contest in election.contests}
    for found in one.differences:
        where = titles.get(found.contest, words.sheet.of_the_precinct)
        line = sheet.line_in_words(found, options, words)
        say(f"precinct {one.precinct}: {where}: {line}: the deck has {found.due}, the protocol {found.found}")
    for fault in one.faults:
        say(f"precinct {one.precinct}: {fault}")
    if one.is_good:
        say(f"precinct {one.precinct}: all numbers are those of the deck, {len(one.terminals)} terminals")
