"""What happens when the numbers do not agree: said in words, then typed again or explained by two people."""

import memory
from desk.count.equations import sentence
from terminal.permissions import rule


async def accepted_reason(terminal, state: str, found: list) -> str | None:
    """The reason that two people stand for, or None: the numbers are looked at again.

    state: of the polls. found: what `equations.breaches` gave, one or more.
    """
    dialog, texts = terminal.dialog, terminal.texts
    while True:
        lines = [sentence(texts, *breach) for breach in found]
        if await dialog.confirm(texts("breach"), lines) != 1:
            return None
        if await dialog.choose(texts("breach"), [texts("type_again"), texts("accept_reason")]) != 1:
            return None
        with memory.Loading():
            from desk.count.reasons import typed_reason
            from terminal.officials import Officials
        reason = await typed_reason(terminal, texts("reason"))
        if reason and await Officials(terminal).present(rule("desk", state, "accept_breach")[1]):
            terminal.log("breach_accepted")
            return reason
