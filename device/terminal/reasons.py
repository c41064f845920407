"""A reason in the commission's own words: typed, never empty."""

_MOST_LETTERS = 80


async def typed_reason(terminal, title: str) -> str:
    """What was typed; "" if they gave up."""
    return await terminal.dialog.letters(title, terminal.texts("reason_type"), _MOST_LETTERS)
