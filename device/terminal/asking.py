"""Ask which act of the menu to carry out, and for the people who must be present."""

from formats import payloads
from terminal import hours, permissions
from terminal.menu import offered
from terminal.officials import Officials


async def ask(role, card: payloads.RoleCard) -> str:
    """The act that the holder of `card` chose, once everyone it needs has shown card and PIN; "" if none."""
    terminal = role.terminal
    dialog, texts = terminal.dialog, terminal.texts
    if not terminal.twin.is_ours():  # the records of another cartridge must not be taken for this one's
        await dialog.message(texts("polls"), [texts(terminal.memory_trouble()), texts("call_technician")])
        return ""
    acts = offered(role)
    title = " · ".join([texts("polls")] + terminal.supply.words())
    chosen = await dialog.choose(title, [texts("action_" + act) for act in acts])
    if chosen < 0:
        return ""
    act = acts[chosen]
    if act == "close" and not await hours.allows(role, act):
        return ""
    who = permissions.rule(role.RULES, role.state(), act)[1]
    officials = Officials(terminal)
    if not await officials.present(who, card):
        return ""
    role.shown = officials.shown
    return act
