"""Sets of numbers as single bits that only change from one to zero, so that no order is stored."""

from storage.twin import Twin

_TRIES = 3  # places to try if a write fails


class Bits:
    """`count` bits from `address` on. A number is in the set if its bit is 0 on either chip."""

    def __init__(self, twin: Twin, address: int, count: int):
        self.twin, self.address, self.count = twin, address, count

    def __contains__(self, number: int) -> bool:
        return not self.twin.read_marked(self.address + number // 8, 1)[0] >> number % 8 & 1

    def add(self, number: int) -> bool:
        """Add a number on both chips. False if neither holds it afterwards. Adding it twice changes nothing."""
        return self.twin.store(self.address + number // 8, bytes((0xFF ^ 1 << number % 8,)))

    def first_blank(self, start: int = 0) -> int | None:
        """The lowest number from `start` on that is in the set on neither chip; None if there is none."""
        bits = self._map()
        for number in range(start, self.count):
            if bits[number // 8] >> number % 8 & 1:
                return number
        return None

    def add_next(self, start: int = 0) -> bool:
        """Count one more: add the first number that is not in the set, or a later one if its cell is worn.

        False if that failed. One more may be counted then, never two: another number is tried only if both chips are
        there and show twice that this one was not added.
        """
        for _ in range(_TRIES):
            number = self.first_blank(start)
            if number is None:
                return False
            if self.add(number) or number in self:
                return True
            if not self.twin.is_ours():
                return False
            if number in self:
                return True
            start = number + 1
        return False

    def _map(self) -> bytearray:
        bits = self.twin.read_marked(self.address, (self.count + 7) // 8)
        if self.count % 8:
            bits[-1] &= (1 << self.count % 8) - 1  # bits after the last number are not free
        return bits

    def marked(self) -> int:
        """How many numbers are in the set, counted from the chips by two looks."""
        first = self._map()
        self.twin.check_between()
        second = self._map()
        return self.count - ones(bytes(a & b for a, b in zip(first, second)))

    def draw_free(self, drbg) -> int | None:
        """Choose a number that is not in the set, uniformly at random. None if all are taken."""
        bits = self._map()
        free = ones(bits)
        return nth_one(bits, drbg.below(free)) if free else None


def ones(data: bytes) -> int:
    """How many bits are 1."""
    count = 0
    for byte in data:
        while byte:
            byte &= byte - 1
            count += 1
    return count


def nth_one(data: bytes, nth: int) -> int:
    """The place of the `nth` bit that is 1. nth: from 0, less than the number of ones."""
    for at, byte in enumerate(data):
        for bit in range(8):
            if byte >> bit & 1:
                if not nth:
                    return at * 8 + bit
                nth -= 1
    raise ValueError("there are fewer ones")
