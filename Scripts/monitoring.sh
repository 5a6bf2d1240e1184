#!/usr/bin/env bash
# Has a Prometheus of its own scrape a bearerd, and asks it what the rules and the dashboard of Examples/Monitoring ask:
# each expression of the dashboard and each selector of the rules must have an answer.
#
# usage: monitoring.sh HOST:PORT    where /metrics is; requests of every kind must have been there, and go on
set -euo pipefail
cd "$(dirname "$0")/../Examples/Monitoring"

target=${1:?usage: monitoring.sh HOST:PORT}
# Enough for two scrapes, however slow the machine is.
seconds=60

folder=$(mktemp -d)
prometheus=
end() {
    if [ -n "$prometheus" ]; then kill "$prometheus" 2>/dev/null || true; wait "$prometheus" 2>/dev/null || true; fi
    rm -rf "$folder"
}
trap end EXIT
trap 'exit 1' INT TERM HUP

cp bearerd.rules.yml "$folder"
sed -e "s/127\.0\.0\.1:80/$target/" -e 's/15s/1s/' prometheus.yml > "$folder/prometheus.yml"
grep --quiet --fixed-strings "\"$target\"" "$folder/prometheus.yml"

# Another one may take the port in between.
for _ in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 12000))
    prometheus --config.file="$folder/prometheus.yml" --storage.tsdb.path="$folder/data" \
        --web.listen-address="127.0.0.1:$port" --log.level=warn 2> "$folder/log" &
    prometheus=$!
    if curl --silent --fail --retry 100 --retry-connrefused --retry-delay 1 --retry-max-time 30 --output /dev/null \
        "http://127.0.0.1:$port/-/ready" && kill -0 "$prometheus" 2>/dev/null; then break; fi
    kill "$prometheus" 2>/dev/null || true
    wait "$prometheus" 2>/dev/null || true
    prometheus=
done
[ -n "$prometheus" ] || { cat "$folder/log" >&2; exit 1; }

# As Grafana fills in what stands behind a dollar sign.
jq --raw-output '.. | objects | (.expr, .definition) // empty' bearerd.dashboard.json \
    | sed -e 's/\$__rate_interval/10s/g' -e 's/\$\(job\|instance\)/.+/g' \
        -e 's/^label_values(\(.*\), \([a-z_]*\))$/count by (\2) (\1)/' > "$folder/queries"
grep --quiet . "$folder/queries"
! grep '\$' "$folder/queries"
curl --silent --show-error --fail "http://127.0.0.1:$port/api/v1/rules" | jq --raw-output '.data.groups[].rules[].query' \
    | grep --only-matching --extended-regexp '\b(bearerd_[a-z_]+|process_[a-z_]+|up)\b(\{[^}]*\})?' \
    | sort --unique >> "$folder/queries"

has_data() {
    curl --silent --show-error --data-urlencode "query=$1" "http://127.0.0.1:$port/api/v1/query" > "$folder/answer" || return 1
    jq --exit-status '.status == "success" and (.data.result | length > 0)' "$folder/answer" > /dev/null
}

status=0
count=0
end_time=$((SECONDS + seconds))
while IFS= read -r query; do
    count=$((count + 1))
    until has_data "$query"; do
        if [ "$SECONDS" -ge "$end_time" ] || ! jq --exit-status '.status == "success"' "$folder/answer" > /dev/null; then
            printf 'no data: %s\n%s\n' "$query" "$(cat "$folder/answer")" >&2
            status=1
            break
        fi
        sleep 0.5
    done
done < "$folder/queries"
echo "$count queries asked"
exit $status
