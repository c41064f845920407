"""The page counts each contest among those who have it, and refuses numbers of ballot styles that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from host_tools.page import trust
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
