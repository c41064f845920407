"""Ask for whoever an act needs, outside the menu."""


def present(terminal, who: tuple):
    """A visit: ask for one person per role of `who`, with card and PIN. It returns False if they gave up."""
    from terminal.officials import Officials

    return Officials(terminal).present(who)
