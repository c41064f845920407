"""The slip on which a terminal shows the public half of its own key, before it has an election."""

from formats import payloads
from paper.common_slips import both, codes_of, cut, grouped, pair, rule, space, text


def key_announcement(terminal, said: payloads.TerminalKey, signed: bytes) -> list:
    """The slip. terminal: for its texts. said: what it announces; signed: the object."""
    kazakh, russian, _ = terminal.texts.all("own_key")
    elements = [text(kazakh, align="centre", bold=True), text(russian, align="centre", bold=True)]
    elements += [
        rule(),
        pair(both(terminal, "slip_device"), said.serial_number),
        text(both(terminal, "slip_firmware")),
        text(grouped(said.firmware[:8])),
        text(both(terminal, "own_key")),
        text(grouped(said.public_key[:16])),
        text(grouped(said.public_key[16:])),
        space(8),
    ]
    return elements + list(codes_of(payloads.TERMINAL_KEY, signed)) + [cut()]
