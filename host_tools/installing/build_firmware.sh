#!/bin/sh
# Build MicroPython for a Tamga terminal on an RP2350 from FOLDER (firmware_sources.sh): OUT/firmware.bin and its .elf. The
# same sources give the same bytes wherever they lie. KIND is production, or development with compiler and prompt.
set -eu

usage="usage: build_firmware.sh FOLDER MPY_CROSS NAMES BOARD_FILE production|development OUT"
folder=$(cd "${1:?$usage}" && pwd)
mpy_cross=${2:?$usage}
names=${3:?$usage}
board=${4:?$usage}
kind=${5:?$usage}
out=${6:?$usage}
root=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$out/frozen"
out=$(cd "$out" && pwd)

sh "$root/host_tools/installing/code_in_rom.sh" "$folder/source"

put() {  # keep FILE as it is where stdin is the same: what depends on it is not made again
    cat > "$1.new"
    if cmp -s "$1.new" "$1"; then rm "$1.new"; else mv "$1.new" "$1"; fi
}
put "$out/frozen/_boot.py" < "$root/hw/rp2350/frozen/_boot.py"
put "$out/frozen/board.py" < "$board"
put "$out/frozen/main.py" < "$root/device/main.py"
put "$out/manifest.py" <<'TXT'
include("$(MPY_DIR)/extmod/asyncio")
freeze("frozen")
TXT
# The names of the firmware stand in the image's table: the port's own list is the only one that takes any text.
own=$folder/source/ports/rp2/qstrdefsport.h
[ -e "$own.released" ] || cp "$own" "$own.released"
cat "$own.released" "$names" | put "$own"

SOURCE_DATE_EPOCH=$(sed -n 's/^ -- .*>  //p' "$folder/source/debian/changelog" | head -n 1 | xargs -0 -I{} date -d {} +%s)
package=$(sed -n '1s/.*(\([^)]*\)).*/\1/p' "$folder/source/debian/changelog")
# Else it would name the commit of whatever repository the folder lies in.
export MICROPY_GIT_TAG="v${package%%+*}" MICROPY_GIT_HASH="$package"
export SOURCE_DATE_EPOCH LC_ALL=C TZ=UTC MICROPY_MPYCROSS="$mpy_cross"
development=0
[ "$kind" = development ] && development=1
if ! { cmake -S "$folder/source/ports/rp2" -B "$out/build" -G "Unix Makefiles" -DMICROPY_BOARD=TAMGA_RP2350 \
        -DMICROPY_BOARD_DIR="$root/hw/rp2350/board" -DMICROPY_FROZEN_MANIFEST="$out/manifest.py" \
        -DTAMGA_DEVELOPMENT=$development -DPICO_NO_PICOTOOL=1 -DPICO_BUILD_DOCS=0 \
        && make -j2 -C "$out/build"; } > "$out/build.log" 2>&1; then
    grep -m 5 -A 3 -i "error" "$out/build.log" >&2 || tail -n 30 "$out/build.log" >&2
    echo "the image did not build: $out/build.log" >&2
    exit 1
fi
cp "$out/build/firmware.elf" "$out/build/firmware.bin" "$out/"
