#!/usr/bin/env bash
# Installs the Debian packages of the providers that tests start, without starting them as services, now or at the next boot.
#   ROOT=sudo Scripts/providers.sh NAME…
set -euo pipefail

policy=/usr/sbin/policy-rc.d
missing=()
for name in "$@"; do
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
done
[ ${#missing[@]} -gt 0 ] || exit 0
echo "Installing the Debian packages that are missing: ${missing[*]}"
# What a machine has of its own stays. https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt
if [ ! -e $policy ]; then
    trap '$ROOT rm -f $policy' EXIT
    printf '#!/bin/sh\nexit 101\n' | $ROOT install --mode=0755 /dev/stdin $policy
fi
$ROOT apt-get update --quiet --quiet
$ROOT env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${missing[@]}"
for unit in glewlwyd lemonldap-ng-fastcgi-server; do
    ! [ -d /run/systemd/system ] || $ROOT systemctl disable --quiet $unit
done
