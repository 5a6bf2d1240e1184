# For scripts that start nginx, token-issuer and bearerd in one temporary folder and leave nothing behind. To be sourced,
# with `origin` set to the address of nginx and `source_folder` to the folder of this file.

folder=
children=()

say() { printf '%s\n' "$*"; }
fail() { printf '%s: %s\n' "$(basename "$0" .sh)" "$*" >&2; exit 1; }

# Runs however the script ends: whatever was started is gone before this returns.
clean_up() {
    # A subshell that a signal ends comes by here as well, and has no processes of its own.
    if [ "$BASHPID" != $$ ]; then return; fi
    trap '' INT TERM
    for pid in "${children[@]}"; do kill "$pid" 2>/dev/null || true; done
    for pid in "${children[@]}"; do wait "$pid" 2>/dev/null || true; done
    if [ -n "$folder" ]; then rm -rf "$folder"; fi
}
trap clean_up EXIT
trap 'exit 0' INT TERM HUP

start() {
    "$@" &
    children+=($!)
}

alive() {
    for pid in "${children[@]}"; do
        kill -0 "$pid" 2>/dev/null || fail "a part of it ended at once; its own words stand above"
    done
}

# Waits until something listens in the socket file $1, which is there a moment sooner: the flag is SO_ACCEPTCON.
wait_for_socket() {
    for _ in $(seq 600); do
        alive
        if awk -v socket="$1" '$4 == "00010000" && $NF == socket { found = 1 } END { exit !found }' /proc/net/unix; then
            return
        fi
        sleep 0.1
    done
    fail "$1 did not appear within 60 s"
}

# Waits until $origin$1 answers 200.
wait_for() {
    for _ in $(seq 600); do
        alive
        if curl --silent --fail --output /dev/null "$origin$1"; then return; fi
        sleep 0.1
    done
    fail "$origin$1 did not answer within 60 s"
}

# Makes the folder, with a place for sockets that the workers of nginx reach; sets `nginx` to the command that starts it.
make_folder() {
    # Not TMPDIR: the path of a Unix socket has 107 bytes at most, and nginx's workers must get there.
    folder=$(mktemp -d "/tmp/bearerd-$1.XXXXXX")
    nginx=(nginx -e stderr -p "$folder" -c "$folder/nginx.conf")
    mkdir "$folder/sockets"
    if [ "$(id -u)" = 0 ]; then
        # As in a real deployment: the workers of nginx are not root, and reach the sockets by their group.
        chmod 0711 "$folder"
        chgrp www-data "$folder/sockets"
        chmod 2750 "$folder/sockets"
        nginx+=(-g 'user www-data;')
    fi
}
