#!/usr/bin/env bash
# A site of two nodes on this machine, with nginx, Redis and a database server of its own, to try what docs/cluster.md tells.
#
# Usage: scripts/cluster.sh up|down|status|admin ARGUMENTS...
#   up      builds the server, starts everything, and says where it is
#   down    stops everything, and removes what it has stored
#   status  shows the nodes
#   admin   runs pystreaming-admin with the configuration of node a
#
# CLUSTER_DATABASE  mariadb (default) or postgres, for up
# CLUSTER_DIR       folder of the site (default: target/cluster)
# CLUSTER_PORT      first of its nine ports (default: 5690): nginx, the nodes, RTMP of the nodes, Redis, the database, the nodes for each other
# CLUSTER_BIN       folder of the programs, which are built if it is not set
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
. scripts/lib.sh

database=${CLUSTER_DATABASE:-mariadb}
folder=${CLUSTER_DIR:-target/cluster}
port=${CLUSTER_PORT:-5690}
export PATH="$PATH:/usr/sbin:/usr/local/sbin"

# in which order things are stopped
parts=(nginx node-b node-a redis mariadb postgres)

# starts NAME COMMAND...: in the background, with its log and number in the folder
starts() {
    local name=$1
    shift
    (cd "$folder" && exec setsid "$@" >"$name.log" 2>&1 </dev/null & echo $! >"$folder/$name.pid")
}

# answers SECONDS NAME COMMAND...: waits until a command succeeds
answers() {
    local seconds=$1 name=$2 begun=$SECONDS
    shift 2
    until "$@" >/dev/null 2>&1; do
        [ $((SECONDS - begun)) -lt "$seconds" ] || fail "$name does not answer; its log is $folder/$name.log"
        sleep 0.1
    done
}

ready() { [ "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$1/readyz")" = 200 ]; }

start_mariadb() {
    # a server that starts clears away what it takes for its own remains in --tmpdir
    mariadb-install-db --no-defaults --datadir="$folder/mariadb" --tmpdir="$folder" --auth-root-authentication-method=normal \
        >"$folder/mariadb-install.log" 2>&1
    local user=()
    [ "$(id -u)" -ne 0 ] || user=(--user=root)
    starts mariadb mariadbd --no-defaults "${user[@]}" --datadir="$folder/mariadb" --tmpdir="$folder" \
        --socket="$folder/mariadb.sock" --pid-file="$folder/mariadb-own.pid" \
        --bind-address=127.0.0.1 --port=$((port + 6)) --skip-name-resolve
    answers 60 mariadb mariadb --no-defaults --socket="$folder/mariadb.sock" --user=root --execute='SELECT 1'
    mariadb --no-defaults --socket="$folder/mariadb.sock" --user=root --execute="
        CREATE DATABASE pystreaming;
        CREATE USER pystreaming@'%' IDENTIFIED BY 'pystreaming';
        GRANT ALL ON pystreaming.* TO pystreaming@'%'"
}

start_postgres() {
    local programs user=()
    programs=$(dirname "$(postgres_initdb)")
    mkdir "$folder/postgres"
    # the server refuses to be run by root
    if [ "$(id -u)" -eq 0 ]; then
        user=(setpriv --reuid=postgres --regid=postgres --init-groups)
        chown postgres: "$folder/postgres"
        (cd / && "${user[@]}" test -w "$folder/postgres") ||
            fail "the user postgres cannot enter $folder; set CLUSTER_DIR to a folder where it can"
    fi
    (cd / && "${user[@]}" "$programs/initdb" --pgdata="$folder/postgres" --username=postgres --encoding=UTF8 --no-locale \
        --auth-local=trust --auth-host=scram-sha-256) >"$folder/postgres-install.log" 2>&1 ||
        fail "initdb failed; its log is $folder/postgres-install.log"
    starts postgres "${user[@]}" "$programs/postgres" -D "$folder/postgres" -k "$folder/postgres" \
        -c listen_addresses=127.0.0.1 -p $((port + 6))
    local query=(psql --no-psqlrc --quiet --dbname=postgres --host="$folder/postgres" --port=$((port + 6)) --username=postgres)
    answers 60 postgres "${query[@]}" --command='SELECT 1'
    "${query[@]}" --command="CREATE ROLE pystreaming LOGIN PASSWORD 'pystreaming'" \
        --command='CREATE DATABASE pystreaming OWNER pystreaming'
}

up() {
    [ ! -e "$folder" ] || fail "$folder exists; run 'scripts/cluster.sh down' first"
    case $database in
        mariadb) need_packages mariadb-server=mariadbd ;;
        postgres) need_packages "postgresql=$(postgres_initdb)" ;;
        *) fail "CLUSTER_DATABASE is mariadb or postgres, not $database" ;;
    esac
    need_packages nginx=nginx redis-server=redis-server curl=curl
    if [ -z "${CLUSTER_BIN:-}" ]; then
        need_rust
        cargo build --locked --bins
    fi
    mkdir -p "$folder/a" "$folder/b"
    folder=$(realpath "$folder")
    trap stop EXIT
    # 5690 to 5698 are the ports in the files
    local file at
    for file in node-a.yaml node-b.yaml nginx.conf; do
        local edits=()
        for at in 0 1 2 3 4 5 6 7 8; do edits+=(-e "s/\\b569$at\\b/$((port + at))/g"); done
        [ "$database" != postgres ] || edits+=(-e 's/^database: mysql:/database: postgres:/')
        sed "${edits[@]}" "config/cluster/$file" >"$folder/$file"
    done

    "start_$database"
    starts redis redis-server --bind 127.0.0.1 --port $((port + 5)) --save '' --dir "$folder"
    answers 10 redis redis-cli -p $((port + 5)) ping
    starts node-a "$bin/pystreaming" --config node-a.yaml
    answers 30 node-a ready $((port + 1))
    starts node-b "$bin/pystreaming" --config node-b.yaml
    answers 30 node-b ready $((port + 2))
    starts nginx nginx -p "$folder" -c nginx.conf -e nginx-error.log -g "daemon off;$([ "$(id -u)" -ne 0 ] || echo ' user root;')"
    answers 10 nginx curl -s "http://127.0.0.1:$port/"
    trap - EXIT

    local again=scripts/cluster.sh
    [ -z "${CLUSTER_BIN:-}" ] || again="CLUSTER_BIN=$CLUSTER_BIN $again"
    [ -z "${CLUSTER_DIR:-}" ] || again="CLUSTER_DIR=$CLUSTER_DIR $again"
    say "
  Site:    http://127.0.0.1:$port/
  Nodes:   http://127.0.0.1:$((port + 1))/ (a) and http://127.0.0.1:$((port + 2))/ (b)
  Encoder: rtmp://127.0.0.1:$((port + 3))/live (a) or rtmp://127.0.0.1:$((port + 4))/live (b)

  Add a streamer:      $again admin streamer add -u alice
  Let b lead:          $again admin cluster drain a
  Kill the node a:     kill -9 \$(cat $folder/node-a.pid)
  Stop and remove it:  $again down"
}

stop() {
    local part pid
    for part in "${parts[@]}"; do
        [ -e "$folder/$part.pid" ] || continue
        pid=$(cat "$folder/$part.pid")
        kill "$pid" 2>/dev/null || continue
        for _ in $(seq 200); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.1
        done
        kill -9 "$pid" 2>/dev/null || true
    done
}

down() {
    stop
    rm -rf "$folder"
}

admin() { (cd "$folder" && "$bin/pystreaming-admin" --config node-a.yaml "$@"); }

bin=${CLUSTER_BIN:-${CARGO_TARGET_DIR:-target}/debug}
bin=$(realpath -m "$bin")
case ${1:-} in
    up) up ;;
    down) down ;;
    status) admin cluster status ;;
    admin) shift; admin "$@" ;;
    *) sed -n '2,14s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
