"""Whether an election can be read on the panel of the board that terminals are provisioned for."""

from __future__ import annotations

from pathlib import Path

from host_tools.boards.board_file import value_of
from host_tools.elections.screens import misfits
from host_tools.formats.definitions import Election
from host_tools.provisioning.plan import PlanError


def check_panel(election: Election, board: Path) -> None:
    """Raise PlanError with every title and name that the board's panel does not hold whole.

    The panel is DISPLAY_PROFILE of the board file, described in device/drivers/display_profiles.py.
    """
    profile = value_of(board, "DISPLAY_PROFILE")
    found = []
    for number, contest in enumerate(election.contests, 1):
        for option, language, reason in misfits(contest, profile):
            words = contest.title[language] if option is None else contest.options[option].names[language]
            found.append(f"contest {number}, {language}, «{words}» {reason}")
    if found:
        way_out = "shorten it, or provision for a board with a larger panel"
        raise PlanError(
            "\n".join([f"the panel {profile} of {board.name} does not hold this election: {way_out}", *found])
        )
