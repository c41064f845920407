"""Of every firmware that does the acts of a plan: draws that are the same each time, and answers as lines of JSON."""

import hashlib
import json


class Draws:
    """Stands for the generator where a sweep has to take the same draws each time."""

    def __init__(self, seed: int):
        self._state = b"%d" % seed

    def below(self, limit: int) -> int:
        self._state = hashlib.sha256(self._state).digest()
        return int.from_bytes(self._state[:6], "big") % limit


def say(*answer) -> None:
    print(json.dumps(answer))
