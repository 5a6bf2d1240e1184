#!/usr/bin/env bash
# Builds examples and tries each behind nginx, with the development issuer: what its file `try` expects must hold.
#
# usage: try.sh all | quick | NAME... | FOLDER...    quick: those that build in seconds, as they need only bearerd;
#                                                    FOLDER: any package with a `try`, by a path with a slash
#
# With STAY=1 everything goes on afterwards, until Ctrl-C, for requests by hand. One --scratch-path serves all of them, so
# that what they have in common is built once.
set -euo pipefail

source_folder=$(cd "$(dirname "$0")/../nginx" && pwd)
examples=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$examples/.." && pwd)
scratch=$project/.build/examples
swift=${SWIFT:-swift}
# shellcheck source=nginx/processes.sh
. "$source_folder/processes.sh"
make_folder examples

# The names of the examples: a package with a `try` beside it.
all() { (cd "$examples" && printf '%s\n' */try | sed 's|/try$||'); }
is_quick() { ! grep --quiet --extended-regexp 'swift-nio|hummingbird|grpc' "$examples/$1/Package.swift"; }

# What is tried of the template is what `make new` makes of it.
new() { "$project/Scripts/new.sh" "$@" > /dev/null; }
refused() { if new "$@" 2> /dev/null; then fail "make new has taken: $*"; fi; }
make_new() {
    new shipments "$folder/new/shipments"
    refused shipments "$folder/new/shipments"
    refused Invoices "$folder/new/Invoices"
    refused 2orders "$folder/new/2orders"
    refused switch "$folder/new/switch"
    refused '../orders' "$folder/new/orders"
    refused '' "$folder/new/nothing"
    [ "$(ls "$folder/new")" = shipments ] || fail "make new has written what it refused"
    ! grep --recursive --quiet orders "$folder/new/shipments" || fail "something is still named orders in shipments"
    # The units as they stand, but for the program, which nobody has installed here.
    mkdir "$folder/units"
    cp "$folder/new/shipments/shipments.socket" "$folder/units"
    sed 's|^ExecStart=.*|ExecStart=/bin/true|' "$folder/new/shipments/shipments.service" > "$folder/units/shipments.service"
    systemd-analyze verify --man=no "$folder/units/"*
}

folders=()
add() {
    case $1 in
        Template) make_new && folders+=("$folder/new/shipments") ;;
        */*) folders+=("$(cd "$1" && pwd)") ;;
        *) folders+=("$examples/$1") ;;
    esac
    [ -f "${folders[-1]}/try" ] || fail "there is no $1 with a file try: expected all, quick, or of $(all | tr '\n' ' ')"
}
for argument in "$@"; do
    case $argument in
        all) for name in $(all); do add "$name"; done ;;
        quick) for name in $(all); do if is_quick "$name"; then add "$name"; fi; done ;;
        *) add "$argument" ;;
    esac
done
[ ${#folders[@]} -gt 0 ] || fail "expected all, quick, names of examples, or folders"

# Building.

(cd "$project" && "$swift" build --product token-issuer && "$swift" build --product bearerd) | tail -n 1
binaries=$(cd "$project" && "$swift" build --show-bin-path)
for package in "${folders[@]}"; do
    say "building $(basename "$package")"
    # Without the last option it takes the plan of the example before.
    options=(--package-path "$package" --scratch-path "$scratch" --disable-build-manifest-caching --quiet)
    "$swift" build "${options[@]}"
    if [ -d "$package/Tests" ]; then "$swift" test "${options[@]}" --disable-xctest; fi
done

# What the `try` of an example says with. A failure names its line.

wrong() {
    say "$name: line ${BASH_LINENO[1]} of its try: $1" >&2
    say "the answer was:" >&2
    cat "$folder/head" "$folder/body" >&2 || true
    say $'\nthe last lines of its log were:' >&2
    tail --lines=5 "$folder/$name.log" >&2
    exit 1
}

# token ARGUMENTS: a token of the issuer; token_2: of the second one.
token() { "$binaries/token-issuer" token --state "$folder/issuer" --subject 'auth0|alice' "$@"; }
token_2() { "$binaries/token-issuer" token --state "$folder/issuer-2" --subject 'auth0|bob' "$@"; }
# proof METHOD PATH TOKEN [ARGUMENTS]: a DPoP proof by the key $folder/client.key.
proof() {
    "$binaries/token-issuer" proof --key "$folder/client.key" --method "$1" --url "$origin$2" --token "$3" "${@:4}"
}

# expect STATUS PATH [CURL ARGUMENTS]: asks, and keeps the answer for says, lacks and header.
expect() {
    local status
    status=$(curl --silent --max-time 20 --output "$folder/body" --dump-header "$folder/head" \
        --write-out '%{http_code}' "${@:3}" "$origin$2" || true)
    requests=$((requests + 1))
    [ "$status" = "$1" ] || wrong "$2 was answered $status, expected $1"
}
bearer() { printf 'Authorization: Bearer %s' "$1"; }
says() { grep --quiet --fixed-strings -e "$1" "$folder/body" || wrong "the body does not say $1"; }
lacks() { ! grep --quiet --fixed-strings -e "$1" "$folder/body" || wrong "the body says $1"; }
header() { grep --quiet --ignore-case --fixed-strings -e "$1" "$folder/head" || wrong "no header field like $1"; }
# The value of a header field of the last answer.
value() { sed -n "s/^$1: \(.*\)\r\$/\1/Ip" "$folder/head"; }

# Starting.

port=
for _ in $(seq 50); do
    port=$((20000 + RANDOM % 12000))
    if ! (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then break; fi
done
origin=http://127.0.0.1:$port
requests=0
cp "$source_folder"/bearerd_{params,guard_params,guard_server.conf,guard.conf} "$folder"
mkdir "$folder/examples" "$folder/servers"
sed -e "s|@FOLDER@|$folder|g" -e "s|@PORT@|$port|g" "$examples/nginx.conf.in" > "$folder/nginx.conf"
# The sockets of the examples are in the temporary folder, as is everything else.
here() { sed -e "s|unix:/run/[a-z_-]*/|unix:$folder/sockets/|" -e "s|listen 80;|listen 127.0.0.1:$port;|"; }
for package in "${folders[@]}"; do
    for place in nginx.conf:examples server.conf:servers; do
        file=$package/${place%:*}
        if [ -f "$file" ]; then here < "$file" > "$folder/${place#*:}/$(basename "$package").conf"; fi
    done
done

cd "$folder"
clean=(env -i PATH="$PATH" LD_LIBRARY_PATH="${LD_LIBRARY_PATH:-}")
audience=https://my-api.example.com
start "${clean[@]}" "$binaries/token-issuer" serve --state "$folder/issuer" \
    --listen "unix:$folder/sockets/issuer.sock" --issuer "$origin/" --audience "$audience"
start "${clean[@]}" "$binaries/token-issuer" serve --state "$folder/issuer-2" \
    --listen "unix:$folder/sockets/issuer-2.sock" --issuer "http://localhost:$port/" --audience https://globex.example.com
wait_for_socket "$folder/sockets/issuer.sock"
wait_for_socket "$folder/sockets/issuer-2.sock"
"$binaries/token-issuer" client-key "$folder/client.key" > /dev/null
start "${nginx[@]}"
wait_for /.well-known/openid-configuration

# run NAME SOCKET [VARIABLE=VALUE...]: starts the example, and waits for its socket.
declare -A pids
run() {
    # As UMask= of a unit: nginx connects as a member of the socket's group.
    (umask 0007 && exec "${clean[@]}" ISSUER="$origin/" ORIGIN="$origin" SOCKET="$folder/sockets/$2" "${@:3}" \
        "$scratch/debug/$1" 2> "$folder/$1.log") &
    pids[$1]=$!
    children+=($!)
    wait_for_socket "$folder/sockets/$2"
}
run_bearerd() {
    start "${clean[@]}" "$binaries/bearerd" serve --issuers "$origin/" --auth0-audience "$audience" \
        --fastcgi-listen "unix:$folder/sockets/bearerd.sock" 2> "$folder/bearerd.log"
    wait_for_socket "$folder/sockets/bearerd.sock"
}
# stop NAME: as systemd does.
stop() {
    local pid left=()
    kill "${pids[$1]}"
    wait "${pids[$1]}" || wrong "stopped with status $?"
    for pid in "${children[@]}"; do if [ "$pid" != "${pids[$1]}" ]; then left+=("$pid"); fi; done
    children=("${left[@]}")
}

for package in "${folders[@]}"; do
    name=$(basename "$package")
    before=$requests
    # shellcheck source=/dev/null
    . "$package/try"
    say "$name: $((requests - before)) requests answered as expected"
done

if [ -n "${STAY:-}" ]; then
    say "
It stays on $origin until Ctrl-C. A token, with what it is to carry behind it, for -H \"Authorization: Bearer \$(…)\":

    $binaries/token-issuer token --state $folder/issuer --subject alice --scope read:messages --claim 'name=\"JSON\"'
"
    wait -n "${children[@]}" || true
    fail "a part of it ended"
fi
