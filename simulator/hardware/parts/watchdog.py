"""The processor's own watchdog: once started it counts down, and nothing but feeding keeps it from a restart.

Source: RP2350 datasheet, "Watchdog"; ESP32-S3 technical reference manual, "Watchdog Timers". Neither can be stopped by
the program that started it; a reset of the processor stops it.
"""

from __future__ import annotations

from simulator.hardware.lines import Part


class Watchdog(Part):
    """bites: how often it has restarted the processor; has_bitten: it wants to now, and the bench has yet to do it."""

    def __init__(self) -> None:
        self.bites = 0
        self.processor_resets()

    def start(self, timeout_ms: int) -> None:
        """From now on it has to be fed within that time."""
        self._timeout_us = timeout_ms * 1000
        self.feed()

    def feed(self) -> None:
        """Restart the countdown."""
        self._round += 1
        feeding = self._round
        if self._timeout_us:
            self.clock.call_later(self._timeout_us, lambda: self._ends(feeding))

    def processor_resets(self) -> None:
        """Stopped, as after every start of the processor."""
        self.has_bitten, self._timeout_us = False, 0
        self._round = getattr(self, "_round", 0) + 1

    power_on = power_off = processor_resets

    def _ends(self, feeding: int) -> None:
        if feeding == self._round:
            self.has_bitten = True
            self.bites += 1
