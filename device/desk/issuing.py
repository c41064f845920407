"""A member takes over issuing at a desk: from now on it is that member's account (desk/accounts.py).

Whoever issued before gives the ballots back that are left; the last one does when the desk is closed.
"""

from screens.answers import YES

_DIGITS, _SHOWN_MS = 4, 3000
_SECRETARY = 2  # the card after the chair's, where the election's settings say nothing


async def issue_here(desk) -> None:
    """Whoever has shown card and PIN types how many ballots they take over, and issues from now on."""
    terminal = desk.terminal
    dialog, texts = terminal.dialog, terminal.texts
    title, holder = texts("action_issue_here"), desk.shown[0]
    if holder == terminal.poll.settings.get("secretary_holder", _SECRETARY):
        terminal.refuse("issue_secretary")
        await dialog.message(title, [texts("issue_secretary")])
        return
    unused = 0 if holder == desk.accounts.holder else await _given_back(desk, title)
    typed = "" if unused is None else await dialog.digits(title, texts("issue_received", holder), _DIGITS)
    if typed and await _begins(desk, title, holder, int(typed), unused):
        await dialog.tell(title, [texts("issue_begun", holder)], _SHOWN_MS)


async def end(desk) -> bool:
    """The member who issues gives the ballots back that are left. False if they gave up, or no chip takes it."""
    title = desk.terminal.texts("action_close")
    unused = await _given_back(desk, title)
    return unused is not None and await _begins(desk, title, desk.accounts.holder, 0, unused)


async def _given_back(desk, title: str) -> int | None:
    """How many ballots the member gives back who has issued so far; None if they gave up. 0 where nobody has.

    If the account then does not add up, a page says so, and the number is typed again or stays.
    """
    dialog, texts, holder = desk.terminal.dialog, desk.terminal.texts, desk.accounts.holder
    for line in desk.accounts.lines(desk):
        while line.holder == holder:
            typed = await dialog.digits(title, texts("issue_left", holder), _DIGITS)
            if not typed:
                return None
            used = line.ballots + line.spoiled + line.unused + int(typed)
            words = texts("eq_account", holder, line.received, used)
            if used == line.received or await dialog.confirm(title, [words]) == YES:
                return int(typed)
    return 0


async def _begins(desk, title: str, *numbers) -> bool:
    """Log a turn. False if no chip takes it, which a page says. numbers: of `Accounts.begin`."""
    terminal = desk.terminal
    begun = desk.accounts.begin(desk, *numbers)
    if not begun:
        words = [terminal.texts(terminal.memory_trouble()), terminal.texts("call_technician")]
        await terminal.dialog.message(title, words)
    return begun
