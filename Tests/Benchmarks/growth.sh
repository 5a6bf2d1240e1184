#!/usr/bin/env bash
# Draws what a request costs against how much there is of something, a chart for each.
#
# usage: growth.sh BINARIES CHARTS    the folder of bearerd and token-issuer; the folder for the SVG files
#
# SECONDS_EACH (2) and what setup.sh reads may be set. The tokens are signed with ES256, as many are made soonest so.
set -euo pipefail

seconds=${SECONDS_EACH:-2}
binaries=$(cd "$1" && pwd)
mkdir -p "$2"
charts=$(cd "$2" && pwd)
# shellcheck source=Tests/Benchmarks/setup.sh
. "$(dirname "$0")/setup.sh"

serve_with() {
    start "${clean[@]}" "$@" --fastcgi-listen "unix:$folder/sockets/bearerd.sock"
    bearerd=$!
    wait_for_socket "$folder/sockets/bearerd.sock"
    wait_for /readyz
}

# nginx still asks for clients that have gone.
stop() {
    sleep 0.5
    kill "$bearerd"
    wait "$bearerd" || true
    unset 'children[-1]'
}

# $1 tokens, $2 URL: each is sent, as fast as a first second shows that they can be
send_each() {
    local before
    before=$(load "$1" 1 "$2" | awk -v tokens="$(wc -l < "$1.tokens")" -v most=40 '
        /^Requests\/sec/ { seconds = int(tokens / $2 * 1.2) + 1 } END { print seconds < most ? seconds : most }')
    load "$1" "$before" "$2" > /dev/null
}

# $1 series, $2 x, $3 tokens, $4 URL, $5 how many clients, then the processes: a row for lines.awk
cost() {
    local row="$1\t$2" tokens=$3 url=$4 many=$5
    shift 5
    load "$tokens" 1 "$url" "$many" > /dev/null
    local start
    start=$(ticks "$@")
    load "$tokens" "$seconds" "$url" "$many" > wrk.out
    awk -v row="$row" -v ticks=$(($(ticks "$@") - start)) -v rate="$rate" '
        /requests in/ { requests = $1 }
        /Non-2xx/     { failed = $NF }
        END {
            if (failed || !requests) { print "not every request was answered with 200" > "/dev/stderr"; exit 1 }
            printf row "\t%.1f\n", ticks * 1e6 / rate / requests
        }' wrk.out
}

# $1 the rows and the chart, $2 title, $3 title of x, $4 title of y, if it is not processor time
draw() {
    awk -F '\t' -v title="$2" -v xtitle="$3" -v ytitle="${4:-microseconds of processor time a request}" \
        -f "$here/svg.awk" -f "$here/lines.awk" "$1" > "$charts/$1.svg"
    printf '\n%s, by %s (%s)\n' "$2" "$3" "$charts/$1.svg"
    awk -F '\t' '{ printf "    %-40s %8d %10.1f\n", $1, $2, $3 }' "$1"
}

es256=(--algorithm ES256)
serve+=(--algorithms ES256)
token "${es256[@]}" > one.tokens
# Keys that bearerd does not have to ask for: each set has them under names of their own, and the one that signs at the end.
curl --silent --fail "$origin/.well-known/jwks.json" \
    | grep --only-matching '{[^{}]*"P-256"[^{}]*}' > key.json
[ "$(wc -l < key.json)" = 1 ] || fail "the issuer has no key of ES256"

# $1 how many keys
key_set() {
    printf '{"keys":['
    for number in $(seq $(($1 - 1))); do sed "s|\"kid\":\"[^\"]*\"|\"kid\":\"other-$number\"|; s|\$|,|" key.json; done
    cat key.json
    printf ']}'
}

# $1 how many issuers, $2 a file of their keys
issuers() {
    printf '['
    for number in $(seq "$1"); do
        printf '%s{"issuer":"https://%d.example.com/","audiences":["%s"],"algorithms":["ES256"],"jwks_file":"%s"}' "${comma:-}" "$number" "$audience" "$2"
        local comma=,
    done
    printf ']'
}

by_tokens() {
    for count in 1 100 10000 100000; do
        token "${es256[@]}" --count "$count" > some.tokens
        serve_with "${serve[@]}" --token-cache-entries 125000
        send_each some "$seen/api/private"
        cost "/api/private, bearerd" "$count" some "$seen/api/private" "$clients" "$bearerd"
        cost "guarded file, with nginx" "$count" some "$guarded/file" "$clients" "$bearerd" "$nginx_worker"
        printf 'resident\t%s\t%s\n' "$count" "$(memory "$bearerd")" >> memory
        stop
    done
}

# $1 how many: what a token of some.tokens costs a bearerd that knows issuers.json and remembers none
forgetful() {
    serve_with "$binaries/bearerd" serve --issuers-file "$folder/issuers.json" --fastcgi-workers "$workers" \
        --token-cache-entries 0
    cost "/api/private, none remembered" "$1" some "$seen/api/private" "$clients" "$bearerd"
    stop
}

by_issuers() {
    key_set 1 > set.json
    for count in 1 10 100 1000; do
        issuers "$count" "$folder/set.json" > issuers.json
        # As many as make a difference, from all over the list.
        for part in $(seq 0 9); do
            token "${es256[@]}" --issuer "https://$((1 + part * (count - 1) / 9)).example.com/"
        done > some.tokens
        forgetful "$count"
    done
}

by_keys() {
    issuers 1 "$folder/set.json" > issuers.json
    token "${es256[@]}" --issuer https://1.example.com/ > some.tokens
    for count in 1 16 256; do
        key_set "$count" > set.json
        forgetful "$count"
    done
}

by_connections() {
    serve_with "${serve[@]}"
    for count in 1 8 64 512; do
        cost "/api/private, bearerd" "$count" one "$seen/api/private" "$count" "$bearerd"
        cost "guarded file, with nginx" "$count" one "$guarded/file" "$count" "$bearerd" "$nginx_worker"
    done
    stop
}

by_workers() {
    for count in 1 2 4 8; do
        serve_with "${serve[@]}" --fastcgi-workers "$count"
        cost "/api/private, bearerd" "$count" one "$seen/api/private" "$clients" "$bearerd"
        cost "guarded file, with nginx" "$count" one "$guarded/file" "$clients" "$bearerd" "$nginx_worker"
        stop
    done
}

by_members() {
    serve_with "${serve[@]}" --token-cache-entries 0
    for count in 10 100 400 1400; do
        # Seven are there anyway.
        local claims=()
        for number in $(seq $((count - 7))); do claims+=(--claim "$(printf '%x=1' "$number")"); done
        token "${es256[@]}" "${claims[@]}" > some.tokens
        cost "/api/private, none remembered" "$count" some "$seen/api/private" "$clients" "$bearerd"
    done
    stop
}

by_tokens > tokens
draw tokens "What a request costs" "tokens that bearerd remembers"
draw memory "What bearerd keeps in memory" "tokens that bearerd remembers" "MiB resident"
by_issuers > issuers
draw issuers "What a request costs" "issuers"
by_keys > keys
draw keys "What a request costs" "keys in the issuer's set"
by_connections > connections
draw connections "What a request costs" "connections of clients"
by_workers > workers
draw workers "What a request costs" "workers"
by_members > members
draw members "What a request costs" "members of the token's claims"
