# Shared by the scripts in this folder: what they say, and what has to be installed before a build.

say() { printf '\n==> %s\n' "$*"; }
die() { printf '\nerror: %s\n' "$*" >&2; exit 1; }

# Runs one part of a longer check under a title and prints how long it took: timed TITLE COMMAND... Ends the script with
# the command's exit code when it fails. The command runs outside of any condition, so that `set -e` holds inside it too.
timed() {
    local title="$1" start=$SECONDS
    shift
    say "$title"
    "$@"
    printf -- '--> %s: %d s\n' "$title" "$((SECONDS - start))"
}

cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1

# Debian package, and a file that tells it is there.
packages=(
    "libyaml-dev:/usr/include/yaml.h"
    "libsqlite3-dev:/usr/include/sqlite3.h"
    "zlib1g-dev:/usr/include/zlib.h"
    "pkg-config:/usr/bin/pkg-config"
)

# What a build needs.
install_dependencies() {
    command -v swift >/dev/null 2>&1 || die "Swift is not on the PATH.
  ximage is built with Swift 6.3 or newer: install a toolchain from swift.org, then run this again."
    local missing=() entry
    for entry in "${packages[@]}"; do
        [ -e "${entry#*:}" ] || missing+=("${entry%%:*}")
    done
    install_packages "${missing[@]}"
}

# What the conformance suite needs beside that.
install_python() {
    python3 -c 'import ensurepip, venv' 2>/dev/null || install_packages python3 python3-venv
}

# Installs packages with the system's package manager. Asks for nothing.
install_packages() {
    [ $# -gt 0 ] || return 0
    say "Installing $*"
    command -v apt-get >/dev/null 2>&1 || die "These are missing: $* (Debian's names).
  Install them with your system's package manager, then run this again."
    local sudo=()
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2>/dev/null || die "These are missing: $*; installing them needs the rights of root.
  Run this once, then try again:
    sudo apt-get install $*"
        sudo=(sudo -n)
    fi
    "${sudo[@]}" apt-get update -qq || die "apt-get update failed; see above."
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" \
        || die "apt-get could not install $*; see above."
}

# `swift build` with the check that no target imports what it does not declare. Builds without the check are other ones:
# each would compile everything again.
build() {
    swift build --explicit-target-dependency-import-check error "$@"
}

# Starts a command that runs beside the others, in a group of its own and at low priority: beside LOG COMMAND...
beside() {
    beside_log="$1"
    shift
    say "Beside the next parts: $*"
    set -m
    nice "$@" >"$beside_log" 2>&1 </dev/null &
    beside_group=$!
    set +m
}

# Waits for it. Its output is printed when it failed.
wait_beside() {
    local status=0
    wait "$beside_group" || status=$?
    beside_group=
    [ "$status" -eq 0 ] || die "it ended with $status:
$(tail -40 "$beside_log")"
}

# Ends it, when it still runs.
finish_beside() {
    [ -z "${beside_group:-}" ] || kill -- "-$beside_group" 2>/dev/null || true
}
