# What load.sh and growth.sh have in common: an issuer, nginx, and what loads them and counts. To be sourced, with `binaries` set to the
# folder of bearerd and token-issuer. Leaves the shell in the folder of all that is started.
#
# CLIENTS (32), WORKERS (2) and PORT (8090, and the five behind it) may be set.

port=${PORT:-8090}
clients=${CLIENTS:-32}
workers=${WORKERS:-2}
origin=http://127.0.0.1:$port
audience=https://my-api.example.com
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source_folder=$(cd "$here/../../nginx" && pwd)
# shellcheck source=nginx/processes.sh
. "$source_folder/processes.sh"

# Where nginx passes on to each bearerd.
seen=$origin
forgetting=http://127.0.0.1:$((port + 1))
guarded=http://127.0.0.1:$((port + 2))
remembering=http://127.0.0.1:$((port + 3))
seen_512=http://127.0.0.1:$((port + 4))
forgetting_512=http://127.0.0.1:$((port + 5))

token() { "$binaries/token-issuer" token --state "$folder/issuer" --scope read:messages "$@"; }

# What a process has had of the processors, in ticks, of which there are $rate a second; of several, together.
rate=$(getconf CLK_TCK)
ticks() {
    local pid
    for pid in "$@"; do awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$pid/stat"; done | awk '{ sum += $1 } END { print sum }'
}
memory() { awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$1/status"; }

# $1 tokens, $2 how many seconds, $3 URL, $4 how many clients, if not $clients
load() { TOKENS=$1.tokens wrk -t1 -c"${4:-$clients}" -d"${2}s" --latency -s tokens.lua "$3"; }

make_folder bench
for name in params guard_params guard_server.conf guard.conf verdicts.conf; do cp "$source_folder/bearerd_$name" "$folder"; done
sed "s|/run/bearerd-verdicts|$folder/verdicts|" "$source_folder/bearerd_verdict_zone.conf" > "$folder/zone.conf"
script=(-e "s|@FOLDER@|$folder|g")
for number in 0 1 2 3 4 5; do script+=(-e "s|@PORT$number@|$((port + number))|g"); done
sed "${script[@]}" "$here/load.conf.in" > "$folder/nginx.conf"
mkdir "$folder/www"
echo 'A file that nginx serves.' > "$folder/www/file"
cat > "$folder/tokens.lua" << 'LUA'
local tokens = {}
for line in io.lines(os.getenv("TOKENS")) do tokens[#tokens + 1] = line end
local next = 0
request = function()
    if #tokens == 0 then return wrk.format("GET") end
    next = next % #tokens + 1
    return wrk.format("GET", nil, { ["Authorization"] = "Bearer " .. tokens[next] })
end
LUA

cd "$folder"
clean=(env -i PATH="$PATH" LD_LIBRARY_PATH="${LD_LIBRARY_PATH:-}" LOG_LEVEL=warning)
serve=("$binaries/bearerd" serve --issuers "$origin/" --auth0-audience "$audience" --fastcgi-workers "$workers")
start "${clean[@]}" "$binaries/token-issuer" serve --state "$folder/issuer" \
    --listen "unix:$folder/sockets/token-issuer.sock" --issuer "$origin/" --audience "$audience"
wait_for_socket "$folder/sockets/token-issuer.sock"
start "${nginx[@]}"
wait_for /.well-known/openid-configuration
# The process of nginx that does the work: the manager of what it remembers is another. The file has no end of line, which read
# takes for a failure.
read -r -a nginx_children < "/proc/${children[1]}/task/${children[1]}/children" || [ "${#nginx_children[@]}" -gt 0 ]
for pid in "${nginx_children[@]}"; do
    if tr -d '\0' < "/proc/$pid/cmdline" | grep --quiet worker; then nginx_worker=$pid; fi
done
: > none.tokens
