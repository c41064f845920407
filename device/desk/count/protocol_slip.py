"""The protocol on paper: one part per contest, each with lines for signatures, then the part of the precinct.

Results come first. Headings and totals have letters of the usual size, everything else has small ones.
"""

from hashlib import sha256

import memory
from desk.count.contest_part import results
from desk.signers import title_of
from formats import cose, payloads
from paper.common_slips import both, clock_text, codes_of, cut, grouped, pair, pause, rule, small, space, text
from terminal.permissions import CHAIR, MEMBER

_UNNAMED = (None,) * 3  # lines for the chair and two members, where no names are known
_SIGN_DOTS, _SEAL_DOTS = 56, 160  # room above a line for a signature, and for a seal


def protocol(terminal, signed: bytes, mark: tuple, part: int = 0, people: payloads.Signatures | None = None):
    """Yield a stored protocol element by element.

    terminal: the desk's terminal.
    signed: the protocol.
    mark: text id and values that say which copy this is.
    part: 0 for all parts, else one alone, from 1: those of the contests, then the precinct's.
    people: who has signed with a card and who has not, in an election where they do.
    """
    # Without the proof, which the codes hold: it is 3 KiB of a long protocol.
    said, code = (
        payloads.decode(payloads.PROTOCOL, cose.payload_of(signed), "proof"),
        grouped(sha256(signed).digest()[:8]),
    )
    yield pause()
    parts = len(terminal.poll.contests.shape()) + 1  # its first call decodes all contests: before one is held
    for number in (part,) if part else range(1, parts + 1):
        yield from _heading(terminal, said, mark, number, parts)
        if number < parts:
            yield from results(terminal, number - 1, terminal.poll.contests[number - 1], said)
        else:
            memory.usual()  # beside the names of a long contest there is no room for what comes
            yield pause()
            from desk.count.precinct_part import numbers

            yield pause()
            yield from numbers(terminal, said)
        yield from _end(terminal, said, code, people)
        if number < parts and not part:
            yield from (space(8), text("- " * 16, align="centre"), space(8))  # parts may be cut apart here
    if mark[0] == "slip_copy_again":
        yield from _certified(terminal)
    yield from codes_of(payloads.PROTOCOL, signed)
    if people and any([one.signature for one in people.signers]):
        yield from codes_of(payloads.SIGNATURES, terminal.sign(payloads.SIGNATURES, people))
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


def _end(terminal, said: payloads.Protocol, code: str, people: payloads.Signatures | None):
    """The time of signing, the protocol's code, who has signed with a card, and lines for signatures in ink."""
    yield rule()
    yield pair(both(terminal, "slip_counted"), clock_text(terminal, said.moments.signed or None))
    yield pair(both(terminal, "slip_code"), code)
    if people:
        yield from _people(terminal, people)
    else:
        roles = [CHAIR] + [MEMBER] * (len(terminal.poll.precinct.people or _UNNAMED) - 1)
        for holder, role in enumerate(roles, 1):
            yield from _ink(_title(terminal, role, holder if terminal.poll.precinct.people else None))
    yield small(False)


def _title(terminal, role: int, holder: int | None) -> str:
    """What stands under somebody's signature: the role, and the name or the number of the card where they are known.

    holder: as on the role card; None if nobody knows who will sign there.
    """
    title, names = both(terminal, title_of(role)), terminal.poll.precinct.people or ()
    if holder is None:
        return title
    return "%s · %s" % (title, names[holder - 1]) if 0 < holder <= len(names) else "%s %d" % (title, holder)


def _ink(name: str):
    """Room for somebody's signature above a line, and the name below."""
    yield from (space(_SIGN_DOTS), rule(), text(name, align="centre"))


def _people(terminal, people: payloads.Signatures):
    """A line for each person who may sign with a card: when, or room for ink; and how many who are needed agree."""
    from desk.count import signatures  # loaded already, where people sign with cards

    needed, agreeing = terminal.poll.settings["signatures_needed"], signatures.agreeing(people)
    yield rule()
    yield pair(both(terminal, "slip_signatures"), "%d / %d" % (agreeing, needed), agreeing < needed)
    for one in people.signers:
        name = _title(terminal, one.role, one.holder)
        if one.signature is None:
            yield from _ink(name)
        else:
            yield pair("%s %s" % ("✗" if one.verdict else "✓", name), clock_text(terminal, one.signed_s or None))
            if one.verdict:
                yield text(both(terminal, "slip_dissents"), align="right", bold=True)
