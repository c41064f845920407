#!/bin/sh
# Chromium, for the tests of the page and its pictures. `make run` itself needs none: any browser will do.
set -eu

. "$(dirname "$0")/root.sh"

if ! command -v chromium > /dev/null && ! command -v chromium-browser > /dev/null && ! command -v google-chrome > /dev/null; then
    echo "installing Chromium"
    as_root "to find Chromium" apt-get update -qq
    as_root "for Chromium, which tests the page" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium > /dev/null
fi
