"""The page reads a protocol of a precinct without terminals like a desk's, and electronic votes in it are found."""

from __future__ import annotations

from pathlib import Path

from host_tools.formats import codes, cose
from host_tools.formats.objects import Protocol
from host_tools.page import trust
from host_tools.paper_precincts import form, preparing, signing
from host_tools.verifying.sums import precinct_secret
from tests.host_tools.page.conftest import Ask
from tests.host_tools.paper_precincts.hand_count import SIGNED_S, HandCount


def test_hand_count_is_proved_and_a_vote_added_to_it_is_not(ask: Ask, tmp_path: Path) -> None:
    count = HandCount(tmp_path / "precinct")
    place = signing.load_place(count.folder / "public", 0)
    cards = [codes.join([codes.parse(text) for text in card.texts]).objects[0][1] for card in count.made.cards]
    secrets = cards, count.pins, count.made.card_secret
    signed = signing.sign(form.read(count.filled(), place.election, place.precinct), place, *secrets, SIGNED_S)
    said = Protocol.from_cbor((cose.peek1(signed) or (b"", b""))[1])
    more = said.model_copy(update={"electronic": [[1, *contest[1:]] for contest in said.electronic]})
    key = preparing.signing_key(precinct_secret(*secrets, place.precinct.key))
    honest, added = ask(
        ["findings", [["P", signed.hex()]]],
        ["findings", [["P", cose.sign1(more.to_cbor(), key).hex()]]],
        trusting=trust.load([count.folder / "public"]).content,
    )
    assert (honest["words"], honest["agrees"]) == (["sums_ok", "proof_ok"], True)
    assert "proof_wrong" in added["words"] and not added["agrees"]
