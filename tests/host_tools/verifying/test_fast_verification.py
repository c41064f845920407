"""Sums of many multiples at once judge as one record's formulas do, whatever library, companion or group they use."""

from __future__ import annotations

import ctypes
import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from nacl.bindings import crypto_core_ed25519_is_valid_point

from host_tools.formats import ballot_record, points
from host_tools.formats.ballot_prover import Sealer
from host_tools.formats.ballot_record import Contest
from host_tools.formats.points import L, add, multiply_base
from host_tools.verifier import verify
from host_tools.verifying import ballot_proofs, compiled, fast_proofs, multiples, precinct_proofs
from host_tools.verifying.compiled import Compiled
from host_tools.verifying.multiples import Lib25519, Multiples, Sodium
from tests.host_tools.ballot_vectors import ORDER_2, ORDER_4, ORDER_8
from tests.host_tools.make_vectors import FOLDER

VECTORS: list[dict[str, Any]] = json.loads((FOLDER / "ballot_records.json").read_text(encoding="utf-8"))["vectors"]
# A commitment that nobody computes from the record, with torsion: seen by half of all random factors.
HALF_SEEN = "order 2 in a hashed commitment"
SHAPE = (Contest(6, 1),)
KEY = multiply_base(77)
ABOUT = ballot_record.context(bytes(16), 17, 0, 1, KEY)


KINDS = {kind.name: kind for kind in (Compiled, Lib25519, Sodium)}


def made(kind: type[Compiled | Lib25519 | Sodium]) -> Multiples:
    """The library, or a test that is skipped and says so."""
    try:
        return kind()
    except OSError:
        try:
            return kind(None) if issubclass(kind, Lib25519) else kind()
        except OSError as error:
            pytest.skip(f"not installed: {error}")


@pytest.fixture(params=[Compiled.name, Lib25519.name, Sodium.name])
def library(request: pytest.FixtureRequest) -> Multiples:
    return made(KINDS[request.param])


@pytest.fixture(params=[Compiled.name, Lib25519.name])
def fast(request: pytest.FixtureRequest) -> Multiples:
    return made(KINDS[request.param])


@pytest.fixture(scope="module")
def records() -> list[bytes]:
    """Six honest ones."""
    sealer = Sealer(ABOUT, KEY, SHAPE)
    return [sealer.seal(bytes([i] * 32), [int(i == option) for option in range(6)]) for i in range(6)]


def booth_of(vector: dict[str, Any], library: Multiples) -> fast_proofs.Booth:
    place = vector["place"]
    key = bytes.fromhex(place["key"])
    where = (bytes.fromhex(place["election"]), place["precinct"], place["mode"], place["booth"], key)
    shape = tuple(Contest(*contest) for contest in vector["contests"])
    return fast_proofs.Booth(ballot_record.context(*where), key, shape, library)


def test_every_vector_is_judged_alike_alone_and_with_the_liars_companion(library: Multiples) -> None:
    for vector in VECTORS if isinstance(library, Lib25519) else VECTORS[::4]:  # ten times as slow, by the same formulas
        booth, record = booth_of(vector, library), bytes.fromhex(vector["records"][-1])
        (found,) = booth.alone([record])
        due = None if vector["why"] == ballot_proofs.DUPLICATE else vector["why"]
        assert (found.why if isinstance(found, fast_proofs.Refused) else None) == due, vector["name"]
        companion = bytes.fromhex(vector.get("companion", "")) or bytes(64)
        if isinstance(found, bytes) and "companion" in vector:
            assert found == companion, vector["name"]
        if vector["name"] != HALF_SEEN:
            for grouped in (False, True):
                expected = {} if due is None else {0: due}
                assert booth.with_companion([record], [companion], grouped) == expected, vector["name"]


def test_one_bad_record_among_good_ones_and_companions_that_are_wrong(library: Multiples, records: list[bytes]) -> None:
    booth = fast_proofs.Booth(ABOUT, KEY, SHAPE, library)
    companion = [one for one in booth.alone(records) if isinstance(one, bytes)]
    bad = [*records[:4], records[4][:-1] + bytes([records[4][-1] ^ 1]), records[5]]
    assert len(companion) == 6 and booth.with_companion(records, companion) == {}
    whole = booth.companions(records, companion)
    assert {len(one) for one in whole} == {booth.companion_bytes} and booth.with_companion(records, whole) == {}
    assert booth.with_companion(bad, whole) == {4: ballot_proofs.PROOF}
    assert booth.with_companion(records, [*whole[:3], whole[4], *whole[4:]]) == {}
    assert booth.with_companion(records, [whole[0][:-1] + b"\1", *whole[1:]]) == {}  # a wrong eighth costs time only
    assert booth.with_companion(records, [companion[0], *whole[1:]]) == {}
    assert booth.with_companion(bad, companion) == {4: ballot_proofs.PROOF}
    assert booth.with_companion(records, companion[::-1]) == {}  # nobody has to trust it
    assert booth.with_companion(bad, [b""] * 6, grouped=True) == {4: ballot_proofs.PROOF}


def test_lies_that_cancel_each_other_in_a_sum(fast: Multiples, records: list[bytes]) -> None:
    """Two commitments moved against each other, before they were hashed: random factors tell them apart."""
    liar, moved = Sealer(ABOUT, KEY, SHAPE), multiply_base(5)
    back = multiply_base(L - 5)

    def alter(data: bytes) -> bytes:
        return add(data[:32], moved) + data[32:64] + add(data[64:96], back) + data[96:]

    liar.alter = alter
    record = liar.seal(bytes(32), [1, 0, 0, 0, 0, 0])
    booth = fast_proofs.Booth(ABOUT, KEY, SHAPE, fast)
    honest = booth.alone(records[:1])
    assert isinstance(honest[0], bytes)
    assert booth.with_companion([records[0], record], [honest[0], liar.commitments]) == {1: ballot_proofs.PROOF}


def test_points_that_are_none_and_points_with_torsion(fast: Multiples) -> None:
    dice = random.Random(3)
    torsion = [multiply_base(0)]
    while len(torsion) < 8:
        torsion.append(add(torsion[-1], ORDER_8))
    for _ in range(6):
        point = multiply_base(dice.randrange(1, L))
        for number, other in enumerate(torsion):
            moved = add(point, other)
            assert fast.in_subgroup(moved) == crypto_core_ed25519_is_valid_point(moved) == (number == 0)
    for point in (*torsion, points.P.to_bytes(32, "little"), b"\xff" * 32):
        assert not fast.in_subgroup(point)
    one = (1).to_bytes(32, "little")
    for _ in range(200):
        data = dice.randbytes(32)
        taken = fast.total(one, data) is not None and fast.in_subgroup(data)
        assert taken == crypto_core_ed25519_is_valid_point(data)


@pytest.mark.parametrize("order", [ORDER_2, ORDER_4, ORDER_8])
def test_torsion_in_one_point_and_in_all_of_them_is_seen_in_groups(fast: Multiples, order: bytes) -> None:
    good = [multiply_base(i) for i in range(2, 128)]
    assert fast_proofs.in_groups(fast, b"".join(good))
    for _ in range(4):  # whatever the dice say
        assert not fast_proofs.in_groups(fast, b"".join([*good[:9], add(good[9], order), *good[10:]]))
        assert not fast_proofs.in_groups(fast, b"".join(add(point, order) for point in good))
        assert not fast_proofs.in_groups(fast, b"".join([*good, order]))


@pytest.mark.parametrize("moved_by", [ORDER_2, ORDER_4, ORDER_8])
def test_an_eighth_shows_exactly_the_points_of_the_subgroup(library: Multiples, moved_by: bytes) -> None:
    """Also of minus the point; never of one with torsion, of one that is none, or of the identity."""
    one, dice = (1).to_bytes(32, "little"), random.Random(11)
    for _ in range(3):
        point = multiply_base(dice.randrange(1, L))
        eighth = library.eighths(point)
        assert eighth == Sodium().eighths(point) and eighth[31] < 128
        assert library.total(one, point, eighth) == point
        assert library.total(one, multiples.minus(point), eighth) == multiples.minus(point)
        moved = add(point, moved_by)
        assert library.total(one, moved, eighth) is None
        with_torsion = points.compress(points.affine(add(multiples.minus(eighth), moved_by)))
        assert with_torsion is not None and library.total(one, moved, with_torsion) is None
        assert library.total(one, moved_by, eighth) is library.total(one, points.IDENTITY, eighth) is None
        assert library.total(one, points.IDENTITY, points.IDENTITY) is None
        if not isinstance(library, Sodium):  # of a wrong eighth either may be said
            continue
        assert library.total(one, b"\2" + bytes(31), eighth) is None


def test_sums_that_are_the_identity(library: Multiples) -> None:
    """A booth chooses its random numbers so that those of a contest of several votes cancel: strange, and valid."""
    shape, choice = (Contest(3, 2),), (1, 1, 0)
    booth = Sealer(ABOUT, KEY, shape)
    secrets = [5, 7, L - 12]
    record = booth.proved(bytes(32), choice, secrets, booth.ciphertexts(secrets, choice))
    (found,) = fast_proofs.Booth(ABOUT, KEY, shape, library).alone([record])
    assert found == booth.commitments
    assert ballot_proofs.refusal(ABOUT, KEY, shape, record) is None
    assert verify.is_valid(record, ABOUT, KEY, [(3, 2)])


def test_without_the_library_or_with_another_one_libsodium_does_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(multiples, "PREFIX", tmp_path)
    with pytest.raises(OSError, match="librandombytes"):
        Lib25519(tmp_path)
    with pytest.raises(OSError, match=r"sums\.so"):
        Compiled(own=tmp_path)
    if not hasattr(ctypes.CDLL(None), "lib25519_multiscalar_ed25519"):
        monkeypatch.setattr(Lib25519, "__init__", lambda self, folder: (_ for _ in ()).throw(OSError("none")))
        assert isinstance(compiled.best.__wrapped__(), Sodium)


def test_a_library_of_that_name_that_computes_something_else(tmp_path: Path) -> None:
    made(Lib25519)
    for name in ("lib25519.so.1", "librandombytes-kernel.so.1"):
        shutil.copyfile(multiples.PREFIX / "librandombytes-kernel.so.1", tmp_path / name)
    with pytest.raises(OSError, match="without batches"):
        Lib25519(tmp_path)
    shutil.copyfile(multiples.PREFIX / "librandombytes-kernel.so.1", tmp_path / "sums.so")
    with pytest.raises(OSError, match="another version"):
        Compiled(own=tmp_path)


def test_a_precinct_says_the_same_by_either_library(fast: Multiples, records: list[bytes]) -> None:
    altered = [*records[:2], records[1], records[2][:-1] + b"\xff", records[3][:5]]
    answers = [
        precinct_proofs.Precinct(bytes(16), 17, 0, KEY, SHAPE, arithmetic).refusals(1, altered)
        for arithmetic in (Sodium(), fast)
    ]
    assert answers[0] == answers[1] == [None, None, "duplicate", "answer", "length"]


def test_compiled_sums_of_every_size_and_of_scalars_at_the_edges() -> None:
    """Against libsodium: digits that carry, empty ones, the identity, the order, and more than one batch."""
    own, exact, dice = made(Compiled), Sodium(), random.Random(5)
    some = [multiply_base(dice.randrange(1, L)) for _ in range(300)]
    edges = [0, 1, 2, 15, 16, 17, 128, 129, 255, 256, L - 1, L, (1 << 252) - 1, (1 << 255) - 1, (1 << 256) - 1]
    for count in (1, 2, 3, 15, 64):
        scalars = b"".join(dice.choice([*edges, dice.getrandbits(256)]).to_bytes(32, "little") for _ in range(count))
        assert own.total(scalars, b"".join(some[:count])) == exact.total(scalars, b"".join(some[:count]))
    assert own.total(bytes(64), some[0] + points.IDENTITY) == points.IDENTITY
    assert own.total(b"", b"") == points.IDENTITY
    weights = [bytes(16), b"\xff" * 16, b"\x10" * 16, (1 << 127).to_bytes(16, "little")]
    weights += [dice.randbytes(16) for _ in range(296)]
    made_of_all = own.weighted(b"".join(weights), b"".join(some), 1)
    assert made_of_all is not None and len(made_of_all) == 32 * 300
    for at in (0, 1, 2, 3, 255, 256, 299):
        assert made_of_all[32 * at : 32 * at + 32] == points.multiply(int.from_bytes(weights[at], "little"), some[at])
    assert own.weighted(b"".join(weights[:12]), b"".join(some[:12]), 6) == exact.weighted(
        b"".join(weights[:12]), b"".join(some[:12]), 6
    )
    below = [number for number in edges if number < L]
    wide = b"".join(dice.choice(below).to_bytes(32, "little") for _ in range(300))
    assert own.weighted(wide, b"".join(some), 3) == exact.weighted(wide, b"".join(some), 3)
    of_g, of_h = (b"".join(dice.choice(below).to_bytes(32, "little") for _ in range(300)) for _ in range(2))
    rows = own.rows(KEY, of_g, of_h, b"".join(weights), b"".join(some[:100]))
    assert rows is not None and len(rows) == 32 * 300
    for at in (0, 1, 2, 3, 255, 256, 299):
        g, h = (data[32 * at : 32 * at + 32] for data in (of_g, of_h))
        assert rows[32 * at : 32 * at + 32] == exact.rows(KEY, g, h, weights[at], some[at // 3])
    for wrong in (b"\2" + bytes(31), b"\xff" * 32, (points.P + 1).to_bytes(32, "little"), b"\1" + bytes(30) + b"\x80"):
        assert own.total(bytes(32), wrong) is own.weighted(bytes(16), wrong, 1) is None
        assert own.rows(KEY, bytes(32), bytes(32), bytes(16), wrong) is None
