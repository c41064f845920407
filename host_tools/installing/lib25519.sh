#!/bin/sh
# lib25519, which multiplies many points at once, into FOLDER: the system's where it has one, else the next suite's package,
# unpacked there. Verifying works without it, and takes several times as long: a missing package is said, and is no error.
set -eu

folder=${1:?usage: lib25519.sh FOLDER}
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

if [ -e "$folder/lib25519.so.1" ]; then exit 0; fi
if ldconfig -p 2>/dev/null | grep -q 'lib25519\.so\.1'; then exit 0; fi

kinds=deb
for next_suite in sid trixie; do  # the newer one is an eighth faster; neither asks for more of the C library than there is
    private=$folder/apt
    . "$here/next_suite.sh"
    mkdir -p "$private/packages" "$private/unpacked"
    echo "lib25519: fetching the package of $next_suite into $folder"
    if apt_next apt-get update -qq && (cd "$private/packages" && apt_next apt-get download -qq lib25519-1 librandombytes1); then
        for package in "$private"/packages/*.deb; do dpkg -x "$package" "$private/unpacked"; done
        find "$private/unpacked" -name '*.so.1' -exec cp -L {} "$folder/" \;
    fi
    rm -rf "$private"
    if [ -e "$folder/lib25519.so.1" ]; then exit 0; fi
done
echo "lib25519: cannot be fetched; ballots are verified by libsodium" >&2
