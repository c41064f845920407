#!/bin/sh
# The Python packages that pyproject.toml pins, in a virtual environment of their own, the one library that pyzbar loads,
# and the types of MicroPython's modules (device/typings.txt) in a folder beside it.
set -eu

usage="usage: packages.sh PYTHON VENV TYPINGS"
python=${1:?$usage}
venv=${2:?$usage}
typings=${3:?$usage}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

if ! ldconfig -p 2>/dev/null | grep -q 'libzbar\.so\.0'; then
    echo "installing libzbar0"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libzbar0 > /dev/null
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "installing the virtual environments of $python"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv > /dev/null
fi
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
echo "installing Python packages into $venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --editable . --group dev
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --target "$typings" --upgrade --requirement device/typings.txt
