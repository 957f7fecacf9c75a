# What a publish shows while it works: a moving line on a terminal, plain lines elsewhere.
load helper

several() {
    site
    for name in one two three four five six; do post "$name"; done
}

# on_terminal COMMAND...: its output on a pseudo terminal of 100 columns.
on_terminal() {
    local command
    printf -v command '%q ' "$@"
    run env -u CI TERM=xterm COLUMNS=100 script -qefc "$command" /dev/null
}

@test "on a terminal: a bar with counts, the rate and what is waited for, and nothing left of it" {
    sandbox_start --rate 12/2s
    several
    on_terminal "$GHLPUB" publish --yes
    is "$status" 0
    has ' requests, '
    has '/s'
    has 'waiting for the rate limit, '
    [[ "$output" =~ \[#+\.+\]\ [1-5]/6 ]]
    has "Done: 6 create"
    # Each drawing is erased before the next line: the last thing on a line is never a bar.
    ! tr '\r' '\n' <<<"$output" | sed 's/\x1b\[K//g' | tail -n 1 | grep -q '^\[' || false
}

@test "the line is cut to the terminal, and names are made harmless for it" {
    sandbox_start --fault '* /**: latency 150ms'
    site
    printf -- '---\ntitle: Loud\ndate: 2026-11-02\n---\nBody.\n' >$'content/posts/a\e[31mloud'"$(printf '%0.sx' {1..90})".md
    on_terminal "$GHLPUB" publish --yes
    is "$status" 0
    has "[....................] 0/1"
    ! grep -q $'\e\\[31m' <<<"$output" || false
    # Between two carriage returns no drawing is wider than 99 columns.
    is "$(tr '\r' '\n' <<<"$output" | sed 's/\x1b\[[0-9;]*[a-zA-Z]//g' | grep -cE '^\[.{99}')" 0
}

@test "elsewhere: a plain line every few seconds, with the same figures" {
    sandbox_start --rate 10/7s
    several
    run_ok ghlpub publish --yes
    [[ "$output" =~ [0-9]\ of\ 6\ done\ \ [0-9]+\ requests.*waiting\ for\ the\ rate\ limit ]]
    lacks '[#'
    lacks $'\e'
}

@test "--quiet and --json show no progress on a terminal either" {
    sandbox_start --rate 12/1s
    several
    on_terminal "$GHLPUB" publish --yes --quiet
    is "$status" 0
    lacks '[..'
}

@test "what is waited for is told: a lost answer, which lists may not show yet" {
    CLOCK_RATE=200 sandbox_start --lag 20000
    site
    post one
    fault 'POST /blogs/posts: reset-before x1'
    export GHLPUB_TEST_WAIT_SCALE=0.5
    on_terminal "$GHLPUB" publish --yes
    is "$status" 0
    has "waiting for GHL's lists"
    is "$(posts length)" 1
}
