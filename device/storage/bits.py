"""A region of single bits that only ever go from one to zero: sets of numbers without an order."""

from storage.twin import Twin

_TRIES = 3  # places, when cells do not take their bits


class Bits:
    """`count` bits from `address` on; a number is in the set when its bit is 0 on either chip."""

    def __init__(self, twin: Twin, address: int, count: int):
        self.twin, self.address, self.count = twin, address, count

    def __contains__(self, number: int) -> bool:
        return not self.twin.read_marked(self.address + number // 8, 1)[0] >> number % 8 & 1

    def add(self, number: int) -> bool:
        """Mark it on both chips. False when neither holds it then. Adding twice changes nothing."""
        return self.twin.store(self.address + number // 8, bytes((0xFF ^ 1 << number % 8,)))

    def first_blank(self, start: int = 0) -> int | None:
        """The lowest number from `start` on of which neither chip knows: what counting one by one takes next."""
        bits = self._map()
        for number in range(start, self.count):
            if bits[number // 8] >> number % 8 & 1:
                return number
        return None

    def add_next(self, start: int = 0) -> bool:
        """One more, where numbers are only counted: the first blank one, or a later one where a cell is worn."""
        for _ in range(_TRIES):
            number = self.first_blank(start)
            if number is None:
                return False
            if self.add(number):
                return True
            start = number + 1
        return False

    def _map(self) -> bytearray:
        bits = self.twin.read_marked(self.address, (self.count + 7) // 8)
        if self.count % 8:
            bits[-1] &= (1 << self.count % 8) - 1  # what lies behind the last number is not free
        return bits

    def marked(self) -> int:
        """How many numbers are in the set, counted from the chips."""
        return self.count - ones(self._map())

    def draw_free(self, drbg) -> int | None:
        """A number that is not in the set, each with the same chance; None when all are taken."""
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
    """The number of the bit that is the `nth` 1 (0 and up, fewer than there are)."""
    for at, byte in enumerate(data):
        for bit in range(8):
            if byte >> bit & 1:
                if not nth:
                    return at * 8 + bit
                nth -= 1
    raise ValueError("fewer ones than that")
