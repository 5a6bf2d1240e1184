#!/usr/bin/env bash
# Relative links of the documentation lead to files that are there, and anchors to headings of them; every page is linked.
set -euo pipefail
cd "$(dirname "$0")/.."

pages=(README.md ARCHITECTURE.md docs/*.md)
status=0
wrong() { echo "$1" >&2; status=1; }

# Without code, which may look like a link or a heading.
prose() { awk '/^ *```/ { code = !code; next } !code' "$1"; }

# As GitHub makes them of headings: lower case, no punctuation, a hyphen for a space.
anchors() { prose "$1" | sed -n 's/^##* //p' | tr '[:upper:]' '[:lower:]' | sed 's/[^[:alnum:] _-]//g; s/ /-/g'; }

links() { prose "$1" | { grep --only-matching '](\([^)]*\))' || true; } | sed 's/^](//; s/)$//'; }

for page in "${pages[@]}"; do
    while read -r link; do
        case $link in *://*) continue ;; esac
        file=$page
        if [ -n "${link%%#*}" ]; then file=$(dirname "$page")/${link%%#*}; fi
        if [ ! -e "$file" ]; then wrong "$page: there is no $link"; continue; fi
        case $link in *'#'*) ;; *) continue ;; esac
        anchors "$file" | grep --quiet --line-regexp --fixed-strings -- "${link#*#}" || wrong "$page: $link leads to no heading"
    done < <(links "$page")
done

for page in docs/*.md ARCHITECTURE.md; do
    links README.md | grep --quiet --line-regexp --fixed-strings -- "$page" || wrong "README.md: no link to $page"
done
exit $status
