"""Keys between input pins and ground, with contacts that bounce, and the fingers on them."""

from __future__ import annotations

from collections.abc import Callable

from simulator.hardware.lines import Part

BOUNCE_US = (0, 300, 700, 1200, 2100, 2600, 4000)  # when the contact flips; it ends where it should


class Keys(Part):
    """pins: name -> pin number. set_pin: drives a pin of the terminal (the bench's `set_pin`).

    Faults: `bounces` (contacts flip several times a stroke, on by default; when: `flips_us`); a key held since before
    power is stuck.
    """

    def __init__(self, pins: dict[str, int], set_pin: Callable[[int, int], None]) -> None:
        self.pins = pins
        self._set_pin = set_pin
        self.bounces = True
        self.flips_us: tuple[int, ...] = BOUNCE_US
        self.down: set[str] = set()  # a finger or a fault holds these, over a power cut too
        self.stuck = ""  # the one of them that is held by a fault
        self._touched: set[str] = set()  # a finger that is about to let go

    def power_on(self) -> None:
        """Whatever is held down is low from the first instant."""
        for name in self.down:
            self._set_pin(self.pins[name], 0)

    def press(self, name: str, for_ms: int = 120) -> None:
        """Press a key and let it go after so long."""
        self.hold(name)
        self._touched.add(name)
        self.clock.call_later(for_ms * 1000, lambda: self.release(name))

    def hold(self, name: str) -> None:
        """Press a key and keep it down; before power comes this is a stuck key."""
        if name == self.stuck and name in self.down:
            return
        self.down.add(name)
        self._move(name, 0)

    def release(self, name: str) -> None:
        """Let a key go; a stuck one stays down."""
        self._touched.discard(name)
        if name == self.stuck:
            return
        self.down.discard(name)
        self._move(name, 1)

    def power_off(self) -> None:
        """The finger that was pressing lets go; a key that is held stays where it is."""
        self.down -= self._touched - {self.stuck}
        self._touched.clear()

    def _move(self, name: str, value: int) -> None:
        pin = self.pins[name]
        if not self.bounces:
            self._set_pin(pin, value)
            return
        for i, at_us in enumerate(self.flips_us):
            self.clock.call_later(at_us, lambda level=value ^ (i & 1): self._set_pin(pin, level))  # type: ignore[misc]
