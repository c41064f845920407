"""A reason in the commission's own words: typed, never empty."""

_MOST_LETTERS = 80


async def typed_reason(terminal, title: str) -> str | None:
    """What was typed; None when they gave up."""
    while True:
        typed = await terminal.dialog.letters(title, terminal.texts("reason_type"), _MOST_LETTERS)
        if typed is None:
            return None
        typed = typed.strip()
        if typed:
            return typed
