"""Calibrate the touch glass, and log the result."""

from screens.calibrating import Calibrating


async def calibrate(terminal) -> None:
    """Ask for a touch on each cross, and log the result."""
    terminal.log("touch_calibrated", int(await Calibrating(terminal.dialog).run()))
