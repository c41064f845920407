"""What the key ceremony prints: a card for each holder, and the slip that tells every terminal the key."""

from formats import cose, payloads
from paper.common_slips import both, clock_text, codes_of, cut, grouped, heading, pair, rule, space, text


def card(terminal, data: bytes, index: int, needed: int, holders: int) -> list:
    """A key card. data: its object. index: of the holder; needed, holders: how many open the totals, and have cards."""
    elements = heading(terminal, "slip_key_card") + [
        rule(),
        text(both(terminal, "slip_precinct", terminal.poll.precinct_number)),
        pair(both(terminal, "slip_key_holder"), "%d / %d" % (index, holders), True),
        pair(both(terminal, "slip_key_needed"), str(needed)),
        text(clock_text(terminal, terminal.clock.now()), align="right"),
        rule(),
        text(both(terminal, "slip_key_keep")),
        space(8),
    ]
    return elements + list(codes_of(payloads.KEY_CARD, data)) + [cut()]


def announcement(terminal, data: bytes) -> list:
    """The key slip. data: its object."""
    said = payloads.decode(payloads.KEY_SLIP, cose.payload_of(data))
    elements = heading(terminal, "slip_key") + [
        rule(),
        text(both(terminal, "slip_precinct", said.precinct)),
        pair(both(terminal, "slip_key_number"), str(said.number), said.number > 1),
        pair(both(terminal, "slip_key_needed"), "%d / %d" % (len(said.commitments), said.holders)),
        pair(both(terminal, "slip_device"), said.serial_number),
        text(clock_text(terminal, terminal.clock.now()), align="right"),
        rule(),
        text(both(terminal, "key_of_precinct"), bold=True),
        text(grouped(said.commitments[0][:16])),
        text(grouped(said.commitments[0][16:])),
        space(8),
    ]
    return elements + list(codes_of(payloads.KEY_SLIP, data)) + [cut()]
