"""What the image does first: mounts the writable file system, and says where programs come from.

MicroPython has mounted the ROM partition at /rom by then. Nothing is imported from the writable file system, whatever
lies there.
"""

import sys

import rp2
import vfs

flash = rp2.Flash()
try:
    system = vfs.VfsLfs2(flash, progsize=256)
except OSError:  # a new board
    vfs.VfsLfs2.mkfs(flash, progsize=256)
    system = vfs.VfsLfs2(flash, progsize=256)
vfs.mount(system, "/")
sys.path[:] = (".frozen", "/rom")
