"""Adding up sealed ballots, and opening a sum where the commission brings its cards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from host_tools.errors import VerifyingError
from host_tools.formats import ballot_record, shamir
from host_tools.formats.opening import Pair
from host_tools.formats.points import IDENTITY, add_pairs, is_key, multiply_base, open_pair
from host_tools.keys.cards import key_card_header, open_key_card

ZERO: Pair = (IDENTITY, IDENTITY)


class OpeningError(VerifyingError):
    """Key cards that do not open the totals. The message says which card and why."""


def sum_records(records: Iterable[bytes], positions: int) -> tuple[list[Pair], int, list[bytes]]:
    """(sums per position; number of records left out because of points outside the group; A of each vote).

    records: as they are published.
    """
    sums, strange, first_points = [ZERO] * positions, 0, []
    for record in records:
        pairs = _pairs_of(record, positions)
        if pairs is None:
            strange += 1
        else:
            sums = [add_pairs(total, pair) for total, pair in zip(sums, pairs, strict=True)]
            first_points += [a for a, _ in pairs]
    return sums, strange, first_points


def add_sums(parts: Sequence[list[Pair]], positions: int) -> list[Pair]:
    """Sums of several booths together."""
    total = [ZERO] * positions
    for part in parts:
        total = [add_pairs(a, b) for a, b in zip(total, part, strict=True)]
    return total


def encode_sums(sums: list[Pair]) -> bytes:
    """64 bytes a position, as in sealed totals."""
    return b"".join(a + b for a, b in sums)


def _pairs_of(record: bytes, positions: int) -> list[Pair] | None:
    pairs = ballot_record.ciphertexts(record, positions)
    return pairs if all(is_key(point) for pair in pairs for point in pair) else None


def precinct_secret(cards: Sequence[bytes], pins: Sequence[str], card_secret: bytes, public: bytes) -> int:
    """The precinct key from k key cards and their PINs, for an audit that opens the sums itself.

    public: H of the precinct definition, which the key must fit. OpeningError otherwise.
    """
    shares = []
    for card, pin in zip(cards, pins, strict=True):
        header = key_card_header(card)
        share = open_key_card(card, pin, card_secret)
        if share is None:
            raise OpeningError(f"key card {header.index} does not open: wrong PIN, or a card of another precinct")
        if share not in shares:
            shares.append(share)
        if len(shares) == header.k:
            break
    else:
        raise OpeningError(f"{len(shares)} different key cards are not enough" if shares else "there is no key card")
    secret = shamir.combine(shares)
    if multiply_base(secret) != public:
        raise OpeningError("the key cards open, but are not those of this precinct's key")
    return secret


def open_sums(secret: int, sums: list[Pair], most: int) -> list[int | None]:
    """The count in each sum, or None if it is not in 0..most."""
    return [open_pair(secret, pair, most) for pair in sums]
