#!/usr/bin/env bash
# Does what the tutorial says, in a new folder beside a checkout: writes its files, builds and tests the package, starts the
# issuer, nginx and the program, and sends the two requests. Ends with an error where one does not answer as the page says.
#
# usage: make tutorial, or Scripts/tutorial.sh [BUILD]    where BUILD keeps what is built between two runs
set -euo pipefail
cd "$(dirname "$0")/.."
checkout=$PWD
page=Sources/ResourceServer/ResourceServer.docc/FirstAPI.md
folder=$(mktemp -d /tmp/tutorial-XXXXXX)
build=$(realpath --canonicalize-missing "${1:-$folder/build}")
swift=${SWIFT:-swift}
children=()
user=$([ "$(id -u)" != 0 ] || echo "user root;")
end() {
    for child in "${children[@]}"; do kill "$child" 2> /dev/null || true; done
    wait
    rm -rf "$folder" /tmp/orders.sock /tmp/orders-issuer.sock
}
trap end EXIT
trap 'exit 1' INT TERM

fail() { echo "$page: $*" >&2; exit 1; }

# The code blocks that name a file in their first line; Package.swift is known by its own.
ln -s "$checkout" "$folder/bearerd"
mkdir "$folder/orders"
awk -v folder="$folder/orders" '
    /^```[a-z]+$/ { inside = 1; file = ""; next }
    /^```$/ { inside = 0; if (file) close(file); next }
    inside == 1 {
        inside = 2
        if ($0 ~ /^\/\/ swift-tools-version/) file = folder "/Package.swift"
        else if ($0 ~ /^(\/\/|#) [A-Za-z\/.]+$/) file = folder "/" $2
        if (file) { path = file; sub(/\/[^\/]*$/, "", path); system("mkdir -p " path) }
    }
    inside == 2 && file { print > file }
' "$page"

cd "$folder/orders"
for file in Package.swift Sources/Orders/API.swift Sources/Orders/Orders.swift Tests/OrdersTests/APITests.swift nginx.conf orders.service; do
    [ -s "$file" ] || fail "$file is not there"
done
systemd-analyze verify --man=no "$PWD/orders.service" 2>&1 | grep "orders.service" | grep --invert-match "is not executable" \
    && fail "the unit is not one"
"$swift" build --build-tests --scratch-path "$build"
"$swift" test --skip-build --disable-xctest --scratch-path "$build"
issuer=$checkout/.build/debug/token-issuer
[ -x "$issuer" ] || "$swift" build --package-path "$checkout" --product token-issuer

"$issuer" serve --state issuer --listen unix:/tmp/orders-issuer.sock --issuer http://127.0.0.1:8090/ \
    --audience https://orders.example.com & children+=($!)
# Workers of an nginx that root has started are nobody, who may not use the sockets.
nginx -p . -c nginx.conf ${user:+-g "$user"} & children+=($!)
for _ in {1..100}; do [ -S /tmp/orders-issuer.sock ] && break; sleep 0.1; done
"$build/debug/Orders" & children+=($!)
for _ in {1..100}; do [ -S /tmp/orders.sock ] && break; sleep 0.1; done

token=$("$issuer" token --state issuer --scope read:orders --claim 'tier="gold"')
url=http://127.0.0.1:8090/orders/42
refused=$(curl --silent --output /dev/null --write-out '%{http_code}' "$url")
answered=$(curl --silent --header "Authorization: Bearer $token" "$url")
[ "$refused" = 401 ] || fail "without a token: expected 401, found $refused"
expected='{"customer":"development-client@clients","order":"42","tier":"gold"}'
[ "$answered" = "$expected" ] || fail "with a token: expected $expected, found $answered"
echo "The tutorial works: 401 without a token, $answered with one."
