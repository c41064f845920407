#!/bin/sh
# The Python packages of requirements.lock, in a virtual environment of their own, the one library that pyzbar loads,
# and the types of MicroPython's modules (device/typings.lock) in a folder beside it.
set -eu

usage="usage: packages.sh PYTHON VENV TYPINGS"
python=${1:?$usage}
venv=${2:?$usage}
typings=${3:?$usage}

. "$(dirname "$0")/root.sh"

if ! ldconfig -p 2>/dev/null | grep -q 'libzbar\.so\.0'; then
    echo "installing libzbar0"
    as_root "to find libzbar0" apt-get update -qq
    as_root "for libzbar0, which reads bar codes" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libzbar0 > /dev/null
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "installing the virtual environments of $python"
    as_root "to find python3-venv" apt-get update -qq
    as_root "for python3-venv, which keeps our packages apart from yours" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends python3-venv > /dev/null
fi
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
echo "installing Python packages into $venv"
pip() { "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@"; }
# Every file is checked against its hash, those that our packages need in turn too; nothing else is taken.
pip --require-hashes --requirement host_tools/installing/build.lock  # builds what comes as source, and this project
pip --require-hashes --no-build-isolation --requirement requirements.lock
pip --no-deps --no-build-isolation --editable .
pip --require-hashes --no-deps --target "$typings" --upgrade --requirement device/typings.lock
