"""Slips that nobody who may has signed."""

import pytest
from nacl.signing import SigningKey

from host_tools.formats import cbor, cose
from host_tools.formats.objects import Activation, SigningCardHeader
from host_tools.formats.payload import Payload
from host_tools.verifying.keyring import KeyRing
from host_tools.verifying.slips import verify_slip
from tests.host_tools.small_precinct import SmallPrecinct


@pytest.fixture(scope="module")
def place() -> SmallPrecinct:
    return SmallPrecinct()


@pytest.fixture
def ring(place) -> KeyRing:
    keys = KeyRing()
    keys.add_precinct(place.precinct)
    keys.add_election(place.election)
    return keys


def test_genuine_slips_are_told_by_their_signer(place, ring):
    report = verify_slip("A", place.activation(), ring)
    assert report.ok
    assert report.data["signer"] == "the desk of precinct 17"
    assert "Permits one ballot of style 1 at booth 1, from desk 1." in [finding.text for finding in report.findings]
    assert verify_slip("S", place.totals(2), ring).data["signer"] == "booth 2 of precinct 17"


def test_an_unknown_key_is_named_and_the_way_out_given(place, ring):
    payload = cbor.decode(place.activation()).value[2]
    report = verify_slip("A", cose.sign1(payload, SigningKey(bytes(32))), ring)
    assert "None of the given keys has signed it" in report.first_bad


def test_a_changed_payload_under_the_old_signature_is_refused(place, ring):
    tag = cbor.decode(place.activation())
    payload = Activation.from_cbor(tag.value[2]).model_copy(update={"index": 4})
    tag.value[2] = payload.to_cbor()
    report = verify_slip("A", cbor.encode(tag), ring)
    assert "The signature is wrong" in report.first_bad


def test_a_booth_cannot_speak_for_another_booth(place, ring):
    forged = cose.sign1(place.sealed_totals(2).to_cbor(), place.booths[1])
    assert "claims to be of terminal 2" in verify_slip("S", forged, ring).first_bad


def test_a_signature_on_one_kind_does_not_stand_for_another(place, ring):
    assert "expected kind P2, found 'A2'" in verify_slip("P", place.activation(), ring).first_bad


def test_slips_of_another_precinct_or_election_are_told(place, ring):
    assert "precinct 18, not 17" in verify_slip("A", place.activation(precinct=18), ring).first_bad
    assert "another election" in verify_slip("A", place.activation(election=bytes(16)), ring).first_bad


@pytest.mark.parametrize("data", [b"", b"\xd2", b"\xd2\x84", bytes(100), cbor.encode({0: "A2"})])
def test_bytes_that_are_no_object_are_a_finding_and_no_crash(ring, data):
    assert not verify_slip("A", data, ring).ok
    assert not verify_slip("K", data, ring).ok


def test_an_object_that_is_no_slip_is_told(place, ring):
    signed_list = cose.sign1(cbor.encode({0: "M2", 1: "desk"}), SigningKey(bytes(32)))
    assert "no slip" in verify_slip("M", signed_list, ring).first_bad


def test_a_receipt_from_beyond_the_calendar_is_no_receipt(place, ring):
    content = {0: "R2", 1: bytes(16), 2: 17, 3: 0, 4: bytes(32), 5: 1 << 60, 6: 1}
    report = verify_slip("R", cose.sign1(cbor.encode(content), SigningKey(bytes(32))), ring)
    assert "received_s" in report.first_bad


def sealed_card(header: Payload) -> bytes:
    """A card with this header; what is sealed in it does not matter here."""
    clear = {cose.CARD_HEADER: {0: header.KIND, **header.to_map()}}
    return cose.encrypt0(bytes(32), bytes(12), bytes(32), clear)


@pytest.mark.parametrize(("role", "who"), [(0, "the chair 3"), (1, "member 3")])
def test_a_signing_card_is_not_told_from_its_copy_before_its_pin(ring, role: int, who: str):
    where = {"election": bytes(16), "precinct": 17, "mode": 0}
    header = SigningCardHeader(**where, role=role, holder=3, salt=bytes(16), iterations=1000)
    report = verify_slip("Q", sealed_card(header), ring)
    said = " ".join(finding.text for finding in report.findings)
    assert f"{who} of precinct 17 signs protocols" in said and "opened with its PIN" in said
    assert verify_slip("K", sealed_card(header), ring).first_bad, "a signing card is no key card"
