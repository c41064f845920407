"""Whoever an act needs, asked for where it comes up."""


def present(terminal, who: tuple):
    """A visit: ask for one person of each role of `who`, with card and PIN. It gives False if they gave up."""
    from terminal.officials import Officials

    return Officials(terminal).present(who)
