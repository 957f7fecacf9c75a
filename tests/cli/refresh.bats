# --refresh looks at GHL for what was edited or deleted by hand; what is done about it is decided by
# --on-drift and --recreate.
load helper

published() {
    sandbox_start "$@"
    site
    post hello
    post other
    run_ok ghlpub publish
}

plan_json() {
    "$GHLPUB" plan --json "$@" >"$dir/plan.json" || return
    PLAN="$dir/plan.json"
}

of_plan() { jq -r "$1" "$dir/plan.json"; }

@test "plan --refresh: nothing was edited, nothing is said, four listings are read" {
    published
    forget_requests
    run_ok ghlpub plan --refresh
    has "nothing to do; 2 unchanged"
    is "$(count_writes)" 0
    is "$(sent GET '/blogs/posts/all')" 5
    is "$(sent GET '/blogs/posts/[0-9a-f]{24}')" 0
}

@test "plan --refresh tells who edited what, of documents that did not change, too" {
    published
    edit_by_hand posts "$(post_id hello)" '{"title":"Edited by hand","rawHTML":"<p>Other</p>"}'
    run_ok ghlpub plan
    lacks edited
    forget_requests
    run_ok ghlpub plan --refresh
    has "edited at GHL on 2026-11-24 07:00 EST, after ghlpub wrote it: title, body; the document has not changed since"
    has "ghlpub pull content/posts/hello.md"
    is "$(sent GET '/blogs/posts/[0-9a-f]{24}')" 1
    is "$(count_writes)" 0
    is "$(state_of 'post content/posts/hello.md' .gone)" null
    plan_json --refresh
    is "$(of_plan '.held[0].reason')" drift
    is "$(of_plan '.held[0].drift.differs | join(" ")')" "title body"
    is "$(of_plan '.held[0].drift.bodyRead')" true
    is "$(of_plan '.held[0].drift.documentChanged')" false
    is "$(of_plan '.held[0].drift.id')" "$(post_id hello)"
    echo 'More.' >>content/posts/hello.md
    plan_json --refresh
    is "$(of_plan '.held[0].drift.documentChanged')" true
    is "$(of_plan '.actions | length')" 0
}

@test "plan --refresh where the body cannot be read says what is known" {
    published --quirk single-get=off
    edit_by_hand posts "$(post_id hello)" '{"rawHTML":"<p>Other</p>"}'
    plan_json --refresh
    is "$(of_plan '.held[0].reason')" drift
    is "$(of_plan '.held[0].drift.bodyRead')" false
    is "$(of_plan '.held[0].drift.differs | length')" 0
}

@test "plan --refresh: a new updatedAt alone is no edit, and publish records it without a write" {
    published
    edit_by_hand posts "$(post_id hello)" '{"internalNote":"checked"}'
    run_ok ghlpub plan --refresh
    has "nothing to do; 2 unchanged"
    forget_requests
    run_ok ghlpub publish --refresh
    is "$(count_writes)" 0
    is "$(state_of 'post content/posts/hello.md' .updated)" "$(post_of hello .updatedAt)"
    forget_requests
    run_ok ghlpub publish --refresh
    is "$(sent GET '/blogs/posts/[0-9a-f]{24}')" 0
}

@test "plan --refresh: tags, author, categories and cover that were changed by hand are edits" {
    published
    edit_by_hand posts "$(post_id hello)" \
        '{"tags":["x"],"author":"0123456789abcdef01234567","categories":[],"imageUrl":"https://e.example/x.png"}'
    plan_json --refresh
    is "$(of_plan '.held[0].drift.differs | join(",")')" "author,categories,tags,cover image"
}

@test "a scheduled post that went out at its moment was not edited" {
    sandbox_start --quirk publishing-updates=on
    site
    post hello 'date: 2026-11-24T14:00:00Z'
    run_ok ghlpub publish
    now 2026-11-24T15:00:00Z
    run_ok ghlpub plan --refresh
    has "nothing to do"
    edit_by_hand posts "$(post_id hello)" '{"title":"Edited by hand"}'
    run_ok ghlpub plan --refresh
    has ": title; the document has not changed since"
}

@test "plan --refresh: a deleted post is told after a read of it, and comes again on request alone" {
    published
    control DELETE "posts/$(post_id hello)" >/dev/null
    plan_json --refresh
    is "$(of_plan '.held[0].reason')" gone
    is "$(of_plan '.held[0].path')" content/posts/hello.md
    plan_json --refresh --recreate
    is "$(of_plan '.actions[0].action')" create
    is "$(of_plan '.held | length')" 0
    run_code 1 ghlpub publish --refresh
    has "it was deleted at GHL"
    is "$(posts length)" 1
    run_ok ghlpub publish --recreate
    is "$(posts length)" 2
}

@test "a deletion is told where the single post cannot be read, by its slug" {
    published --quirk single-get=off
    control DELETE "posts/$(post_id hello)" >/dev/null
    forget_requests
    plan_json --refresh
    is "$(of_plan '.held[0].reason')" gone
    is "$(sent GET '/blogs/posts/url-slug-exists')" 1
}

@test "lists that lag do not make a post look deleted or edited" {
    published
    post late
    quirk '{"list-lag": 60000}'
    run_ok ghlpub publish
    plan_json --refresh
    is "$(of_plan '.held | length')" 0
    quirk '{"single-get": false}'
    plan_json --refresh
    is "$(of_plan '.held | length')" 0
}

@test "publish --refresh skips what was edited, though its document did not change, and does the rest" {
    published
    edit_by_hand posts "$(post_id hello)" '{"title":"Edited by hand"}'
    echo 'More.' >>content/posts/other.md
    run_code 1 ghlpub publish --refresh
    has "edited at GHL"
    [[ "$(post_of other .rawHTML)" == *More.* ]]
    is "$(post_of hello .title)" "Edited by hand"
}

@test "--on-drift fail writes nothing at all" {
    published
    edit_by_hand posts "$(post_id hello)" '{"title":"Edited by hand"}'
    echo 'More.' | tee -a content/posts/hello.md >>content/posts/other.md
    post third
    forget_requests
    run_code 1 ghlpub publish --on-drift fail
    has drift-found
    has "nothing is written"
    is "$(count_writes)" 0
    run_code 1 ghlpub publish --on-drift fail --json
    is "$(jq -r .error.code <<<"$output")" drift-found
    is "$(jq -r '[.items[] | select(.reason == "drift")][0].path' <<<"$output")" content/posts/hello.md
    run_ok ghlpub publish --on-drift fail content/posts/other.md content/posts/third.md
}

@test "--on-drift fail --refresh heeds documents that did not change" {
    published
    edit_by_hand posts "$(post_id hello)" '{"title":"Edited by hand"}'
    run_ok ghlpub publish --on-drift fail
    post third
    run_ok ghlpub plan --on-drift fail --refresh
    has drift-found
    run_code 1 ghlpub publish --on-drift fail --refresh
    has drift-found
    is "$(posts length)" 2
}

@test "--on-drift overwrite needs consent, says what it overwrites, and keeps the reason" {
    published
    edit_by_hand posts "$(post_id hello)" '{"title":"Edited by hand"}'
    echo 'More.' >>content/posts/hello.md
    run_code 64 ghlpub publish --on-drift overwrite content/posts/hello.md
    has "overwrites 1 edit made at GHL by hand"
    is "$(post_of hello .title)" "Edited by hand"
    run_ok ghlpub publish --on-drift overwrite --yes content/posts/hello.md
    has "title; the document has changed since, too; overwritten (--on-drift overwrite)"
    is "$(post_of hello .title)" "Post hello"
    [[ "$(post_of hello .rawHTML)" == *More.* ]]
    forget_requests
    run_ok ghlpub publish
    is "$(requests length)" 0
}

@test "--on-drift overwrite --refresh brings back what the documents say" {
    published
    edit_by_hand posts "$(post_id hello)" '{"title":"Edited by hand","rawHTML":"<p>x</p>"}'
    plan_json --refresh --on-drift overwrite
    is "$(of_plan '.actions[0].action')" update
    is "$(of_plan '.actions[0].overwrites')" "$(post_of hello .updatedAt)"
    run_ok ghlpub publish --refresh --on-drift overwrite --yes
    is "$(post_of hello .title)" "Post hello"
    [[ "$(post_of hello .rawHTML)" == *"body of hello"* ]]
    run_ok ghlpub plan --refresh
    has "nothing to do"
}

@test "--on-drift overwrite works where the single post cannot be read" {
    published --quirk single-get=off
    edit_by_hand posts "$(post_id hello)" '{"title":"Edited by hand"}'
    echo 'More.' >>content/posts/hello.md
    run_ok ghlpub publish --on-drift overwrite --yes
    is "$(post_of hello .title)" "Post hello"
    [[ "$(post_of hello .rawHTML)" == *More.* ]]
}

@test "--on-drift takes three words" {
    sandbox_start
    site
    run_code 64 ghlpub publish --on-drift ask
    has "skip, fail or overwrite"
    run_code 64 ghlpub plan --on-drift ask
}

# ---- social posts ----

campaign() {
    sandbox_start "$@"
    site
    picture content/posts/cover.png
    post hello 'date: 2026-12-01 09:00' 'image: cover.png' 'social:' \
        '  - {to: [facebook, linkedin], text: Launch day, id: launch, media: cover}' \
        '  - {to: facebook, text: Still here, at: +2d, id: second}'
    run_ok ghlpub publish
    LAUNCH=$(social 'map(select(.summary == "Launch day"))[0]._id')
}

@test "plan --refresh of social posts: one listing, and nothing to say" {
    campaign
    forget_requests
    run_ok ghlpub plan --refresh
    has "nothing to do; 3 unchanged"
    is "$(sent POST '/social-media-posting/*/posts/list')" 1
    is "$(sent GET '/social-media-posting/*/posts/*')" 0
    is "$(count_writes)" 0
}

@test "a social post that was edited by hand is told with what differs, each part of it" {
    campaign
    local account
    account=$(social 'map(select(.summary == "Launch day"))[0].accountIds[0]')
    edit_by_hand social "$LAUNCH" '{"summary":"By hand"}'
    plan_json --refresh
    is "$(of_plan '.held[0] | .reason + " " + .key')" "drift content/posts/hello.md#launch"
    is "$(of_plan '.held[0].drift.differs | join(",")')" text
    is "$(of_plan '.held[0].drift.documentChanged')" false
    edit_by_hand social "$LAUNCH" "{\"summary\":\"Launch day\",\"accountIds\":[\"$account\"]}"
    plan_json --refresh
    is "$(of_plan '.held[0].drift.differs | join(",")')" accounts
    edit_by_hand social "$LAUNCH" '{"media":[]}'
    plan_json --refresh
    is "$(of_plan '.held[0].drift.differs | join(",")')" accounts,media
    run_code 1 ghlpub publish --refresh
    has "edited at GHL"
    is "$(social 'map(select(._id == "'"$LAUNCH"'"))[0].media | length')" 0
}

@test "a social post that was moved by hand, also out of what is listed, is no lost one" {
    campaign
    edit_by_hand social "$LAUNCH" '{"scheduleDate":"2027-06-01T12:00:00.000Z"}'
    forget_requests
    plan_json --refresh
    is "$(of_plan '.held[0].drift.differs | join(",")')" time
    is "$(sent GET "/social-media-posting/*/posts/$LAUNCH")" 1
}

@test "an edit of a social post by hand is overwritten on request, documents changed or not" {
    campaign
    edit_by_hand social "$LAUNCH" '{"summary":"By hand"}'
    run_code 64 ghlpub publish --refresh --on-drift overwrite
    run_ok ghlpub publish --refresh --on-drift overwrite --yes
    has "overwritten (--on-drift overwrite)"
    is "$(social 'map(select(._id == "'"$LAUNCH"'"))[0].summary')" "Launch day"
    edit_by_hand social "$LAUNCH" '{"summary":"By hand again"}'
    change content/posts/hello.md 's/Launch day/Launch week/'
    run_code 1 ghlpub publish --on-drift fail
    has drift-found
    is "$(social 'map(select(._id == "'"$LAUNCH"'"))[0].summary')" "By hand again"
    run_ok ghlpub publish --on-drift overwrite --yes
    is "$(social 'map(select(._id == "'"$LAUNCH"'"))[0].summary')" "Launch week"
    is "$(social 'map(select(.deleted | not)) | length')" 2
    forget_requests
    run_ok ghlpub publish
    is "$(requests length)" 0
}

@test "a social post that was touched and says the same is recorded, not told" {
    campaign
    edit_by_hand social "$LAUNCH" '{"internalNote":"seen"}'
    run_ok ghlpub plan --refresh
    has "nothing to do; 3 unchanged"
    run_ok ghlpub publish --refresh
    is "$(state_of 'social content/posts/hello.md#launch' .updated)" \
        "$(social 'map(select(._id == "'"$LAUNCH"'"))[0].updatedAt')"
}

@test "a social post that was deleted by hand is told, and not sent again until its id or time changes" {
    campaign
    local location
    location=$GHL_LOCATION_ID
    curl -sS -X DELETE -H "Authorization: Bearer $GHL_API_KEY" -H 'Version: 2021-07-28' -A test \
        "$GHL_API_BASE/social-media-posting/$location/posts/$LAUNCH" >/dev/null
    plan_json --refresh
    is "$(of_plan '.held[0] | .reason + " " + .key')" "drift content/posts/hello.md#launch"
    [[ "$(of_plan '.held[0].text')" == *"deleted at GHL"* ]]
    run_code 1 ghlpub publish --refresh
    is "$(state_of 'social content/posts/hello.md#launch' .gone)" deleted
    forget_requests
    run_code 1 ghlpub publish
    is "$(requests length)" 0
    change content/posts/hello.md 's/id: launch/id: relaunch/'
    run_ok ghlpub publish
    is "$(social 'map(select(.deleted | not)) | length')" 2
}

@test "a social post that a network refused is told with its words; what is out is no drift" {
    sandbox_start
    site
    post hello 'date: 2026-12-01 09:00' 'social:' \
        '  - {to: facebook, text: Fine, id: fine}' '  - {to: linkedin, text: "No #sandbox-fail", id: bad}'
    run_ok ghlpub publish
    now 2026-12-02T12:00:00Z
    plan_json --refresh
    is "$(of_plan '.held | length')" 1
    is "$(of_plan '.held[0] | .reason + " " + .key')" "failed content/posts/hello.md#bad"
    [[ "$(of_plan '.held[0].text')" == *"Failed due to auth token"* ]]
    is "$(of_plan '.diagnostics[0].code')" social-failed
    run_ok ghlpub publish --refresh
    has "did not go out"
    is "$(social length)" 2
}

@test "what became of a social post on each account is told by its children" {
    campaign
    local account
    account=$(social 'map(select(.summary == "Launch day"))[0].accountIds[1]')
    now 2026-12-01T15:00:00Z
    control POST social "{\"parentPostId\":\"$LAUNCH\",\"accountId\":\"$account\",\"summary\":\"Launch day\",
        \"status\":\"failed\",\"error\":\"Duplicate content\",\"scheduleDate\":\"2026-12-01T14:00:00.000Z\",\"media\":[]}" >/dev/null
    plan_json --refresh
    is "$(of_plan '.held[0] | .reason + " " + .key')" "failed content/posts/hello.md#launch"
    [[ "$(of_plan '.held[0].text')" == *"linkedin Acme Inc: Duplicate content"* ]]
}

@test "a token that may not list social posts still refreshes the posts" {
    campaign
    edit_by_hand posts "$(post_id hello)" '{"title":"Edited by hand"}'
    control POST tokens '{"token":"pit-few","scopes":["blogs/list.readonly","blogs/author.readonly","blogs/category.readonly","blogs/check-slug.readonly","blogs/posts.readonly"]}' >/dev/null
    export GHL_API_KEY=pit-few
    run ghlpub plan --refresh
    has social-not-listed
    has ": title; the document has not changed since"
}

# two_social: a post with two social posts; the first was edited by hand.
two_social() {
    sandbox_start
    site
    post a 'social:' '  - {id: one, to: facebook, at: "2026-12-24 09:00", text: "One"}' \
        '  - {id: two, to: facebook, at: "2026-12-25 09:00", text: "Two"}'
    run_ok ghlpub publish --yes
    one=$(state_of 'social content/posts/a.md#one' .id)
    edit_by_hand social "$one" '{"summary":"By hand"}'
    forget_requests
}

live_social() { social "[.[] | select(.deleted != true) | .summary] | sort | join(\",\")"; }

@test "a social post that was edited by hand is not cancelled with its entry or its document" {
    two_social
    sed -i '/id: one/d;/id: two/d;s/^social:$/social: []/' content/posts/a.md
    run_code 1 ghlpub publish --yes
    has "edited at GHL on 2026-11-24 07:00 EST"
    has "it is not cancelled"
    has "publish --on-drift overwrite\` cancels it all the same"
    is "$(live_social)" "By hand"
    is "$(writes)" "DELETE /social/posts/ID"
    run_ok ghlpub plan --refresh
    has "! held       content/posts/a.md#one: its entry is gone, but the social post was edited"
    has "after ghlpub wrote it: text"
    run -0 --separate-stderr ghlpub plan --refresh --json
    is "$(jq -r '.held[0] | "\(.reason) \(.drift.differs | join(","))"' <<<"$output")" "drift text"
    conforms plan.schema.json <<<"$output"

    rm content/posts/a.md
    run_code 1 ghlpub publish --prune --yes
    has "publish --prune --on-drift overwrite\` cancels it all the same"
    is "$(live_social)" "By hand"
    run_code 1 ghlpub publish --prune --refresh --yes
    is "$(live_social)" "By hand"
    run_ok ghlpub publish --prune --on-drift overwrite --yes
    has "1 cancel"
    is "$(live_social)" ""
    run_ok ghlpub publish --prune --yes
    has "othing"
}

@test "a kept plan that cancels goes stale where the social post was edited by hand" {
    two_social
    edit_by_hand social "$one" '{"summary":"One"}'
    rm content/posts/a.md
    run_ok ghlpub plan --prune --out plan.json
    edit_by_hand social "$one" '{"summary":"By hand, later"}'
    run_code 1 ghlpub publish --plan plan.json
    has plan-stale
    is "$(count_writes)" 0
}

@test "a social post that was deleted by hand, and whose document is gone, is no work" {
    two_social
    control DELETE "social/$one" >/dev/null
    rm content/posts/a.md
    run_ok ghlpub publish --prune --yes
    is "$(live_social)" ""
    run_ok ghlpub publish --prune --yes
    has "othing"
}
