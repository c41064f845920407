#!/bin/sh
# The packages of the page for any phone: Debian's Node and npm where there are none, then exactly what the lock names,
# each checked against its hash, without running anything that a package brings.
set -eu

folder=${1:?usage: page.sh FOLDER}
. "$(dirname "$0")/root.sh"

if ! command -v node > /dev/null || ! command -v npm > /dev/null; then
    echo "installing Node"
    as_root "to find Node" apt-get update -qq
    as_root "for Node, which builds the page for phones" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends nodejs npm > /dev/null
fi
echo "installing the page's packages into $folder"
mkdir -p "$folder"
cp host_tools/page/web/package.json host_tools/page/web/package-lock.json "$folder"
npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund --loglevel=error
