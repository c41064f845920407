"""The chair's menu, the same at desk and booth: what may be done now, and who has to be there for it."""

import memory
from terminal import permissions

_NOT_IN_THE_MENU = ("open", "accept_breach", "vote_at_home")  # asked for where they come up


async def ask_action(role, card: dict) -> str | None:
    """The action that whoever showed `card` chose, once all whom it takes have shown card and PIN; None if none."""
    terminal = role.terminal
    if not terminal.twin.is_ours():  # else what another cartridge says would be taken for ours
        words = [terminal.texts(terminal.memory_trouble()), terminal.texts("call_technician")]
        await terminal.dialog.message(terminal.texts("polls"), words)
        return None
    state = role.state()
    actions = permissions.actions(role.name, state, terminal.poll.is_official)
    actions = [action for action in actions if action not in _NOT_IN_THE_MENU]
    if not terminal.dialog.touch:
        actions = [action for action in actions if action != "calibrate"]
    if "add_voter" in actions and not terminal.poll.settings.get("add_voters", True):
        actions.remove("add_voter")
    lines = [terminal.texts("action_" + action) for action in actions]
    chosen = await terminal.dialog.choose(terminal.texts("polls"), lines)
    if chosen < 0:
        return None
    with memory.Loading():
        from terminal import hours
        from terminal.officials import Officials
    if actions[chosen] == "close" and not await hours.allows(terminal, "close"):
        return None
    who = permissions.rule(role.name, state, actions[chosen])[1]
    return actions[chosen] if await Officials(terminal).present(who, card) else None


async def act_as_everywhere(role, action: str) -> bool:
    """Carry out an action that is the same at desk and booth; False where it is the role's own."""
    if action == "clear":
        with memory.Loading():
            from terminal.opening import clear_test
        await clear_test(role)
    elif action == "calibrate":
        with memory.Loading():
            from terminal.calibrating import calibrate
        await calibrate(role.terminal)
    elif action in ("suspend", "resume", "report"):
        with memory.Loading():
            from terminal.pausing import change, print_again
        await (print_again(role) if action == "report" else change(role, action))
    else:
        return False
    return True
