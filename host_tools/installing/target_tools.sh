#!/bin/sh
# What `make test-target` builds with and from: compilers and QEMU as packages, MicroPython as the next suite's source
# package, unpacked at FOLDER/source. Nothing is done that is done already. `small`: what the 32-bit build needs alone.
set -eu

target=${1:?usage: target_tools.sh FOLDER [small]}
next_suite=trixie
here=$(dirname "$0")
mkdir -p "$target"
target=$(cd "$target" && pwd)
. "$here/needed.sh"

if [ "${2:-}" != small ]; then
    have qemu-system-arm qemu-system-arm
    have arm-none-eabi-gcc gcc-arm-none-eabi
    have /usr/lib/arm-none-eabi/include/string.h libnewlib-arm-none-eabi
fi
have gcc gcc
echo 'int main(void) { return 0; }' | gcc -m32 -static -x c -o /dev/null - 2> /dev/null || missing="$missing gcc-$(gcc -dumpversion)-multilib"  # gcc-multilib itself would remove cross compilers
have make make
have dpkg-source dpkg-dev
have xz xz-utils
get_missing "for the compilers and QEMU of the emulated board"

if [ ! -d "$target/source" ]; then
    private=$target/apt
    kinds=deb-src
    . "$here/next_suite.sh"
    echo "fetching the source of MicroPython from $next_suite"
    apt_next apt-get update -qq
    mkdir -p "$target/packages"
    (cd "$target/packages" && apt_next apt-get -qq -o APT::Get::Only-Source=1 --download-only source micropython)
    rm -rf "$target/source.new"
    dpkg-source --no-check -x "$target"/packages/micropython_*.dsc "$target/source.new" > /dev/null  # apt has checked it
    mv "$target/source.new" "$target/source"
    rm -rf "$private" "$target"/micropython_*.orig.tar.*
fi
