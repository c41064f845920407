"""When the numbers do not agree: show how, then have them typed again, or have two people give a reason."""

import memory
from desk.count.equations import sentence
from screens.answers import YES
from terminal.permissions import rule
from terminal.present import present
from terminal.reasons import typed_reason


async def accepted_reason(desk, found: list) -> str | None:
    """The reason that two people gave; None if they want to look at the numbers again.

    found: what `equations.breaches` returned, not empty.
    """
    terminal = desk.terminal
    dialog, texts = terminal.dialog, terminal.texts
    who = rule(desk.RULES, desk.state(), "accept_breach")[1]
    while True:
        lines = [sentence(texts, *breach) for breach in found]
        if await dialog.confirm(texts("breach"), lines) != YES:
            return None
        if await dialog.choose(texts("breach"), [texts("type_again"), texts("accept_reason")]) != 1:
            return None
        reason = await typed_reason(terminal, texts("reason"))
        if reason and await memory.visit(present, terminal, who):
            terminal.log("breach_accepted")
            return reason
