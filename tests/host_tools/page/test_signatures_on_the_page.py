"""Signatures of people on the phone: what the other verifiers refuse, the page refuses, and a quorum is counted."""

from __future__ import annotations

from pathlib import Path

from host_tools.page import trust
from tests.host_tools.page.conftest import Ask
from tests.host_tools.page.published import publish
from tests.host_tools.verifier.test_signatures_of_people import WRONG, of_desk, signed, signing


def test_the_page_refuses_the_same_and_says_how_many_have_signed(ask: Ask, tmp_path: Path) -> None:
    made = signing()
    good = signed(made, 0, 0, 1)
    protocol = ["P", made.protocol().hex()]
    under = [["findings", [protocol, ["W", of_desk(made, said).hex()]]] for said in (good, signed(made, 0, None, 1))]
    wrong = [["judge", "W", of_desk(made, change(good)).hex()] for change, _ in WRONG.values()]
    right, whole, few, *refused = ask(
        ["judge", "W", of_desk(made, good).hex()],
        *under,
        *wrong,
        trusting=trust.load([publish(tmp_path, made)]).content,
    )
    assert right == {"verdict": "good", "why": ""}
    assert [one["why"] for one in refused] == ["why_range"] * len(WRONG)
    assert "signed_cards" in whole["words"] and "signed_cards" in few["words"]
    assert (whole["open"], few["open"]) == (["proof_open"], ["proof_open", "signed_cards"])
