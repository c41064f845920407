"""The terminal's ends of the wire, on the emulated board: files of the host. The processor's time counts.

Not in these modules, which no board has: there its clock stands still (hw/emulated/share.c). `processor.passed` is
asked when something is sent.
"""

import bench

START_US = int(bench.argument(6))
MEASURES_HEAP = bench.argument(7) == "1"
PORT = ()  # as the RP2's
processor = bench


class _File:
    def __init__(self, path, writes):
        self._file = bench.open(path, writes)

    def write(self, data):
        return bench.write(self._file, data)

    def readinto(self, buffer):
        return bench.readinto(self._file, buffer)

    def read(self, count):
        buffer = bytearray(count)
        bench.readinto(self._file, buffer)
        return bytes(buffer)


to_bench = _File(bench.argument(4), True)
from_bench = _File(bench.argument(5), False)
