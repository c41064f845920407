"""Slips that cannot end in an acceptance: of a key that nobody has shown, of other firmware, of another precinct."""

from __future__ import annotations

import pytest

from host_tools.deck.ballots import outcome
from host_tools.deck.comparing import Trial, compared
from host_tools.deck.sheet import line_in_words
from host_tools.deck.words import read
from host_tools.errors import DeckError
from host_tools.formats import cose
from host_tools.formats.acceptance import AcceptedPrecinct
from host_tools.formats.objects import Protocol, SealedTotals, StyleLine
from host_tools.provisioning.device_book import TerminalRecord
from tests.host_tools.styled_precinct import StyledPrecinct, told
from tests.host_tools.verifier.test_attacks_on_a_result import Attacked
from tests.host_tools.verifier.test_key_from_a_slip import born, signed

BOOTHS = (1, 2)


def record(made: Attacked, terminal: int, firmware: bytes | None = None) -> TerminalRecord:
    """A terminal as it was provisioned. firmware: hash; by default what its slips say."""
    kind, data = (SealedTotals, made.totals(terminal)) if terminal else (Protocol, made.protocol())
    said = kind.from_cbor((cose.peek1(data) or (b"", b""))[1]).firmware
    return TerminalRecord(
        serial_number=f"TM-00017-{terminal or 'D'}", role="booth" if terminal else "desk", precinct=17,
        terminal=terminal, public_key="", firmware_version="1", firmware_hash=(firmware or said).hex(), packages={},
    )  # fmt: skip


def slips(made: Attacked) -> list[tuple[str, bytes]]:
    return [("P", made.protocol()), *(("S", made.totals(booth)) for booth in BOOTHS)]


def result(made: Attacked, objects: list[tuple[str, bytes]], *records: TerminalRecord) -> AcceptedPrecinct:
    """What a test came to; its numbers are of no interest here."""
    deck = cose.sign1(outcome([], made.election, made.precinct).to_cbor(), made.authority)
    book = records or [record(made, terminal) for terminal in (0, *BOOTHS)]
    public = bytes(made.authority.verify_key)
    return compared(Trial(made.precinct, made.election, public, book, deck), objects)


def test_slips_of_the_terminals_themselves_leave_the_numbers_alone_to_be_judged() -> None:
    made = Attacked()
    found = result(made, slips(made))
    assert found.faults == [] and found.differences != []
    assert [one.shown == one.image for one in found.terminals] == [True, True, True]


def test_a_key_born_in_the_precinct_is_taken_from_its_slip_and_else_missed() -> None:
    made, said = born()
    assert any("key was born in the precinct" in fault for fault in result(made, slips(made)).faults)
    assert result(made, [*slips(made), ("G", signed(made, said))]).faults == []
    forged = cose.sign1(said.to_cbor(), made.authority)
    assert any("not signed by a desk" in fault for fault in result(made, [*slips(made), ("G", forged)]).faults)


def test_a_terminal_that_runs_something_else() -> None:
    made = Attacked()
    records = [record(made, 0), record(made, 1, b"\xee" * 32), record(made, 2)]
    found = result(made, slips(made), *records)
    assert [fault for fault in found.faults if "TM-00017-1 runs" in fault and "provisioned with eeee" in fault]


def test_a_terminal_that_the_book_does_not_know() -> None:
    made = Attacked()
    found = result(made, slips(made), record(made, 0), record(made, 1))
    assert "its device book names 2 terminals, and it has 3" in found.faults


def test_a_booth_whose_totals_nobody_brought() -> None:
    made = Attacked()
    found = result(made, slips(made)[:-1])
    assert any("Sealed totals of booths 2 have not come" in fault for fault in found.faults)
    assert found.terminals[2].shown is None


def test_a_protocol_that_somebody_else_signed_is_none() -> None:
    made = Attacked()
    body = (cose.peek1(made.protocol()) or (b"", b""))[1]
    with pytest.raises(DeckError, match="0 protocols of its test: an object P is not signed by a desk"):
        result(made, [("P", cose.sign1(body, made.authority))])
    with pytest.raises(DeckError, match="0 protocols"):
        result(made, [])


def test_a_voter_who_was_given_the_ballot_of_another_style() -> None:
    made = StyledPrecinct()
    totals, protocol = told(made)
    said = Protocol.from_cbor((cose.peek1(protocol) or (b"", b""))[1])
    due = outcome([], made.election, made.precinct).model_copy(
        update={"styles": [StyleLine(5, *said.styles[0][1:]), StyleLine(2, *said.styles[1][1:])]}  # type: ignore[index]
    )
    book = [
        TerminalRecord(
            serial_number=f"TM-00017-{at or 'D'}", role="booth" if at else "desk", precinct=17, terminal=at,
            public_key="", firmware_version="1", firmware_hash="00" * 32, packages={},
        )
        for at in (0, *BOOTHS)
    ]  # fmt: skip
    trial = Trial(
        made.precinct, made.election, bytes(made.authority.verify_key), book, cose.sign1(due.to_cbor(), made.authority)
    )
    found = compared(trial, [("P", protocol), *(("S", data) for data in totals.values())])
    lines = [tuple(one) for one in found.differences if one.line.startswith("style ")]
    assert lines == [("", "style both cast", 5, 6), ("", "style one cast", 2, 1)]
    assert line_in_words(found.differences[-1]._replace(line="style one cast"), {}, read("en")) == (
        "Ballot style one: Ballots cast"
    )
