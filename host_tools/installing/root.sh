# as_root REASON COMMAND…: say what is done as root and why, then do it. To be sourced.
as_root() {
    reason=$1; shift
    if [ "$(id -u)" = 0 ]; then "$@"; return; fi
    echo "as root, by sudo, $reason: $*" >&2
    sudo "$@"
}
