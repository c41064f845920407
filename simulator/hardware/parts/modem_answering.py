"""A modem of the centre's pool: the far end of a data call, which rings until it is answered (V.250, ATA)."""

from __future__ import annotations

from simulator.hardware.parts.modem_classes import HayesModem

_RING_US = 2_000_000  # between two rings
_CARRIER_US = 1_500_000  # from ATA to the carrier


class AnsweringModem(HayesModem):
    """rings_left: how many more rings the caller waits for. No ring is said while it carries a call."""

    def __init__(self, *arguments, **options) -> None:  # type: ignore[no-untyped-def]
        super().__init__(*arguments, **options)
        self.rings_left = 0

    def ring(self, rings: int = 5) -> None:
        """Somebody dials its number."""
        self.rings_left = rings
        self._ring()

    def _ring(self) -> None:
        if self.rings_left and self.is_on and not self.is_connected:
            self.rings_left -= 1
            self.says("RING")
            self.clock.call_later(_RING_US, self._ring)

    def obey(self, command: str) -> bool:
        """Answer, besides what every such modem does."""
        if command.upper() != "A":
            return super().obey(command)
        if not self.rings_left and not self.call_ends:
            self.says("NO CARRIER")  # they have hung up
        else:
            self.rings_left = 0
            self.clock.call_later(_CARRIER_US, self._answered)
        return True
