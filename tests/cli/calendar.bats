# The calendar: what goes out when, gaps and collisions, the grid of a month, iCalendar.
load helper

# Posts and social posts of some weeks, published, and changed since.
weeks() {
    sandbox_start
    site
    post one 'date: 2026-12-01 09:00' 'social:' '  - {to: [facebook, linkedin], text: "Read one", at: +0d 09:30, id: launch}' \
        '  - {to: facebook, text: "Again", at: 2026-12-20 10:00, id: again}'
    post two 'date: 2026-12-03 09:00'
    post idea 'draft: true' 'date:'
    sed -i '/^date:$/d' content/posts/idea.md
    run_ok ghlpub publish --yes
    post three 'date: 2026-12-20 09:00' 'social:' '  - {to: facebook, text: "Third", at: 2026-12-20 10:45, id: third}'
    change content/posts/two.md 's/12-03 09/12-04 11/'
}

items() { ghlpub calendar --json "$@" 2>/dev/null | jq -r '.items[] | "\(.local // "-") \(.key) \(.state) \(.change // "-") \(.clash // "-")"'; }

@test "calendar lists posts and social posts, what changes, drafts, gaps and collisions" {
    weeks
    is "$(items)" "2026-12-01 09:00 EST content/posts/one.md scheduled - -
2026-12-01 09:30 EST content/posts/one.md#launch scheduled - -
2026-12-04 11:00 EST content/posts/two.md scheduled changed -
2026-12-20 09:00 EST content/posts/three.md scheduled new -
2026-12-20 10:00 EST content/posts/one.md#again scheduled - content/posts/three.md#third
2026-12-20 10:45 EST content/posts/three.md#third scheduled new content/posts/one.md#again
- content/posts/idea.md draft - -"
    is "$(ghlpub calendar --json 2>/dev/null | jq -c '.gaps')" '[{"after":"2026-12-04T16:00:00Z","days":15}]'
    forget_requests
    run ghlpub calendar
    is "$status" 0
    grep -E '^  Tue 2026-12-01 09:30 EST +social +scheduled +content/posts/one.md#launch  facebook Acme, linkedin Acme Inc  "Read one"$' <<<"$output"
    grep -E '^~ Fri 2026-12-04 11:00 EST +post' <<<"$output"
    grep -E '^\+ Sun 2026-12-20 10:45 EST +social' <<<"$output"
    has "... 15 days without anything"
    has "less than an hour from content/posts/three.md#third, at the same account"
    grep -E '^  no date +post +draft +content/posts/idea.md' <<<"$output"
    is "$(requests length)" 0
}

@test "calendar --from, --to, --gap and paths choose" {
    weeks
    is "$(items --from 2026-12-02 --to 2026-12-04 | cut -d' ' -f4)" content/posts/two.md
    is "$(items --to 2026-12-03)" "2026-12-01 09:00 EST content/posts/one.md scheduled - -
2026-12-01 09:30 EST content/posts/one.md#launch scheduled - -"
    is "$(items content/posts/two.md)" "2026-12-04 11:00 EST content/posts/two.md scheduled changed -"
    is "$(ghlpub calendar --json --gap 2 2>/dev/null | jq -c '[.gaps[].days]')" '[2,15]'
    is "$(ghlpub calendar --json --gap 0 2>/dev/null | jq -c '.gaps')" '[]'
    run_code 64 ghlpub calendar --from yesterday
    has "such as 2026-12-01"
    run_code 64 ghlpub calendar --month 2026-13
    run_code 64 ghlpub calendar --month 2026-12 --from 2026-12-01
}

@test "calendar tells what GHL sends all the same: of a document that is gone, not what is cancelled" {
    weeks
    rm content/posts/one.md
    run ghlpub calendar
    has "as GHL has it: its document is gone"
    is "$(items | cut -d' ' -f4 | grep -c one.md)" 3
    post one 'date: 2026-12-01 09:00'
    is "$(items | grep ' content/posts/one.md')" "2026-12-01 09:00 EST content/posts/one.md scheduled - -" # its social posts are to be cancelled
}

@test "calendar --month is a grid that fits, with what is odd below it" {
    weeks
    run ghlpub calendar --month 2026-12
    has "December 2026, times of America/New_York"
    grep -E '^Mon +Tue +Wed +Thu +Fri +Sat +Sun$' <<<"$output"
    grep -E '^ +1 +2 +3 +4 +5 +6$' <<<"$output" # the first is a Tuesday
    grep -E '09:00 Post' <<<"$output"
    grep -E '!10:45 fb' <<<"$output"
    has "less than an hour from"
    lacks idea.md
    run ghlpub calendar --month 2026-11
    grep -F '[24]' <<<"$output" # today
    export GHLPUB_NOW=2026-12-31T23:00:00Z
    run --separate-stderr ghlpub calendar --month 2027-02
    has "February 2027"
    is "$(grep -cE '^ *[0-9]' <<<"$output")" 4 # 1 February 2027 is a Monday: four weeks
}

@test "calendar --ics is read by libical" {
    weeks
    pkg-config --exists libical || skip "needs libical-dev"
    cc -O1 -o "$dir/ics" "$BATS_TEST_DIRNAME/../validate/ics.c" $(pkg-config --cflags --libs libical)
    post four 'title: "Comma, semicolon; back\\slash, and a very long title 🚲🚲🚲🚲🚲🚲🚲🚲🚲🚲🚲🚲🚲🚲🚲🚲"' 'date: 2026-12-24 18:00' \
        'social:' '  - {to: facebook, text: "Line one\nline, two", at: 2026-12-27 10:00, id: lines}'
    run --separate-stderr ghlpub calendar --ics -
    is "$status" 0
    printf '%s' "$output" >"$dir/out.ics"
    ghlpub calendar --ics "$dir/cal.ics" 2>/dev/null
    "$dir/ics" <"$dir/cal.ics" >"$dir/events"
    is "$(wc -l <"$dir/events")" 8 # what has no date is no event
    grep -F '20261224T230000Z|CONFIRMED|Comma, semicolon; back\slash, and a very long title' "$dir/events" ||
        grep -F '20261224T230000Z|CONFIRMED|Comma\, semicolon\; back\\slash' "$dir/events"
    grep -F '20261227T150000Z|CONFIRMED|facebook: Line one|' "$dir/events"
    grep -F '|https://acme.example/post/four|' "$dir/events"
    is "$(cut -d'|' -f5 "$dir/events" | sort -u | wc -l)" 8 # each has an identity of its own
    before=$(cut -d'|' -f5 "$dir/events" | sort)
    change content/posts/four.md 's/12-24 18/12-25 18/'
    ghlpub calendar --ics "$dir/cal.ics" 2>/dev/null
    is "$("$dir/ics" <"$dir/cal.ics" | cut -d'|' -f5 | sort)" "$before" # and keeps it when it moves
}
