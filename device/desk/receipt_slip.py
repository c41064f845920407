"""The centre's receipt on paper: its own signed words that it has a protocol."""

from paper.common_slips import both, clock_text, codes_of, cut, heading, rule, text


def receipt(terminal, signed: bytes, payload: dict, number: int) -> list:
    """number: of the protocol that it is for."""
    elements = heading(terminal, "slip_receipt") + [
        rule(),
        text(both(terminal, "slip_precinct", terminal.poll.precinct_number)),
        text(both(terminal, "slip_protocol_number", number)),
        text(both(terminal, "slip_journal", payload[6])),
        text(clock_text(terminal, payload[5]), align="right"),
    ]
    return elements + list(codes_of("R", signed)) + [cut()]
