"""What became of every printed slip: four bits each, with nothing that tells whose it was or when."""

from storage.twin import Twin

# What became of a printed slip: bits of its four.
STARTED, ENDED_CAST, ENDED_SPOILED = 1, 2, 4
ENDS = ENDED_CAST | ENDED_SPOILED
_FALLEN = 8
_AT_ONCE = 512


class SlipMarks:
    """`count` slips from `address` on, two in a byte."""

    def __init__(self, twin: Twin, address: int, count: int):
        self._twin, self._address, self._count = twin, address, count

    def draw(self, drbg) -> int | None:
        """A slip of which neither chip knows anything, each with the same chance. None when there is none left."""
        free = sum(not state for state in self._states())
        nth = drbg.below(free) if free else 0
        for slip, state in enumerate(self._states()):
            if not state:
                if not nth:
                    return slip
                nth -= 1
        return None

    def store(self, slip: int, marks: int) -> bool:
        """Add marks to a slip's on both chips. False when neither holds them then."""
        return self._twin.store(self._address + slip // 2, bytes((0xFF ^ marks << slip % 2 * 4,)))

    def state(self, slip: int) -> int:
        """The marks of a slip."""
        first, second = [self._twin.read(chip, self._address + slip // 2, 1)[0] for chip in (0, 1)]
        shift = slip % 2 * 4
        return _together(~first >> shift, ~second >> shift)

    def end(self, slip: int) -> int:
        """ENDED_CAST or ENDED_SPOILED; 0 when none is stored."""
        return self.state(slip) & ENDS

    def started(self) -> int:
        """How many slips were started."""
        return sum(1 for state in self._states() if state & STARTED)

    def ended(self, how: int) -> int:
        """How many slips ended like this."""
        return sum(1 for state in self._states() if state & how)

    def _states(self):
        """The marks of every slip, read a piece at a time."""
        for begin in range(0, self._count, _AT_ONCE):
            count = min(_AT_ONCE, self._count - begin)
            first, second = [self._twin.read(chip, self._address + begin // 2, (count + 1) // 2) for chip in (0, 1)]
            for slip in range(count):
                shift = slip % 2 * 4
                yield _together(~first[slip // 2] >> shift, ~second[slip // 2] >> shift)


def _together(first: int, second: int) -> int:
    """Started when either chip says so; the end is what both say, where that is one, else what either says.

    An end without a start was never written: such a bit fell by itself, and the slip is left out.
    """
    either = first | second
    if not either & STARTED:
        return _FALLEN if either & 0x0F else 0
    return STARTED | (first & second & ENDS or either & ENDS)
