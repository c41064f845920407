#!/bin/sh
# Let MicroPython's sources in FOLDER run machine code of modules where it lies in flash, if an image wants it
# (MICROPY_NATIVE_CODE_IN_ROM): as released they run bytecode there, and copy machine code to the heap, 12 KiB of it.
set -eu
folder=${1:?usage: code_in_rom.sh FOLDER}
grep -q MICROPY_NATIVE_CODE_IN_ROM "$folder/py/persistentcode.c" || patch -s -p1 -d "$folder" < "$(dirname "$0")/code_in_rom.patch"
