# have PROGRAM|FILE PACKAGE: is it there? else remember the package. get_missing PURPOSE: install those. To be sourced.
. "$here/root.sh"

missing=
have() {
    command -v "$1" > /dev/null || [ -e "$1" ] || missing="$missing $2"
}

get_missing() {
    [ -n "$missing" ] || return 0
    echo "installing$missing"
    as_root "to find the packages $1" apt-get update -qq
    # shellcheck disable=SC2086  # names of packages
    as_root "$1" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing > /dev/null
}
