"""A member takes over issuing at a desk: from now on it is that member's account (desk/accounts.py)."""

_DIGITS, _SHOWN_MS = 4, 3000
_SECRETARY = 2  # the card after the chair's, where the election's settings say nothing


async def issue_here(desk) -> None:
    """Whoever has shown card and PIN types how many ballots of each contest they take over, and issues from now on."""
    terminal = desk.terminal
    dialog, texts = terminal.dialog, terminal.texts
    title, holder = texts("action_issue_here"), desk.shown[0]
    if holder == terminal.poll.settings.get("secretary_holder", _SECRETARY):
        terminal.refuse("issue_secretary")
        await dialog.message(title, [texts("issue_secretary")])
        return
    typed = await dialog.digits(title, texts("issue_received", holder), _DIGITS)
    if not typed:
        return
    if not desk.accounts.begin(terminal.event_log, holder, int(typed), desk.check_ins.counts()):
        await dialog.message(title, [texts(terminal.memory_trouble()), texts("call_technician")])
        return
    await dialog.tell(title, [texts("issue_begun", holder)], _SHOWN_MS)
