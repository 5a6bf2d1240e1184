#!/usr/bin/env bash
# Starts token-issuer, nginx and bearerd in one temporary folder, says how to call them, and stays until Ctrl-C.
#
# usage: run.sh BINARIES    where BINARIES is the folder that bearerd and token-issuer were built into
#
# PORT (8080) is where nginx listens; LOG_LEVEL and LOG_FORMAT reach bearerd.
set -euo pipefail

port=${PORT:-8080}
origin=http://127.0.0.1:$port
audience=https://my-api.example.com
source_folder=$(cd "$(dirname "$0")" && pwd)
binaries=$(cd "$1" && pwd)
folder=
children=()

say() { printf '%s\n' "$*"; }
fail() { printf 'run: %s\n' "$*" >&2; exit 1; }

# Runs however the script ends: whatever was started is gone before this returns.
clean_up() {
    trap '' INT TERM
    for pid in "${children[@]}"; do kill "$pid" 2>/dev/null || true; done
    for pid in "${children[@]}"; do wait "$pid" 2>/dev/null || true; done
    if [ -n "$folder" ]; then rm -rf "$folder"; fi
}
trap clean_up EXIT
trap 'exit 0' INT TERM HUP

start() {
    "$@" &
    children+=($!)
}

alive() {
    for pid in "${children[@]}"; do
        kill -0 "$pid" 2>/dev/null || fail "a part of it ended at once; its own words stand above"
    done
}

# Waits until something listens in the socket file $1.
wait_for_socket() {
    for _ in $(seq 600); do
        alive
        if [ -S "$1" ]; then return; fi
        sleep 0.1
    done
    fail "$1 did not appear within 60 s"
}

# Waits until $origin$1 answers 200.
wait_for() {
    for _ in $(seq 600); do
        alive
        if curl --silent --fail --output /dev/null "$origin$1"; then return; fi
        sleep 0.1
    done
    fail "$origin$1 did not answer within 60 s"
}

token() { "$binaries/token-issuer" token --state "$folder/issuer" --subject 'auth0|alice' "$@"; }

if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    fail "port $port is in use: stop what listens there, or choose another with PORT=8081 make run"
fi

# Not TMPDIR: the path of a Unix socket has 107 bytes at most, and nginx's workers must get there.
folder=$(mktemp -d "/tmp/bearerd-run-$port.XXXXXX")
nginx=(nginx -e stderr -p "$folder" -c "$folder/nginx.conf")
mkdir "$folder/sockets"
if [ "$(id -u)" = 0 ]; then
    # As in a real deployment: the workers of nginx are not root, and reach the sockets by their group.
    chmod 0711 "$folder"
    chgrp www-data "$folder/sockets"
    chmod 2750 "$folder/sockets"
    nginx+=(-g 'user www-data;')
fi
cp "$source_folder/bearerd_params" "$source_folder/bearerd_locations.conf" "$folder"
sed -e "s|@FOLDER@|$folder|g" -e "s|@PORT@|$port|g" "$source_folder/run.conf.in" > "$folder/nginx.conf"

# No setting and no .env file of the surroundings decides what this shows.
cd "$folder"
clean=(env -i PATH="$PATH" LD_LIBRARY_PATH="${LD_LIBRARY_PATH:-}")

start "${clean[@]}" "$binaries/token-issuer" serve --state "$folder/issuer" \
    --listen "unix:$folder/sockets/token-issuer.sock" --issuer "$origin/" --audience "$audience"
wait_for_socket "$folder/sockets/token-issuer.sock"
start "${nginx[@]}"
wait_for /.well-known/openid-configuration
start "${clean[@]}" LOG_LEVEL="${LOG_LEVEL:-}" LOG_FORMAT="${LOG_FORMAT:-}" "$binaries/bearerd" serve \
    --issuers "$origin/" --auth0-audience "$audience" --fastcgi-listen "unix:$folder/sockets/bearerd.sock"
wait_for_socket "$folder/sockets/bearerd.sock"
wait_for /readyz

with_scope=$(token --scope read:messages)
without_scope=$(token --scope read:profile)
say "
bearerd is ready on $origin. Paste these into another terminal.

# 1. Public: no token is needed.
curl -i $origin/api/public

# 2. Private: refused without a token, and let through with one.
curl -i $origin/api/private
curl -i $origin/api/private -H 'Authorization: Bearer $with_scope'

# 3. Scoped: the token must have the scope read:messages; the second one has another.
curl -i $origin/api/private-scoped -H 'Authorization: Bearer $with_scope'
curl -i $origin/api/private-scoped -H 'Authorization: Bearer $without_scope'

# A new token by client credentials, as from Auth0.
curl -s $origin/oauth/token -d grant_type=client_credentials -d client_id=development-client \\
    -d client_secret=development-secret -d audience=$audience

Ctrl-C stops everything. What bearerd logs follows.
"

wait -n "${children[@]}" || true
fail "a part of it ended; its own words stand above"
