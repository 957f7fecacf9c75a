# Social posts: when and where they go, and how they follow their documents.
load helper

# due: when the social posts go out, to the second.
due() { social "[.[] | select(.deleted | not).scheduleDate[:19]] | sort | join(\",\")"; }
live() { social 'map(select(.deleted | not)) | '"${1:-length}"; }
account_names() { store | jq -r '.accounts as $a | [.social[] | select(.deleted | not).accountIds[] | $a[.].name] | sort | join(",")'; }

@test "with its post, by default: a moment after a post that is public, at the date of one to come" {
    sandbox_start
    site
    post today 'date: 2026-11-24 06:00' 'social:' '  - to: facebook' '    text: Now'
    post future 'date: 2026-12-01 09:00' 'social:' '  - to: facebook' '    text: Then'
    run_ok ghlpub publish
    is "$(live)" 2
    is "$(live 'map(select(.summary == "Then"))[0] | .status + " " + .scheduleDate[:19]')" "scheduled 2026-12-01T14:00:00"
    is "$(live 'map(select(.summary == "Now"))[0] | .status + " " + .scheduleDate[:16]')" "scheduled 2026-11-24T12:02"
}

@test "days after the post count in local time, across the change of clocks" {
    sandbox_start
    site
    # New York leaves daylight saving time on 1 November 2026 and returns to it on 14 March 2027.
    post hello 'date: 2027-03-12 15:00' 'social:' '  - to: facebook' '    text: One' '    at: +1d 09:00' \
        '  - to: facebook' '    text: Two' '    at: +2d 09:00'
    run_ok ghlpub publish
    is "$(due)" 2027-03-13T14:00:00,2027-03-14T13:00:00
}

@test "an absolute time is the site's, one with an offset is itself" {
    sandbox_start
    site
    post hello 'social:' '  - to: facebook' '    text: One' '    at: 2026-12-01 09:00' \
        '  - to: facebook' '    text: Two' '    at: 2026-12-01T09:00:00+01:00'
    run_ok ghlpub publish
    is "$(due)" 2026-12-01T08:00:00,2026-12-01T14:00:00
}

@test "an alias, platform:name and a platform are one API post with all accounts" {
    sandbox_start
    site
    printf 'accounts:\n  main: [facebook, "linkedin:Acme Inc"]\n' >>ghlpub.yaml
    picture content/posts/a.png
    post hello 'date: 2026-12-01' 'image: a.png' 'social:' '  - to: [main, instagram, facebook]' '    text: Hi' '    media: cover'
    run_ok ghlpub publish
    is "$(live)" 1
    is "$(account_names)" "Acme,Acme Inc,acme"
}

@test "a template for one platform splits it off" {
    sandbox_start
    site
    echo 'General: {{title}} {{url}}' >templates/social.txt
    echo 'For LinkedIn: {{title}} {{url}}' >templates/social-linkedin.txt
    post hello 'date: 2026-12-01' 'social:' '  - to: [facebook, linkedin, google]' '    media: none'
    run_ok ghlpub publish
    is "$(live)" 2
    is "$(live 'map(select(.summary | startswith("For"))) | .[0].summary')" \
        "For LinkedIn: Post hello https://acme.example/post/hello"
    is "$(live 'map(select(.summary | startswith("General"))) | .[0].accountIds | length')" 2
    forget_requests
    run_ok ghlpub publish
    is "$(requests length)" 0
}

@test "media are the cover, none, or a list, uploaded once" {
    sandbox_start
    site
    picture content/posts/cover.png 1
    picture content/posts/other.png 2
    post hello 'date: 2026-12-01' 'image: cover.png' 'social:' \
        '  - {to: facebook, text: Cover, media: cover}' \
        '  - {to: facebook, text: None, media: none}' \
        '  - {to: facebook, text: List, media: [other.png, cover.png]}'
    run_ok ghlpub publish
    is "$(media length)" 2
    is "$(live '[.[] | .summary + "=" + (.media | length | tostring)] | sort | join(",")')" Cover=1,List=2,None=0
    is "$(live 'map(select(.summary == "Cover"))[0].media[0] | .url')" "$(post_of hello .imageUrl)"
    is "$(sent POST '/social-media-posting/*/posts' '[.[].body.media | type] | unique | join(",")')" array
    is "$(sent POST '/social-media-posting/*/posts' '[.[].body.media[].type] | unique | join(",")')" image/png
}

@test "a follow-up comment goes along where the network takes one" {
    sandbox_start
    site
    post hello 'date: 2026-12-01' 'social:' '  - {to: [facebook, google], text: Hi, comment: First!, media: none}'
    run_ok ghlpub publish
    is "$(sent POST '/social-media-posting/*/posts' 'map(.body.followUpComment // "none") | sort | join(",")')" "First!,none"
}

@test "status, date and a user are always sent" {
    sandbox_start
    site
    post hello 'date: 2026-12-01' 'social:' '  - {to: facebook, text: Hi}' '  - {to: facebook, text: Draft, status: draft}'
    run_ok ghlpub publish
    is "$(sent POST '/social-media-posting/*/posts' \
        '[.[].body | (.status + (if .scheduleDate and .userId and .media then "" else "!" end))] | sort | join(",")')" draft,scheduled
}

@test "entries whose moment passed before they were seen are not sent, with a warning" {
    sandbox_start
    site
    post hello 'date: 2026-10-01' 'social:' '  - {to: facebook, text: Old}' '  - {to: facebook, text: Older, at: 2026-11-01 09:00}'
    run_ok ghlpub publish
    has social-late
    is "$(live)" 0
    is "$(posts length)" 1
    forget_requests
    run_ok ghlpub publish
    is "$(requests length)" 0
}

@test "a draft holds its social posts until it is published" {
    sandbox_start
    site
    post hello 'draft: true' 'date: 2026-12-01' 'social:' '  - {to: facebook, text: Hi}'
    run_ok ghlpub publish
    is "$(live)" 0
    change content/posts/hello.md '/^draft/d'
    run_ok ghlpub publish
    is "$(due)" 2026-12-01T05:00:00
}

@test "a post that becomes a draft takes its social posts back to drafts, and publishes them again" {
    sandbox_start
    site
    post hello 'date: 2026-12-01' 'social:' '  - {to: facebook, text: Hi}' '  - {to: linkedin, text: Ho, at: +2d}'
    run_ok ghlpub publish
    change content/posts/hello.md 's/^title/draft: true\n&/'
    run_ok ghlpub plan
    has "its post is a draft, and so is this one until it is published"
    needs_yes ghlpub publish
    is "$(live '[.[] | .status + " " + .scheduleDate[:10]] | sort | join(",")')" "draft 2026-12-01,draft 2026-12-03"
    is "$(post_of hello .status)" DRAFT
    forget_requests
    run_ok ghlpub publish
    is "$(requests length)" 0
    # The date slips while it is a draft: nothing is sent. Its moments pass: nothing goes out.
    change content/posts/hello.md 's/2026-12-01/2026-12-08/'
    run_ok ghlpub publish
    is "$(sent PUT '/social-media-posting/*')" 0
    now 2026-12-05T00:00:00Z
    is "$(live '[.[].status] | unique | join(",")')" draft
    change content/posts/hello.md '/^draft/d'
    run_ok ghlpub publish
    is "$(live '[.[] | .status + " " + .scheduleDate[:10]] | sort | join(",")')" "scheduled 2026-12-08,scheduled 2026-12-10"
    is "$(social length)" 2
    forget_requests
    run_ok ghlpub publish
    is "$(requests length)" 0
}

@test "a draft that GHL did not keep as one, or of which no answer came, does not go out" {
    sandbox_start
    site
    post hello 'date: 2026-12-01' 'social:' '  - {to: facebook, text: Hi}'
    run_ok ghlpub publish
    change content/posts/hello.md 's/^title/draft: true\n&/'
    fault 'PUT /social-media-posting/*: reset-before x1'
    run_ok ghlpub publish --yes
    is "$(live '.[0].status')" draft
    change content/posts/hello.md '/^draft/d'
    fault 'PUT /social-media-posting/*: reset-after x1'
    run_ok ghlpub publish
    is "$(live '.[0].status')" scheduled
    is "$(social length)" 1
    forget_requests
    run_ok ghlpub publish
    is "$(requests length)" 0
}

@test "a post for approval whose post becomes a draft waits for nobody" {
    sandbox_start
    site
    post hello 'date: 2026-12-01' 'social:' '  - {to: facebook, text: Hi, status: in_review, approver: jane@acme.example}'
    run_ok ghlpub publish
    change content/posts/hello.md 's/^title/draft: true\n&/'
    forget_requests
    run_ok ghlpub publish --yes
    is "$(sent PUT '/social-media-posting/*' '.[0].body | .status + " " + (.postApprovalDetails | tostring)')" "draft null"
    change content/posts/hello.md '/^draft/d'
    run_ok ghlpub publish
    is "$(live '.[0].status')" in_review
}

@test "a post that is archived cancels its social posts" {
    sandbox_start
    site
    post hello 'date: 2026-11-20' 'social:' '  - {to: facebook, text: Hi, at: +10d}'
    run_ok ghlpub publish
    change content/posts/hello.md 's/^title/status: archived\n&/'
    needs_yes ghlpub publish
    is "$(live)" 0
    is "$(post_of hello .status)" ARCHIVED
}

@test "an entry that is removed is cancelled, with consent, and can come back" {
    sandbox_start
    site
    post hello 'date: 2026-12-01' 'social:' '  - {to: facebook, text: One}' '  - {to: facebook, text: Two}'
    run_ok ghlpub publish
    change content/posts/hello.md '/text: Two/d'
    needs_yes ghlpub publish
    is "$(live '.[].summary')" One
    forget_requests
    run_ok ghlpub publish
    is "$(requests length)" 0
    change content/posts/hello.md 's/^  - {to: facebook, text: One}/&\n  - {to: facebook, text: Two}/'
    run_ok ghlpub publish
    is "$(live '[.[].summary] | sort | join(",")')" One,Two
    is "$(social length)" 3
}

@test "a date that moves takes the social posts along, and loses neither schedule nor media" {
    sandbox_start
    site
    picture content/posts/cover.png
    post hello 'date: 2026-12-01 09:00' 'image: cover.png' 'social:' '  - {to: facebook, text: Hi, at: +1d 10:00}'
    run_ok ghlpub publish
    change content/posts/hello.md 's/2026-12-01/2026-12-05/'
    run_ok ghlpub plan
    has "~ reschedule content/posts/hello.md#"
    has "moved from 2026-12-02 10:00 EST to 2026-12-06 10:00 EST"
    forget_requests
    run_ok ghlpub publish
    is "$(live)" 1
    is "$(live '.[0] | .status + " " + .scheduleDate[:19] + " " + (.media | length | tostring)')" "scheduled 2026-12-06T15:00:00 1"
    is "$(sent PUT '/social-media-posting/*/posts/*' '.[0].body | [.status, .scheduleDate[:16], (.media | length), .scheduleTimeUpdated] | map(tostring) | join(" ")')" \
        "scheduled 2026-12-06T15:00 1 true"
    forget_requests
    run_ok ghlpub publish
    is "$(requests length)" 0
}

@test "a text that changes is edited in place, and stays scheduled" {
    sandbox_start
    site
    post hello 'date: 2026-12-01 09:00' 'social:' '  - {to: facebook, text: Before}'
    run_ok ghlpub publish
    change content/posts/hello.md 's/text: Before/text: After/'
    run_ok ghlpub publish
    is "$(social length)" 1
    is "$(live '.[0] | .summary + " " + .status + " " + .scheduleDate[:19]')" "After scheduled 2026-12-01T14:00:00"
}

@test "a text follows the title and the address of its post" {
    sandbox_start
    site
    post hello 'date: 2026-12-01 09:00' 'social:' '  - {to: facebook, text: "{{title}}: {{url}}"}'
    run_ok ghlpub publish
    change content/posts/hello.md 's/^title.*/title: New title\nslug: greeting/'
    run_ok ghlpub publish
    is "$(live '.[0].summary')" "New title: https://acme.example/post/greeting"
    is "$(social length)" 1
}

@test "what is out already is not touched when its document changes" {
    sandbox_start
    site
    post hello 'date: 2026-12-01 09:00' 'social:' '  - {to: facebook, text: "{{title}}"}'
    run_ok ghlpub publish
    now 2026-12-02T00:00:00Z
    change content/posts/hello.md 's/^title.*/title: New title/'
    forget_requests
    run_ok ghlpub publish
    is "$(sent PUT '/social-media-posting/*')" 0
    is "$(sent POST '/social-media-posting/*/posts')" 0
    is "$(social '.[0].summary')" "Post hello"
}

@test "removing an entry that is out already cancels nothing" {
    sandbox_start
    site
    post hello 'date: 2026-12-01 09:00' 'social:' '  - {to: facebook, text: Hi}'
    run_ok ghlpub publish
    now 2026-12-02T00:00:00Z
    change content/posts/hello.md '/^social/d;/^  - /d'
    forget_requests
    run_ok ghlpub publish
    is "$(count_writes)" 0
}

@test "a social post that was deleted by hand is reported and not made again" {
    sandbox_start
    site
    post hello 'date: 2026-12-01 09:00' 'social:' '  - {to: facebook, text: Before, id: launch}'
    run_ok ghlpub publish
    edit_by_hand social "$(social '.[0]._id')" '{"deleted":true}'
    change content/posts/hello.md 's/text: Before/text: After/'
    run_code 1 ghlpub publish
    has "deleted at GHL"
    is "$(live)" 0
    is "$(social length)" 1
    forget_requests
    run ghlpub publish
    has "deleted at GHL"
    is "$(count_writes)" 0
    change content/posts/hello.md 's/id: launch/id: relaunch/'
    run_ok ghlpub publish
    is "$(live '[.[].summary] | join(",")')" After
}

@test "a social post that was edited by hand is skipped and reported" {
    sandbox_start
    site
    post hello 'date: 2026-12-01 09:00' 'social:' '  - {to: facebook, text: Before, id: launch}'
    run_ok ghlpub publish
    local id
    id=$(social '.[0]._id')
    edit_by_hand social "$id" '{"summary":"By hand"}'
    change content/posts/hello.md 's/text: Before/text: After/'
    run_code 1 ghlpub publish
    has "edited at GHL"
    has "ghlpub publish --on-drift overwrite"
    is "$(live '.[0].summary')" "By hand"
    run_ok ghlpub adopt 'content/posts/hello.md#launch' --social "$id"
    run_ok ghlpub publish
    is "$(live '.[0].summary')" After
    is "$(social length)" 1
}

@test "an entry that is inserted touches none of the others" {
    sandbox_start
    site
    post hello 'date: 2026-12-01 09:00' 'social:' \
        '  - {to: facebook, text: One, at: +1d 09:00}' '  - {to: facebook, text: Two, at: +2d 09:00}'
    run_ok ghlpub publish
    change content/posts/hello.md 's/^social:/&\n  - {to: linkedin, text: Zero, at: +3d 09:00}/'
    forget_requests
    run_ok ghlpub publish
    is "$(writes)" "POST /social/posts"
    is "$(social length)" 3
}

@test "an id keeps an entry whatever changes" {
    sandbox_start
    site
    post hello 'date: 2026-12-01 09:00' 'social:' \
        '  - {to: facebook, text: One, at: +1d 09:00, id: a}' '  - {to: facebook, text: Two, at: +2d 09:00, id: b}'
    run_ok ghlpub publish
    change content/posts/hello.md 's/text: One, at: +1d 09:00, id: a/text: Uno, at: +5d 09:00, id: a/'
    run_ok ghlpub publish
    is "$(social length)" 2
    is "$(social 'map(select(.summary == "Uno"))[0].scheduleDate[:10]')" 2026-12-06
}

@test "two entries with the same account, minute and text are an error of the content" {
    sandbox_start
    site
    post hello 'date: 2026-12-01 09:00' 'social:' '  - {to: facebook, text: Hi}' '  - {to: facebook, text: Hi}'
    run_code 65 ghlpub check
    has "social-double"
    run_code 65 ghlpub publish
    is "$(live)" 1
    change content/posts/hello.md '0,/text: Hi/s//text: Ho/'
    run_ok ghlpub publish
    is "$(live)" 2
}

@test "a campaign has no post, and its body is the text" {
    sandbox_start
    site
    printf -- '---\nkind: campaign\nsocial:\n  - to: facebook\n    at: 2026-12-01 09:00\n  - {to: linkedin, at: 2026-12-02 09:00, text: Own}\n---\nThe **text** of all.\n' \
        >content/sale.md
    run_ok ghlpub publish
    is "$(posts length)" 0
    is "$(live '[.[].summary] | sort | join("|")')" "Own|The text of all."
    forget_requests
    run_ok ghlpub publish
    is "$(requests length)" 0
}

@test "an answer without a result is found by looking, and nothing is doubled" {
    sandbox_start --quirk results-missing=on
    site
    post hello 'date: 2026-12-01 09:00' 'social:' '  - {to: facebook, text: Hi}'
    run_ok ghlpub publish
    is "$(social length)" 1
    is "$(state_of 'social content/posts/hello.md#'"$(jq -r 'keys[] | select(startswith("social")) | sub(".*#"; "")' .ghlpub/state.json)" .id)" \
        "$(social '.[0]._id')"
}

@test "tags and categories are found by name, and a post for approval has an approver" {
    sandbox_start
    site
    post hello 'date: 2026-12-01 09:00' 'social:' \
        '  - {to: facebook, text: Hi, tags: [launch], status: in_review, approver: jane@acme.example}'
    run_ok ghlpub publish
    is "$(live '.[0].status')" in_review
    is "$(store | jq -r '.tags[(.social[].tags[0])].tag // .tags[(.social[].tags[0])].name')" launch
}

@test "--json and plan tell each social post by its key" {
    sandbox_start
    site
    post hello 'date: 2026-12-01 09:00' 'social:' '  - {to: facebook, text: Hi, id: launch}'
    run --separate-stderr ghlpub plan --json
    is "$(jq -r '.actions[] | select(.action == "schedule") | .key' <<<"$output")" "content/posts/hello.md#launch"
}

@test "media go in the order in which they are written, files and addresses, and a video by its address" {
    sandbox_start
    site
    picture content/posts/a.png
    local far=https://cdn.example
    post hello 'date: 2026-12-01' 'social:' "  - {to: facebook, text: Hi, media: [$far/1.JPG, a.png, $far/2.png], id: x}" \
        "  - {to: facebook, at: +1d, text: Video, media: $far/clip.MP4, id: v}"
    run_ok ghlpub publish
    local order='map(select(.summary == "Hi"))[0].media | map(.url | split("/")[-1] | split(".")[1]) | join(" ")'
    is "$(social "$order")" "JPG png png"
    is "$(social 'map(select(.summary == "Hi"))[0].media[2].url')" "$far/2.png"
    is "$(sent POST '/social-media-posting/*/posts' 'map(select(.body.summary == "Video"))[0].body.media[0].type')" video/mp4
    run_ok ghlpub publish
    has "Nothing to do"
    run_ok ghlpub status --refresh
    # Another order is a change.
    change content/posts/hello.md "s#$far/1.JPG, a.png#a.png, $far/1.JPG#"
    run_ok ghlpub publish
    is "$(social "$order")" "png JPG png"
    run_ok ghlpub plan
    has "nothing to do"
}
