# What the tests of the command line share. Each file of tests begins with
#
#   load helper
#
# setup() gives each test a directory of its own ($dir), with a clock that stands at $GHLPUB_NOW.
# sandbox_start starts a sandbox on a free port and points the environment at it; teardown() ends it.

bats_require_minimum_version 1.5.0

GHLPUB=${GHLPUB:-$BATS_TEST_DIRNAME/../../build/release/src/cli/ghlpub}
SHARED=${SHARED:-$BATS_TEST_DIRNAME/../../../shared}

setup() {
    dir=$BATS_TEST_TMPDIR
    cd "$dir" || return 1
    unset GHL_API_KEY GHL_LOCATION_ID GHL_API_BASE GHLPUB_ENV GITHUB_ACTIONS NO_COLOR
    export CI=true GHLPUB_NOW=2026-11-24T12:00:00Z GHLPUB_TEST_WAIT_SCALE=0.01
    export LC_ALL=C.UTF-8
    sandbox_pid=
}

teardown() {
    sandbox_stop
}

ghlpub() { "$GHLPUB" "$@"; }

# sandbox_start [OPTION...]: names and accounts as the test sites use them.
sandbox_start() {
    local line told=
    exec {sandbox_fd}< <(exec "$GHLPUB" sandbox --seed test --clock-rate "${CLOCK_RATE:-1}" \
        --rate "${RATE:-1000000/10s}" --blog 'Acme News' --author 'Jane Doe' --author 'José Valim' \
        --category News --category Product --category Guides \
        --account 'facebook:Acme' --account 'linkedin:Acme Inc' --account 'instagram:acme' \
        --account 'google:Acme Store' --user 'jane@acme.example:Jane Doe' --tag launch \
        "$@" 2>"$dir/sandbox.err" 3>&-)
    sandbox_pid=$!
    while [[ $line != pages:* ]]; do # its first lines; the end of it comes as the end of the stream
        IFS= read -r line <&"$sandbox_fd" || { cat "$dir/sandbox.err"; return 1; }
        told+=$line$'\n'
    done
    GHL_API_BASE=$(sed -n 's/^address: //p' <<<"$told" | head -n 1)
    GHL_API_KEY=$(sed -n 's/^token: //p' <<<"$told" | head -n 1)
    GHL_LOCATION_ID=$(sed -n 's/^location: //p' <<<"$told" | head -n 1)
    export GHL_API_BASE GHL_API_KEY GHL_LOCATION_ID
}

sandbox_stop() {
    [ -z "$sandbox_pid" ] && return 0
    kill "$sandbox_pid" 2>/dev/null || :
    wait "$sandbox_pid" 2>/dev/null || :
    exec {sandbox_fd}<&-
    sandbox_pid=
}

# control METHOD PATH [BODY]: the sandbox's control endpoint.
control() {
    local type=text/plain
    [[ ${3-} != "{"* ]] || type=application/json
    curl -sS --fail-with-body -X "$1" ${3+-H "content-type: $type" --data-binary "$3"} \
        "$GHL_API_BASE/_sandbox/$2"
}

# What the sandbox holds, through a filter over an array of objects.
store() { control GET store; }
posts() { store | jq -r "[.posts[]] | ${1:-.}"; }
social() { store | jq -r "[.social[]] | ${1:-.}"; }
media() { store | jq -r "[.media[]] | ${1:-.}"; }

# requests [JQ]: what the sandbox received, through a filter.
requests() { control GET requests | jq -r "${1:-.}"; }
forget_requests() { control DELETE requests >/dev/null; }
fault() { control POST faults "$1" >/dev/null; }
no_faults() { control DELETE faults >/dev/null; }
quirk() { control POST quirks "$1" >/dev/null; }

# count_writes: requests that may change something (the social listing is a POST that looks).
count_writes() {
    requests '[.[] | select(.method != "GET" and (.path | endswith("/posts/list") | not))] | length'
}

# site [DIR]: a small configured site, without documents.
site() {
    mkdir -p "${1:-.}/content/posts" "${1:-.}/templates"
    cat >"${1:-.}/ghlpub.yaml" <<'YAML'
blog: Acme News
post_url: https://acme.example/post/{slug}
timezone: America/New_York
user: jane@acme.example
defaults:
  author: Jane Doe
  categories: [News]
images: {alt: off}
YAML
}

# post NAME [FRONT MATTER LINE...]: content/posts/NAME.md with a title, a date and a body.
post() {
    local name=$1
    shift
    mkdir -p "$(dirname "content/posts/$name")"
    {
        echo ---
        [[ " $* " == *title:* ]] || echo "title: Post $name"
        [[ " $* " == *date:* ]] || echo 'date: 2026-11-02'
        printf '%s\n' "$@"
        echo ---
        echo "The body of $name."
    } >"content/posts/$name.md"
}

# picture FILE [COLOUR]: a real PNG that every network takes (1000 x 1000 pixels, small), another one
# for each colour (0-255).
picture() {
    mkdir -p "$(dirname "$1")"
    python3 - "$1" "${2:-0}" <<'PY'
import struct, sys, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
colour = int(sys.argv[2])
row = b"\0" + bytes([colour]) * 1000
open(sys.argv[1], "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1000, 1000, 8, 0, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(row * 1000)) + chunk(b"IEND", b""))
PY
}

# run_ok COMMAND...: runs, shows what was printed, expects 0. run_code N COMMAND... expects N. The
# output of both streams is in $output.
run_code() {
    local expected=$1
    shift
    run "$@"
    [ "$status" -eq "$expected" ] || { echo "exit $status, not $expected: $output"; return 1; }
}
run_ok() { run_code 0 "$@"; }

# has TEXT / lacks TEXT: in $output.
has() { [[ "$output" == *"$1"* ]] || { echo "not in the output: $1"; echo "$output"; return 1; }; }
lacks() { [[ "$output" != *"$1"* ]] || { echo "in the output: $1"; echo "$output"; return 1; }; }

# is ACTUAL EXPECTED
is() { [ "$1" = "$2" ] || { echo "is '$1', not '$2'"; return 1; }; }

# change FILE SED-SCRIPT: edits a file, and fails where that changes nothing.
change() {
    cp "$1" "$dir/before.change"
    sed -i "$2" "$1"
    ! cmp -s "$1" "$dir/before.change" || { echo "$2 changes nothing in $1"; return 1; }
}

# now TIME: the clocks of ghlpub and of the sandbox.
now() {
    export GHLPUB_NOW=$1
    control POST clock "{\"now\":\"$1\"}" >/dev/null
}

# sent METHOD PATH-GLOB [JQ]: the requests of that kind; without a filter, their number. In the glob
# `*` is any part of the path.
sent() {
    requests "[.[] | select(.method == \"$1\" and (.path | test(\"^${2//\*/.*}\$\")))] | ${3:-length}"
}

# writes: what was sent that changes something, one a line.
writes() {
    requests '.[] | select(.method != "GET" and (.path | endswith("/posts/list") | not)) |
        "\(.method) \(.path | sub("/social-media-posting/[^/]*"; "/social") | sub("/[0-9a-f]{24}"; "/ID"))"'
}

# post_of SLUG [JQ] / post_id SLUG: one post as stored.
post_of() { posts "map(select(.urlSlug == \"$1\"))[0] | ${2:-.}"; }
post_id() { post_of "$1" ._id; }

# edit_by_hand KIND ID JSON: as an editor does in GHL's own pages.
edit_by_hand() { control PUT "$1/$2" "$3" >/dev/null; }

# state_of KEY [JQ]: a line of the state.
state_of() { jq -r --arg key "$1" ".[\$key] | ${2:-.}" "${STATE:-.ghlpub/state.json}"; }

# needs_yes COMMAND...: without a terminal the command asks for --yes, and with it works.
needs_yes() {
    run_code 64 "$@" && has --yes && run_ok "$@" --yes
}

# conforms SCHEMA [NAME...]: the JSON on standard input is as docs/SCHEMA says, and has no member that
# the schema does not name; members that are named here need not be there.
conforms() {
    python3 - "$BATS_TEST_DIRNAME/../../docs/$1" "$(cat)" "${@:2}" <<'PY'
import json, re, sys
schema, plan, absent = json.load(open(sys.argv[1])), json.loads(sys.argv[2]), sys.argv[3:]
def check(value, rule, at="top"):
    if "$ref" in rule:
        rule = schema["definitions"][rule["$ref"].rsplit("/", 1)[1]]
    types = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
    assert "type" not in rule or isinstance(value, types[rule["type"]]), (at, value)
    assert "enum" not in rule or value in rule["enum"], (at, value)
    assert "const" not in rule or value == rule["const"], (at, value)
    assert "pattern" not in rule or re.search(rule["pattern"], value), (at, value)
    for name in rule.get("required", []):
        assert name in value or (at == "top" and name in absent), (at, name)
    for name, part in value.items() if isinstance(value, dict) else []:
        known = rule.get("properties", {}).get(name) or rule.get("additionalProperties")
        assert known, (at, "unknown member", name)
        check(part, known, at + "." + name)
    for part in value if isinstance(value, list) else []:
        check(part, rule["items"], at + "[]")
check(plan, schema)
PY
}
