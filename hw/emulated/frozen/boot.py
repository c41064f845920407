"""What the emulated board does first: mounts what the bench has put into its memory and runs what it is asked to.

The bench's third argument names a module, or is `main.py`: then the writable file system's is run, as on a board.
"""

import sys

import bench
import uctypes
import vfs

MEMORY = 0x21000000  # 16 MiB that are a file on the host: a writable file system, and at 2 MiB the ROM partition
BLOCK_BYTES, BLOCKS = 4096, 256
ROM, ROM_BYTES = MEMORY + 0x200000, 0xE00000


class Flash:
    """The writable part, as littlefs wants it.

    It writes through views that end where the writing ends: MicroPython moves what stands behind a replaced slice, be
    it onto itself, and a megabyte of that would be most of a boot.
    """

    def readblocks(self, block, buffer, offset=0):
        buffer[:] = self._at(block, offset, len(buffer))

    def writeblocks(self, block, buffer, offset=0):
        self._at(block, offset, len(buffer))[:] = buffer

    @staticmethod
    def _at(block, offset, size):
        return uctypes.bytearray_at(MEMORY + block * BLOCK_BYTES + offset, size)

    def ioctl(self, request, block):
        if request == 4:
            return BLOCKS
        if request == 5:
            return BLOCK_BYTES
        if request == 6:
            for part in range(0, BLOCK_BYTES, 256):
                self._at(block, part, 256)[:] = b"\xff" * 256
            return 0


def mount():
    rom = uctypes.bytearray_at(ROM, ROM_BYTES)
    for system, memory, place in ((vfs.VfsRom, rom, "/rom"), (vfs.VfsLfs2, Flash(), "/")):
        try:
            vfs.mount(system(memory), place)
        except OSError:
            continue  # what is missing shows when it is wanted
        if place == "/rom":
            sys.path.append(place)


def source(path):
    """A file's program. Neither the file nor its text stays on the heap."""
    with open(path) as file:
        return compile(file.read(), path, "exec")


mount()
wanted = bench.argument(3)
if wanted == "main.py":
    sys.path[:0] = [".frozen/unix_port", ".frozen/emulated_port"]  # the bench's machine, time and select
    exec(source(wanted), {"__name__": "__main__"})
else:
    __import__(wanted)
