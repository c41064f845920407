"""A key card and the key slip, as their holders and the wall have them; the code of the slip reads back."""

from __future__ import annotations

from pathlib import Path

import pytest
from nacl.signing import SigningKey
from PIL import Image

from host_tools.elections.election_file import read_election
from host_tools.formats import codes, cose
from host_tools.formats.objects import KeyCardHeader, KeySlip
from host_tools.formats.points import multiply_base
from host_tools.keys.cards import make_key_card
from host_tools.keys.randomness import seeded
from simulator.people.slip_reader import codes_on
from tests.device.paper.paper import grey, unroll
from tests.golden_picture import compare

ANSWERS = Path(__file__).with_name("key_slip_answers.py")
ELECTION = Path(__file__).parents[3] / "simulator" / "people" / "election.toml"


@pytest.mark.parametrize("which", ["card", "announcement"])
def test_a_slip_of_the_ceremony_looks_as_it_was_found_good(micropython, which: str) -> None:  # type: ignore[no-untyped-def]
    election = read_election(ELECTION).model_copy(update={"settings": {}})
    where = {"election": election.hash16, "precinct": 17, "mode": 0}
    if which == "card":
        header = KeyCardHeader(**where, index=2, k=3, n=5, salt=bytes(16), iterations=1000)
        kind, data = "K", make_key_card(header, 12345, "123456", bytes(32), seeded(b"a card on paper"))
    else:
        commitments = [multiply_base(number) for number in (7, 11, 13)]
        slip = KeySlip(
            **where,
            definition=bytes(range(32)),
            number=1,
            holders=5,
            commitments=commitments,
            serial_number="TM-00017-D",
        )
        kind, data = "G", cose.sign1(slip.to_cbor(), SigningKey(b"a desk with a key on its paper.."))
    case = [which, election.to_cbor().hex(), data.hex()]
    (piece,) = unroll(micropython(ANSWERS, [case], heap="8M")[0])
    picture = grey(piece, margin=16)
    assert codes.join([codes.parse(text) for text in codes_on(Image.fromarray(picture))]).objects == [(kind, data)]
    compare(picture, f"key_{which}")
