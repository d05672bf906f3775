#!/bin/sh
# As a newcomer would, from nothing: a line is written, installed, tried, and asked in GraphiQL's place by curl.
#
#   tests/third_party/try.sh [NAME]
#
# Needs uv and curl, and the network for what is not cached. Leaves nothing behind.
set -eu
name=${1:-water}
here=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
step() { echo "== $(($(date +%s) - started)) s: $*"; }
started=$(date +%s)

step "a virtual environment with lastmeter"
uv venv -q .venv
export VIRTUAL_ENV="$work/.venv" PATH="$work/.venv/bin:$PATH" LASTMETER_WEB=skip
uv pip install -q "lastmeter[testing] @ file://$here" mypy
step "lastmeter new-line $name"
lastmeter new-line "$name"
step "installing it"
uv pip install -q --no-deps "./lastmeter-$name"
lastmeter plugins | grep "$name"
cd "lastmeter-$name"
step "its own tests"
pytest
step "its types"
mypy
step "what every line must be like"
pytest --pyargs core.conformance --line "$name"
cd "$work"
step "serving the demo"
lastmeter serve --port 0 >served 2>&1 &
server=$!
for _ in $(seq 120); do grep -q "Stop with" served && break; sleep 1; done
address=$(sed -n 's/^GraphiQL: \([^ ]*\).*/\1/p' served)
step "asking $address"
capital=$(printf %s "$name" | cut -c1 | tr '[:lower:]' '[:upper:]')$(printf %s "$name" | cut -c2-)
report="... on ${capital}VisitReport { householdsAdvised }"
window='from: \"2021-06-01\", to: \"2023-10-01\"'
query="{ serviceLines { key plugin { distribution status problems } }
  ${name}Checks(first: 1) { totalCount nodes { place finding visit { report { $report } } } }
  metrics(keys: [\\\"core.visits\\\"], groupBy: [LINE], first: 9, window: { $window }) { nodes { line { key } value } } }"
printf '{"query": "%s"}' "$(printf %s "$query" | tr '\n' ' ')" >asked
curl -s "$address" -H 'content-type: application/json' --data @asked | tee answer
grep -q "lastmeter-$name" answer
echo
step "done"
