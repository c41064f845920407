#!/bin/sh
# Build FOLDER/arm32/micropython from the sources of firmware_sources.sh: the simulator's MicroPython for a 32-bit ARM
# processor, run by QEMU. It executes the machine code of an RP2350's ROM image, byte for byte as it ships.
set -eu

usage="usage: build_arm32.sh FOLDER MPY_CROSS"
folder=$(cd "${1:?$usage}" && pwd)
mpy_cross=${2:?$usage}
root=$(cd "$(dirname "$0")/../.." && pwd)
here=$(dirname "$0")
. "$here/needed.sh"

have arm-linux-gnueabi-gcc gcc-arm-linux-gnueabi
have /usr/arm-linux-gnueabi/include/stdio.h libc6-dev-armel-cross
have qemu-arm qemu-user
get_missing "for a 32-bit ARM program and its emulator"

out=$folder/arm32
mkdir -p "$out"
# Only so does the port load code for a Cortex-M, assembler included.
if ! make -j2 -C "$folder/source/ports/unix" "BUILD=$out/build" "MICROPY_MPYCROSS=$mpy_cross" MICROPY_MPYCROSS_DEPENDENCY= \
    CROSS_COMPILE=arm-linux-gnueabi- LDFLAGS_EXTRA=-static STRIP=true \
    CFLAGS_EXTRA="-march=armv7-a -mthumb -mfloat-abi=soft -DMICROPY_EMIT_INLINE_THUMB=1" \
    USER_C_MODULES="$root/simulator/hardware/unix32" FROZEN_MANIFEST="$root/simulator/hardware/unix32/manifest.py" \
    MICROPY_PY_SSL=0 MICROPY_SSL_MBEDTLS=0 MICROPY_PY_FFI=0 MICROPY_PY_BTREE=0 > "$out/build.log" 2>&1; then
    tail -n 30 "$out/build.log" >&2
    echo "the 32-bit ARM program did not build: $out/build.log" >&2
    exit 1
fi
printf '#!/bin/sh\nexec qemu-arm "%s" "$@"\n' "$out/build/micropython" > "$out/micropython"
chmod +x "$out/micropython"
