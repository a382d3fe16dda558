#!/usr/bin/env bash
# Shows PyStreaming with a stream: builds it, starts it with a test picture, and ends all of it on Ctrl-C.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

usage() {
    cat <<'TEXT'
Usage: scripts/demo.sh [--port N] [--rtmp-port N] [--public]

  --port N       port of the site (default 5678, or the next free one)
  --rtmp-port N  port that encoders publish to (default 1935, or the next free one)
  --public       let other machines reach both; otherwise only this one does

Installs ffmpeg for the test picture if it is missing, keeps everything in a temporary folder, and removes it at the end.
TEXT
}

port='' rtmp_port='' listen=127.0.0.1
while [ $# -gt 0 ]; do
    case $1 in
        -h | --help) usage; exit ;;
        --public) listen=0.0.0.0; shift ;;
        --port=* | --rtmp-port=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
        --port | --rtmp-port)
            [ -n "${2:-}" ] || fail "$1 needs a value"
            if [ "$1" = --port ]; then port=$2; else rtmp_port=$2; fi
            shift 2 ;;
        *) usage >&2; exit 2 ;;
    esac
done
[ -z "$port" ] || [ "$port" != "$rtmp_port" ] || fail "the site and the encoders need a port each"
for chosen in $port $rtmp_port; do
    { [[ $chosen =~ ^[0-9]{1,5}$ ]] && [ $((10#$chosen)) -ge 1 ] && [ $((10#$chosen)) -le 65535 ]; } ||
        fail "$chosen is not a port; give a number from 1 to 65535"
    port_taken "$chosen" && fail "port $chosen is taken"
done

need_rust
need_packages ffmpeg=ffmpeg

say "building (the first time takes a few minutes)"
cargo build --quiet --release --locked --bin pystreaming --bin pystreaming-admin
server=${CARGO_TARGET_DIR:-target}/release/pystreaming

port=${port:-$(free_port 5678)}
rtmp_port=${rtmp_port:-$(free_port 1935)}
home=$(mktemp -d "${TMPDIR:-/tmp}/pystreaming-demo.XXXXXX")
children=()

# Every child dies with this script, even if the script is killed.
run() {
    local log=$1
    shift
    setpriv --pdeathsig TERM "$@" >>"$home/$log" 2>&1 </dev/null &
    children+=($!)
}
stop() {
    trap - EXIT
    trap '' INT TERM HUP
    # the encoder first, so that nobody complains about the others being gone
    for ((i = ${#children[@]} - 1; i >= 0; i--)); do kill -TERM "${children[i]}" 2>/dev/null || true; done
    for child in "${children[@]}"; do wait "$child" 2>/dev/null || true; done
    rm -rf "$home"
}
trap stop EXIT
trap 'say ""; say "stopping"; exit 0' INT
trap 'exit 143' TERM HUP
give_up() {
    for log in "$home"/*.log; do
        [ -s "$log" ] && { say "--- ${log##*/}"; tail -n 20 "$log"; }
    done >&2
    fail "$1"
}
wait_for() {
    local what=$1 tries=300
    shift
    until "$@"; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || give_up "$what did not come up"
        for child in "${children[@]}"; do kill -0 "$child" 2>/dev/null || give_up "$what did not start"; done
        sleep 0.1
    done
}

cat >"$home/config.yaml" <<YAML
site_name: PyStreaming demo
data_dir: $home/data
listen: $listen
port: $port
ingest:
  rtmp: $listen:$rtmp_port
YAML
random_key() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }
demo_key=$(random_key) your_key=$(random_key)
admin() {
    "$server-admin" --config "$home/config.yaml" "$@" >>"$home/admin.log" 2>&1 || give_up "'${*:1:4}' did not work"
}
admin streamer add --username demo --key "$demo_key"
admin streamer description --username demo --description "A test picture with a tone :wave:"
admin streamer add --username you --key "$your_key"

run server.log "$server" --config "$home/config.yaml"
wait_for "the server" port_taken "$port"
run encoder.log ffmpeg -hide_banner -loglevel error -nostdin -re \
    -f lavfi -i testsrc2=size=1280x720:rate=30 -f lavfi -i sine=frequency=220:beep_factor=4:sample_rate=44100 \
    -c:v libx264 -preset ultrafast -tune zerolatency -pix_fmt yuv420p -g 30 -b:v 2500k -maxrate 2500k -bufsize 2500k \
    -c:a aac -b:a 96k -f flv "rtmp://127.0.0.1:$rtmp_port/live/$demo_key"
is_live() { http_get "$port" /demo/info | grep -q '"live": *true'; }
wait_for "the stream" is_live

shown=localhost
[ "$listen" = 127.0.0.1 ] || shown=$(hostname -I 2>/dev/null | cut -d' ' -f1)
cat <<TEXT

  Watch:       http://$shown:$port/demo/
  All streams: http://$shown:$port/

  To stream yourself, tell OBS (Settings, Stream, Custom), and open http://$shown:$port/you/
    Server:     rtmp://$shown:$rtmp_port/live
    Stream key: $your_key
  and set Keyframe Interval to 1 s (Settings, Output, Output Mode Advanced, Streaming): with OBS' default of 0,
  viewers who join wait up to 10 seconds for the picture.

Ctrl-C ends all of it.
TEXT
wait -n "${children[@]}" || true
give_up "one of the processes ended by itself"
