"""Booths that a protocol leaves out because their totals hold no votes (formats, section 5): does that stand?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from host_tools.formats.ballot_record import Contest
from host_tools.formats.cartridge import SLIPS_PER_SLOT
from host_tools.formats.objects import LeftOut, Protocol, SealedTotals
from host_tools.formats.opening import Pair, nonsense_transcript, one_holds, pairs, place
from host_tools.formats.points import add_pairs, is_point, multiply_base

_PAIR_BYTES = 64


def openings(protocol: Protocol) -> dict[tuple[int, bytes], LeftOut]:
    """What a protocol leaves out, by booth and opening."""
    return {(one.booth, one.opening): one for one in protocol.left_out or []}


def hashes(protocol: Protocol) -> list[bytes]:
    """h(sealed totals) of the booths that it leaves out, in its order: the opening proofs are about them, too."""
    named = {(line.booth, line.opening): line.totals for line in protocol.booths}
    return [named.get(at) or b"" for at in openings(protocol)]


def unfounded(
    protocol: Protocol,
    one: LeftOut,
    sealed: SealedTotals,
    public: bytes,
    slots: int,
    shape: Sequence[Contest] | None,
    styles: int | None = None,
) -> str:
    """Why a booth must not be left out; empty where its own totals, or a proof, show that they hold no votes.

    one: of the protocol, and of a line of it that names `sealed`, which the booth signed.
    public: the precinct key.
    slots: of the booth.
    shape: of the election; None where the votes of a contest are not known, so that only sums of one position are
        compared with the booth's ballots.
    styles: how many ballot styles the election has; None if none.
    """
    lines = [line for line in protocol.booths if (line.booth, line.opening) == (one.booth, one.opening)]
    if len(lines) != 1 or lines[0].totals is None or (sealed.booth, sealed.opening) != (one.booth, one.opening):
        return f"booth {one.booth} is left out, but has no totals that could be wrong"
    if any((lines[0].cast, lines[0].spoiled, lines[0].spent, lines[0].challenged, lines[0].cancelled)):
        return f"booth {one.booth} is left out, and counts all the same"
    positions = sum(len(contest) for contest in protocol.electronic)
    if _is_malformed(sealed, positions, slots) or not styles_fit(sealed, styles):
        return ""
    if one.first is None or one.positions is None or one.point is None or one.proof is None:
        return f"booth {one.booth} is left out, and its totals are in order"
    if not one.positions or one.first + one.positions > positions or not is_point(one.point):
        return f"booth {one.booth} is left out, and what shows that its totals hold no votes is damaged"
    pair = reduce(add_pairs, _part(sealed, one))
    about = nonsense_transcript(
        place(protocol.election, protocol.precinct, protocol.mode, public),
        lines[0].totals, one.first, one.positions, one.point,
    )  # fmt: skip
    if not one_holds(one.proof, about, 0, public, pair, one.point):
        return f"booth {one.booth} is left out, and nothing proves that its totals hold no votes"
    if _is_honest(one, sealed, shape):
        return f"booth {one.booth} is left out, and the sum that was opened is one of its votes"
    return ""


def styles_fit(sealed: SealedTotals, styles: int | None) -> bool:
    """Whether the ballots of each style are together those cast. styles: how many there are; None if none."""
    if styles is None or sealed.styles is None:
        return styles is None and sealed.styles is None
    return len(sealed.styles) == styles and sum(sealed.styles) == sealed.tally.cast


def _is_malformed(sealed: SealedTotals, positions: int, slots: int) -> bool:
    """Whether the totals themselves show that they are none."""
    tally = sealed.tally
    counts_fit = tally.cast + tally.cancelled <= tally.spent <= slots
    counts_fit &= tally.cast + tally.spoiled + tally.challenged <= SLIPS_PER_SLOT * slots
    fits = counts_fit and len(sealed.totals) == _PAIR_BYTES * positions
    return not fits or not all(is_point(point) for pair in pairs(sealed.totals) for point in pair)


def _part(sealed: SealedTotals, one: LeftOut) -> list[Pair]:
    assert one.first is not None and one.positions is not None
    return pairs(sealed.totals)[one.first : one.first + one.positions]


def _is_honest(one: LeftOut, sealed: SealedTotals, shape: Sequence[Contest] | None) -> bool:
    """Whether an honest booth could have sealed that: up to its ballots in a position, exactly its votes in a contest.

    What is neither one position nor a contest shows nothing.
    """
    cast, at = sealed.tally.cast, 0
    if one.positions == 1:
        return any(multiply_base(count) == one.point for count in range(cast + 1))
    if shape is None:
        return False
    for contest in shape:
        if (at, contest.positions) == (one.first, one.positions):
            return multiply_base(cast * contest.votes) == one.point
        at += contest.positions
    return True
