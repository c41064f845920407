"""Putting the touch glass right, and the log entry of what came of it."""

from screens.calibrating import Calibrating


async def calibrate(terminal) -> None:
    """Ask for the crosses, and log what came of it."""
    terminal.log("touch_calibrated", int(await Calibrating(terminal.dialog).run()))
