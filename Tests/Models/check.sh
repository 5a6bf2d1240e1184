#!/usr/bin/env bash
# Looks at every state of the models, with and without what is to break them, and prints a table. Exit status 1 where something
# else comes of one than runs.txt says.
#
# usage: check.sh [--long] [NAME...]    only the rows in which every NAME stands; and of the first that is found, the trail
set -euo pipefail
cd "$(dirname "$0")"

long=false
if [ "${1:-}" = --long ]; then long=true; shift; fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# $1: number, $2: model, $3: definitions
look() {
    mkdir "$folder/$1" && cp "$2.pml" "$folder/$1" && cd "$folder/$1"
    local definitions=()
    for definition in $3; do definitions+=("-D$definition"); done
    # Every state counts: nothing is left out as equivalent, for `timeout` is looked at.
    spin -a "${definitions[@]}" "$2.pml" > log 2>&1 \
        && gcc -O1 -w -DSAFETY -DNOREDUCE -DMEMLIM=8000 -o pan pan.c >> log 2>&1 \
        && ./pan -E -m100000 > out 2>> log || true
    local states verdict=FAILED
    states=$(awk '/states, stored/ { print $1 }' out 2> /dev/null || true)
    if grep --quiet 'max search depth too small\|out of memory\|error: ' out log 2> /dev/null; then verdict=CUT
    elif grep --quiet 'assertion violated' out 2> /dev/null; then verdict=found
    elif grep --quiet 'errors: 0' out 2> /dev/null; then verdict=holds
    fi
    echo "${states:-0} $verdict" > result
}
export -f look
export folder

number=0
while IFS='|' read -r model definitions expected idea; do
    set_long=false
    case $model in
        ''|'#'*) continue ;;
        'long '*) set_long=true; model=${model#long } ;;
    esac
    if $set_long && ! $long; then continue; fi
    row=" $model $definitions "
    for name in "$@"; do case $row in *" $name "*) ;; *) continue 2 ;; esac; done
    number=$((number + 1))
    read -r model <<< "$model"
    read -r definitions <<< "$definitions" || true
    printf '%s|%s|%s|%s|%s\n' "$number" "$model" "$definitions" "${expected// /}" "${idea# }" >> "$folder/rows"
done < runs.txt
[ "$number" -gt 0 ] || { echo "runs.txt has no such row" >&2; exit 64; }

cut -d '|' -f 1-3 "$folder/rows" | tr '|\n' '\0\0' | xargs -0 -n 3 -P "$(nproc)" bash -c 'look "$@"' look

status=0
printf '%-11s  %-60s  %10s  %-7s  %-8s  %s\n' model defined states verdict expected idea
while IFS='|' read -r row model definitions expected idea; do
    read -r states verdict < "$folder/$row/result"
    mark=''
    if [ "$verdict" != "$expected" ]; then mark=' <- NOT AS EXPECTED'; status=1; cat "$folder/$row/log" >&2; fi
    printf '%-11s  %-60s  %10s  %-7s  %-8s  %s\n' "$model" "$definitions" "$states" "$verdict" "$expected" "$idea$mark"
done < "$folder/rows"

# Of the first that is found, the steps that lead there.
first=$([ $# = 0 ] || awk -F '|' '$4 == "found" { print; exit }' "$folder/rows")
if [ -n "$first" ]; then
    IFS='|' read -r row model definitions _ <<< "$first"
    printf '\n%s %s\n' "$model" "$definitions"
    cd "$folder/$row"
    # shellcheck disable=SC2046,SC2086
    spin -t $(printf -- ' -D%s' $definitions) "$model.pml" \
        | grep --extended-regexp '^ *(time|line|server [0-9] |machine [0-9] |trimmed|another)' || true
fi
exit $status
