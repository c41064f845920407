"""A panel that lost its set-up through a spark while nobody, or somebody, was before it; and what asking it costs."""

from __future__ import annotations

import pytest

from simulator.hardware.terminal import TerminalHardware
from tests.precinct.day import Day, make_precinct
from tests.precinct.test_small_panel import BOARD, SHORT

READ_POWER_MODE = 0x0A
ASKED_EACH_MS = 10_000


@pytest.fixture(scope="module", params=["ST7796", "ILI9341"])
def waiting(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Day:
    """Desk and booth 1 open and waiting, on either panel. Each test leaves them so."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "ST7796":
        day = Day(request.getfixturevalue("opened"), folder / "day")
        for at in (day.desk, day.booth(1)):
            day.resume(at)
    else:
        election = folder / "short.toml"
        election.write_text(SHORT, "utf-8")
        day = Day(make_precinct(folder / "made", election=election, board=BOARD, booths=1), folder / "day")
        for at in (day.desk, day.booth(1)):
            day.open(at)
    for at in (day.desk, day.booth(1)):
        day.idle(at)
    request.addfinalizer(day.unplug)
    return day


def spark(hardware: TerminalHardware) -> None:
    hardware.display.restart()
    assert not hardware.display.image().any()


def test_an_unattended_page_is_there_again(waiting: Day) -> None:
    for at in (waiting.desk, waiting.booth(1)):
        before = at.hardware.display.image()
        spark(at.hardware)
        at.hardware.rest(ASKED_EACH_MS + 2000)
        assert (at.hardware.display.image() == before).all()


def test_a_panel_that_lost_its_orientation_alone_is_set_up_again(waiting: Day) -> None:
    at = waiting.booth(1)
    before = at.hardware.display.image()
    at.hardware.display.lose("orientation")
    at.hardware.rest(ASKED_EACH_MS + 2000)
    assert (at.hardware.display.image() == before).all()
    at.hands.scan("a ticket to the theatre")
    at.sees("code_not_ours")  # what is drawn now lies as it should


def test_a_wrong_code_is_answered_on_a_whole_page(waiting: Day) -> None:
    at = waiting.booth(1)
    at.hands.scan("a ticket to the theatre")
    at.sees("code_not_ours")
    before = at.hardware.display.image()
    spark(at.hardware)
    at.hands.scan("a ticket to the theatre")
    at.sees("code_not_ours")
    assert (at.hardware.display.image() == before).all()


def test_a_voter_is_served_before_a_dark_panel(waiting: Day) -> None:
    at = waiting.booth(1)
    spark(at.hardware)
    at.hands.scan(waiting.activation(index=7))
    at.sees("language")
    at.presses("back")
    waiting.idle(at)


def test_it_is_asked_once_a_page_and_not_for_keys(waiting: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    at = waiting.desk
    waiting.idle(at)
    panel, asked = at.hardware.display, []
    transfer = panel.transfer

    def counted(data: bytes) -> bytes:
        if panel._command == READ_POWER_MODE:
            asked.append(len(data))
        return transfer(data)

    monkeypatch.setattr(panel, "transfer", counted)
    at.hardware.rest(10 * ASKED_EACH_MS)
    assert 9 <= len(asked) <= 11
    assert set(asked) == {2}
    asked.clear()
    at.presses(*["up", "down"] * 5)
    assert len(asked) <= 2  # by the clock alone, while ten keys are pressed
