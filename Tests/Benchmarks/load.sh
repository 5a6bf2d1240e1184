#!/usr/bin/env bash
# Loads bearerd behind nginx with wrk and ab, prints two tables, and draws a chart of the first.
#
# usage: load.sh BINARIES CHARTS    the folder of bearerd and token-issuer; the folder for load.svg
#
# SECONDS_EACH (4) and what setup.sh reads may be set. Everything runs on this machine's loopback, so
# nginx, bearerd and the load share its processors: compare rows with each other, above all the processor time.
set -euo pipefail

seconds=${SECONDS_EACH:-4}
many=300
binaries=$(cd "$1" && pwd)
mkdir -p "$2"
charts=$(cd "$2" && pwd)
# shellcheck source=Tests/Benchmarks/setup.sh
. "$(dirname "$0")/setup.sh"

start "${clean[@]}" VERDICT_TTL=5s "${serve[@]}" --fastcgi-listen "unix:$folder/sockets/bearerd.sock"
bearerd=$!
start "${clean[@]}" "${serve[@]}" --fastcgi-listen "unix:$folder/sockets/forgetting.sock" --token-cache-entries 0
forgetful=$!
wait_for_socket "$folder/sockets/bearerd.sock"
wait_for_socket "$folder/sockets/forgetting.sock"
wait_for /readyz

token > one.tokens
token --broken bad-signature > bad.tokens
token --count $many > many.tokens

# $1 name, $2 URL, $3 tokens, $4 the status that is expected, then the processes
measure() {
    local name=$1 url=$2 expected=$4
    local tokens=$3
    shift 4
    load "$tokens" 1 "$url" > /dev/null
    local before after
    before=$(ticks "$@")
    load "$tokens" "$seconds" "$url" > wrk.out
    after=$(ticks "$@")
    local header=()
    if [ -s "$tokens.tokens" ]; then header=(-H "Authorization: Bearer $(head -n 1 "$tokens.tokens")"); fi
    ab -q -k -t "$seconds" -n 1000000 -c "$clients" "${header[@]}" "$url" > ab.out 2>&1 || true
    awk -v name="$name" -v ticks=$((after - before)) -v rate="$rate" -v memory="$(memory "$1")" -v expected="$expected" \
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

both=("$bearerd" "$nginx_worker")
{
    measure "nginx by itself"            "$seen/nginx"              none 200 "$nginx_worker"
    measure "public"                     "$seen/api/public"         none 200 "$bearerd"
    measure "private, one token"         "$seen/api/private"        one  200 "$bearerd"
    measure "private, $many tokens"      "$seen/api/private"        many 200 "$bearerd"
    measure "scoped, $many tokens"       "$seen/api/private-scoped" many 200 "$bearerd"
    measure "private, none remembered"   "$forgetting/api/private"  many 200 "$forgetful"
    measure "refused, no token"          "$seen/api/private"        none 401 "$bearerd"
    measure "refused, bad signature"     "$seen/api/private"        bad  401 "$bearerd"
    measure "file, unguarded"            "$guarded/open/file"       many 200 "${both[@]}"
    measure "file, guarded"              "$guarded/file"            many 200 "${both[@]}"
    measure "file, nginx remembers"      "$remembering/file"        many 200 "${both[@]}"
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
The first row counts nginx, the files nginx and bearerd together, the others only bearerd. Memory is what is resident. Failed: not
answered as expected."

# $1 name, $2 tokens, $3 URL; the log has a time of nginx's in each row, and what bearerd took of it
measure_times() {
    load "$2" 1 "$3/api/private" 512 > /dev/null
    load "$2" "$seconds" "$3/api/private?timed=1" 512 > /dev/null
    sleep 0.3
    local column figures=()
    for column in 1 2; do
        figures+=("$(awk -v column=$column '{ print $column * 1000 }' times.log | sort -n | awk '
            { value[NR] = $1 } END { print value[int(NR * 0.5) + 1] "\t" value[int(NR * 0.99) + 1] }')")
    done
    printf '%s\t%s\t%s\n' "$1" "${figures[@]}"
    : > times.log
}

{
    measure_times "keepalive 64, remembered"       many "$seen"
    measure_times "keepalive 64, none remembered"  many "$forgetting"
    measure_times "keepalive 512, remembered"      many "$seen_512"
    measure_times "keepalive 512, none remembered" many "$forgetting_512"
} > times
awk -F '\t' '
    BEGIN {
        printf "\n512 clients, by nginx'"'"'s own log: milliseconds of a request, and of bearerd'"'"'s part in it\n\n"
        printf "%-32s %8s %8s %12s %12s\n", "", "p50", "p99", "bearerd p50", "bearerd p99"
    }
    { printf "%-32s %8s %8s %12s %12s\n", $1, $2, $3, $4, $5 }
' times

awk -F '\t' '{ print $1 "\t" $4 "\t" ($1 ~ /^nginx|^file/ ? "c" : "a") }' rows \
    | awk -F '\t' -v title="Processor time of a request, in microseconds" -f "$here/svg.awk" -f "$here/bars.awk" > "$charts/load.svg"
say "
Chart: $charts/load.svg"
