# shellcheck shell=bash
# Shared by the scripts of this folder: sourced, not run.

say() { printf '%s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# as_root COMMAND...: as it is for root, through sudo for everybody else.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "'$*' needs root, and sudo is not installed; run it as root and try again"
    fi
}

# need_packages PACKAGE=FILE...: installs the Debian packages whose file or command is missing.
need_packages() {
    local pair package proof missing=()
    for pair in "$@"; do
        package=${pair%%=*} proof=${pair#*=}
        [ -e "$proof" ] || PATH="$PATH:/usr/sbin" command -v "$proof" >/dev/null || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    command -v apt-get >/dev/null || fail "missing: ${missing[*]}; this is not Debian, so install them by hand"
    say "installing ${missing[*]}"
    local log
    log=$(mktemp)
    # nginx and the databases need not run as services for anything here
    if ! { as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 </dev/null; then
        cat "$log" >&2
        fail "could not install ${missing[*]}"
    fi
    rm -f "$log"
}

# need_rust: Cargo, which rustup puts where a login shell finds it.
need_rust() {
    command -v cargo >/dev/null || PATH="$HOME/.cargo/bin:$PATH"
    command -v cargo >/dev/null || fail "cargo is not installed; see https://rustup.rs"
}

# The initdb of the newest PostgreSQL server here. Debian keeps the programs of each version in a folder of its own, which may hold
# those of clients alone.
postgres_initdb() { printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1; }
