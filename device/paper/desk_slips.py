"""What the desk prints: activation, zero report, protocol, receipt."""

from formats import cbor
from formats.election import OPTIONS, TITLE
from paper.common_slips import both, clock_text, codes_of, cut, heading, identity, pair, rule, space, text

_FIELDS = (
    "listed", "added", "certificates", "on_list", "marked", "activations", "electronic",
    "paper_received", "paper_issued", "paper_outside", "paper_spoiled", "paper_unused", "box_portable", "box_room",
)  # fmt: skip


def activation(terminal, signed: bytes, booth: int) -> list:
    """Which booth to go to, and the code that opens one ballot there. It names nobody."""
    elements = heading(terminal, "slip_activation") + [space(8), text(both(terminal, "slip_go_to"), align="centre")]
    elements += [text(str(booth), align="centre", bold=True, big=True)]
    return elements + codes_of("A", signed) + [cut()]


def zero(terminal, payload: dict, counts: dict) -> list:
    """Nobody marked, nothing issued, counted from the chips; signed."""
    elements = heading(terminal, "slip_zero") + identity(terminal, "slip_desk", 0) + [rule()]
    elements += [pair(both(terminal, name), str(counts[name]), True) for name in ("marked", "activations", "paper_issued")]
    return elements + codes_of("Z", terminal.sign(payload)) + [cut()]


def protocol(terminal, signed: bytes, copy: int, copies: int) -> list:
    """The precinct's result, every field and line of it, to be posted before anything is sent."""
    payload = cbor.decode(cbor.decode(signed).value[2])
    fields, electronic, paper = payload[7], payload[5], payload[6]
    elements = heading(terminal, "slip_protocol") + identity(terminal, "slip_desk", 0)
    elements += [text(both(terminal, "slip_copy", copy, copies), align="right"), rule()]
    elements += [pair(both(terminal, name), str(fields[name])) for name in _FIELDS]
    for number, contest in enumerate(terminal.poll.contests):
        title = contest[TITLE]
        elements += [rule(), text(title["kk"], bold=True)]
        if title["ru"] != title["kk"]:
            elements += [text(title["ru"], bold=True)]
        elements += [text(both(terminal, "slip_columns"), align="right")]
        lines = [option[TITLE]["kk"] for option in contest[OPTIONS]] + [both(terminal, "slip_blank")]
        options = len(contest[OPTIONS])
        on_screen = electronic[number][:options] + [sum(electronic[number][options:])]
        for line, here, there in zip(lines, on_screen, paper[number]):
            elements += [pair(line, "%d + %d = %d" % (here, there, here + there), True)]
        elements += [pair(both(terminal, "paper_invalid"), str(paper[number][-1]), True)]
    if 12 in payload:
        elements += [rule(), text(both(terminal, "slip_breach"), align="centre", bold=True, inverse=True), text(payload[12])]
    elements += [rule()]
    for name in ("slip_sign_chair", "slip_sign_member", "slip_sign_member"):
        elements += [space(24), text(both(terminal, name)), space(40), rule()]
    return elements + codes_of("P", signed) + [cut()]


def receipt(terminal, signed: bytes, payload: dict) -> list:
    """The centre has it: its own signed words."""
    elements = heading(terminal, "slip_receipt") + [rule(), text(both(terminal, "slip_precinct", terminal.poll.precinct_number))]
    elements += [text(both(terminal, "slip_journal", payload[6])), text(clock_text(terminal, payload[5]), align="right")]
    return elements + codes_of("R", signed) + [cut()]
