#!/bin/sh
# What is compiled of ours, into FOLDER: the verifiers' own sums, and the look at deterministic CBOR that each object gets.
# Everything works without them, and takes longer: a missing compiler is said, and is no error. Loading compares what they
# answer with what they must.
set -eu

folder=${1:?usage: sums.sh FOLDER}
host_tools=$(cd "$(dirname "$0")/.." && pwd)

if ! command -v gcc > /dev/null; then
    echo "sums: there is no gcc; ballots are verified by lib25519 or libsodium alone, and CBOR by Python" >&2
    exit 0
fi
mkdir -p "$folder"
make() {  # NAME SOURCE, what is said without it, options
    name=$1 source=$2 without=$3
    shift 3
    if gcc -O3 "$@" -fPIC -shared -Wall -Wextra -o "$folder/$name.so.new" "$source"; then
        mv "$folder/$name.so.new" "$folder/$name.so"
    else
        rm -f "$folder/$name.so.new"
        echo "sums: this compiler cannot make $name; $without" >&2
    fi
}
# Its vectors of two limbs would leave the registers; -O3 is for the loops of five limbs, all unrolled.
make sums "$host_tools/verifying/native/sums.c" "ballots are verified by lib25519 or libsodium alone" -fno-tree-vectorize
make plain_cbor "$host_tools/formats/native/plain_cbor.c" "objects are looked at by Python"
