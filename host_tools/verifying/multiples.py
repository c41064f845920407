"""Sums of multiples of points of edwards25519: by lib25519, many at once, or by libsodium with the same answers.

lib25519 (lib25519.cr.yp.to) is a package of Debian 13 on; host_tools/installing/lib25519.sh puts it into the virtual
environment. Without it everything works, and takes several times as long. `compiled.py` adds our own sums to it.
"""

from __future__ import annotations

import ctypes
import secrets
from functools import cache
from pathlib import Path
from typing import Protocol

from nacl.bindings import crypto_core_ed25519_add, crypto_core_ed25519_is_valid_point, crypto_scalarmult_ed25519_noclamp

from host_tools.formats import ed25519
from host_tools.formats.points import IDENTITY, L, P, multiply, multiply_base

PREFIX = ed25519.PREFIX
_SIGN = 1 << 255
_ZERO = bytes(32)
_ONE = (1).to_bytes(32, "little")
_ORDER_8 = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
_Y_OF_ORDER_8 = int.from_bytes(_ORDER_8, "little") & ~_SIGN
# y of every point whose order divides 8, and their encodings with either sign.
_SMALL_YS = frozenset({1, P - 1, 0, _Y_OF_ORDER_8, P - _Y_OF_ORDER_8})
SMALL = frozenset((y | sign).to_bytes(32, "little") for y in _SMALL_YS for sign in (0, _SIGN))
# A multiple of 8, -1 modulo L, and of the form of an X25519 secret, which clamping leaves alone: n Q has the u of Q
# exactly where Q is of the prime-order subgroup.
_PROBE = (5 * L - 1).to_bytes(32, "little")
_EIGHTH = pow(8, -1, L)
_TO_EIGHTH = (5 * L - _EIGHTH).to_bytes(32, "little")  # of that form, too


class Multiples(Protocol):
    """What a verifier needs of a library.

    Points are 32 bytes each, canonical or refused; scalars are below L, since lib25519 takes no longer ones.
    """

    name: str

    def total(self, scalars: bytes, points: bytes, eighths: bytes = b"") -> bytes | None:
        """The sum of scalar times point; None where one of them is no point of the curve or not canonical.

        eighths: what `eighths` gave of the first points, from anybody. None, too, where one of these is not of the
        subgroup, is the identity, or where an eighth may be wrong.
        """

    def eighths(self, points: bytes) -> bytes:
        """y of an eighth of each point, 32 bytes: doubled three times it shows that the point is of the subgroup.

        points: of the subgroup.
        """

    def add_up(self, points: bytes) -> bytes:
        """The sum of points that were looked at before."""

    def weighted(self, weights: bytes, points: bytes, each: int) -> bytes | None:
        """Of each group of so many points their sum, each times its weight; None as in `total`.

        weights: all of 16 bytes, or all of 32 and below L.
        """

    def rows(self, key: bytes, of_g: bytes, of_h: bytes, of_base: bytes, bases: bytes) -> bytes | None:
        """f G + e H - c base, for as many rows of f, e, c as there are of each base in turn; None as in `total`.

        key: H. of_g, of_h: f and e, 32 bytes, below L. of_base: c, 16 bytes.
        """

    def in_subgroup(self, points: bytes) -> bool:
        """Whether each is of the prime-order subgroup and not the identity.

        Of what `total` refuses it may say either: every point goes through both.
        """


class _BySums:
    """The other sums, by `total`."""

    def total(self, scalars: bytes, points: bytes, eighths: bytes = b"") -> bytes | None:
        """As of `Multiples`."""
        raise NotImplementedError

    def eighths(self, points: bytes) -> bytes:
        """As of `Multiples`."""
        some = (multiply(_EIGHTH, points[at : at + 32]) for at in range(0, len(points), 32))
        return b"".join(point[:31] + bytes([point[31] & 0x7F]) for point in some)

    def weighted(self, weights: bytes, points: bytes, each: int) -> bytes | None:
        """As of `Multiples`."""
        if len(weights) < len(points):
            weights = b"".join(_wide(weights[at : at + 16]) for at in range(0, len(weights), 16))
        size = 32 * each
        return _joined(
            [self.total(weights[at : at + size], points[at : at + size]) for at in range(0, len(points), size)]
        )

    def rows(self, key: bytes, of_g: bytes, of_h: bytes, of_base: bytes, bases: bytes) -> bytes | None:
        """As of `Multiples`. A scalar of 128 bits and a point cost less than half of one of 256."""
        g, h = _twice(multiply_base(1)), _twice(key)
        count = len(of_base) // 16
        each = count // (len(bases) // 32)
        sums = []
        for i in range(count):
            scalars, points = (
                _wide(of_base[16 * i : 16 * i + 16]),
                minus(bases[32 * (i // each) : 32 * (i // each + 1)]),
            )
            for some, fixed in ((of_g, g), (of_h, h)):
                scalar = some[32 * i : 32 * i + 32]
                if scalar != _ZERO:
                    scalars, points = scalars + _wide(scalar[:16]) + _wide(scalar[16:]), points + fixed
            sums.append(self.total(scalars, points))
        return _joined(sums)


class Sodium(_BySums):
    """libsodium, through PyNaCl. It looks at the subgroup wherever it multiplies, so it refuses more in `total`."""

    name = "libsodium"

    def total(self, scalars: bytes, points: bytes, eighths: bytes = b"") -> bytes | None:
        if not self.in_subgroup(points[: len(eighths)]):
            return None
        result = IDENTITY
        for at in range(0, len(points), 32):
            scalar, point = int.from_bytes(scalars[at : at + 32], "little") % L, points[at : at + 32]
            if point == IDENTITY:
                continue
            if not crypto_core_ed25519_is_valid_point(point):
                return None
            if scalar:
                product = crypto_scalarmult_ed25519_noclamp(scalar.to_bytes(32, "little"), point)
                result = crypto_core_ed25519_add(result, product)
        return result

    def add_up(self, points: bytes) -> bytes:
        result = IDENTITY
        for at in range(0, len(points), 32):
            result = crypto_core_ed25519_add(result, points[at : at + 32])
        return result

    def in_subgroup(self, points: bytes) -> bool:
        return all(crypto_core_ed25519_is_valid_point(points[at : at + 32]) for at in range(0, len(points), 32))


class Lib25519(_BySums):
    """lib25519, through ctypes. One for each thread. OSError: it is not there, or is another library than is meant."""

    name = "lib25519"

    def __init__(self, folder: Path | None = PREFIX) -> None:
        """folder: where its files are; None for the system's own."""
        if folder is not None:
            ctypes.CDLL(str(folder / ed25519.HELPER), mode=ctypes.RTLD_GLOBAL)
        library = ctypes.CDLL(str(folder / "lib25519.so.1") if folder else "lib25519.so.1")
        try:
            self._total, self._batch = library.lib25519_multiscalar_ed25519, library.lib25519_nPbatch_montgomery25519
        except AttributeError as error:
            raise OSError("lib25519 is of a version without batches") from error
        for function in (self._total, self._batch):
            function.argtypes, function.restype = [ctypes.c_char_p] * 3 + [ctypes.c_longlong], None
        self._sum = ctypes.create_string_buffer(33)
        if not _agree(self):
            raise OSError("lib25519 does not compute as libsodium does")

    def total(self, scalars: bytes, points: bytes, eighths: bytes = b"") -> bytes | None:
        if len(scalars) != len(points) or len(points) % 32:
            raise ValueError("a scalar for each point")
        if not self.in_subgroup(points[: len(eighths)]):
            return None
        self._total(self._sum, scalars, points, len(points) // 32)
        result = self._sum.raw
        return result[:32] if result[32] else None  # the last byte says whether all were points

    def add_up(self, points: bytes) -> bytes:
        result = self.total(_ONE * (len(points) // 32), points)
        if result is None:
            raise ValueError("what was to be added up is no point")
        return result

    def in_subgroup(self, points: bytes) -> bool:
        ys = _ys(points)
        if not ys or max(ys) >= P or not _SMALL_YS.isdisjoint(ys):
            return not ys
        return self.all_probed(_joined_numbers(_montgomery(ys)))

    def eighths(self, points: bytes) -> bytes:
        us = _joined_numbers(_montgomery(_ys(points)))
        result = ctypes.create_string_buffer(len(us))
        self._batch(result, _TO_EIGHTH * (len(us) // 32), us, len(us) // 32)
        opposite = _montgomery([-u % P for u in _numbers(result.raw)])  # y = (u - 1) / (u + 1)
        return _joined_numbers([P - one for one in opposite])

    def all_probed(self, us: bytes) -> bool:
        """Whether points of these u, neither 0 nor infinite, are all of the subgroup."""
        count = len(us) // 32
        result = ctypes.create_string_buffer(32 * count)
        self._batch(result, _PROBE * count, us, count)
        return result.raw == us


def minus(point: bytes) -> bytes:
    """The other point with this y; the identity, as a sum may be, is its own."""
    return point if point == IDENTITY else point[:31] + bytes([point[31] ^ 0x80])


def _wide(half: bytes) -> bytes:
    return half + _ZERO[:16]


@cache
def _twice(point: bytes) -> bytes:
    """The point, and 2^128 times it. ValueError: it is of another group."""
    return point + multiply(1 << 128, point)


def _joined(sums: list[bytes | None]) -> bytes | None:
    return None if None in sums else b"".join(one for one in sums if one is not None)


def _numbers(data: bytes) -> list[int]:
    return [int.from_bytes(data[at : at + 32], "little") for at in range(0, len(data), 32)]


def _joined_numbers(numbers: list[int]) -> bytes:
    return b"".join(number.to_bytes(32, "little") for number in numbers)


def _ys(points: bytes) -> list[int]:
    return [number & ~_SIGN for number in _numbers(points)]


def _montgomery(ys: list[int]) -> list[int]:
    """u = (1 + y) / (1 - y) of each point, with one inversion for all."""
    product, before = 1, []
    for y in ys:
        before.append(product)
        product = product * (1 - y) % P
    inverse = pow(product, -1, P)
    us = [0] * len(ys)
    for i in range(len(ys) - 1, -1, -1):
        us[i] = (1 + ys[i]) * inverse * before[i] % P
        inverse = inverse * (1 - ys[i]) % P
    return us


def _agree(library: Multiples) -> bool:
    """Whether a library found under that name computes what libsodium does, torsion and what is no point included."""
    numbers = [secrets.randbelow(L - 1) + 1 for _ in range(4)]
    points = b"".join(multiply_base(number) for number in numbers)
    scalars = b"".join(number.to_bytes(32, "little") for number in reversed(numbers))
    moved = crypto_core_ed25519_add(points[:32], _ORDER_8)
    weights, rows = secrets.token_bytes(64), (points[:32], scalars, scalars[::-1][1:] + b"\0", secrets.token_bytes(64))
    exact = Sodium()
    return (
        library.total(scalars, points) == exact.total(scalars, points)
        and library.weighted(weights, points, 2) == exact.weighted(weights, points, 2)
        and library.weighted(scalars, points, 2) == exact.weighted(scalars, points, 2)
        and library.rows(*rows, points[64:]) == exact.rows(*rows, points[64:])
        and library.total(scalars, points[:96] + b"\2" + bytes(31)) is None
        and library.eighths(points) == exact.eighths(points)
        and library.total(scalars, points, exact.eighths(points[:64])) == exact.total(scalars, points)
        and library.in_subgroup(points)
        and not library.in_subgroup(points[:96] + moved)
    )
