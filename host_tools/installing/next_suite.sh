# Sourced: `apt_next TOOL ARGUMENTS` runs an apt tool on the distribution's next suite, without touching the system's apt.
#
#   next_suite=trixie; private=FOLDER; kinds="deb" or "deb-src" or both; . next_suite.sh
#
# The system's own package source with only the suite replaced; checked by the keyring that is already trusted.
mkdir -p "$private/lists/partial" "$private/cache/archives/partial" "$private/parts"
: > "$private/status"
if [ -f /etc/apt/sources.list.d/debian.sources ]; then
    awk -v RS= 'NR==1' /etc/apt/sources.list.d/debian.sources | sed -E \
        -e "s/^Types:.*/Types: $kinds\nArchitectures: $(dpkg --print-architecture)/" -e "s/^Suites:.*/Suites: $next_suite/" \
        > "$private/parts/next.sources"
else
    for kind in $kinds; do
        grep -m1 -E '^deb .*debian( |/)' /etc/apt/sources.list | sed -E \
            "s|^deb( +(\[[^]]*\] +)?[^ ]+ +)[^ ]+ .*|$kind\1$next_suite main|"
    done > "$private/parts/next.list"
fi
apt_next() {
    tool=$1; shift
    "$tool" -o Dir::Etc::SourceList=/dev/null -o "Dir::Etc::SourceParts=$private/parts" -o "Dir::State::Lists=$private/lists" \
        -o "Dir::Cache=$private/cache" -o "Dir::State::status=$private/status" -o APT::Get::List-Cleanup=0 \
        -o Acquire::Languages=none -o APT::Sandbox::User=root "$@"
}
