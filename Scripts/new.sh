#!/usr/bin/env bash
# Writes a package of one's own from Examples/Template: a protected API with its test, units and nginx snippet.
#
# usage: new.sh NAME [FOLDER]    FOLDER is ../NAME, seen from the checkout, unless it is given; it must not be there yet
set -euo pipefail

fail() { printf 'new: %s\n' "$*" >&2; exit 1; }

project=$(cd "$(dirname "$0")/.." && pwd)
name=${1:-}
folder=$(realpath --canonicalize-missing "${2:-$project/../$name}")

# It is a module, a socket, a unit, a scope and a path.
[[ $name =~ ^[a-z][a-z0-9_]{0,30}$ ]] \
    || fail "NAME is '$name': expected an identifier of Swift in lower case, such as orders"
case " as associatedtype break case catch class continue default defer deinit do else enum extension fallthrough false \
fileprivate for func guard if import in init inout internal is let nil operator precedencegroup private protocol public \
repeat rethrows return self static struct subscript super switch throw throws true try typealias var where while \
main swift bearerd " in
    *" $name "*) fail "NAME is '$name', which Swift, or bearerd, has a meaning for" ;;
esac
[ ! -e "$folder" ] || fail "$folder is there already"

# The way back to the checkout, wherever the folder is; it is written into commands and into Swift.
back=$(realpath --canonicalize-missing --relative-to="$folder" "$project")
[[ $folder/$back =~ ^[A-Za-z0-9._/+-]+$ ]] || fail "$folder: expected a path of letters, digits and . _ + - only"

mkdir --parents "$(dirname "$folder")"
cp --recursive "$project/Examples/Template" "$folder"
find "$folder" -depth -name '*orders*' | while read -r path; do
    base=$(basename "$path")
    mv "$path" "$(dirname "$path")/${base//orders/$name}"
done
find "$folder" -type f -exec sed --in-place -e "s|orders|$name|g" -e "s|\.\./\.\./|$back/|g" -e "s|\"\.\./\.\.\"|\"$back\"|" {} +
printf '.build/\n' > "$folder/.gitignore"
echo "$folder is written. Its README has the commands:"
sed --quiet '/^```sh$/,/^```$/p' "$folder/README.md" | sed '/^```/d'
