"""The protocol of a hand count, signed with the key that the holders' cards have between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from host_tools.errors import PaperPrecinctsError
from host_tools.formats import cose
from host_tools.formats.definitions import Election, Precinct
from host_tools.formats.objects import Protocol
from host_tools.formats.payload import MODE_NAMES, PayloadError
from host_tools.paper import drawn
from host_tools.paper_precincts import counting, preparing
from host_tools.paper_precincts.counting import Correction, CountError
from host_tools.paper_precincts.form import LONGEST_REASON, Count
from host_tools.text_rules import tidy, unseen
from host_tools.verifying import equations, keyring
from host_tools.verifying.sums import precinct_secret


class PlaceError(PaperPrecinctsError):
    """A public folder or a secret that cannot be used. The message names the file and the way out."""


@dataclass(frozen=True)
class Place:
    """A precinct without terminals, as the authority defined it."""

    election: Election
    precinct: Precinct


def load_place(public: Path, mode: int) -> Place:
    """The precinct of a public folder. PlaceError, KeyRingError: it is none, or nobody vouches for it."""
    ring = keyring.load([public])
    mine = [one for one in ring.signers if one.precinct and one.precinct.mode == mode and "P" in one.kinds]
    if len(mine) != 1 or (definition := mine[0].precinct) is None:
        raise PlaceError(f"{public}: holds no one definition of mode {MODE_NAMES[mode]}; give a precinct's `public`")
    if definition.booths:
        raise PlaceError(f"{public}: precinct {definition.precinct} has terminals; its desk makes the protocol")
    if mine[0].standing != "vouched":
        raise PlaceError(f"{public}: the authority's signed list does not name this definition; bring the whole folder")
    election = ring.elections.get(definition.election)
    if election is None:
        raise PlaceError(f"{public}: election.cbor is missing or of another election; bring the whole folder")
    return Place(election, definition)


def sign(
    count: Count,
    place: Place,
    cards: Sequence[bytes],
    pins: Sequence[str],
    card_secret: bytes,
    signed_s: int,
    correction: Correction | None = None,
) -> bytes:
    """The signed object P.

    cards, pins: at least as many as are needed, in the same order. signed_s: now, seconds since 1970 UTC.
    OpeningError: the cards do not make the key. CountError: the numbers cannot be signed as they are.
    """
    secret = precinct_secret(cards, pins, card_secret, place.precinct.sealing_key)
    key = preparing.signing_key(secret)
    if bytes(key.verify_key) != place.precinct.desk:
        raise PlaceError(f"precinct {place.precinct.precinct}: its definition has another signing key than its cards")
    said = counting.protocol_of(count, place.election, place.precinct, secret, signed_s, correction)
    return cose.sign1(said.to_cbor(), key)


def opened(data: bytes, place: Place, name: str) -> Protocol:
    """A protocol of this precinct. CountError: another thing."""
    payload = cose.verify1(data, place.precinct.desk)
    try:
        said = Protocol.from_cbor(payload or b"")
    except PayloadError:
        raise CountError(f"{name}: is no protocol of this precinct's key cards; give its signed object") from None
    problems = equations.shape_problems(said, place.election)
    if problems:
        raise CountError(f"{name}: does not fit the election: {problems[0]}; give the election of that protocol")
    return said


def correction_of(data: bytes, name: str, why: str, place: Place) -> Correction:
    """What a further protocol says of the one before. CountError: no reason, or no protocol of this precinct."""
    if not 0 < len(why.strip()) <= LONGEST_REASON:
        raise CountError(f"--correction: say in 1 to {LONGEST_REASON} characters why {name} is superseded")
    if fault := unseen(tidy(why), drawn()):
        raise CountError(f"--correction: {fault}; type it anew")
    return Correction(data, opened(data, place, name).version + 1, tidy(why))
