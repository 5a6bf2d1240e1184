#!/usr/bin/env bash
# Prints how large modules, folders, files and functions are, and how much of what is public is documented.
#
# usage: figures.sh [COMMIT]    of what is committed there; without one, of the files as they lie here
set -euo pipefail
cd "$(dirname "$0")/.."

if [ $# -gt 0 ]; then
    folder=$(mktemp --directory)
    trap 'rm -r "$folder"' EXIT
    git archive "$1" | tar --extract --directory "$folder"
    cd "$folder"
fi

# Of those folders that are there.
files() { find . -name '*.swift' | sed 's|^\./||' | grep --extended-regexp "^($1)/" | sort; }

# $1: what the numbers on standard input are of.
longest() {
    sort --numeric-sort | awk -v name="$1" '
        { value[NR] = $1; text[NR] = $0 }
        END {
            if (!NR) exit
            place = int(NR * 0.95 + 0.999999)
            split(text[NR], parts, " ")
            printf "%-22s %5d, half under %d, 95 %% at most %d, longest %d (%s)\n", name, NR, value[int(NR / 2) + 1] + 1, value[place],
                value[NR], parts[2]
        }'
}

# Lines from the declaration to its brace, of every function and initialiser: swift format gives both the same indentation.
functions() {
    awk '
        FNR == 1 { open = 0 }
        # A requirement of a protocol has no body.
        open && match($0, /[^ ]/) - 1 == indent && !/^ *([{})]|where |-> |#)/ { open = 0 }
        !open && match($0, /^ *([a-z@(][a-zA-Z()@]* )*(func |init[?(<]|deinit|subscript)/) {
            start = FNR; indent = match($0, /[^ ]/) - 1; open = 1
            if ($0 ~ /\}$/ && $0 ~ /\{/) { print 1, FILENAME ":" start; open = 0 }
            next
        }
        open && match($0, /[^ ]/) - 1 == indent && $0 ~ /^ *\}/ { print FNR - start + 1, FILENAME ":" start; open = 0 }
        open && match($0, /[^ ]/) - 1 < indent { open = 0 }
    ' "$@"
}

# Public declarations, and how many have a comment above their attributes. Cases and requirements of a public type count as well.
documented() {
    awk '
        FNR == 1 { comment = 0 }
        /^ *\/\/\// { comment = 1; next }
        /^ *@/ && !/(func|var|let|struct|class|enum|protocol|init)/ { next }
        /^ *(@[a-zA-Z()]+ )*public / && !/public import|public private\(set\) import|public extension/ {
            declarations++; with += comment
        }
        { comment = 0 }
        END { printf "public declarations      %d, documented %d\n", declarations, with }
    ' "$@"
}

mapfile -t sources < <(files Sources)
mapfile -t tests < <(files 'Tests|Examples')

printf '%-18s %6s %6s   %s\n' module lines files 'files in its folders'
for module in Sources/*/; do
    mapfile -t members < <(files "${module%/}")
    if [ ${#members[@]} = 0 ]; then continue; fi
    folders=$(printf '%s\n' "${members[@]%/*}" | sort | uniq --count | awk -v module="${module%/}" '
        { sub(module, "", $2); sub("^/", "", $2); printf "%s%s %d", (NR > 1 ? ", " : ""), ($2 == "" ? "(root)" : $2), $1 }')
    printf '%-18s %6d %6d   %s\n' "$(basename "$module")" "$(cat "${members[@]}" | wc -l)" ${#members[@]} "$folders"
done
printf '%-18s %6d %6d\n' 'all of Sources' "$(cat "${sources[@]}" | wc -l)" ${#sources[@]}
printf '%-18s %6d %6d\n\n' 'Tests, Examples' "$(cat "${tests[@]}" | wc -l)" ${#tests[@]}

wc --lines "${sources[@]}" | grep --invert-match ' total$' | longest 'files of Sources'
wc --lines "${tests[@]}" | grep --invert-match ' total$' | longest 'files of Tests'
functions "${sources[@]}" | longest 'functions of Sources'
functions "${tests[@]}" | longest 'functions of Tests'
documented "${sources[@]}"
printf 'folder with most files   %s\n' \
    "$(printf '%s\n' "${sources[@]%/*}" "${tests[@]%/*}" | sort | uniq --count | sort --numeric-sort --reverse | awk 'NR == 1 { print $1, $2 }')"
