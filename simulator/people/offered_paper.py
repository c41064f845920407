"""Of which ballot style the desk offers a paper ballot: it names the territory, because the ballots differ."""

from __future__ import annotations

from host_tools.formats.definitions import Election
from simulator.people.screen_reader import Screen
from simulator.people.words import words


def style_offered(screen: Screen, election: Election | None) -> int:
    """The ballot style, from 1; 0 if the screen offers no paper, or all ballots are alike."""
    styles = enumerate(election.styles or (), 1) if election else ()
    names = [(name, language, number) for number, style in styles for language, name in style.names.items()]
    for name, language, number in sorted(names, key=lambda one: len(one[0]), reverse=True):
        if screen.shows(f"{words('paper_ballot', language)} · {name}"):  # no name that begins like a longer one
            return number
    return 0
