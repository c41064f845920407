# Runs on the unix port: `write_file_system.py FOLDER IMAGE` writes what a folder holds as the board's writable file
# system. The ROM partition's image is not in it.
import os
import sys

import vfs

BLOCK_BYTES, BLOCKS = 4096, 256  # as hw/emulated/frozen/boot.py
folder, image = sys.argv[1:]


class Memory:
    def __init__(self):
        self.bytes = bytearray(b"\xff" * (BLOCK_BYTES * BLOCKS))

    def readblocks(self, block, buffer, offset=0):
        at = block * BLOCK_BYTES + offset
        buffer[:] = memoryview(self.bytes)[at : at + len(buffer)]

    def writeblocks(self, block, buffer, offset=0):
        at = block * BLOCK_BYTES + offset
        self.bytes[at : at + len(buffer)] = buffer

    def ioctl(self, request, block):
        if request == 4:
            return BLOCKS
        if request == 5:
            return BLOCK_BYTES
        if request == 6:
            self.bytes[block * BLOCK_BYTES : (block + 1) * BLOCK_BYTES] = b"\xff" * BLOCK_BYTES
            return 0


def copy(source, target):
    for name, kind, *_ in os.ilistdir(source):
        if kind == 0x4000:
            os.mkdir(target + "/" + name)
            copy(source + "/" + name, target + "/" + name)
        elif name != "firmware.romfs":
            with open(source + "/" + name, "rb") as file:
                content = file.read()
            with open(target + "/" + name, "wb") as file:
                file.write(content)


memory = Memory()
vfs.VfsLfs2.mkfs(memory)
vfs.mount(vfs.VfsLfs2(memory, mtime=False), "/made")  # by what lies there littlefs chooses its next place
copy(folder, "/made")
vfs.umount("/made")
with open(image, "wb") as file:
    file.write(memory.bytes)
