#!/bin/sh
# Build from FOLDER/source (target_tools.sh): FOLDER/unix32, MicroPython for this computer with a microcontroller's sizes of
# objects; FOLDER/m3 and FOLDER/m4, the emulated boards; on demand FOLDER/m3-profile, which samples itself. Each is made
# again only as far as something changed. FOLDER/m3-frozen, also on demand, has the firmware's modules in itself, with FOLDER/frozen of
# simulator.measure.frozen. `small`: the first alone. The boards' images know the names of FOLDER/names.h (host_tools.provisioning.names).
set -eu

usage="usage: build_target.sh FOLDER MPY_CROSS [profile|frozen|small]"
target=$(cd "${1:?$usage}" && pwd)
mpy_cross=${2:?$usage}
what=${3:-}
root=$(cd "$(dirname "$0")/../.." && pwd)

sh "$root/host_tools/installing/code_in_rom.sh" "$target/source"

build() {  # NAME ARGUMENTS: one make, quiet unless it fails
    name=$1; shift
    mkdir -p "$target/$name"
    if ! nice make -j2 "BUILD=$target/$name" "MICROPY_MPYCROSS=$mpy_cross" MICROPY_MPYCROSS_DEPENDENCY= "$@" \
        > "$target/$name.log" 2>&1; then
        tail -n 30 "$target/$name.log" >&2
        echo "$name did not build: $target/$name.log" >&2
        exit 1
    fi
}

# The numbers of names differ between an image and modules frozen for an older one, which make does not see.
anew() {  # NAME SOURCES: forget a build that is older than any of its sources
    name=$1; shift
    made=$target/$name/firmware.elf
    if [ -e "$made" ] && [ -n "$(find "$@" -name '*.[chp]*' ! -name '*.pyc' -type f -newer "$made" -print -quit)" ]; then rm -rf "${target:?}/$name"; fi
}

cores="m3 m4"
if [ "$what" = small ]; then cores=; fi
for core in $cores m3-profile m3-frozen; do
    anew "$core" "$target/names.h" "$root/hw/emulated" "$root/simulator/hardware/unix_port" "$root/simulator/hardware/emulated_port"
done
for core in $cores; do
    build "$core" -C "$root/hw/emulated" "TOP=$target/source" "CORTEX=$core" "NAMES=$target/names.h" \
        FROZEN_MANIFEST="$root/hw/emulated/manifest.py"
done
if [ "$what" = profile ]; then
    build m3-profile -C "$root/hw/emulated" "TOP=$target/source" CORTEX=m3 PROFILE=1 "NAMES=$target/names.h" \
        FROZEN_MANIFEST="$root/hw/emulated/manifest.py"
fi
if [ "$what" = frozen ]; then
    printf 'include("%s")\nfreeze("%s")\n' "$root/hw/emulated/manifest.py" "$target/frozen" > "$target/frozen.py"
    build m3-frozen -C "$root/hw/emulated" "TOP=$target/source" CORTEX=m3 "NAMES=$target/names.h" FROZEN_MANIFEST="$target/frozen.py"
fi
build unix32 -C "$target/source/ports/unix" MICROPY_FORCE_32BIT=1 LDFLAGS_EXTRA=-static STRIP=true \
    USER_C_MODULES="$root/simulator/hardware/unix32" FROZEN_MANIFEST="$root/simulator/hardware/unix32/manifest.py" \
    CFLAGS_EXTRA=-idirafter/usr/include/x86_64-linux-gnu MICROPY_PY_SSL=0 MICROPY_SSL_MBEDTLS=0 MICROPY_PY_FFI=0 MICROPY_PY_BTREE=0
