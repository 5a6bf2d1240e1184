#!/usr/bin/env bash
# Loads bearerd behind nginx with wrk and ab, prints one table, and draws a chart of it.
#
# usage: load.sh BINARIES CHART    the folder of bearerd and token-issuer; the SVG file to write
#
# SECONDS_EACH (4), CLIENTS (32), WORKERS (2) and PORT (8090; the next one is used too) may be set. Everything runs on this machine's loopback, so
# nginx, bearerd and the load share its processors: compare rows with each other, above all the processor time.
set -euo pipefail

port=${PORT:-8090}
seconds=${SECONDS_EACH:-4}
clients=${CLIENTS:-32}
workers=${WORKERS:-2}
many=300
origin=http://127.0.0.1:$port
audience=https://my-api.example.com
binaries=$(cd "$1" && pwd)
chart=$2
here=$(cd "$(dirname "$0")" && pwd)
source_folder=$(cd "$here/../../nginx" && pwd)
# shellcheck source=nginx/processes.sh
. "$source_folder/processes.sh"

token() { "$binaries/token-issuer" token --state "$folder/issuer" --scope read:messages "$@"; }

make_folder bench
cp "$source_folder/bearerd_params" "$folder"
sed -e "s|@FOLDER@|$folder|g" -e "s|@PORT@|$port|g" -e "s|@FORGETTING_PORT@|$((port + 1))|g" "$here/load.conf.in" > "$folder/nginx.conf"
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
start "${clean[@]}" "${serve[@]}" --fastcgi-listen "unix:$folder/sockets/bearerd.sock"
bearerd=$!
start "${clean[@]}" "${serve[@]}" --fastcgi-listen "unix:$folder/sockets/forgetting.sock" --token-cache-entries 0
forgetting=$!
# The process of nginx that does the work. The file has no end of line, which read takes for a failure.
read -r nginx_worker < "/proc/${children[1]}/task/${children[1]}/children" || [ -n "$nginx_worker" ]
wait_for_socket "$folder/sockets/bearerd.sock"
wait_for_socket "$folder/sockets/forgetting.sock"
wait_for /readyz

: > none.tokens
token > one.tokens
token --broken bad-signature > bad.tokens
for number in $(seq $many); do token --subject "auth0|$number"; done > many.tokens

ticks() { awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$1/stat"; }
memory() { awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$1/status"; }

# $1 name, $2 path, $3 tokens, $4 process, $5 the status that is expected
measure() {
    local url=$origin$2
    if [ "$4" = "$forgetting" ]; then url=http://127.0.0.1:$((port + 1))$2; fi
    TOKENS=$3.tokens wrk -t1 -c"$clients" -d1s -s tokens.lua "$url" > /dev/null
    local before after
    before=$(ticks "$4")
    TOKENS=$3.tokens wrk -t1 -c"$clients" -d"${seconds}s" --latency -s tokens.lua "$url" > wrk.out
    after=$(ticks "$4")
    local header=()
    if [ -s "$3.tokens" ]; then header=(-H "Authorization: Bearer $(head -n 1 "$3.tokens")"); fi
    ab -q -k -t "$seconds" -n 1000000 -c "$clients" "${header[@]}" "$url" > ab.out 2>&1 || true
    awk -v name="$1" -v ticks=$((after - before)) -v rate="$(getconf CLK_TCK)" -v memory="$(memory "$4")" -v expected="$5" \
        -v ab="$(awk '/^Requests per second/ { print int($4) }' ab.out)" '
        function milliseconds(text) {
            return text ~ /us$/ ? text / 1000 : text ~ /ms$/ ? text + 0 : text * 1000
        }
        /requests in/                { requests = $1 }
        /^Requests\/sec/             { persecond = $2 }
        $1 == "50%"                  { median = milliseconds($2) }
        $1 == "99%"                  { slow = milliseconds($2) }
        /Socket errors/              { gsub(/[^0-9 ]/, ""); failed += $1 + $2 + $3 + $4 }
        /Non-2xx/                    { other = $NF }
        END {
            failed += expected == 200 ? other : requests - other
            printf "%s\t%d\t%d\t%.1f\t%.2f\t%.2f\t%s\t%d\n", name, persecond, ab, ticks * 1e6 / rate / requests,
                median, slow, memory, failed
        }' wrk.out
}

{
    measure "nginx by itself"            /nginx              none "$nginx_worker"   200
    measure "public"                     /api/public         none "$bearerd"        200
    measure "private, one token"         /api/private        one  "$bearerd"        200
    measure "private, $many tokens"      /api/private        many "$bearerd"        200
    measure "scoped, $many tokens"       /api/private-scoped many "$bearerd"        200
    measure "private, none remembered"   /api/private        many "$forgetting"     200
    measure "refused, no token"          /api/private        none "$bearerd"        401
    measure "refused, bad signature"     /api/private        bad  "$bearerd"        401
} > rows

awk -F '\t' -v clients="$clients" -v workers="$workers" -v machine="$(nproc) processors, $(uname -m)" '
    BEGIN {
        printf "bearerd with %s workers behind nginx with 1, %s clients; %s\n\n", workers, clients, machine
        printf "%-26s %10s %10s %14s %8s %8s %11s %7s\n",
            "", "wrk req/s", "ab req/s", "cpu us/request", "p50 ms", "p99 ms", "memory MiB", "failed"
    }
    { printf "%-26s %10d %10d %14s %8s %8s %11s %7d\n", $1, $2, $3, $4, $5, $6, $7, $8 }
' rows
say "
The first row counts nginx, the others only bearerd. Memory is what is resident. Failed: not answered as expected."

awk -F '\t' '
    { name[NR] = $1; value[NR] = $4; if ($4 > most) most = $4 }
    END {
        height = 60 + NR * 30
        printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"760\" height=\"%d\" ", height
        print "font-family=\"sans-serif\" font-size=\"14\" fill=\"#222\">"
        print "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>"
        print "<text x=\"20\" y=\"28\" font-size=\"16\">Processor time per request, in microseconds</text>"
        for (i = 1; i <= NR; i++) {
            y = 20 + i * 30
            printf "<text x=\"220\" y=\"%d\" text-anchor=\"end\">%s</text>", y + 15, name[i]
            printf "<rect x=\"230\" y=\"%d\" width=\"%.1f\" height=\"20\" fill=\"%s\"/>", y, value[i] / most * 450,
                i == 1 ? "#999" : "#0a7d5a"
            printf "<text x=\"%.1f\" y=\"%d\">%s</text>\n", 236 + value[i] / most * 450, y + 15, value[i]
        }
        print "</svg>"
    }
' rows > chart.svg
cd - > /dev/null
mv "$folder/chart.svg" "$chart"
say "Chart: $chart"
