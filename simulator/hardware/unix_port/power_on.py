"""What a board's MicroPython does before `main.py`: it maps its ROM partition and mounts it at /rom.

Modules there run where they lie, as from a board's flash: of the heap they take only what they make at run time.
"""

import os
import sys

import virtual_tasks  # noqa: F401  in its place before anything imports asyncio

_IMAGE = "firmware.romfs"
_PROT_READ, _MAP_PRIVATE = 1, 2  # Linux, mmap(2)


def _mount_rom() -> None:
    try:
        size = os.stat(_IMAGE)[6]
    except OSError:
        return  # a board without a partition
    import vfs

    try:
        vfs.mount(vfs.VfsRom(_mapped(size)), "/rom")
    except OSError:
        return  # no file system on it; what is missing shows when it is imported
    sys.path.append("/rom")


def _mapped(size: int) -> bytearray:
    try:
        import rommap  # the 32-bit build

        return rommap.map(_IMAGE)
    except ImportError:
        import ffi
        import uctypes
    library = ffi.open(None)
    descriptor = library.func("i", "open", "si")(_IMAGE, 0)
    address = library.func("p", "mmap", "pLiiil")(0, size, _PROT_READ, _MAP_PRIVATE, descriptor, 0)
    return uctypes.bytearray_at(address, size)


_mount_rom()
with open("main.py") as _file:
    _main = compile(_file.read(), "main.py", "exec")
exec(_main, {"__name__": "__main__"})
