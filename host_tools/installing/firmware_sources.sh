#!/bin/sh
# What `make firmware` builds with and from: the compiler and cmake as packages; MicroPython, pico-sdk, TinyUSB, mbed TLS
# and picotool from the next suite, unpacked below FOLDER. Nothing is done that is done already.
set -eu

folder=${1:?usage: firmware_sources.sh FOLDER}
next_suite=trixie
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
. "$here/needed.sh"

have arm-none-eabi-gcc gcc-arm-none-eabi
have /usr/lib/arm-none-eabi/include/string.h libnewlib-arm-none-eabi
have /usr/lib/arm-none-eabi/lib/libstdc++.a libstdc++-arm-none-eabi-newlib
have cmake cmake
have make make
have dpkg-source dpkg-dev
have xz xz-utils
have bzip2 bzip2
get_missing "for the compiler of the RP2350"

[ -e "$folder/.sources" ] && exit 0
private=$folder/apt
kinds="deb deb-src"
. "$here/next_suite.sh"
echo "fetching MicroPython, pico-sdk, TinyUSB, mbed TLS and picotool from $next_suite"
apt_next apt-get update -qq
rm -rf "$folder/packages" "$folder/source" "$folder/sdk" "$folder/mbedtls" "$folder/prefix"
mkdir -p "$folder/packages" "$folder/prefix"
(cd "$folder/packages" && apt_next apt-get -qq -o APT::Get::Only-Source=1 --download-only source micropython mbedtls)
(cd "$folder/packages" && apt_next apt-get download -qq pico-sdk-source tinyusb-source \
    picotool libc6 libstdc++6 libgcc-s1 libusb-1.0-0 libudev1 libcap2 libmbedcrypto16)
# What there is, for the bill of materials: name, version and SHA-256 of each package as the distribution lists it.
(cd "$folder/packages" && for file in micropython_*.dsc mbedtls_*.dsc pico-sdk-source_*.deb tinyusb-source_*.deb; do
    name=${file%%_*} rest=${file#*_}; version=${rest%.dsc}
    echo "$name ${version%_*.deb} $(sha256sum < "$file" | cut -d ' ' -f 1)"
done) > "$folder/sources.txt"
dpkg-source --no-check -x "$folder"/packages/micropython_*.dsc "$folder/source" > /dev/null  # apt has checked them
dpkg-source --no-check -x "$folder"/packages/mbedtls_*.dsc "$folder/mbedtls" > /dev/null
for package in "$folder"/packages/pico-sdk-source_*.deb "$folder"/packages/tinyusb-source_*.deb; do dpkg -x "$package" "$folder/sdk"; done
rm "$folder"/packages/pico-sdk-source_*.deb "$folder"/packages/tinyusb-source_*.deb
for package in "$folder"/packages/*.deb; do dpkg -x "$package" "$folder/prefix"; done

# Debian's source has these folders empty.
for part in pico-sdk:sdk/usr/src/pico-sdk tinyusb:sdk/usr/src/tinyusb mbedtls:mbedtls; do
    rm -rf "${folder:?}/source/lib/${part%%:*}"
    ln -s "$folder/${part#*:}" "$folder/source/lib/${part%%:*}"
done
: > "$folder/source/lib/micropython-lib/README.md"  # cmake looks for it; nothing of it is used
loader=$(find "$folder/prefix" -name 'ld-linux*.so.*' | head -n 1)
libraries=$(dirname "$(find "$folder/prefix" -name libc.so.6 | head -n 1)")
cat > "$folder/picotool" <<TXT
#!/bin/sh
exec "$loader" --library-path "$libraries" "$folder/prefix/usr/bin/picotool" "\$@"
TXT
chmod +x "$folder/picotool"
rm -rf "$private" "$folder"/packages "$folder"/*.orig.tar.*
touch "$folder/.sources"
