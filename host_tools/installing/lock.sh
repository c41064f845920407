#!/bin/sh
# Write the lock files anew: every package that ours need in turn, each file by its SHA-256, for all processors and
# Python versions. Run it after a change of pyproject.toml or device/typings.in, and look at what changed.
set -eu

usage="usage: lock.sh PYTHON FOLDER"
python=${1:?$usage}
folder=${2:?$usage}
uv_version=0.13.9
[ -x "$folder/bin/python" ] || "$python" -m venv "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check "uv==$uv_version"
lock() {
    target=$1; shift
    "$folder/bin/uv" pip compile "$@" --universal --python-version 3.11 --generate-hashes --only-binary :all: --no-header --no-annotate \
        --quiet --output-file "$target"
}
lock requirements.lock pyproject.toml --group dev --no-binary esptool  # it comes as source alone
printf 'setuptools>=77\nwheel\n' > "$folder/build.in"
lock host_tools/installing/build.lock "$folder/build.in"
lock device/typings.lock device/typings.in --no-deps
lock host_tools/installing/splink.lock host_tools/installing/splink.in
"$python" -m host_tools.installing.sbom
