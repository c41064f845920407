"""The menu of chair and members, the same at desk and booth: what may be done now, and who must be present."""

import memory
from formats import payloads
from terminal import permissions


async def serve(role, card: payloads.RoleCard) -> None:
    """Ask the holder of a role card what to do, and do it.

    role: has `terminal`, `state()`, `withheld()`, `RULES` and `ACTS` (terminal/acts.py).
    """
    act = await memory.visit(_ask, role, card)
    for part in role.ACTS.get(act, ()):
        await memory.visit(part, role)


def offered(role) -> list[str]:
    """The acts that the menu offers now, in the order of the rules."""
    terminal = role.terminal
    acts = [act for act in permissions.acts(role.RULES, role.state(), terminal.poll.is_official) if act in role.ACTS]
    acts = [act for act in acts if act not in role.withheld()]
    if not terminal.dialog.touch and "calibrate" in acts:
        acts.remove("calibrate")
    if "add_voter" in acts and not terminal.poll.settings.get("add_voters", True):
        acts.remove("add_voter")
    if "sign" in acts and not terminal.poll.settings.get("signatures_needed", 0):
        acts.remove("sign")
    if "exchange_slip" in acts and not role.booth_openings.has_ended():
        acts.remove("exchange_slip")
    return acts


def _ask(role, card: payloads.RoleCard):
    from terminal.asking import ask

    return ask(role, card)
