"""The centre's receipt on paper: its signed statement that it has a protocol."""

from formats import payloads
from paper.common_slips import both, clock_text, codes_of, cut, heading, rule, text


def receipt(terminal, signed: bytes, said: payloads.Receipt, number: int) -> list:
    """The slip of a receipt.

    signed: the receipt as received.
    said: its decoded payload.
    number: of the protocol that it is for.
    """
    elements = heading(terminal, "slip_receipt") + [
        rule(),
        text(both(terminal, "slip_precinct", terminal.poll.precinct_number)),
        text(both(terminal, "slip_protocol_number", number)),
        text(both(terminal, "slip_journal", said.journal_number)),
        text(clock_text(terminal, said.received_s), align="right"),
    ]
    return elements + list(codes_of(payloads.RECEIPT, signed)) + [cut()]
