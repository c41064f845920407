#!/bin/sh
# SPIN, which checks the models of tests/models, and the C compiler that its checkers are built with.
set -eu

. "$(dirname "$0")/root.sh"

if ! command -v spin > /dev/null || ! command -v gcc > /dev/null || ! command -v cpp > /dev/null; then
    echo "installing the model checker"
    as_root "to find SPIN" apt-get update -qq
    as_root "for SPIN, which checks the models, and a C compiler" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        spin gcc cpp libc6-dev > /dev/null
fi
