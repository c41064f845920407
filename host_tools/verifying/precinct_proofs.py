"""Records of a precinct, booth after booth: each valid, by the fastest way there is, and no ciphertext twice."""

from __future__ import annotations

from collections.abc import Sequence

from host_tools.formats import ballot_record
from host_tools.formats.ballot_record import Shape
from host_tools.formats.points import is_key
from host_tools.verifying import ballot_proofs, compiled, fast_proofs
from host_tools.verifying.ballot_proofs import DUPLICATE
from host_tools.verifying.companions import Companion
from host_tools.verifying.multiples import Multiples, Sodium


class Precinct:
    """Records of one precinct, booth after booth: each valid, and no ciphertext twice."""

    def __init__(
        self, election: bytes, precinct: int, mode: int, key: bytes, shape: Shape, arithmetic: Multiples | None = None
    ) -> None:
        """election: its 16 bytes. arithmetic: None for the fastest there is. ValueError when the key is none."""
        if not is_key(key):
            raise ValueError("the precinct key is no point of the prime-order group")
        self._where, self._key, self._shape = (election, precinct, mode), key, shape
        self._seen: set[bytes] = set()
        self._arithmetic = arithmetic or compiled.best()

    def proof_refusals(self, booth: int, records: Sequence[bytes]) -> list[str | None]:
        """Why each record of a booth is not valid by itself; None for a valid one."""
        about = ballot_record.context(*self._where, booth, self._key)
        if isinstance(self._arithmetic, Sodium):  # which is faster by the formulas as they stand
            return [ballot_proofs.refusal(about, self._key, self._shape, record) for record in records]
        found = fast_proofs.Booth(about, self._key, self._shape, self._arithmetic).alone(records)
        return [one.why if isinstance(one, fast_proofs.Refused) else None for one in found]

    def refusals(self, booth: int, records: Sequence[bytes], companion: Companion | None = None) -> list[str | None]:
        """Why each of the next records of a booth is not valid, here and beside those before; None for a valid one.

        companion: where their commitments are, if anybody has written them; else they are written there.
        """
        found = self.proof_refusals(booth, records) if companion is None else self._with(companion, booth, records)
        return [why or self._repeats(record) for why, record in zip(found, records, strict=True)]

    def refusal(self, booth: int, record: bytes) -> str | None:
        """The same of one record."""
        (found,) = self.refusals(booth, [record])
        return found

    def _with(self, companion: Companion, booth: int, records: Sequence[bytes]) -> list[str | None]:
        judge = fast_proofs.Booth(
            ballot_record.context(*self._where, booth, self._key), self._key, self._shape, self._arithmetic
        )
        commitments = companion.read(records, judge.companion_bytes)
        if commitments is not None:
            why: dict[int, str] = {}
            for at in range(0, len(records), fast_proofs.TOGETHER):
                end = at + fast_proofs.TOGETHER
                part = judge.with_companion(records[at:end], commitments[at:end])
                why |= {at + i: reason for i, reason in part.items()}
            return [why.get(i) for i in range(len(records))]
        found = judge.alone(records)
        valid = [one for one in found if isinstance(one, bytes)]
        if len(valid) == len(records):
            companion.write(records, judge.companions(records, valid))
        return [one.why if isinstance(one, fast_proofs.Refused) else None for one in found]

    def _repeats(self, record: bytes) -> str | None:
        first = [a for a, _ in ballot_record.ciphertexts(record, ballot_record.positions(self._shape))]
        if len({*first}) < len(first) or not self._seen.isdisjoint(first):
            return DUPLICATE
        self._seen.update(first)
        return None
