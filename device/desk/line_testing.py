"""The line to the centre in a self-test: how it is set up, and whether a modem on it finds its network."""

from desk.sending import FIRST_OF_MODEM, MODEM_TROUBLES
from drivers.modem.driver import Modem
from link import settings
from screens.answers import BACK
from terminal.permissions import OPEN, SUSPENDED

BY_CABLE, BY_MODEM, NO_LINE = range(3)  # measures


async def line_test(desk, test, is_ready: bool) -> list | None:
    """[the measure], None in it if nothing was tried; None if somebody left.

    test: terminal.self_test.SelfTest. is_ready: before the opening. With open polls the heap has no room for a modem.
    """
    if desk.sending or (not is_ready and desk.state() in (OPEN, SUSPENDED)):
        return [None]
    said, opened = settings.read(), desk.line.open()
    found = "line_wrong" if said is None else "line_of_console" if opened is None else ""
    if not found and not said:
        return [BY_CABLE]
    if not found:
        modem = Modem(opened[0], opened[1], said, desk.line.power_key())
        which, value = await test.answer([desk.terminal.texts("modem_network")], modem.registered())
        if value in ("back", BACK):
            return None
        found = value if which == 2 else "modem_no_network"  # they did not want to wait
    if not found:
        return [BY_MODEM]
    test.found("line_trouble", FIRST_OF_MODEM + MODEM_TROUBLES.index(found))
    test.more.append(desk.terminal.texts(found))
    return [NO_LINE]
