"""Runs what the terminal runs, on MicroPython."""

from tests.device.micropython_runner import micropython

__all__ = ["micropython"]
