# Runs under MicroPython with device/ as import root: `look_up_trace.py PLAN`. PLAN is JSON: path, begin, size, keys
# (hex), digits. Prints a line of JSON for each card: whether it was found, and what its look-up did with the file, as
# [act, offset, bytes].
import builtins
import json
import sys
from binascii import unhexlify

from desk.roll import sealed_roll


class Traced:
    """A file that notes what is asked of it."""

    def __init__(self, path, mode):
        self._file, self._at = builtins.open(path, mode), 0
        trace.append(["open", 0, 0])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._file.close()

    def seek(self, offset):
        self._at = offset
        return self._file.seek(offset)

    def read(self, count):
        trace.append(["read", self._at, count])
        self._at += count
        return self._file.read(count)


trace: list[list] = []
with builtins.open(sys.argv[1]) as given:
    plan = json.load(given)
sealed_roll.open = Traced
keys = unhexlify(plan["lookup_key"]), unhexlify(plan["wrap_key"])
roll = sealed_roll.SealedRoll(plan["path"], plan["begin"], plan["size"], *keys)
for digits in plan["digits"]:
    trace.clear()
    found = roll.find(digits)
    print(json.dumps([found is not None, trace]))
