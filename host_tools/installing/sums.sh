#!/bin/sh
# The verifiers' own sums in C, compiled into FOLDER. Verifying works without them, and takes twice as long: a missing compiler
# is said, and is no error. Loading compares what they compute with libsodium.
set -eu

folder=${1:?usage: sums.sh FOLDER}
source=$(cd "$(dirname "$0")/../verifying/native" && pwd)

if ! command -v gcc > /dev/null; then
    echo "sums: there is no gcc; ballots are verified by lib25519 or libsodium alone" >&2
    exit 0
fi
mkdir -p "$folder"
# Its vectors of two limbs would leave the registers; -O3 is for the loops of five limbs, all unrolled.
if gcc -O3 -fno-tree-vectorize -fPIC -shared -Wall -Wextra -o "$folder/sums.so.new" "$source/sums.c"; then
    mv "$folder/sums.so.new" "$folder/sums.so"
else
    rm -f "$folder/sums.so.new"
    echo "sums: this compiler cannot make them; ballots are verified by lib25519 or libsodium alone" >&2
fi
