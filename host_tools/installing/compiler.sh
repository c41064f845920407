#!/bin/sh
# Build mpy-cross from Debian's MicroPython sources, checked by the keyring that is already trusted, and compare what it
# makes of the firmware with what the packaged compiler makes. Nothing is installed; nothing needs root.
set -eu

usage="usage: compiler.sh PYTHON FOLDER"
python=${1:?$usage}
folder=${2:?$usage}
suite=trixie
here=$(pwd)
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

command -v dpkg-source > /dev/null || { echo "dpkg-source is missing: apt-get install dpkg-dev, then run this again" >&2; exit 2; }
command -v cc > /dev/null && command -v make > /dev/null || { echo "a C compiler or make is missing: apt-get install build-essential" >&2; exit 2; }

if [ ! -x "$folder/source/mpy-cross/build/mpy-cross" ]; then
    next_suite=$suite
    private=$folder
    kinds=deb-src
    . "$here/host_tools/installing/next_suite.sh"
    echo "fetching Debian's sources of MicroPython"
    apt_next apt-get update -qq
    (cd "$folder" && apt_next apt-get -qq -o APT::Get::Only-Source=1 --download-only source micropython)
    rm -rf "$folder/source"
    (cd "$folder" && dpkg-source -x ./micropython_*.dsc source > /dev/null)
    echo "building mpy-cross (about a minute)"
    make -C "$folder/source/mpy-cross" > "$folder/build.log" 2>&1 || { echo "the build failed: $folder/build.log" >&2; exit 2; }
fi
cd "$here"
"$python" -m host_tools.provisioning.compiler_check "$folder/source/mpy-cross/build/mpy-cross"
