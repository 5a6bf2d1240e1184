#!/usr/bin/env bash
# Starts token-issuer, nginx and bearerd in one temporary folder, says how to call them, and stays until Ctrl-C.
#
# usage: run.sh BINARIES    where BINARIES is the folder that bearerd and token-issuer were built into
#
# PORT (8080) is where nginx listens; LOG_LEVEL, LOG_FORMAT and DPOP_NONCE reach bearerd. With REDIS=1, used proofs and the
# deny-list are in a redis-server, in the same folder.
set -euo pipefail

port=${PORT:-8080}
origin=http://127.0.0.1:$port
audience=https://my-api.example.com
source_folder=$(cd "$(dirname "$0")" && pwd)
binaries=$(cd "$1" && pwd)
# shellcheck source=nginx/processes.sh
. "$source_folder/processes.sh"

token() { "$binaries/token-issuer" token --state "$folder/issuer" --subject 'auth0|alice' "$@"; }

if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    fail "port $port is in use: stop what listens there, or choose another with PORT=8081 make run"
fi

make_folder "run-$port"
for name in params locations.conf guard_params guard_server.conf guard.conf logout.conf; do
    cp "$source_folder/bearerd_$name" "$folder"
done
sed -e "s|@FOLDER@|$folder|g" -e "s|@PORT@|$port|g" "$source_folder/run.conf.in" > "$folder/nginx.conf"

# No setting and no .env file of the surroundings decides what this shows.
cd "$folder"
clean=(env -i PATH="$PATH" LD_LIBRARY_PATH="${LD_LIBRARY_PATH:-}")

start "${clean[@]}" "$binaries/token-issuer" serve --state "$folder/issuer" \
    --listen "unix:$folder/sockets/token-issuer.sock" --issuer "$origin/" --audience "$audience" --page
wait_for_socket "$folder/sockets/token-issuer.sock"
start "${nginx[@]}"
wait_for /.well-known/openid-configuration
redis_url=
if [ -n "${REDIS:-}" ]; then
    # It keeps nothing on disk.
    start redis-server --port 0 --unixsocket "$folder/sockets/redis.sock" --dir "$folder" --save '' --appendonly no \
        --logfile "$folder/redis.log"
    wait_for_socket "$folder/sockets/redis.sock"
    redis_url=unix:$folder/sockets/redis.sock
fi
start "${clean[@]}" LOG_LEVEL="${LOG_LEVEL:-}" LOG_FORMAT="${LOG_FORMAT:-}" DPOP_NONCE="${DPOP_NONCE:-}" \
    REDIS_URL="$redis_url" "$binaries/bearerd" serve \
    --issuers "$origin/" --auth0-audience "$audience" --public-origin "$origin" \
    --fastcgi-listen "unix:$folder/sockets/bearerd.sock"
wait_for_socket "$folder/sockets/bearerd.sock"
wait_for /readyz

with_scope=$(token --scope read:messages)
without_scope=$(token --scope read:profile)
say "
bearerd is ready. A page that makes tokens, calls with them, and says why they are taken or refused:

    $origin/

Or paste these into another terminal.

# 1. Public: no token is needed.
curl -i $origin/api/public

# 2. Private: refused without a token, and let through with one.
curl -i $origin/api/private
curl -i $origin/api/private -H 'Authorization: Bearer $with_scope'

# 3. Scoped: the token must have the scope read:messages; the second one has another.
curl -i $origin/api/private-scoped -H 'Authorization: Bearer $with_scope'
curl -i $origin/api/private-scoped -H 'Authorization: Bearer $without_scope'

# 4. A location of nginx that bearerd guards: what stands behind it is told who is calling.
curl -i $origin/guarded -H 'Authorization: Bearer $with_scope'

# A new token by client credentials, as from Auth0.
curl -s $origin/oauth/token -d grant_type=client_credentials -d client_id=development-client \\
    -d client_secret=development-secret -d audience=$audience

${redis_url:+# Used proofs and the deny-list are in a Redis, which ends with the rest: REDIS_URL=$redis_url
\"$binaries/bearerd\" deny sub 'auth0|alice' --redis-url $redis_url \\
    --issuers $origin/ --audience $audience

}Ctrl-C stops everything. What bearerd logs follows.
"

wait -n "${children[@]}" || true
fail "a part of it ended; its own words stand above"
