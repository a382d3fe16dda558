#!/usr/bin/env bash
# Runs the server and nginx in a container, until either ends or the container is stopped.
set -euo pipefail

home=$PYSTREAMING_DATA_DIR
chown pystreaming: "$home"
chmod 711 "$home"
# nginx writes here; the server reads, and makes links
install -d -o www-data -g pystreaming -m 2775 "$home/hls"

setpriv --reuid pystreaming --regid pystreaming --init-groups pystreaming &
server=$!
nginx -g 'daemon off;' &
nginx=$!

stopped=''
trap 'stopped=yes; kill -TERM "$server" "$nginx" 2>/dev/null' TERM INT
wait -n "$server" "$nginx" || true
kill -TERM "$server" "$nginx" 2>/dev/null || true
wait "$server" "$nginx" || true
# whoever restarts containers that failed should see a failure, unless the end was asked for
[ -n "$stopped" ]
