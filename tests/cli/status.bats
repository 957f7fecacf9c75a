# The dashboard: what each document and social post is, what is wrong with it, what comes next.
load helper

# A site with a bit of everything, published, and changed since.
everything() {
    sandbox_start
    site
    post one
    post two 'date: 2026-12-01 09:00' 'social:' '  - {to: [facebook, linkedin], text: Hi, id: launch}'
    post three 'draft: true'
    post gone
    run_ok ghlpub publish
    rm content/posts/gone.md
    echo More. >>content/posts/one.md
    post four
    post broken 'date: never'
}

rows() { ghlpub status --json "$@" 2>/dev/null | jq -r '.items[] | "\(.name) \(.state) \(.problem // "-") \(.pending // "-")"'; }

@test "status --json: state, problem and pending action of each, in the order of paths" {
    everything
    run --separate-stderr ghlpub status --json
    is "$status" 65 # one of them has an error
    is "$(rows)" "content/posts/broken.md broken broken -
content/posts/four.md new - create
content/posts/gone.md published orphan -
content/posts/one.md published - update
content/posts/three.md draft - -
content/posts/two.md scheduled - -
content/posts/two.md#launch scheduled - -"
    is "$(ghlpub status --json 2>/dev/null | jq -r '.items[-1] | .kind + ": " + .accounts + ", " + .date')" \
        "social: facebook Acme, linkedin Acme Inc, 2026-12-01T14:00:00Z"
    is "$(ghlpub status --json 2>/dev/null | jq -r '.items[3] | .written[:10] + " " + .url')" \
        "2026-11-24 https://acme.example/post/one"
}

@test "status --state chooses by state, problem or pending action" {
    everything
    rm content/posts/broken.md
    is "$(rows --state new)" "content/posts/four.md new - create"
    is "$(rows --state changed)" "content/posts/one.md published - update"
    is "$(rows --state scheduled,draft | wc -l)" 3
    is "$(rows --state scheduled --state draft | wc -l)" 3
    is "$(rows --state orphan)" "content/posts/gone.md published orphan -"
    is "$(rows --state held)" "content/posts/gone.md published orphan -"
    run_ok ghlpub status --state failed
    has "Nothing matches."
    run_code 64 ghlpub status --state shceduled
    has 'did you mean "scheduled"'
    run --separate-stderr ghlpub status --state nonsense --json
    is "$(jq -r .error.code <<<"$output")" bad-option
}

@test "status --sort date and --sort state; the summary counts, and says what is next" {
    everything
    rm content/posts/broken.md
    is "$(rows --sort date | head -n 1)" "content/posts/four.md new - create"
    is "$(rows --sort date | tail -n 1)" "content/posts/two.md#launch scheduled - -"
    is "$(rows --sort state | head -n 1)" "content/posts/gone.md published orphan -"
    run_code 64 ghlpub status --sort size
    run_ok ghlpub status
    has "5 posts: 1 new, 2 published, 1 scheduled, 1 draft; 1 social post: 1 scheduled; 1 with a problem; 2 to be published."
    has "Next: 2026-12-01 09:00 EST, content/posts/two.md."
    run_ok ghlpub status --quiet
    lacks "Next:"
}

@test "status fits a terminal: names are cut in the middle, reasons stand below" {
    command -v script >/dev/null || skip "needs script(1)"
    everything
    rm content/posts/broken.md
    post a-name-that-is-much-too-long-for-a-terminal-of-sixty-columns-2026
    for columns in 60 200; do
        run env -u CI COLUMNS=$columns TERM=xterm script -qec "$GHLPUB status" /dev/null
        plain=$(sed -e 's/\x1b\[[0-9;]*m//g' -e 's/\r//g' <<<"$output")
        while IFS= read -r line; do
            [[ ! $line =~ ^(published|new|scheduled|draft) ]] || [ ${#line} -le $columns ] || { echo "$line"; false; }
        done <<<"$plain"
        grep -E '^scheduled +  #launch +2026-12-01 09:00 EST' <<<"$plain"
        grep -E '^ +update: .*changed' <<<"$plain"
    done
    grep -E '^published +content/posts/one.md +2026-11-02 00:00 EST +https://acme.example/post/one$' <<<"$plain"
}

# A social post to three accounts, of which one has expired when it goes out; and one that nobody takes.
failing() {
    sandbox_start --quirk children=on
    site
    picture content/posts/c.png
    post one 'date: 2026-12-01 09:00' 'image: c.png' 'social:' \
        '  - {to: [facebook, linkedin, instagram], text: Hi, id: all}' \
        '  - {to: facebook, text: Later, at: +2d 09:00, id: later}'
    run_ok ghlpub publish
    later=$(state_of 'social content/posts/one.md#later' .id)
    edit_by_hand accounts "$(store | jq -r '.accounts[] | select(.platform == "linkedin").id')" '{"isExpired":true}'
    now 2026-12-02T12:00:00Z
}

@test "status --refresh says what became of each social post, account by account, and ends with 1" {
    failing
    run_ok ghlpub status
    grep -E '^out +content/posts/one.md#all' <<<"$output" # as far as the state knows
    run_code 1 ghlpub status --refresh
    grep -E '^failed +content/posts/one.md#all .*linkedin Acme Inc: the account.s token has expired' <<<"$output"
    has "reconnect the account at GHL"
    has 'the network said "The access token of Acme Inc has expired. Reconnect the account."'
    grep -E '^scheduled +content/posts/one.md#later' <<<"$output"
    run --separate-stderr ghlpub status --refresh --json --state failed
    is "$status" 1
    is "$(jq -r '.items[] | "\(.name) \(.state) \(.problem) \(.remedy != null)"' <<<"$output")" \
        "content/posts/one.md#all out failed true"
    is "$(count_writes)" 4 # those that published it: status looks and no more
}

@test "status --refresh tells Facebook's and Instagram's codes in words, and ends well where all went well" {
    failing
    run_code 1 ghlpub status --refresh --state scheduled # the alarm does not depend on what is shown
    lacks 'the network said'
    now 2026-12-04T12:00:00Z
    edit_by_hand social "$later" '{"status":"failed","error":"(#506) Duplicate status message"}'
    run_code 1 ghlpub status --refresh --state failed
    has "facebook Acme: the same content was posted there within 12 hours"
    has "change the text; the same one is taken again after 12 hours"
    edit_by_hand social "$later" '{"status":"published","error":""}'
    edit_by_hand accounts "$(store | jq -r '.accounts[] | select(.isExpired).id')" '{"isExpired":false}'
    store | jq -r '.social[] | select(.parentPostId != null and .status == "failed")._id' | while read -r id; do
        edit_by_hand social "$id" '{"status":"published","error":""}'
    done
    run_ok ghlpub status --refresh
    is "$(grep -c '^out ' <<<"$output")" 2
}

@test "status --refresh sees what was edited or deleted by hand, and a lost time, picture or account" {
    sandbox_start
    site
    picture content/posts/c.png
    post one 'date: 2026-12-01 09:00' 'image: c.png' 'social:' \
        '  - {to: [facebook, instagram], text: One, id: one}' '  - {to: facebook, text: Two, at: +1d, id: two}' \
        '  - {to: facebook, text: Three, at: +2d, id: three}' '  - {to: facebook, text: Four, at: +3d, id: four}'
    post gone
    run_ok ghlpub publish
    for key in one two three four; do declare "id_$key=$(state_of "social content/posts/one.md#$key" .id)"; done
    edit_by_hand social "$id_one" "$(jq -nc --argjson a "[$(store | jq '.accounts[] | select(.platform == "facebook").id')]" '{accountIds: $a}')"
    edit_by_hand social "$id_two" '{"media":[]}'
    edit_by_hand social "$id_three" '{"scheduleDate":"2026-12-24T10:00:00.000Z"}'
    edit_by_hand posts "$(post_id one)" '{"title":"By hand"}'
    run_code 1 ghlpub status --refresh
    is "$(grep -c '^drift ' <<<"$output")" 4
    grep -E '^drift +content/posts/one.md .*\(.*title' <<<"$output"
    grep -E '^drift +content/posts/one.md#one .*accounts' <<<"$output"
    grep -E '^drift +content/posts/one.md#two .*media' <<<"$output"
    grep -E '^drift +content/posts/one.md#three .*(time|date)' <<<"$output"
    grep -E '^scheduled +content/posts/one.md#four' <<<"$output"
}
