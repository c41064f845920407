"""The protocol on paper: one part per contest, each with lines for signatures, then the part of the precinct.

Results come first. Headings and totals have letters of the usual size, everything else has small ones.
"""

from hashlib import sha256

from desk.count.contest_part import results
from desk.count.precinct_part import numbers
from desk.count.protocols import protocol_of
from formats import payloads
from paper.common_slips import both, clock_text, codes_of, cut, grouped, pair, rule, small, space, text

_SIGN_DOTS, _SEAL_DOTS = 56, 160  # room above a line for a signature, and for a seal


def protocol(terminal, signed: bytes, mark: tuple, part: int = 0):
    """Yield a stored protocol element by element.

    terminal: the desk's terminal.
    signed: the protocol.
    mark: text id and values that say which copy this is.
    part: 0 for all parts, else one alone, from 1: those of the contests, then the precinct's.
    """
    said, code = protocol_of(signed), grouped(sha256(signed).digest()[:8])
    parts = len(terminal.poll.contests) + 1
    for number in (part,) if part else range(1, parts + 1):
        yield from _heading(terminal, said, mark, number, parts)
        if number < parts:
            yield from results(terminal, number - 1, terminal.poll.contests[number - 1], said)
        else:
            yield from numbers(terminal, said)
        yield from _end(terminal, said, code)
        if number < parts and not part:
            yield from (space(8), text("- " * 16, align="centre"), space(8))  # parts may be cut apart here
    if mark[0] == "slip_copy_again":
        yield from _certified(terminal)
    yield from codes_of(payloads.PROTOCOL, signed)
    yield text(both(terminal, "slip_end") + " · " + both(terminal, *mark), align="centre", bold=True)
    yield cut()


def _heading(terminal, said: payloads.Protocol, mark: tuple, part: int, parts: int):
    """Identify the paper: protocol, precinct, election, part, copy; and the protocol that it supersedes."""
    yield small(False)
    yield text("%s № %d" % (both(terminal, "slip_protocol"), said.version), align="centre", bold=True)
    yield small()
    yield text(both(terminal, "slip_precinct", terminal.poll.precinct_number), align="centre")
    kazakh, russian = terminal.poll.titles["kk"], terminal.poll.titles["ru"]
    yield text(kazakh if kazakh == russian else kazakh + " · " + russian, align="centre")
    yield text(both(terminal, "slip_part", part, parts), align="centre")
    yield text(both(terminal, *mark), align="centre", inverse=mark[0] == "slip_copy_again")
    if said.supersedes is not None:
        yield text(both(terminal, "slip_supersedes", said.version - 1), align="centre", bold=True, inverse=True)
        yield text(grouped(said.supersedes[:8]), align="centre")
        yield text(both(terminal, "slip_correction") + ": " + said.correction, bold=True)
    yield rule()


def _certified(terminal):
    """A copy for whoever asks is certified on the spot, by hand and with the seal."""
    yield small()
    yield from (rule(), text(both(terminal, "slip_true_copy"), align="centre", bold=True))
    for name in ("slip_certified_by", "slip_received_by"):
        yield from (space(_SIGN_DOTS), rule(), text(both(terminal, name), align="centre"))
    yield from (space(_SEAL_DOTS), text(both(terminal, "slip_seal"), align="right"))
    yield small(False)


def _end(terminal, said: payloads.Protocol, code: str):
    """The time of signing, the protocol's code, and lines for signatures."""
    yield rule()
    yield pair(both(terminal, "slip_counted"), clock_text(terminal, said.moments.signed or None))
    yield pair(both(terminal, "slip_code"), code)
    for name in ("slip_sign_chair", "slip_sign_member", "slip_sign_member"):
        yield from (space(_SIGN_DOTS), rule(), text(both(terminal, name), align="centre"))
    yield small(False)
