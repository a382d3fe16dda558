#!/usr/bin/env bash
# Lets the fuzzer look for inputs that break a parser, beginning with those in fuzz/seeds. Stops at the first that it
# finds, and says in which file of fuzz/artifacts it is.
#
# Usage: scripts/fuzz.sh MINUTES [TARGET...]     MINUTES for each; all targets unless named
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

minutes=${1-}
[[ $minutes =~ ^[1-9][0-9]*$ ]] || fail "for how many minutes? usage: scripts/fuzz.sh MINUTES [TARGET...]"
shift
need_rust
export PATH="$PATH:$HOME/.cargo/bin"
command -v cargo-fuzz >/dev/null || fail "cargo-fuzz is not installed; run: cargo install cargo-fuzz"
targets=("$@")
[ $# -gt 0 ] || readarray -t targets < <(cargo fuzz list)

for target in "${targets[@]}"; do
    say "=== $target"
    corpora=("fuzz/corpus/$target" "fuzz/seeds/$target")
    mkdir -p "${corpora[0]}"
    [ -d "${corpora[1]}" ] || unset 'corpora[1]'
    # sanitizers watch over unsafe code, of which there is none here: overflows and assertions are found without
    cargo fuzz run --sanitizer none "$target" "${corpora[@]}" -- -max_total_time=$((minutes * 60)) -timeout=10
done
