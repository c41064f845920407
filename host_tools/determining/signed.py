"""The signed objects of a nation, sorted by precinct: what is not genuine goes no further, and is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Generic, NamedTuple, TypeVar

from host_tools.formats import cose
from host_tools.formats.definitions import Precinct
from host_tools.formats.objects import Protocol, SealedTotals, Signatures, Where
from host_tools.formats.payload import PayloadError
from host_tools.formats.rulings import Ruling

Content = TypeVar("Content", bound=Where)
_TAKEN: dict[str, type[Where]] = {cls.KIND: cls for cls in (Protocol, SealedTotals, Signatures, Ruling)}


class Signed(NamedTuple, Generic[Content]):
    """An object and what it says. data: as it was signed; digest: its SHA-256."""

    data: bytes
    digest: bytes
    content: Content


@dataclass
class Evidence:
    """What there is of one precinct, each object once."""

    protocols: list[Signed[Protocol]] = field(default_factory=list)
    totals: list[Signed[SealedTotals]] = field(default_factory=list)
    rulings: list[Signed[Ruling]] = field(default_factory=list)
    people: list[Signed[Signatures]] = field(default_factory=list)

    def add(self, one: Signed[Any]) -> None:
        """Add a genuine object of this precinct."""
        if isinstance(one.content, Protocol):
            self.protocols.append(one)
        elif isinstance(one.content, SealedTotals):
            self.totals.append(one)
        elif isinstance(one.content, Signatures):
            self.people.append(one)
        elif isinstance(one.content, Ruling):
            self.rulings.append(one)

    @property
    def digests(self) -> tuple[bytes, ...]:
        """The SHA-256 of every object."""
        return tuple(one.digest for part in (self.protocols, self.totals, self.rulings, self.people) for one in part)

    def named(self) -> Iterator[tuple[str, bytes]]:
        """Every object under a name of its own: its kind, its number, and the start of its hash."""
        for one in self.protocols:
            yield f"protocol-{one.content.version}-{one.digest.hex()[:16]}", one.data
        for totals in self.totals:
            yield f"sealed-totals-{totals.content.booth}-{totals.digest.hex()[:16]}", totals.data
        for people in self.people:
            yield f"signatures-{people.digest.hex()[:16]}", people.data
        for ruling in self.rulings:
            yield f"ruling-{ruling.content.number}-{ruling.digest.hex()[:16]}", ruling.data


class NotTaken(NamedTuple):
    """An object that does not count. text: a sentence."""

    digest: bytes
    text: str


def sorted_by_precinct(
    objects: Iterable[bytes],
    precincts: Mapping[int, Precinct],
    authority: bytes,
    verified: dict[bytes, Signed[Any] | NotTaken] | None = None,
) -> tuple[dict[int, Evidence], list[NotTaken]]:
    """(evidence of every precinct, what does not count).

    objects: protocols, sealed totals, signatures of people and rulings in any order, any number of times.
    precincts: definitions by number, all of one election and mode.
    authority: the public key that rulings are signed with.
    verified: what became of objects by their SHA-256, for a caller that asks again with the same definitions and the
        same authority; what is new is added to it.
    """
    verified = {} if verified is None else verified
    found = {number: Evidence() for number in precincts}
    not_taken, seen = [], set[bytes]()
    for data in objects:
        digest = sha256(data).digest()
        if digest in seen:
            continue
        seen.add(digest)
        if digest not in verified:
            said = _verified(data, precincts, authority)
            verified[digest] = NotTaken(digest, said) if isinstance(said, str) else Signed(data, digest, said)
        one = verified[digest]
        if isinstance(one, NotTaken):
            not_taken.append(one)
        else:
            found[one.content.precinct].add(one)
    return found, not_taken


def _verified(data: bytes, precincts: Mapping[int, Precinct], authority: bytes) -> Where | str:
    """What a genuine object says, or why it does not count."""
    content = _content(data)
    if isinstance(content, str):
        return content
    precinct = precincts.get(content.precinct)
    if precinct is None:
        return f"It is of precinct {content.precinct}, which is not one of this nation's."
    if (content.election, content.mode) != (precinct.election, precinct.mode):
        return f"It is of precinct {content.precinct} in another election or mode."
    signer: bytes | None
    if isinstance(content, (Protocol, Signatures)):
        signer, whose = precinct.desk, "the desk"
    elif isinstance(content, SealedTotals):
        signer, whose = precinct.terminal_key(content.booth), f"booth {content.booth}"
    else:
        signer, whose = authority, "the election authority"
    if signer is None or cose.verify1(data, signer) is None:
        return f"It is not signed by {whose} of precinct {content.precinct}."
    return content


def _content(data: bytes) -> Where | str:
    """What an object says, of the kinds that make a result; else why it is none."""
    peeked = cose.peek1(data)
    if peeked is None:
        return "It is no signed object."
    for kind in _TAKEN.values():
        if kind.KIND.encode() in peeked[1][:5]:  # key 0 is the first of the map
            try:
                return kind.from_cbor(peeked[1])
            except PayloadError as error:
                return f"It is not as the formats say: {error}."
    return "It is no protocol, no sealed totals, no signatures of people and no ruling."
