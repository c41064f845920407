"""What the desk prints: activation, zero report, protocol, receipt."""

from formats import cbor
from formats.election import OPTIONS, TITLE
from paper.common_slips import again, both, clock_text, codes_of, cut, heading, identity, pair, rule, space, text

_FIELDS = (
    "listed", "added", "certificates", "on_list", "marked", "activations", "electronic",
    "paper_received", "paper_issued", "paper_outside", "paper_spoiled", "paper_unused", "box_portable", "box_room",
)  # fmt: skip


def activation(terminal, signed: bytes, booth: int) -> list:
    """Which booth to go to, and the code that opens one ballot there. It names nobody."""
    elements = heading(terminal, "slip_activation") + [space(8), text(both(terminal, "slip_go_to"), align="centre")]
    elements += [text(str(booth), align="centre", bold=True, big=True)]
    return elements + list(codes_of("A", signed)) + [cut()]


def zero(terminal, payload: dict, counts: list, copy: int) -> list:
    """Nobody marked, nothing issued, counted from the chips; signed. counts: (id, number). copy: 0, or a reprint's."""
    elements = again(terminal, copy) + heading(terminal, "slip_zero") + identity(terminal, "slip_desk", 0) + [rule()]
    elements += [pair(both(terminal, name), str(count), True) for name, count in counts]
    return elements + list(codes_of("Z", terminal.sign(payload))) + [cut()]


def protocol(terminal, signed: bytes, copy: int, copies: int):
    """The precinct's result, every field and line, posted before anything is sent. Yields element by element."""
    payload = cbor.decode(cbor.decode(signed).value[2])
    yield from heading(terminal, "slip_protocol")
    yield from identity(terminal, "slip_desk", 0)
    yield text(both(terminal, "slip_copy", copy, copies), align="right")
    yield rule()
    for name in _FIELDS:
        yield pair(both(terminal, name), str(payload[7][name]))
    for number, contest in enumerate(terminal.poll.contests):
        yield from _contest(terminal, contest, payload[5][number], payload[6][number])
    if 12 in payload:
        yield rule()
        yield text(both(terminal, "slip_breach"), align="centre", bold=True, inverse=True)
        yield text(payload[12])
    yield rule()
    for name in ("slip_sign_chair", "slip_sign_member", "slip_sign_member"):
        yield from (space(24), text(both(terminal, name)), space(40), rule())
    yield from codes_of("P", signed)
    yield cut()


def _contest(terminal, contest: dict, electronic: list, paper: list):
    """A contest's lines: electronic and paper votes apart and together."""
    title = contest[TITLE]
    yield rule()
    yield text(title["kk"], bold=True)
    if title["ru"] != title["kk"]:
        yield text(title["ru"], bold=True)
    yield text(both(terminal, "slip_columns"), align="right")
    options = len(contest[OPTIONS])
    for number in range(options + 1):
        line = contest[OPTIONS][number][TITLE]["kk"] if number < options else both(terminal, "slip_blank")
        here = electronic[number] if number < options else sum(electronic[options:])
        yield pair(line, "%d + %d = %d" % (here, paper[number], here + paper[number]), True)
    yield pair(both(terminal, "paper_invalid"), str(paper[-1]), True)


def receipt(terminal, signed: bytes, payload: dict) -> list:
    """The centre has it: its own signed words."""
    elements = heading(terminal, "slip_receipt") + [
        rule(),
        text(both(terminal, "slip_precinct", terminal.poll.precinct_number)),
    ]
    elements += [
        text(both(terminal, "slip_journal", payload[6])),
        text(clock_text(terminal, payload[5]), align="right"),
    ]
    return elements + list(codes_of("R", signed)) + [cut()]
