"""How every printed slip ended: four bits each, which reveal neither voter nor time."""

from storage.twin import Twin

# The bits of a printed slip.
STARTED, ENDED_CAST, ENDED_SPOILED, ENDED_CHALLENGED = 1, 2, 4, 8
ENDS = ENDED_CAST | ENDED_SPOILED | ENDED_CHALLENGED
_FALLEN = 16  # stands for bits of a slip that was never started
_AT_ONCE = 512


class SlipMarks:
    """`count` slips from `address` on, two per byte."""

    def __init__(self, twin: Twin, address: int, count: int):
        self._twin, self._address, self._count = twin, address, count

    def draw(self, drbg) -> int | None:
        """Choose a slip that has no mark on either chip, uniformly at random. None if there is none left."""
        free = sum(not state for state in self._states())
        nth = drbg.below(free) if free else 0
        for slip, state in enumerate(self._states()):
            if not state:
                if not nth:
                    return slip
                nth -= 1
        return None

    def store(self, slip: int, marks: int) -> bool:
        """Add marks to a slip on both chips. False if neither chip holds them afterwards."""
        return self._twin.store(self._address + slip // 2, bytes((0xFF ^ marks << slip % 2 * 4,)))

    def state(self, slip: int) -> int:
        """The marks of a slip."""
        first, second = [self._twin.read(chip, self._address + slip // 2, 1)[0] for chip in (0, 1)]
        shift = slip % 2 * 4
        return _together(~first >> shift, ~second >> shift)

    def end(self, slip: int) -> int:
        """ENDED_CAST, ENDED_SPOILED or ENDED_CHALLENGED; 0 if none is stored."""
        return self.state(slip) & ENDS

    def started(self) -> int:
        """How many slips were started."""
        return sum(1 for state in self._states() if state & STARTED)

    def ended(self, how: int) -> int:
        """How many slips ended this way, by two looks. how: an end."""
        first = sum(1 for state in self._states() if state & how)
        self._twin.check_between()
        return max(first, sum(1 for state in self._states() if state & how))

    def _states(self):
        """The marks of every slip, read from the chips in chunks."""
        for begin in range(0, self._count, _AT_ONCE):
            count = min(_AT_ONCE, self._count - begin)
            first, second = [self._twin.read(chip, self._address + begin // 2, (count + 1) // 2) for chip in (0, 1)]
            for slip in range(count):
                shift = slip % 2 * 4
                yield _together(~first[slip // 2] >> shift, ~second[slip // 2] >> shift)


def _together(first: int, second: int) -> int:
    """Combine the marks on both chips: started if either says so, ended as both agree, else as either says.

    An end without a start is never written. Such a bit has flipped, and the slip is not used.
    """
    either = first | second
    if not either & STARTED:
        return _FALLEN if either & 0x0F else 0
    return STARTED | (first & second & ENDS or either & ENDS)
