#!/bin/bash
# Puts files into /etc as dpkg does: what an operator has changed there, or removed, stays as it is.
#
# usage: conffiles.sh install ROOT RECORD    reads lines "MODE SOURCE TARGET" from standard input
#        conffiles.sh remove  ROOT RECORD
#
# A file is the operator's as soon as it is not what the last installation put there. RECORD has the checksum of that for each
# TARGET. Both lie under ROOT, which is nothing but for a staged installation (DESTDIR).
set -euo pipefail

root=$2
record=$root$3
declare -A laid=()
if [ -f "$record" ]; then
    while read -r sum target; do laid[$target]=$sum; done < "$record"
fi

checksum() { sha256sum < "$1" | cut -d ' ' -f 1; }

# $1 is there, and is not what was put there.
is_changed() { [ -L "$root$1" ] || [ "$(checksum "$root$1")" != "${laid[$1]:-}" ]; }

is_there() { [ -e "$root$1" ] || [ -L "$root$1" ]; }

# All at once, with the owner and the readers that the old one had.
replace() {
    local mode=$1 source=$2 target=$3
    install -D --mode="$mode" "$source" "$root$target.part"
    if is_there "$target"; then
        chmod --reference="$root$target" "$root$target.part"
        chown --reference="$root$target" "$root$target.part"
    fi
    mv "$root$target.part" "$root$target"
}

put() {
    local mode=$1 source=$2 target=$3 sum
    sum=$(checksum "$source")
    if ! is_there "$target" && [ -n "${laid[$target]:-}" ]; then
        echo "not put back, as it was removed: $root$target"
    elif is_there "$target" && [ "$(checksum "$root$target")" != "$sum" ] && is_changed "$target"; then
        # nginx includes conf.d/*.conf and snippets by their names: it does not see this.
        install -D --mode="$mode" "$source" "$root$target.new"
        echo "kept, as it was changed: $root$target (the new one is $root$target.new)"
    else
        rm -f "$root$target.new"
        if ! is_there "$target" || [ "$(checksum "$root$target")" != "$sum" ]; then
            replace "$mode" "$source" "$target"
        fi
    fi
    laid[$target]=$sum
}

write_record() {
    install -D --mode=0644 /dev/null "$record.part"
    for target in "${!laid[@]}"; do echo "${laid[$target]} $target"; done | sort --key=2 > "$record.part"
    mv "$record.part" "$record"
}

take_away() {
    for target in "${!laid[@]}"; do
        rm -f "$root$target.new"
        if ! is_there "$target"; then continue; fi
        if is_changed "$target"; then echo "kept, as it was changed: $root$target"; else rm -f "$root$target"; fi
    done
    rm -f "$record"
}

case $1 in
    install)
        while read -r mode source target; do put "$mode" "$source" "$target"; done
        write_record
        ;;
    remove) take_away ;;
    *) exit 64 ;;
esac
