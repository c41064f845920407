"""Of every firmware that does the acts of a plan: draws that are the same each time, and answers as lines of JSON."""

import hashlib
import json

from formats import payloads


class Draws:
    """Stands for the generator where a sweep has to take the same draws each time."""

    def __init__(self, seed: int):
        self._state = b"%d" % seed

    def below(self, limit: int) -> int:
        self._state = hashlib.sha256(self._state).digest()
        return int.from_bytes(self._state[:6], "big") % limit


def header_of(plan: dict) -> payloads.CartridgeHeader:
    """The cartridge header of a plan, given by keys; election and opening are the same in all of them."""
    values = {int(key): value for key, value in plan["header"].items()}
    values[1], values[16], values[17] = b"\x11" * 16, b"\x22" * 16, 1
    values[18] = 1 if 5 in values else None
    return payloads.CartridgeHeader(*[values.get(key) for key in range(1, 20)])


def say(*answer) -> None:
    print(json.dumps(answer))
