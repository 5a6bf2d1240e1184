#!/usr/bin/env bash
# Does what the tutorial says, in a new folder beside a checkout: writes its files, builds and tests the package, starts the
# issuer, nginx and the program, and sends the two requests. Ends with an error where one does not answer as the page says.
#
# usage: make tutorial, or Scripts/tutorial.sh [BUILD]    where BUILD keeps what is built between two runs
set -euo pipefail
cd "$(dirname "$0")/.."
checkout=$PWD
page=Sources/ResourceServer/ResourceServer.docc/FirstAPI.md
source_folder=$checkout/nginx
origin=http://127.0.0.1:8090
# shellcheck source=nginx/processes.sh
. "$source_folder/processes.sh"
make_folder tutorial
build=$(realpath --canonicalize-missing "${1:-$folder/build}")
swift=${SWIFT:-swift}

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
    [ -s "$file" ] || fail "$page has no $file"
done
systemd-analyze verify --man=no "$PWD/orders.service" 2>&1 | grep "orders.service" | grep --invert-match "is not executable" \
    && fail "the unit is not one"
# By its own path the checkout is the one that is built for the examples.
sed -i "s|path: \"../bearerd\"|path: \"$checkout\"|" Package.swift
options=(--scratch-path "$build" --disable-build-manifest-caching)
"$swift" build --build-tests "${options[@]}"
"$swift" test --skip-build --disable-xctest "${options[@]}"
issuer=$checkout/.build/debug/token-issuer
[ -x "$issuer" ] || "$swift" build --package-path "$checkout" --product token-issuer

mkdir -p .build
start "$issuer" serve --state .build/issuer --listen unix:/tmp/orders-issuer.sock --issuer "$origin/" \
    --audience https://orders.example.com
wait_for_socket /tmp/orders-issuer.sock
# Workers of an nginx that root has started are nobody, who may not use the sockets.
user=$([ "$(id -u)" != 0 ] || echo "user root;")
start nginx -p . -c nginx.conf ${user:+-g "$user"}
wait_for /.well-known/openid-configuration
start "$build/debug/Orders"
wait_for_socket /tmp/orders.sock

token=$("$issuer" token --state .build/issuer --scope read:orders --claim 'tier="gold"')
url=$origin/orders/42
refused=$(curl --silent --output /dev/null --write-out '%{http_code}' "$url")
answered=$(curl --silent --header "Authorization: Bearer $token" "$url")
[ "$refused" = 401 ] || fail "without a token: expected 401, found $refused"
expected='{"customer":"development-client@clients","order":"42","tier":"gold"}'
[ "$answered" = "$expected" ] || fail "with a token: expected $expected, found $answered"
echo "The tutorial works: 401 without a token, $answered with one."
