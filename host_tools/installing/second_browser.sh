#!/bin/sh
# Firefox, for the longer tests: the page for phones has to work in an engine that is not Chromium's.
set -eu

. "$(dirname "$0")/root.sh"

if ! command -v firefox-esr > /dev/null && ! command -v firefox > /dev/null; then
    echo "installing Firefox"
    as_root "to find Firefox" apt-get update -qq
    as_root "for Firefox, which tests the page for phones" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends firefox-esr > /dev/null
fi
