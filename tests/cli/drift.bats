# Posts that were edited or deleted by hand at GHL are never overwritten.
load helper

published() {
    sandbox_start "$@"
    site
    post hello
    run_ok ghlpub publish
}

@test "a post that was edited by hand is skipped and reported, and the rest goes on" {
    published
    post other
    run_ok ghlpub publish
    edit_by_hand posts "$(post_id hello)" '{"title":"Edited by hand"}'
    echo 'More.' | tee -a content/posts/hello.md >>content/posts/other.md
    forget_requests
    run_code 1 ghlpub publish
    has "content/posts/hello.md"
    has "edited at GHL"
    has "title; the document has changed since, too"
    has "ghlpub publish --on-drift overwrite content/posts/hello.md"
    is "$(sent PUT '/blogs/posts/*')" 1
    is "$(post_of hello .title)" "Edited by hand"
    [[ "$(post_of other .rawHTML)" == *More.* ]]
}

@test "an edit by hand is seen where the single post cannot be read" {
    published --quirk single-get=off
    edit_by_hand posts "$(post_id hello)" '{"title":"Edited by hand"}'
    echo 'More.' >>content/posts/hello.md
    forget_requests
    run_code 1 ghlpub publish
    has "edited at GHL"
    is "$(count_writes)" 0
    is "$(post_of hello .title)" "Edited by hand"
}

@test "without a change of the document, an edit by hand costs no request" {
    published
    edit_by_hand posts "$(post_id hello)" '{"title":"Edited by hand"}'
    forget_requests
    run_ok ghlpub publish
    is "$(requests length)" 0
    is "$(post_of hello .title)" "Edited by hand"
}

@test "an edit by hand that says what the document says is accepted" {
    published
    change content/posts/hello.md 's/^title:.*/title: Another title/'
    edit_by_hand posts "$(post_id hello)" '{"title":"Another title"}'
    forget_requests
    run_ok ghlpub publish
    is "$(count_writes)" 0
    forget_requests
    run_ok ghlpub publish
    is "$(requests length)" 0
}

@test "adopt settles an edit by hand: the document is written over it" {
    published
    edit_by_hand posts "$(post_id hello)" '{"title":"Edited by hand"}'
    change content/posts/hello.md 's/^title:.*/title: Brought together/'
    run_code 1 ghlpub publish
    run_ok ghlpub adopt content/posts/hello.md --post "$(post_id hello)"
    is "$(post_of hello .title)" "Edited by hand"
    run_ok ghlpub publish
    is "$(post_of hello .title)" "Brought together"
    forget_requests
    run_ok ghlpub publish
    is "$(requests length)" 0
}

@test "adopt where the post already says the same leaves nothing to do" {
    published
    edit_by_hand posts "$(post_id hello)" '{"title":"Edited by hand"}'
    change content/posts/hello.md 's/^title:.*/title: Edited by hand/'
    run_ok ghlpub adopt content/posts/hello.md --post "$(post_id hello)"
    forget_requests
    run_ok ghlpub publish
    is "$(count_writes)" 0
}

@test "adopt takes over a post that was written at GHL" {
    sandbox_start
    site
    control POST posts '{"title":"By hand","urlSlug":"hello","rawHTML":"<p>Old</p>"}' >/dev/null
    post hello
    run_code 1 ghlpub publish
    has slug-taken
    has "ghlpub adopt content/posts/hello.md --post $(post_id hello)"
    is "$(post_of hello .title)" "By hand"
    run_ok ghlpub adopt content/posts/hello.md --post "$(post_id hello)"
    run_ok ghlpub publish
    is "$(posts length)" 1
    is "$(post_of hello .title)" "Post hello"
}

@test "adopt of a post that is not there, of another document's, or without --post" {
    published
    post other
    run_code 1 ghlpub adopt content/posts/other.md --post 0123456789abcdef01234567
    has 0123456789abcdef01234567
    run ghlpub adopt content/posts/other.md --post "$(post_id hello)"
    [ "$status" -ne 0 ]
    has content/posts/hello.md
    run_code 64 ghlpub adopt content/posts/other.md content/posts/hello.md --post "$(post_id hello)"
    run_code 64 ghlpub adopt content/posts/none.md --post "$(post_id hello)"
    is "$(state_of 'post content/posts/other.md')" null
}

@test "a post that was deleted by hand is reported and not created again" {
    published
    local id
    id=$(post_id hello)
    control DELETE "posts/$id" >/dev/null
    echo 'More.' >>content/posts/hello.md
    run_code 1 ghlpub publish
    has "the post was deleted at GHL"
    has "ghlpub publish --recreate content/posts/hello.md"
    is "$(posts length)" 0
    forget_requests
    run_code 1 ghlpub publish # known now: nothing is asked, nothing is sent
    has "deleted at GHL"
    is "$(requests length)" 0
    run_ok ghlpub state rm content/posts/hello.md
    run_ok ghlpub publish
    is "$(posts length)" 1
}

@test "--recreate creates a post again that was deleted by hand, with its slug and date" {
    published
    post other
    run_ok ghlpub publish
    control DELETE "posts/$(post_id hello)" >/dev/null
    control DELETE "posts/$(post_id other)" >/dev/null
    run_ok ghlpub publish --recreate content/posts/hello.md
    has "deleted at GHL; created again"
    is "$(posts length)" 1
    is "$(post_of hello .publishedAt)" 2026-11-02T05:00:00.000Z
    is "$(state_of 'post content/posts/hello.md' .id)" "$(post_id hello)"
    is "$(state_of 'post content/posts/hello.md' .gone)" null
    forget_requests
    run_ok ghlpub publish content/posts/hello.md
    is "$(requests length)" 0
}

@test "--recreate takes over what somebody else has created again" {
    published
    local before
    before=$(post_id hello)
    control DELETE "posts/$before" >/dev/null
    echo 'More.' >>content/posts/hello.md
    run_code 1 ghlpub publish
    mkdir elsewhere
    cp -r content templates ghlpub.yaml elsewhere
    run_ok ghlpub publish --site elsewhere
    run_ok ghlpub publish --recreate
    is "$(posts length)" 1
    is "$(state_of 'post content/posts/hello.md' .id)" "$(post_id hello)"
    [ "$(post_id hello)" != "$before" ]
}

@test "a deletion by hand is told where the single post cannot be read" {
    published --quirk single-get=off
    control DELETE "posts/$(post_id hello)" >/dev/null
    echo 'More.' >>content/posts/hello.md
    run_code 1 ghlpub publish
    has "deleted at GHL"
    is "$(posts length)" 0
}

@test "a document that is gone is reported, and --prune takes its post offline" {
    published
    for name in a b c; do post $name; done
    run_ok ghlpub publish
    rm content/posts/hello.md content/posts/a.md
    run_ok ghlpub publish
    has "its document is gone"
    is "$(post_of hello .status)" PUBLISHED
    run_code 64 ghlpub publish --prune --limit-prune 2
    has --yes
    run_code 1 ghlpub publish --prune --yes
    has '`ghlpub publish --limit-prune 2` does it' # two of four are more than a third
    is "$(post_of hello .status)" PUBLISHED
    run_ok ghlpub publish --prune --yes --limit-prune 2
    is "$(post_of hello .status)" DRAFT
    is "$(post_of b .status)" PUBLISHED
    [[ "$(post_of hello .rawHTML)" == *"body of hello"* ]]
    [ -n "$(post_of hello '.categories[0]')" ]
    forget_requests
    run_ok ghlpub publish --prune
    is "$(requests length)" 0
}

@test "--prune works where the single post cannot be read" {
    published --quirk single-get=off
    rm content/posts/hello.md
    run_ok ghlpub publish --prune --yes --limit-prune 1
    is "$(post_of hello .status)" DRAFT
    [ "$(posts length)" -eq 1 ]
}

@test "--prune leaves a post online that was edited by hand" {
    published
    edit_by_hand posts "$(post_id hello)" '{"title":"Edited by hand"}'
    rm content/posts/hello.md
    run_code 1 ghlpub publish --prune --yes --limit-prune 1
    has "stays online"
    is "$(post_of hello .status)" PUBLISHED
    run_ok ghlpub publish --prune --yes --limit-prune 1 --on-drift overwrite
    is "$(post_of hello .status)" DRAFT
    is "$(post_of hello .title)" "Edited by hand"
}

@test "--prune takes a post offline that was only touched by hand" {
    published
    edit_by_hand posts "$(post_id hello)" '{"internalNote":"checked"}'
    rm content/posts/hello.md
    run_ok ghlpub publish --prune --yes --limit-prune 1
    is "$(post_of hello .status)" DRAFT
}

@test "an update goes on where the post was only touched by hand" {
    published
    edit_by_hand posts "$(post_id hello)" '{"internalNote":"checked"}'
    echo 'More.' >>content/posts/hello.md
    run_ok ghlpub publish
    [[ "$(post_of hello .rawHTML)" == *More.* ]]
}

@test "a document that comes back brings its post back" {
    published
    cp content/posts/hello.md kept.md
    rm content/posts/hello.md
    run_ok ghlpub publish --prune --yes --limit-prune 1
    cp kept.md content/posts/hello.md
    run_ok ghlpub publish
    is "$(posts length)" 1
    is "$(post_of hello .status)" PUBLISHED
}

@test "a document that cannot be read takes nothing offline" {
    published
    printf -- '---\ntitle: [\n---\n' >content/posts/hello.md
    run_code 65 ghlpub publish --prune --yes --limit-prune 1
    has "content/posts/hello.md:"
    is "$(post_of hello .status)" PUBLISHED
}

@test "sync: false leaves a document alone" {
    published
    change content/posts/hello.md 's/^title/sync: false\n&/'
    echo 'More.' >>content/posts/hello.md
    forget_requests
    run_ok ghlpub publish --prune
    is "$(requests length)" 0
    is "$(post_of hello .status)" PUBLISHED
}

@test "a text in which GHL puts values of its own is no edit, unless it begins otherwise" {
    sandbox_start
    site
    post hello 'date: 2026-12-01' 'social:' '  - {to: facebook, text: "Dear {{=<% %>=}}{{contact.name}}, hi", media: none}'
    run_ok ghlpub publish
    local id
    id=$(social '.[0]._id')
    is "$(social '.[0].summary')" "Dear , hi"
    now 2026-11-24T13:00:00Z
    edit_by_hand social "$id" '{"title":"x"}'
    run_ok ghlpub status --refresh
    lacks drift
    now 2026-11-24T14:00:00Z
    edit_by_hand social "$id" '{"summary":"Hello , hi"}'
    run_code 1 ghlpub status --refresh
    has drift
}

@test "what is skipped for an edit by hand is told once, also where its slug was to change" {
    sandbox_start
    site
    post a
    run_ok ghlpub publish
    edit_by_hand posts "$(post_id a)" '{"title":"By hand"}'
    change content/posts/a.md 's/^title: .*/&\nslug: a-2/'
    forget_requests
    run -1 --separate-stderr ghlpub publish --json
    is "$(jq -c '[.skipped, (.items | length), .items[0].outcome]' <<<"$output")" '[1,1,"skipped"]'
    is "$(count_writes)" 0
}
