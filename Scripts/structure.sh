#!/usr/bin/env bash
# Files and folders stay small, and each source file has its suite: Sources/X/Folder/Name.swift has
# Tests/XTests/Folder/NameTests.swift, or stands in suites.txt with the one that tests it. A file that declares no function
# and no initialiser needs none; Name+Part.swift has NamePartTests, or the suite of Name.
set -euo pipefail
cd "$(dirname "$0")/.."

most_files=16
most_lines=350
status=0
wrong() { echo "$1" >&2; status=1; }

while read -r count folder; do
    wrong "$folder: $count Swift files, of $most_files at most"
done < <(find Sources Tests Examples -name .build -prune -o -name '*.swift' -printf '%h\n' | sort | uniq --count | awk -v most=$most_files '$1 > most')

while read -r lines file; do
    wrong "$file: $lines lines, of $most_lines at most"
done < <(find Sources Tests Examples -name .build -prune -o -name '*.swift' -exec wc --lines {} + | awk -v most=$most_lines '$1 > most && $2 != "total"')

# $1: Module/Folder/Name
suite_of() {
    local module=${1%%/*} name
    case $module in
        bearerd) name=BearerdTests ;;
        token-issuer) name=TokenIssuerTests ;;
        *) name=${module}Tests ;;
    esac
    echo "Tests/$name/${1#*/}Tests.swift"
}

# File, and the suite that tests it.
others=$(awk '!/^#/ { for (i = 2; i <= NF; i++) print $i, "Tests/" $1 ".swift" }' Scripts/suites.txt)

while read -r file suite; do
    [ -e "Sources/$file.swift" ] || wrong "suites.txt: there is no $file"
    [ -e "$suite" ] || wrong "suites.txt: there is no $suite"
    [ ! -e "$(suite_of "$file")" ] || wrong "suites.txt: $file has a suite of its own"
done <<< "$others"

while read -r path; do
    file=${path#Sources/}
    file=${file%.swift}
    suite=$(suite_of "$file")
    if [ -e "$suite" ] || [ -e "${suite//+/}" ] || [ -e "${suite/%+*/Tests.swift}" ]; then continue; fi
    if ! grep --quiet --extended-regexp '\bfunc |\binit[?(]|\bdeinit\b' "$path"; then continue; fi
    case $'\n'$others in
        *$'\n'"$file "*) ;;
        *) wrong "$path: no $suite, and not in suites.txt" ;;
    esac
done < <(find Sources -name '*.swift' | sort)

# The compiler says nothing of a type that others cannot use in their own text: what is inlinable in it is called all the same.
while read -r file; do
    awk '/^(@[a-zA-Z]+ )*package (struct|enum|final class)/ && !/@usableFromInline/ && before !~ /@usableFromInline/ { found = 1 }
         { before = $0 } END { exit !found }' "$file" && wrong "$file: what is inlinable there needs @usableFromInline before its type"
done < <(grep --recursive --files-with-matches '@inlinable' --include='*.swift' Sources)
exit $status
