"""The page counts each contest among those who have it, and refuses numbers of ballot styles that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from host_tools.formats import cose
from host_tools.formats.objects import PaperLine, Protocol, StyleLine
from host_tools.page import trust
from host_tools.verifying.equations import breaches
from tests.host_tools.page.conftest import Ask
from tests.host_tools.page.published import publish
from tests.host_tools.styled_precinct import LIES, Lie, StyledPrecinct, told


def asked(place: StyledPrecinct, lie: Lie | None) -> list[object]:
    totals, protocol = told(place, lie)
    return ["findings", [["P", protocol.hex()], *(["S", data.hex()] for data in totals.values())]]


def test_an_honest_day_agrees_and_no_lie_does(ask: Ask, tmp_path: Path) -> None:
    place = StyledPrecinct()
    known = trust.load([publish(tmp_path / "public", place)]).content
    honest, *lies = ask(asked(place, None), *(asked(place, lie) for lie in LIES), trusting=known)
    assert honest["agrees"] and honest["words"][-1] == "proof_ok", honest
    for lie, found in zip(LIES, lies, strict=True):
        assert not (found["agrees"] and found["words"][-1:] == ["proof_ok"]), (lie.name, found)


@pytest.mark.parametrize(
    ("style", "index", "verdict"), [(1, 3, "good"), (2, 19, "good"), (2, 3, "bad"), (1, 19, "bad"), (3, 35, "bad")]
)
def test_the_style_of_a_slip_is_that_of_its_index(
    ask: Ask, tmp_path: Path, style: int, index: int, verdict: str
) -> None:
    place = StyledPrecinct()
    known = trust.load([publish(tmp_path / "public", place)]).content
    (said,) = ask(["judge", "A", place.activation(style=style, index=index).hex()], trusting=known)
    assert said["verdict"] == verdict


@pytest.mark.parametrize(("returned", "is_wrong"), [(0, False), (1, False), (2, True), (3, True)])
def test_paper_that_came_back_is_in_no_box(ask: Ask, tmp_path: Path, returned: int, is_wrong: bool) -> None:
    """Of three voters on paper two have both contests, and all their ballots of the second are in the boxes.

    One returned may be the third voter's; two cannot be, and there is a ballot in the boxes that nobody was given.
    """
    place = StyledPrecinct()
    fields = {**place.protocol_payload().fields, "paper_returned": returned}
    fields |= {"issued_recorded": 3, "outside_recorded": 0}
    styles = [StyleLine(6, 2, 0), StyleLine(1, 1, 0)]
    papers = [PaperLine(10, 0, 3, 0, 7, 0, 0, 0, 0), PaperLine(10, 0, 2, 0, 8, 0, 0, 0, 2)]
    signed = place.protocol(fields=fields, styles=styles, papers=papers)
    known = trust.load([publish(tmp_path / "public", place)]).content
    (said,) = ask(["broken", signed.hex()], trusting=known)
    protocol = Protocol.from_cbor((cose.peek1(signed) or (b"", b""))[1])
    found = [one.text for one in breaches(protocol, place.election) if "paper_returned" in one.text]
    due = f"{place.election.contests[1].id}: portable + room + paper_returned = {2 + returned - 1} is more than"
    assert any(text.startswith(due) for text in found) == is_wrong, found
    assert ([True, 2 + returned - 1, 2] in said) == is_wrong, said
