"""A test's protocol against its deck: every number that differs, and whose firmware the slips name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from host_tools.deck.evening import BALLOTS, REST
from host_tools.determining.precinct_result import result_of
from host_tools.determining.signed import Evidence, Signed
from host_tools.errors import DeckError
from host_tools.formats import cose, styles
from host_tools.formats.acceptance import AcceptedPrecinct, AcceptedTerminal, Deck, Difference
from host_tools.formats.definitions import Blank, Contest, Election, Precinct
from host_tools.formats.key_slip import with_key
from host_tools.formats.objects import SLIP_KINDS, KeySlip, Protocol, SealedTotals, Signatures, Where, ZeroReport
from host_tools.formats.payload import PayloadError
from host_tools.formats.places import is_desk
from host_tools.provisioning.device_book import TerminalRecord
from host_tools.provisioning.new_terminals import role_of
from host_tools.verifying.equations import shape_problems

NOT_GIVEN = "not_given"  # the line of votes not given, where several are allowed
_OF_BOOTHS = ("cast", "spoiled_slips")
_OF_STYLES = ("cast", "issued_recorded", "outside_recorded")


@dataclass(frozen=True)
class Trial:
    """A precinct as it was provisioned, for tests. book: its terminals; deck: as it was signed."""

    precinct: Precinct
    election: Election
    authority: bytes
    book: Sequence[TerminalRecord]
    deck: bytes


def deck_of(trial: Trial) -> Deck:
    """What was to come out. DeckError: not signed by the authority, or for another precinct."""
    signed = cose.verify1(trial.deck, trial.authority)
    number = trial.precinct.precinct
    if signed is None:
        raise DeckError(f"precinct {number}: the authority has not signed its deck; make it with tamga deck make")
    try:
        deck = Deck.from_cbor(signed)
    except PayloadError:
        raise DeckError(f"precinct {number}: its deck.cose is no deck; make it with tamga deck make") from None
    where = (trial.precinct.election, number, trial.precinct.mode)
    if (deck.election, deck.precinct, deck.mode) != where:
        raise DeckError(f"precinct {number}: its deck is for precinct {deck.precinct} or another election")
    return deck


def compared(trial: Trial, objects: Sequence[tuple[str, bytes]]) -> AcceptedPrecinct:
    """What a test came to.

    objects: of its slips, with the letters of their kinds: the protocol and, for the proof and the firmware of booths,
    all sealed totals; signatures and key slip where there are any; zero reports where they were kept. What others have
    signed is a fault.

    DeckError: no deck of this precinct, no protocol that its desk has signed, or several.
    """
    deck, faults = deck_of(trial), list[str]()
    read = [*_read(trial, objects, faults)]
    protocols = [Signed(one.data, one.digest, said) for one in read if isinstance(said := one.content, Protocol)]
    number = trial.precinct.precinct
    if len(protocols) != 1:
        ways = "; ".join([*faults, "give the codes of the last protocol alone"])
        raise DeckError(f"precinct {number}: {len(protocols)} protocols of its test: {ways}")
    protocol = protocols[0]
    totals = [Signed(one.data, one.digest, said) for one in read if isinstance(said := one.content, SealedTotals)]
    people = [Signed(one.data, one.digest, said) for one in read if isinstance(said := one.content, Signatures)]
    precinct = _with_key(trial.precinct, read, faults)
    result = result_of(precinct, Evidence([protocol], totals, people=people), trial.election)
    faults += [*result.alarms, *result.problems]
    terminals = [_terminal(record, read) for record in sorted(trial.book, key=lambda record: record.terminal)]
    faults += [
        f"{one.serial_number} runs {one.shown.hex()[:16]}, and was provisioned with {one.image.hex()[:16]}"
        for one in terminals
        if one.shown not in (None, one.image)
    ]
    fits = not shape_problems(protocol.content, trial.election)  # else no line is another one's; `faults` say why
    wanted = len(precinct.every_desk) + len(precinct.booths)
    if len(terminals) != wanted:
        faults.append(f"its device book names {len(terminals)} terminals, and it has {wanted}")
    return AcceptedPrecinct(
        precinct=number,
        deck=sha256(trial.deck).digest(),
        protocol=protocol.digest,
        terminals=terminals,
        differences=[*_differences(deck, protocol.content, trial.election)] if fits else [],
        faults=faults,
    )


def _read(trial: Trial, objects: Sequence[tuple[str, bytes]], faults: list[str]) -> Iterator[Signed[Where]]:
    """The objects that terminals of this precinct have signed in this test."""
    for kind, data in objects:
        content = SLIP_KINDS[kind].from_cbor((cose.peek1(data) or (b"", b""))[1])
        if not isinstance(content, Where):
            continue
        terminal = _terminal_of(content)
        key = trial.precinct.terminal_key(terminal)
        where = (content.election, content.precinct, content.mode)
        if key is None or cose.verify1(data, key) is None:
            faults.append(
                f"an object {kind} is not signed by {'a desk' if is_desk(terminal) else 'a booth'} of this precinct"
            )
        elif where != (trial.precinct.election, trial.precinct.precinct, trial.precinct.mode):
            faults.append(f"an object {kind} is of another election or mode than the test")
        else:
            yield Signed(data, sha256(data).digest(), content)


def _terminal_of(content: Where) -> int:
    """The booth that signs such an object, 0 for the desk."""
    return int(getattr(content, "terminal", getattr(content, "booth", 0)))


def _with_key(precinct: Precinct, read: Sequence[Signed[Where]], faults: list[str]) -> Precinct:
    """The definition, with the key that its desk announced where it was born there."""
    for one in read:
        if isinstance(one.content, KeySlip) and not precinct.has_key:
            try:
                return with_key(precinct, one.data)
            except PayloadError as error:
                faults.append(str(error))
    return precinct


def _terminal(record: TerminalRecord, read: Sequence[Signed[Where]]) -> AcceptedTerminal:
    """What slips say that a terminal runs: one other firmware among them is what counts."""
    image = bytes.fromhex(record.firmware_hash)
    own = [one.content for one in read if _terminal_of(one.content) == record.terminal]
    shown = [content.firmware for content in own if isinstance(content, (Protocol, SealedTotals, ZeroReport))]
    other = next((one for one in shown if one != image), image if shown else None)
    return AcceptedTerminal(serial_number=record.serial_number, role=role_of(record.terminal), image=image, shown=other)


def _differences(deck: Deck, protocol: Protocol, election: Election) -> Iterator[Difference]:
    """Contest by contest, then each booth, each ballot style, then the fields of the whole precinct."""
    for at, contest in enumerate(election.contests):
        votes = styles.electronic(protocol, election, at)
        pairs = [
            ("electronic", _on_screen(contest, deck.electronic[at]), _on_screen(contest, votes)),
            ("paper", _on_paper(contest, deck.paper[at]), _on_paper(contest, protocol.paper[at])),
            ("ballots", _ballots(deck.papers[at]), _ballots(protocol.papers[at])),
        ]
        for kind, due, found in pairs:
            for line, number in due.items():
                if number != found[line]:
                    yield Difference(contest.id, f"{kind} {line}", number, found[line])
    for booth in deck.booths:
        lines = [line for line in protocol.booths if line.booth == booth.booth]
        counts = (booth.cast, booth.spoiled), (sum(one.cast for one in lines), sum(one.spoiled for one in lines))
        for name, number, other in zip(_OF_BOOTHS, *counts, strict=True):
            if number != other:
                yield Difference("", f"booth {booth.booth} {name}", number, other)
    for style, mine, theirs in zip(election.styles or (), deck.styles or (), protocol.styles or (), strict=False):
        for name, number, other in zip(_OF_STYLES, mine, theirs, strict=True):
            if number != other:
                yield Difference("", f"style {style.id} {name}", number, other)
    for name, number in deck.fields.items():
        if protocol.fields.get(name, 0) != number:
            yield Difference("", f"field {name}", number, protocol.fields.get(name, 0))


def _on_screen(contest: Contest, votes: Sequence[int]) -> dict[str, int]:
    """Votes by line: places of options from 0, ballots without a mark, votes not given."""
    options = len(contest.options)
    found = {str(place): number for place, number in enumerate(votes[:options])}
    if contest.blank != Blank.NOT_ALLOWED:
        found[REST[0]] = votes[-1]
    return found | ({NOT_GIVEN: sum(votes[options:])} if contest.votes_allowed > 1 else {})


def _on_paper(contest: Contest, votes: Sequence[int]) -> dict[str, int]:
    return {name: number for name, number in zip([*map(str, range(len(contest.options))), *REST], votes, strict=True)}


def _ballots(papers: object) -> dict[str, int]:
    return {name: getattr(papers, name) for name in (*BALLOTS, "issued")}
