#!/bin/sh
# Put a MicroPython of at least 1.25 at build/tools/micropython and say where it came from.
#
# In this order: the one on PATH; the distribution's package; the next suite's package, unpacked with its own
# C library into a private prefix, so that the system's packages stay as they are.
set -eu

tools=${1:?usage: micropython.sh FOLDER}
next_suite=trixie
here=$(cd "$(dirname "$0")" && pwd)
link=$tools/micropython
mkdir -p "$tools"
tools=$(cd "$tools" && pwd)

new_enough() {  # is $1 a MicroPython of at least 1.25 that can map a ROM file system into memory?
    "$1" -c 'import ffi, sys, uctypes, vfs; vfs.VfsRom; sys.exit(0 if sys.implementation.name == "micropython" and sys.implementation.version >= (1, 25, 0) else 1)' 2>/dev/null
}

. "$(dirname "$0")/root.sh"

if [ -x "$link" ] && new_enough "$link"; then exit 0; fi

found=$(command -v micropython || true)
if [ -n "$found" ] && new_enough "$found"; then
    ln -sf "$found" "$link"
    echo "micropython: $found"
    exit 0
fi

as_root "to see which MicroPython there is" apt-get update -qq || true
candidate=$(apt-cache policy micropython 2>/dev/null | sed -n 's/^  Candidate: //p')
if [ -n "$candidate" ] && dpkg --compare-versions "$candidate" ge 1.25; then
    as_root "for MicroPython, which runs the firmware" apt-get install -y -qq --no-install-recommends micropython
    ln -sf "$(command -v micropython)" "$link"
    echo "micropython: package $candidate"
    exit 0
fi

private=$tools/apt
prefix=$tools/prefix
kinds=deb
mkdir -p "$prefix"
. "$here/next_suite.sh"
echo "micropython: fetching the package of $next_suite into $prefix"
apt_next apt-get update -qq
mkdir -p "$private/packages"
(cd "$private/packages" && apt_next apt-get download -qq micropython libc6 libffi8 libmbedcrypto16 libmbedtls21 libmbedx509-7)
for package in "$private"/packages/*.deb; do dpkg -x "$package" "$prefix"; done
loader=$(find "$prefix" -name 'ld-linux*.so.*' | head -n 1)
libraries=$(dirname "$(find "$prefix" -name libc.so.6 | head -n 1)")
rm -f "$link"
cat > "$link" <<TXT
#!/bin/sh
exec "$loader" --library-path "$libraries" "$prefix/usr/bin/micropython" "\$@"
TXT
chmod +x "$link"
rm -rf "$private"
new_enough "$link" || { echo "micropython: $link does not run or is older than 1.25" >&2; exit 1; }
echo "micropython: $next_suite package in $prefix"
