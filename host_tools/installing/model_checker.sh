#!/bin/sh
# SPIN, which checks the models of tests/models, and the C compiler that its checkers are built with.
set -eu

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

if ! command -v spin > /dev/null || ! command -v gcc > /dev/null || ! command -v cpp > /dev/null; then
    echo "installing the model checker"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        spin gcc cpp libc6-dev > /dev/null
fi
