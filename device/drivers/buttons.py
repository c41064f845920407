"""Keys to ground with pull-ups: pressed is low. A press counts on release."""

import asyncio
from time import sleep_ms, ticks_add, ticks_diff, ticks_ms

from machine import Pin

_SAMPLE_MS = 5
EQUAL_SAMPLES = 4  # contacts bounce for up to about 10 ms
MIN_PRESS_MS = 40  # a shorter press is an accident
LOCK_OUT_MS = 300  # a double press must not answer the next page too
_STUCK_MS = 5000  # nobody presses that long


class Buttons:
    """The keys of one terminal.

    There is no auto-repeat. After two keys were down together none counts until all are up. A key that is down at boot,
    or longer than _STUCK_MS, is `stuck` and ignored until it is released.

    pins: name -> machine.Pin, inputs with pull-ups.

    `names`: of all keys.
    """

    def __init__(self, pins: dict[str, Pin]) -> None:
        self.names = sorted(pins)
        self._pins = [pins[name] for name in self.names]
        self._values = [pin.value for pin in self._pins]
        self._changed = asyncio.ThreadSafeFlag()
        self._stuck = 0  # these masks hold one bit per key
        self._down = 0
        self._single = 0  # the key that may count when it is released
        self._down_since = self._locked_until = self._heard_ms = ticks_ms()
        self._heard = False  # a contact has changed since the last sample
        for pin in self._pins:
            pin.irq(self._wake, pin.IRQ_RISING | pin.IRQ_FALLING)
        self._stuck = self._sample()
        for _ in range(EQUAL_SAMPLES - 1):
            sleep_ms(_SAMPLE_MS)
            self._stuck &= self._sample()

    @property
    def stuck(self) -> list[str]:
        """Names of the keys that are stuck. `pressed` notices when they are released."""
        self._give_up()
        return [name for i, name in enumerate(self.names) if self._stuck >> i & 1]

    async def pressed(self) -> str:
        """Wait until one key was pressed and released; returns its name. May be cancelled; one task at a time."""
        while True:
            self._changed.clear()  # by bounces, while it was waited for them to end
            self._give_up()
            if self._sample() != self._down | self._stuck:
                name = self._step(await self._settled())
                if name:
                    return name
            self._heard = False
            await self._changed.wait()

    def lock_out(self, duration_ms: int = LOCK_OUT_MS) -> None:
        """Ignore presses that begin within `duration_ms` from now, however long they last."""
        self._locked_until = ticks_add(ticks_ms(), duration_ms)
        self._single = 0

    def drain(self) -> None:
        """Ignore a press that has begun: its release does nothing."""
        self._down = self._sample() & ~self._stuck
        self._down_since = ticks_ms()
        self._single = 0

    def _wake(self, _pin) -> None:
        """Record at once when a press began: the waiting task may be busy drawing."""
        if not self._heard:
            self._heard, self._heard_ms = True, ticks_ms()
        self._changed.set()

    def _sample(self) -> int:
        mask, bit = 0, 1
        for value in self._values:  # `enumerate` would leave a tuple for each key, hundreds of times a page
            if not value():
                mask |= bit
            bit <<= 1
        return mask

    async def _settled(self) -> int:
        """The keys that are down, once EQUAL_SAMPLES samples agree."""
        mask, equal = self._sample(), 1
        while equal < EQUAL_SAMPLES:
            await asyncio.sleep_ms(_SAMPLE_MS)
            sample = self._sample()
            mask, equal = sample, equal + 1 if sample == mask else 1
        return mask

    def _give_up(self) -> None:
        """A key that was down too long is stuck. Looked at when another one moves: a timer for each press is a task."""
        if self._down and ticks_diff(ticks_ms(), self._down_since) >= _STUCK_MS:
            self._stuck |= self._down
            self._down = self._single = 0

    def _step(self, mask: int) -> str | None:
        """Update the state with the keys that are down; returns the name of a key that was pressed and released."""
        self._stuck &= mask
        mask &= ~self._stuck
        now = ticks_ms()
        before, self._down = self._down, mask
        began = self._heard_ms if self._heard else now
        self._heard = False
        if mask & ~before:
            alone = not before and not mask & (mask - 1)
            self._single = mask if alone and ticks_diff(began, self._locked_until) >= 0 else 0
            self._down_since = now
        elif not mask and self._single:
            single, self._single = self._single, 0
            if ticks_diff(now, self._down_since) >= MIN_PRESS_MS:
                return self.names[[1 << i for i in range(len(self.names))].index(single)]
        return None
