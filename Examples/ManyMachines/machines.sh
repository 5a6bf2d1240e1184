#!/usr/bin/env bash
# Tries docs/many-machines.md: nginx, three bearerds and a client, each in a network of its own, on one bridge. Under load one
# bearerd is killed, one loses its network, all are restarted one by one, and a stranger tries the port.
#
# usage: machines.sh BINARIES    the folder of bearerd and token-issuer, as root. SECONDS_EACH (20) is how long each load takes,
# UNPLUGGED (4) for how many of them one machine has no network, and PAUSE (2.5) lies between two restarts.
#
# The bridge lies in a network of its own, too: nothing of this machine's is touched, and nothing stays.
set -euo pipefail

[ "$(id -u)" = 0 ] || { echo "machines.sh: networks are root's to make" >&2; exit 1; }
here=$(cd "$(dirname "$0")" && pwd)
source_folder=$(cd "$here/../../nginx" && pwd)
binaries=$(cd "${1:?usage: machines.sh BINARIES}" && pwd)
seconds=${SECONDS_EACH:-20}
unplugged=${UNPLUGGED:-4}
pause=${PAUSE:-2.5}
origin=
# shellcheck source=nginx/processes.sh
. "$source_folder/processes.sh"

prefix=bearerd-$$
machines=(web client a b c)
declare -A address=([web]=192.0.2.1 [client]=192.0.2.9 [a]=192.0.2.11 [b]=192.0.2.12 [c]=192.0.2.13) pids

take_down() {
    clean_up
    for name in switch "${machines[@]}"; do ip netns delete "$prefix-$name" 2> /dev/null || true; done
}
trap take_down EXIT

on() { ip netns exec "$prefix-$1" "${@:2}"; }

ip netns add "$prefix-switch"
on switch ip link add bridge type bridge
on switch ip link set bridge up
for name in "${machines[@]}"; do
    ip netns add "$prefix-$name"
    on switch ip link add name "$name" type veth peer name eth0 netns "$prefix-$name"
    on switch ip link set dev "$name" master bridge up
    on "$name" ip address add "${address[$name]}/24" dev eth0
    on "$name" ip link set eth0 up
    on "$name" ip link set lo up
done

make_folder machines
cp "$source_folder"/bearerd_{params,locations.conf,guard_params,guard_server.conf,guard.conf} "$here/upstream.conf" "$folder"
sed "s|@FOLDER@|$folder|g" "$here/nginx.conf.in" > "$folder/nginx.conf"
cd "$folder"
issuer=https://issuer.example.com/
audience=https://my-api.example.com

start "$binaries/token-issuer" serve --state issuer --listen "unix:$folder/sockets/issuer.sock" --issuer "$issuer" --audience "$audience"
wait_for_socket "$folder/sockets/issuer.sock"
start ip netns exec "$prefix-web" "${nginx[@]}"
# Whoever listens in another network is in no list of this one.
curl --silent --fail --retry 60 --retry-all-errors --retry-delay 1 --unix-socket "$folder/sockets/keys.sock" http://issuer/.well-known/jwks.json > keys.json
token=$("$binaries/token-issuer" token --state issuer)
echo "[{\"issuer\":\"$issuer\",\"audiences\":[\"$audience\"],\"jwks_file\":\"$folder/keys.json\"}]" > issuers.json

forget() {
    local pid left=()
    for pid in "${children[@]}"; do if [ "$pid" != "$1" ]; then left+=("$pid"); fi; done
    children=("${left[@]}")
}
# `ip netns exec` gives way to what it starts, so its number is that of bearerd.
run() {
    start ip netns exec "$prefix-$1" env -i PATH="$PATH" LD_LIBRARY_PATH="${LD_LIBRARY_PATH:-}" LOG_LEVEL=warning \
        "$binaries/bearerd" serve --issuers-file "$folder/issuers.json" --fastcgi-listen "${address[$1]}:9000" 2>> "$folder/$1.log"
    pids[$1]=$!
    for _ in $(seq 100); do
        kill -0 "${pids[$1]}" 2> /dev/null || fail "bearerd $1 has ended: $(tail -n 1 "$folder/$1.log")"
        if on "$1" ss --no-header --listening --numeric --tcp | grep :9000 > /dev/null; then return; fi
        sleep 0.05
    done
    fail "bearerd $1 does not listen"
}
# halt NAME SIGNAL
halt() {
    kill "-$2" "${pids[$1]}"
    # The shell would say that it was killed.
    { wait "${pids[$1]}" || true; } 2> /dev/null
    forget "${pids[$1]}"
}
for name in a b c; do
    run "$name"
    sed "s/192\.0\.2\.1 }/${address[web]} }/" "$here/nftables.conf" | on "$name" nft --file -
done

on client curl --silent --fail --output /dev/null --retry 20 --retry-all-errors --retry-delay 1 \
    --header "Authorization: Bearer $token" http://192.0.2.1/guarded

# under NAME COMMAND...: what becomes of requests while COMMAND runs, two seconds after the load has begun.
under() {
    local location load
    for location in /api/private /guarded; do
        start ip netns exec "$prefix-client" wrk -t1 -c32 "-d${seconds}s" --timeout 30s --latency \
            --header "Authorization: Bearer $token" "http://192.0.2.1$location" > wrk.out
        load=$!
        sleep 2
        "${@:2}"
        wait "$load"
        forget "$load"
        awk -v name="$1" -v location="$location" '
            /requests in/ { requests = $1 } /Non-2xx/ { other = $NF }
            /Socket errors/ { gsub(/[^0-9 ]/, ""); errors = $1 + $2 + $3 + $4 }
            $1 == "99%" { slow = $2 } $1 == "Latency" && $3 ~ /[sm]$/ { most = $4 }
            END { printf "%-44s %-13s %8d requests, %d failed, 99 %% under %s, longest %s\n", name, location, requests,
                other + errors, slow, most; exit !requests || other + errors > 0 }' wrk.out || fail "not every request was answered"
    done
}

nothing() { :; }
crash() { halt a KILL; sleep 3; run a; }
unplug() { on switch ip link set dev a down; sleep "$unplugged"; on switch ip link set dev a up; }
rolling() { local name; for name in a b c; do halt "$name" TERM; run "$name"; sleep "$pause"; done; }

under 'all well' nothing
under 'one killed, and there again after 3 s' crash
under "all restarted, $pause s apart" rolling
under "one without a network for $unplugged s" unplug

# Who is not nginx, and asks at the port as `bearerd status` does.
if on client timeout 5 env -i "$binaries/bearerd" status --fastcgi-listen "${address[a]}:9000" > /dev/null 2>&1; then
    fail "a machine that is not nginx's reaches bearerd"
fi
on web timeout 5 env -i "$binaries/bearerd" status --fastcgi-listen "${address[a]}:9000" > /dev/null \
    || fail "the machine of nginx does not reach bearerd"
case $(on a nft list table inet bearerd) in
    *'counter packets 0 '*) fail "nothing was dropped" ;;
esac
say "a stranger is kept out, and nginx's machine is not"
