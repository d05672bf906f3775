#!/bin/sh
# As a newcomer would, from nothing: a line is written, installed, tried, asked, and goes through its life: upgraded, gone
# back, switched off, uninstalled and installed again, its rows kept and the others at work all the while.
#
#   tests/third_party/try.sh [life]
#
# With `life` only its life, without its tests. Needs uv, git and curl, and the network for what is not cached. Leaves
# nothing behind.
set -eu
name=water
here=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
started=$(date +%s)
step() { printf '\n== %s s: %s\n' $(($(date +%s) - started)) "$*"; }

# ---------------------------------------------------------------- what is said, and what is answered

told() { # told WORDS…: `lastmeter plugins` says so of the line
    COLUMNS=200 lastmeter plugins >listed 2>told_aside
    grep "│ $name " listed
    for words; do grep "│ $name " listed | grep -qF "$words" || { echo "not told: $words"; cat told_aside; exit 1; }; done
    grep -q "│ gas .*13 metrics" listed
}
serve() { # serve: with what is installed now
    stop
    : >served
    lastmeter serve --port 0 >>served 2>&1 &
    server=$!
    for _ in $(seq 2400); do grep -q "Stop with" served && break; kill -0 "$server" || break; sleep 0.5; done
    grep -q "Stop with" served || { cat served; exit 1; }
    address=$(sed -n 's/^GraphiQL: \([^ ]*\).*/\1/p' served)
}
stop() {
    kill "${server:-}" 2>/dev/null && wait "$server" 2>/dev/null || true
}
asks() { # asks DOCUMENT WORDS…: the answer has them
    printf '{"query": "%s"}' "$(printf %s "$1" | tr '\n' ' ' | sed 's/"/\\"/g')" >asked
    curl -sS "$address" -H 'content-type: application/json' --data @asked >answer
    cut -c1-300 answer
    shift
    for words; do grep -qF "$words" answer || { echo "not answered: $words"; cat served; exit 1; }; done
}
wheel() { # wheel FOLDER: builds it into wheels/
    uv build -q --wheel --no-build-isolation --out-dir wheels "$1"
}
others='communities(first: 1) { totalCount } gasInspections(first: 1) { totalCount }'

step "a virtual environment with lastmeter"
uv venv -q .venv
export VIRTUAL_ENV="$work/.venv" PATH="$work/.venv/bin:$PATH" LASTMETER_WEB=skip
uv pip install -q "lastmeter[testing] @ file://$here" mypy ruff hatchling
step "lastmeter new-line $name"
lastmeter new-line "$name" --name "Water supply" --name-zh 供水服务
cp -r "lastmeter-$name" second
(cd second && git apply "$here/tests/third_party/water-0.2.patch")
wheel "lastmeter-$name"
wheel second
first=wheels/lastmeter_water-0.1.0-py3-none-any.whl
second=wheels/lastmeter_water-0.2.0-py3-none-any.whl

step "a wheel of which one byte was changed (E08)"
python - "$first" <<'PYTHON'
import hashlib, pathlib, shutil, sys, zipfile
wheel = pathlib.Path(sys.argv[1])
digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
pathlib.Path("requirements.txt").write_text(f"lastmeter-water @ file://{wheel.resolve()} --hash=sha256:{digest}\n")
shutil.copy(wheel, "sound")
with zipfile.ZipFile("sound") as sound, zipfile.ZipFile(wheel, "w") as changed:
    for file in sound.infolist():
        held = sound.read(file)
        changed.writestr(file, held.replace(b"1_000", b"9_000") if file.filename.endswith("demo.py") else held)
PYTHON
if uv pip install --no-deps --require-hashes -r requirements.txt 2>refused; then echo "it was taken"; exit 1; fi
grep -i "hash" refused
cp sound "$first"

step "installing it"
uv pip install -q --no-deps --require-hashes -r requirements.txt
told 0.1.0 "2 types, 1 query, 3 mutations, 3 metrics"
lastmeter plugins --verify

if [ "${1:-}" != life ]; then
    for folder in "lastmeter-$name" second; do
        uv pip install -q --no-deps "./$folder"
        cd "$folder"
        step "$folder: its own tests"
        pytest
        step "$folder: its types and lines"
        mypy
        ruff check . && ruff format --check .
        step "$folder: what every line must be like"
        pytest --pyargs core.conformance --line "$name"
        cd "$work"
    done
    uv pip install -q --no-deps --reinstall "$first"
fi

step "serving the demo, and writing: a visit of today's"
serve
asks "{ serviceLines { key plugin { distribution version status problems } } ${name}Checks(first: 1) { totalCount } $others
  metrics(keys: [\"core.visits\"], groupBy: [LINE], first: 9, window: {from: \"2021-06-01\", to: \"2023-10-01\"}) {
    nodes { line { key } value } } }" '"lastmeter-water"' '"key":"water"'
asks '{ communities(first: 1) { nodes { code } } }'
code=$(sed 's/.*"code":"\([0-9]*\)".*/\1/' answer)
asks "mutation { recordWaterVisit(input: {clientMutationId: \"try-1\", visit: {communityCode: \"$code\", visitedOn: \"2023-09-09\",
  personTimes: {staff: 2}}, checks: [{place: \"999号楼\", finding: BROKEN}],
  problems: [{categoryCode: \"W01-99\", title: \"爆管\", isSolvedOnSite: false, households: 40}]}) {
  visit { id } userErrors { field message } } }" '"userErrors":[]'
rows="{ cases(first: 1, filter: {lines: [\"water\"]}) { totalCount nodes { title } } $others }"
asks "$rows" "爆管"
count=$(sed 's/.*"cases":{"totalCount":\([0-9]*\).*/\1/' answer)

step "the second release: its migration runs, the rows are there"
uv pip install -q --no-deps "$second"
told 0.2.0 "4 mutations, 4 metrics"
serve
asks "$rows" "\"totalCount\":$count"
asks '{ metrics(keys: ["water.restored_rate"], first: 1, window: {from: "2021-06-01", to: "2027-01-01"}) { nodes { denominator } } }' denominator

step "back to the first: its tables are newer, it is left out, the others go on (E05)"
uv pip install -q --no-deps "$first"
serve
grep "The plugin water is left out" served
asks "{ serviceLines { key plugin { status problems } } $others }" '"QUARANTINED"' "newer version"
uv pip install -q --no-deps "$second"

step "switched off: its rows are kept and read"
export LASTMETER_DISABLED_PLUGINS=water
told "Disabled by LASTMETER_DISABLED_PLUGINS"
serve
asks "$rows" "\"totalCount\":$count"
unset LASTMETER_DISABLED_PLUGINS

step "uninstalled: its rows are kept and read"
uv pip uninstall -q lastmeter-water
told "Not installed; the database keeps its rows: water_case_detail, water_check, water_visit_report."
serve
asks "{ serviceLines { key } }"
asks "{ cases(first: 1, filter: {}) { nodes { line { key plugin { status } } } } $others }"

step "installed again: they are its own again"
uv pip install -q --no-deps "$second"
told 0.2.0 "4 mutations, 4 metrics"
serve
asks "$rows" "\"totalCount\":$count" "爆管"
asks "{ waterChecks(first: 1) { nodes { place } } }" "999号楼"

step "a file of it is changed by hand (E08)"
python -c "import lastmeter_water.demo as demo; open(demo.__file__, 'a').write('# mine\n')"
if lastmeter plugins --verify; then echo "it was not seen"; exit 1; fi
stop
step "done"
