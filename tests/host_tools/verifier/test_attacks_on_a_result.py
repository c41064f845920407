"""Attacks on a precinct's electronic result, by whoever has the keys that they need: refused by both verifiers.

Each one signs everything anew that it has the keys for, so that only what it lies about can give it away.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest

from host_tools.formats import ballot_record, cose, opening
from host_tools.formats.ballot_prover import Sealer
from host_tools.formats.definitions import Blank, Item, Manifest
from host_tools.formats.objects import SealedTotals
from host_tools.formats.points import IDENTITY, L, P, add, multiply_base
from host_tools.keys.randomness import seeded
from host_tools.verifier import verify
from host_tools.verifying.booth_records import Published, check_records
from host_tools.verifying.precinct import check_precinct
from host_tools.verifying.vouching import Evidence
from tests.host_tools import small_precinct
from tests.host_tools.ballot_vectors import ORDER_2, ORDER_8, with_point
from tests.host_tools.small_precinct import SmallPrecinct

CHOICE = (1, 0, 0, 1, 1, 0, 0, 0)  # a; a and b
SEED = b"a seed of a booth that lies ....."[:32]


@dataclass
class Attacked(SmallPrecinct):
    """A precinct of liars. shown: records that a booth shows in the place of its own; signed: its totals object."""

    shown: dict[int, list[bytes]] = field(default_factory=dict)
    signed: dict[int, bytes] = field(default_factory=dict)
    said: dict[str, object] = field(default_factory=dict)

    def published(self, booth: int) -> list[bytes]:
        """The records of a booth, in their order."""
        return self.shown.get(booth) or super().published(booth)

    def totals(self, booth: int, **changes: object) -> bytes:
        """The object S."""
        return self.signed.get(booth) or super().totals(booth, **changes)

    def protocol(self, **changes: object) -> bytes:
        """The object P, which names the totals as they are."""
        return super().protocol(**{**self.said, **changes})


Change = Callable[[Attacked], None]


def one_record(change: Callable[[Sealer, bytes], bytes]) -> Change:
    """The first record of booth 1 is another one."""

    def alter(made: Attacked) -> None:
        first, *others = made.published(1)
        made.shown[1] = sorted([change(made.sealer(1), first), *others])

    return alter


def sealed(*values: int) -> Change:
    """Other numbers than the choice that the proof claims."""
    return one_record(lambda booth, _: booth.seal(SEED, CHOICE, values))


def moved(number: int, by: bytes) -> Change:
    """A point of the record, moved."""
    return one_record(lambda _, one: with_point(one, number, add(one[32 * number : 32 * number + 32], by)))


def instead(number: int, point: bytes) -> Change:
    """Other 32 bytes in the place of a point."""
    return one_record(lambda _, one: with_point(one, number, point))


def exchanged_between_booths(made: Attacked) -> None:
    one, other = made.published(1), made.published(2)
    made.shown = {1: sorted([other[0], *one[1:]]), 2: sorted([one[0], *other[1:]])}


def duplicated(made: Attacked) -> None:
    first, _, *others = made.published(1)
    made.shown[1] = [first, first, *others]


def dropped(made: Attacked) -> None:
    made.shown[1] = made.published(1)[1:]


def proof_of_another_contest(_: Sealer, record: bytes) -> bytes:
    """What was proved of the second contest's first positions, for the first contest."""
    return record[192:384] + record[:192] + record[384:]


def altered_sums(made: Attacked) -> None:
    """A vote moved from one line to the other, in the sums alone."""
    sums = bytearray(made.sealed_totals(1).totals)
    for at, by in ((32, multiply_base(L - 1)), (96, multiply_base(1))):
        sums[at : at + 32] = add(bytes(sums[at : at + 32]), by)
    made.signed[1] = made.totals(1, totals=bytes(sums))


def wrong_shares(made: Attacked) -> None:
    """Shares of another key open the sums and prove it."""
    payload = made.protocol_payload()
    sums = [opening.pairs(made.sealed_totals(booth).totals) for booth in made.booths]
    total = [(add(a, c), add(b, d)) for (a, b), (c, d) in zip(*sums, strict=True)]
    where = (payload.election, payload.precinct, payload.mode, made.keys.public)
    t = opening.transcript(*where, total, made.counts())
    made.said["proof"] = opening.prove(made.secret() + 1, t, total, made.counts(), seeded(b"proof"))


def malleated_signature(made: Attacked) -> None:
    """s + L in the place of s: without strict verification a second signature of the same object, by anybody."""
    data = made.totals(1)
    s = int.from_bytes(data[-32:], "little") + L
    made.signed[1] = data[:-32] + s.to_bytes(32, "little")


def signed_by_another_booth(made: Attacked) -> None:
    made.signed[1] = cose.sign1(made.sealed_totals(1).to_cbor(), made.booths[2])


class Attack(NamedTuple):
    """line: of the threat model. by_one, by_other: words of the verifier that shares nothing, and of ours."""

    line: str
    name: str
    change: Change
    by_one: str
    by_other: str


_PROVED, _PROOF, _POINT = "4 of 5 records are proved", "has a proof that does not hold", "holds a point"
ATTACKS = [
    Attack("T60", "a vote of 2", sealed(2, 0, 0, 1, 1, 0, 0, 0), _PROVED, _PROOF),
    Attack("T60", "a vote of -1", sealed(-1, 0, 0, 1, 1, 0, 0, 0), _PROVED, _PROOF),
    Attack("T60", "votes of 2 and -1", sealed(2, -1, 0, 1, 1, 0, 0, 0), _PROVED, _PROOF),
    Attack("T60", "votes of 20 and -20", sealed(1, 0, 0, 21, 1, 0, -20, 0), _PROVED, _PROOF),
    Attack("T60", "another option than proved", sealed(0, 1, 0, 1, 1, 0, 0, 0), _PROVED, _PROOF),
    Attack("T60", "a vote added to a sealed one", moved(1, multiply_base(1)), _PROVED, _PROOF),
    Attack("T60", "the proof of another contest", one_record(proof_of_another_contest), _PROVED, _PROOF),
    Attack("T66", "a point of order 2 in A", moved(0, ORDER_2), _PROVED, _POINT),
    Attack("T66", "a point of order 8 in B", moved(7, ORDER_8), _PROVED, _POINT),
    Attack("T66", "an encoding that is not canonical", instead(0, (P + 3).to_bytes(32, "little")), _PROVED, _POINT),
    Attack("T66", "the identity in the place of A", instead(4, IDENTITY), _PROVED, _POINT),
    Attack("T92", "records exchanged between booths", exchanged_between_booths, _PROVED, _PROOF),
    Attack("T92", "a record duplicated", duplicated, "no ciphertext stands twice", "stands twice in the precinct"),
    Attack(
        "T92", "a record dropped", dropped, "a record for each of its ballots", "4 records, and its sealed totals say 5"
    ),
    Attack("T93", "altered sums", altered_sums, "the sum of position 0", "the sums of its records are not those"),
    Attack("T95", "wrong shares", wrong_shares, "The opening proof holds", "The opening proof does not hold"),
    Attack("T94", "a malleated signature", malleated_signature, "its sealed totals, which", "are not genuine"),
    Attack(
        "T94", "totals signed by another booth", signed_by_another_booth, "its sealed totals, which", "are not genuine"
    ),
]


def refused_by_one(made: Attacked, folder: Path) -> list[str]:
    """What `verify.py` says does not hold."""
    parts = {"election": made.election.to_cbor(), "precinct": made.precinct.to_cbor()}
    items = [Item(name, len(data), sha256(data).digest()) for name, data in parts.items()]
    manifest = Manifest(role="desk", precinct=17, mode=0, terminal=0, parts=items).to_cbor()
    for name, data in parts.items():
        (folder / f"{name}.cbor").write_bytes(data)
    (folder / "manifest.cose").write_bytes(cose.sign1(manifest, made.authority))
    (folder / "protocol.cose").write_bytes(made.protocol())
    for booth in made.booths:
        (folder / f"totals-{booth}.cose").write_bytes(made.totals(booth))
        (folder / f"booth-{booth}.bin").write_bytes(b"".join(made.published(booth)))
    return [text for good, text in verify.verify(folder, bytes(made.authority.verify_key)) if not good]


def refused_by_other(made: Attacked) -> list[str]:
    """What `precinct check` and `verify` say does not hold."""
    objects = [made.totals(booth) for booth in made.booths]
    evidence = Evidence(bytes(made.authority.verify_key))
    report = check_precinct([], objects, made.protocol(), made.election, made.precinct, evidence=evidence)
    booths = []
    for number, data in zip(made.booths, objects, strict=True):
        signed = cose.verify1(data, made.precinct.terminal_key(number) or b"")
        if signed is not None:
            booths.append(Published(SealedTotals.from_cbor(signed), b"".join(made.published(number))))
    bad = [finding.text for finding in report.findings if finding.level == "bad"]
    return [*bad, *check_records(made.election, made.precinct, booths)]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_both_verifiers_refuse(attack: Attack, tmp_path: Path) -> None:
    made = Attacked()
    attack.change(made)
    said = refused_by_one(made, tmp_path)
    assert any(attack.by_one in text for text in said), said
    said = refused_by_other(made)
    assert any(attack.by_other in text for text in said), said


def held_by() -> dict[str, list[str]]:
    """By line of the threat model the tests that hold it."""
    rows = tomllib.loads((Path(__file__).parents[3] / "docs" / "threats.toml").read_text(encoding="utf-8"))["attack"]
    return {row["id"]: row.get("tests", []) for row in rows}


def test_every_attack_has_its_line_in_the_threat_model() -> None:
    lines = held_by()
    here = "host_tools/verifier/test_attacks_on_a_result.py::test_both_verifiers_refuse"
    assert [attack.name for attack in ATTACKS if here not in lines[attack.line]] == []


def test_the_honest_precinct_is_refused_by_neither(tmp_path: Path) -> None:
    made = Attacked()
    assert refused_by_one(made, tmp_path) == []
    honest = refused_by_other(made)
    assert not [text for text in honest if any(attack.by_other in text for attack in ATTACKS)], honest


def test_a_blank_where_none_is_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The booths' records are valid: a proof allows a blank, the election does not, and the count gives it away."""
    election = small_precinct.small_election()
    strict = election.contests[0].model_copy(update={"blank": Blank.NOT_ALLOWED})
    altered = election.model_copy(update={"contests": [strict, election.contests[1]]})
    monkeypatch.setattr(small_precinct, "small_election", lambda: altered)
    made = Attacked()
    assert refused_by_one(made, tmp_path) == [
        "Ballots without a mark stand where they may, and where their style lacks the contest."
    ]
    assert any("electronic blanks of one" in text for text in refused_by_other(made))


def test_a_record_of_another_precinct_election_or_mode_says_nothing_here() -> None:
    made = Attacked()
    booth = made.sealer(1)
    for place in ((bytes(16), 17, 0, 1), (made.election.hash16, 18, 0, 1), (made.election.hash16, 17, 1, 1)):
        other = Sealer(ballot_record.context(*place, booth.key), booth.key, booth.shape).seal(SEED, CHOICE)
        shape = [(contest.positions, contest.votes) for contest in booth.shape]
        assert not verify.is_valid(other, booth.context, booth.key, shape)
        made.shown[1] = sorted([other, *made.published(1)[1:]])
        assert any(_PROOF in text for text in refused_by_other(made))
        made.shown.clear()
