"""Putting the touch glass right: the pages for it are loaded for it alone."""

import memory


async def calibrate(terminal) -> None:
    """Ask for the crosses, and note what came of it."""
    with memory.Loading():
        from screens.calibrating import Calibrating
    is_done = await Calibrating(terminal.dialog).run()
    del Calibrating
    memory.unload(("screens.calibrating",))
    terminal.log("touch_calibrated", int(is_done))
