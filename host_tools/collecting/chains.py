"""Whether an object may follow what a precinct has sent: the chain of its protocols, and the totals that they name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self

import sqlalchemy as sa

from host_tools.collecting.checks import KEY_SLIP, PROTOCOL, SEALED_TOTALS, SIGNATURES, Checked, Reason, Refusal
from host_tools.collecting.store import among, which

_Totals = tuple[int, int, bytes]  # precinct, booth, h(object)


_STANDING = "SELECT precinct, version, hash FROM objects WHERE kind = 'P' AND precinct IN"
_TOTALS = "SELECT precinct, terminal, hash FROM objects WHERE kind = 'S' AND hash IN"
_KEY_SLIPS = "SELECT precinct, version FROM objects WHERE kind = 'G' AND precinct IN"
_SIGNED = "SELECT precinct, hash FROM objects WHERE kind = 'P' AND hash IN"


class Chains:
    """What the precincts of one group have, while the group is being kept.

    standing: (number, hash) of the protocol with the highest number, by precinct. totals: sealed totals that are here.
    key_slips: precinct and number of each key slip that is here. protocols: (precinct, hash) of the protocols that
    signatures of people are under, of those that are here.
    """

    def __init__(
        self,
        standing: dict[int, tuple[int, bytes]],
        totals: set[_Totals],
        key_slips: set[tuple[int, int]],
        protocols: set[tuple[int, bytes]],
    ) -> None:
        self._standing, self._totals, self._key_slips, self._protocols = standing, totals, key_slips, protocols

    @classmethod
    def read(cls, connection: sa.Connection, known: Mapping[bytes, int], checked: Sequence[Checked]) -> Self:
        """What is there of the precincts and booths that these objects are of.

        known: of `Store.known`; perhaps not all that is there, as another collector may be on the store. Sealed totals
        are two in three of all objects and never go away: asked of the database, they came row by row, and at each one
        the thread lets the event loop in and waits for its turn.
        """
        protocols = [one for one in checked if one.kind == PROTOCOL]
        standing: dict[int, tuple[int, bytes]] = {}
        for precinct, version, digest in among(connection, _STANDING, sorted({one.precinct for one in protocols})):
            if version > standing.get(precinct, (0, b""))[0]:
                standing[precinct] = version, digest
        named = {(one.precinct, booth, digest) for one in protocols for booth, digest in one.totals}
        totals = {one for one in named if known.get(one[2]) == which(SEALED_TOTALS, one[0], one[1])}
        unknown = sorted({digest for _, _, digest in named - totals})
        totals |= {(precinct, booth, digest) for precinct, booth, digest in among(connection, _TOTALS, unknown)}
        numbers = [one.precinct for one in checked if one.kind == KEY_SLIP]
        key_slips = {(precinct, number) for precinct, number in among(connection, _KEY_SLIPS, numbers)}
        under = [one.under for one in checked if one.kind == SIGNATURES]
        there = {(precinct, digest) for precinct, digest in among(connection, _SIGNED, under)}
        return cls(standing, totals, key_slips, there)

    def refusal(self, one: Checked) -> Refusal | None:
        """Why an object does not follow; None where it does."""
        if one.kind == KEY_SLIP and (one.precinct, one.version) in self._key_slips:
            has = f"The centre has a different key slip number {one.version} of precinct {one.precinct}"
            return Refusal(Reason.NUMBER, f"{has}. Compare both with the slip on the wall.")
        if one.kind == SIGNATURES and (one.precinct, one.under) not in self._protocols:
            place = f"precinct {one.precinct}"
            return Refusal(
                Reason.PREDECESSOR, f"The protocol of {place} that people signed is not here. Send it first."
            )
        return None if one.kind != PROTOCOL else self._chain(one) or self._missing(one)

    def add(self, one: Checked, digest: bytes) -> None:
        """An object of the group is kept."""
        if one.kind == PROTOCOL:
            self._standing[one.precinct] = one.version, digest
            self._protocols.add((one.precinct, digest))
        elif one.kind == KEY_SLIP:
            self._key_slips.add((one.precinct, one.version))
        elif one.kind == SEALED_TOTALS:
            self._totals.add((one.precinct, one.terminal, digest))

    def _chain(self, one: Checked) -> Refusal | None:
        number, place = one.version, f"precinct {one.precinct}"
        there, digest = self._standing.get(one.precinct, (0, None))
        if there >= number:
            has = f"The centre has a different protocol number {there} of {place}"
            return Refusal(Reason.NUMBER, f"{has}; this one, number {number}, does not supersede it.")
        if there < number - 1:
            missing = f"Number {number} of {place} supersedes number {number - 1}, which the centre does not have."
            return Refusal(Reason.PREDECESSOR, f"{missing} Send that first.")
        if one.supersedes != digest:
            has = f"The number {there} that the centre has of {place}"
            return Refusal(Reason.NUMBER, f"{has} is not the one that this number {number} names.")
        return None

    def _missing(self, one: Checked) -> Refusal | None:
        missing = [booth for booth, digest in one.totals if (one.precinct, booth, digest) not in self._totals]
        if not missing:
            return None
        booths = f"booth{'s' if len(missing) > 1 else ''} {', '.join(map(str, missing))}"
        return Refusal(
            Reason.TOTALS, f"The sealed totals of {booths} of precinct {one.precinct} are not here. Send them first."
        )
