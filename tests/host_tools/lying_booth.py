"""A booth of the small precinct and one voter's ballot there: what it prints, honestly or not."""

from __future__ import annotations

from dataclasses import dataclass, field

from host_tools.findings import Report
from host_tools.formats import ballot_record, cose
from host_tools.formats.ballot_prover import hkdf
from host_tools.formats.objects import Activation, ChallengedBallot, ConfirmationCode
from host_tools.formats.payload import Payload
from host_tools.verifying.challenges import Given, check_challenge
from host_tools.verifying.code_list import codes_of
from host_tools.verifying.keyring import KeyRing
from tests.host_tools.good_day import GoodDay

WANTED = (1, 0, 0, 1, 1, 0, 0, 0)  # One: A. Two: A, B
OTHER = (0, 1, 0, 1, 1, 0, 0, 0)  # One: Against all. Two: A, B
BOOTH = 1


@dataclass
class Booth:
    """Booth 1 of a good day, and one voter's ballot there. sealed: what it seals; shown: what it says it sealed."""

    made: GoodDay = field(default_factory=GoodDay)
    own: bytes = bytes(range(32))
    nonce: bytes = b"activation nonce"
    sealed: tuple[int, ...] = WANTED
    shown: tuple[int, ...] = WANTED

    @property
    def context(self) -> bytes:
        return self.made.sealer(BOOTH).context

    def record(self) -> bytes:
        seed = hkdf(self.own, self.nonce, b"TM2 seed" + self.context, 32)
        return self.made.sealer(BOOTH).seal(seed, self.sealed)

    def code(self) -> bytes:
        return ballot_record.code(self.context, self.record())

    def signed(self, payload: Payload) -> bytes:
        key = self.made.desk if isinstance(payload, Activation) else self.made.booths[BOOTH]
        return cose.sign1(payload.to_cbor(), key)

    def strip(self, **changes: object) -> bytes:
        content = {**self.made.where, "booth": BOOTH, "opening": self.made.openings[BOOTH], "code": self.code()}
        return self.signed(ConfirmationCode(**{**content, **changes}))

    def activation(self) -> bytes:
        return self.signed(
            Activation(**self.made.where, booth=BOOTH, style=1, index=3, desk=1, opening=self.made.openings[BOOTH],
                       nonce=self.nonce)
        )  # fmt: skip

    def opening(self, **changes: object) -> bytes:
        bits = sum(bit << at for at, bit in enumerate(self.shown)).to_bytes(1, "little")
        content = {
            **self.made.where, "booth": BOOTH, "opening": self.made.openings[BOOTH], "own": self.own,
            "nonce": self.nonce, "choice": bits, "code": self.code(),
        }  # fmt: skip
        return self.signed(ChallengedBallot(**{**content, **changes}))

    def checked(self, opening: bytes | None = None, given: Given | None = None) -> Report:
        """What an auditor comes to, who has strip and activation slip as well."""
        ring = KeyRing()
        ring.add_precinct(self.made.precinct, "vouched")
        ring.add_election(self.made.election)
        beside = given or Given([self.strip()], [self.activation()], self.published())
        return check_challenge(opening or self.opening(), beside, ring, self.made.election, self.made.precinct)

    def published(self) -> set[bytes]:
        return codes_of(self.made.published(BOOTH), BOOTH, self.made.precinct)
