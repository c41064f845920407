"""The slip of another desk than the first one: its numbers, what it gave for each opening of a booth, and the codes."""

from hashlib import sha256

from desk.account_slips import accounts
from formats import cose, payloads
from paper.common_slips import both, codes_of, cut, grouped, heading, identity, pair, row, rule, small, text
from terminal.state_slips import signatures

_COLUMNS = (("№", "slip_booths"), ("T", "activations"), ("X", "slips_exchanged"))


def slip(terminal, signed: bytes, names: tuple) -> list:
    """The slip. signed: the report. names: text ids of its counts, in their order."""
    said = payloads.decode(payloads.DESK_REPORT, cose.payload_of(signed))
    elements = heading(terminal, "slip_desk_report") + identity(terminal, *terminal.poll.place) + [rule(), small()]
    elements += [pair(both(terminal, name), str(count)) for name, count in zip(names, said.counts)]
    elements += [rule()] + [text(letter + "  " + both(terminal, name)) for letter, name in _COLUMNS]
    elements.append(row(tuple([letter for letter, _ in _COLUMNS]), True))
    for line in said.booths:
        elements.append(row((str(line.booth), str(line.issued), str(line.exchanged))))
    elements += accounts(terminal, said.accounts)
    elements += [rule(), pair(both(terminal, "slip_report_code"), grouped(sha256(signed).digest()[:8]))]
    elements += [small(False), text(both(terminal, "report_show_first"), align="centre")]
    return elements + list(codes_of(payloads.DESK_REPORT, signed)) + signatures(terminal) + [cut()]
