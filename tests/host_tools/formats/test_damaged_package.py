"""Packages that must not be used."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from host_tools.formats.packages import PackageError, build, open_package
from tests.host_tools.small_precinct import SmallPrecinct

AUTHORITY = SigningKey(bytes(32))
PUBLIC = bytes(AUTHORITY.verify_key)
PLACE = SmallPrecinct()
PARTS = {"election": PLACE.election.to_cbor(), "precinct": PLACE.precinct.to_cbor(), "empty": b""}
PACKAGE = build("booth", 17, 0, 1, PARTS, AUTHORITY)


def test_a_whole_package_gives_its_parts():
    package = open_package(PACKAGE, PUBLIC)
    assert package.parts == PARTS
    assert (package.election, package.precinct) == (PLACE.election, PLACE.precinct)
    assert (package.manifest.role, package.manifest.terminal) == ("booth", 1)


@given(st.integers(0, len(PACKAGE) * 8 - 1))
def test_no_bit_can_change(bit):
    damaged = bytearray(PACKAGE)
    damaged[bit // 8] ^= 1 << bit % 8
    with pytest.raises(PackageError):
        open_package(bytes(damaged), PUBLIC)


@given(st.integers(0, len(PACKAGE) - 1))
def test_a_package_cut_short_is_told(size):
    with pytest.raises(PackageError):
        open_package(PACKAGE[:size], PUBLIC)


def test_the_part_that_is_damaged_is_named():
    damaged = bytearray(PACKAGE)
    damaged[-1] ^= 1
    with pytest.raises(PackageError, match="part precinct is damaged"):
        open_package(bytes(damaged), PUBLIC)


def test_bytes_behind_the_last_part_are_told():
    with pytest.raises(PackageError, match="after its last part"):
        open_package(PACKAGE + b"x", PUBLIC)


def test_another_authority_is_told():
    with pytest.raises(PackageError, match="not signed by this election authority"):
        open_package(PACKAGE, bytes(SigningKey(b"x" * 32).verify_key))
