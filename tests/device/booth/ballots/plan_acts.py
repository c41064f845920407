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
    """The cartridge header of a plan, which gives it by keys; of an election that is the same in all of them."""
    values = {int(key): value for key, value in plan["header"].items()}
    values[1] = b"\x11" * 16
    return payloads.CartridgeHeader(*[values.get(key) for key in range(1, 16)])


def say(*answer) -> None:
    print(json.dumps(answer))
