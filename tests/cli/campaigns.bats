#!/usr/bin/env bats
# Campaigns: series, moments that have passed, what changes over weeks, and what that costs.
load helper

live() { social 'map(select(.deleted | not)) | '"${1:-length}"; }
due() { live '[.[].scheduleDate[:16]] | sort | join(",")'; }

# campaign NAME [SOCIAL LINE...]: a campaign whose body is "The body."
campaign() {
    local name=$1
    shift
    mkdir -p content
    {
        printf -- '---\nkind: campaign\nsocial:\n'
        printf '%s\n' "$@"
        printf -- '---\nThe body.\n'
    } >"content/$name.md"
}

# quiet: nothing to do, and nothing sent.
quiet() {
    forget_requests
    run_ok ghlpub publish
    is "$(requests length)" 0
}

@test "a series keeps its time of the day, takes its texts in turn, and grows and shrinks at its end" {
    sandbox_start
    site
    # New York returns to daylight saving time on 14 March 2027.
    campaign tips '  - to: facebook' '    at: 2027-03-01 09:00' '    text: [One, Two]' \
        '    repeat: {every: 1w, times: 3}'
    run_ok ghlpub publish
    is "$(live 'sort_by(.scheduleDate) | [.[] | .scheduleDate[:16] + "=" + .summary] | join(",")')" \
        "2027-03-01T14:00=One,2027-03-08T14:00=Two,2027-03-15T13:00=One"
    quiet
    change content/tips.md 's/times: 3/times: 5/'
    forget_requests
    run_ok ghlpub publish
    is "$(writes | sort | uniq -c | xargs)" "2 POST /social/posts"
    is "$(live)" 5
    now 2027-03-09T00:00:00Z # two are out
    change content/tips.md 's/times: 5/times: 1/'
    forget_requests
    needs_yes ghlpub publish
    is "$(writes | sort | uniq -c | xargs)" "3 DELETE /social/posts/ID"
    is "$(live '[.[].status] | unique | join(",")')" published
    is "$(live)" 2
    quiet
}

@test "a series with text for a network, templates that count, and an end" {
    sandbox_start
    site
    campaign tips '  - to: [facebook, linkedin]' '    id: tips' '    at: 2026-12-01 09:00' \
        '    repeat: {every: daily, until: 2026-12-02}' \
        '    text:' '      - "{{occurrence}} of {{occurrences}}"' '      - {default: Two, linkedin: Zwei}' '    media: none'
    run_ok ghlpub publish
    is "$(live '[.[] | "\(.summary) \(.accountIds | length)"] | sort | join(",")')" "1 of 2 2,Two 1,Zwei 1"
    is "$(jq -r 'keys[] | select(startswith("social"))' .ghlpub/state.json | xargs)" \
        "social content/tips.md#tips social content/tips.md#tips.2 social content/tips.md#tips.2/linkedin"
}

@test "a series that began in the past is told once; late: send sends the last one missed" {
    sandbox_start
    site
    campaign tips '  - {to: facebook, at: 2026-11-02 09:00, text: T, repeat: {every: 1w, times: 6}}'
    run_ok ghlpub publish
    is "$(grep -c 'warning:.*social-late' <<<"$output")" 1
    has "the last of 4 of 6 occurrences"
    is "$(due)" 2026-11-30T14:00,2026-12-07T14:00
    run_ok ghlpub publish
    lacks social-late
    campaign late '  - {to: linkedin, at: 2026-11-02 09:00, text: L, late: send, repeat: {every: 1w, times: 6}}'
    run_ok ghlpub publish
    is "$(live 'map(select(.summary == "L")) | [.[].scheduleDate[:16]] | sort | join(",")')" \
        2026-11-24T12:02,2026-11-30T14:00,2026-12-07T14:00
    quiet
}

@test "late: send sends once, a minute ahead, and never again" {
    sandbox_start
    site
    campaign late '  - {to: facebook, at: 2026-11-01 09:00, text: L, late: send, media: none}'
    run_ok ghlpub publish
    is "$(due)" 2026-11-24T12:02
    quiet
    now 2026-11-24T13:00:00Z
    quiet
    is "$(live '.[0].status')" published
    # the state is lost: what was sent an hour ago is found
    rm .ghlpub/state.json
    run_ok ghlpub publish
    is "$(live)" 1
    change content/late.md 's/text: L/text: M/'
    run_ok ghlpub publish
    has "cannot be changed"
    is "$(live)" 1
    quiet
}

@test "whatever is sent has a status and a date at least a minute ahead" {
    sandbox_start
    site
    post today 'date: 2026-11-24 06:00' 'social:' '  - {to: facebook, text: A}' '  - {to: facebook, text: B, at: 2026-11-24 07:00:20}'
    post fresh 'date: 2026-11-24 07:00' 'social:' '  - {to: linkedin, text: C, status: draft}' '  - {to: linkedin, text: D, at: +1h}'
    post old 'date: 2026-10-01' 'social:' '  - {to: google, text: E}' '  - {to: google, text: F, late: send}'
    campaign tips '  - {to: google, at: 2026-11-24 06:00, text: G, late: send, repeat: {every: 1d, times: 3}}' \
        '  - {to: facebook, at: 2026-11-24 08:00, text: H, status: in_review, approver: jane@acme.example}'
    run_ok ghlpub publish
    change content/tips.md 's/text: H/text: I/'
    change content/posts/today.md 's/text: B/text: J/'
    run_ok ghlpub publish
    # sent at twelve: the date is a minute ahead or more, and always with a status
    is "$(requests '[.[] | select((.method == "POST" and (.path | endswith("/posts"))) or .method == "PUT")
        | select(.path | startswith("/social")) | .body
        | select((.status == null) or (.scheduleDate < "2026-11-24T12:01:00"))] | length')" 0
    is "$(sent POST '/social-media-posting/*/posts' '[.[].body.summary] | sort | join("")')" ABCDFGGGH
    is "$(sent PUT '/social-media-posting/*' '[.[].body | .status + " " + (.scheduleTimeUpdated | tostring)] | sort | join(",")')" \
        "in_review true,scheduled true"
}

@test "a change of what is out is told once" {
    sandbox_start
    site
    campaign sale '  - {to: facebook, at: 2026-12-01 09:00, text: One, id: one}' '  - {to: facebook, at: 2026-12-02 09:00, text: Two}'
    run_ok ghlpub publish
    now 2026-12-05T00:00:00Z
    change content/sale.md 's/text: One/text: Uno/;s/text: Two/text: Due/'
    run_ok ghlpub plan
    has "it went out on 2026-12-01 09:00 EST and cannot be changed"
    has "it went out on 2026-12-02 09:00 EST and cannot be changed"
    forget_requests
    run_ok ghlpub publish
    has "it went out on 2026-12-01 09:00 EST and cannot be changed"
    is "$(requests length)" 0
    run_ok ghlpub plan
    lacks "cannot be changed"
    quiet
    # another change is told again, and the old words are no change
    change content/sale.md 's/text: Uno/text: Eins/'
    run_ok ghlpub publish
    has "cannot be changed"
    change content/sale.md 's/text: Eins/text: One/;s/text: Due/text: Two/'
    run_ok ghlpub publish
    lacks "cannot be changed"
    is "$(live '[.[].summary] | sort | join(",")')" One,Two
}

@test "what changes by itself after it went out is not told" {
    sandbox_start
    site
    echo '{{title}}' >templates/social.txt
    post hello 'date: 2026-12-01 09:00' 'social:' '  - {to: facebook}'
    run_ok ghlpub publish
    now 2026-12-05T00:00:00Z
    echo 'New: {{title}}' >templates/social.txt
    change content/posts/hello.md 's/^title.*/title: Another/'
    run_ok ghlpub publish
    lacks "cannot be changed"
    is "$(live '.[0].summary')" "Post hello"
}

@test "two social posts to one account within an hour are warned about, across documents and aliases" {
    sandbox_start
    site
    printf 'accounts: {main: ["facebook:Acme", linkedin]}\n' >>ghlpub.yaml
    campaign a '  - {to: main, at: 2026-12-01 09:00, text: A}'
    campaign b '  - {to: facebook, at: 2026-12-01 09:59, text: B}' '  - {to: facebook, at: 2026-12-01 11:00, text: C}' \
        '  - {to: facebook, at: 2026-12-01 11:10, type: story, media: "https://x.example/a.jpg"}' \
        '  - {to: facebook, at: 2026-12-01 11:10, text: E, status: draft}' '  - {to: google, at: 2026-12-01 09:10, text: F}'
    run_ok ghlpub publish
    run_ok ghlpub check
    is "$(grep -c social-close <<<"$output")" 1
    has 'content/b.md:4:24: warning: two social posts go to "facebook:Acme" within an hour'
    has 'content/a.md#'
    # one document alone: the other is known from the state
    run_ok ghlpub check content/b.md
    has social-close
    change content/b.md 's/09:59/10:00/'
    run_ok ghlpub check
    lacks social-close
}

@test "a text that becomes different or equal again costs two writes, and an account less costs one" {
    sandbox_start
    site
    campaign a '  - {to: [facebook, linkedin, google], at: 2026-12-01 09:00, text: A, media: none}'
    run_ok ghlpub publish
    change content/a.md 's/text: A/text: {default: A, google: G}/'
    forget_requests
    run_ok ghlpub publish
    is "$(writes | sort | xargs)" "POST /social/posts PUT /social/posts/ID"
    is "$(live '[.[] | "\(.summary)\(.accountIds | length)"] | sort | join(",")')" A2,G1
    change content/a.md 's/text: {default: A, google: G}/text: "{{platform}}"/'
    forget_requests
    run_ok ghlpub publish
    is "$(writes | sort | uniq -c | xargs)" "1 POST /social/posts 2 PUT /social/posts/ID"
    change content/a.md 's/text: "{{platform}}"/text: A/'
    forget_requests
    needs_yes ghlpub publish
    is "$(writes | sort | uniq -c | xargs)" "2 DELETE /social/posts/ID 1 PUT /social/posts/ID"
    is "$(live '[.[] | "\(.summary)\(.accountIds | length)"] | sort | join(",")')" A3
    change content/a.md 's/linkedin, google/linkedin/'
    forget_requests
    run_ok ghlpub publish
    is "$(writes)" "PUT /social/posts/ID"
    is "$(live '.[0].accountIds | length')" 2
    quiet
}

@test "links get campaign parameters, by site and by entry, and then an entry is one social post a network" {
    sandbox_start
    site
    printf 'utm: {source: "{{platform}}", medium: social, campaign: "{{slug}}"}\n' >>ghlpub.yaml
    post hello 'date: 2026-12-01' 'social:' '  - {to: [facebook, linkedin], text: "A {{url}}", media: none}' \
        '  - {to: facebook, at: +1d, text: "B {{url}}", utm: false}' \
        '  - {to: [facebook, linkedin], at: +2d, text: "C {{url}}", utm: {source: news, content: "{{entry}}"}, id: c}'
    run_ok ghlpub publish
    local link=https://acme.example/post/hello
    is "$(live '[.[].summary] | sort | join(" ")')" \
        "A $link?utm_source=facebook&utm_medium=social&utm_campaign=hello A $link?utm_source=linkedin&utm_medium=social&utm_campaign=hello B $link C $link?utm_source=news&utm_medium=social&utm_campaign=hello&utm_content=c"
    is "$(post_of hello .canonicalLink)" "$link"
    quiet
    # Switched off, the two become one: an edit and a cancellation.
    change ghlpub.yaml '/^utm/d'
    change content/posts/hello.md 's/utm: {source: news, content: "{{entry}}"}, //'
    forget_requests
    needs_yes ghlpub publish
    is "$(writes | sort | uniq -c | xargs)" "1 DELETE /social/posts/ID 2 PUT /social/posts/ID"
    is "$(live)" 3
    quiet
}

@test "wrong campaign parameters are told with their places" {
    site
    printf 'utm: {sorce: x}\n' >>ghlpub.yaml
    run_code 78 ghlpub check
    has 'ghlpub.yaml:9:7: error: unknown key "utm.sorce"'
    has 'utm.source'
    change ghlpub.yaml 's/sorce: x/source: "{{#x}}"/'
    post hello 'social:' '  - {to: facebook, text: "{{url}}", utm: {mediun: x}}'
    export GHL_LOCATION_ID=abcdefghijklmnopqrst
    run_code 65 ghlpub check
    has '"utm" has no "mediun"'
    change content/posts/hello.md 's/mediun/medium/'
    run_code 65 ghlpub check
    has 'ghlpub.yaml:9:15: error:'
}

@test "a campaign's Markdown becomes plain text with its variables, and bold where it is asked for" {
    sandbox_start
    site
    cat >content/sale.md <<'MD'
---
kind: campaign
title: Winter sale
params: {code: WINTER26}
social:
  - {to: facebook, at: 2026-12-01 09:00, media: none}
  - {to: linkedin, at: 2026-12-01 09:00, media: none, emphasis: unicode}
---
# {{title}}

**Now:** [the shop](https://shop.example/sale), code *{{code}}*, only on {{platform}}.

- first
- second
  - nested
MD
    run_ok ghlpub publish
    lacks warning
    is "$(live '[.[].summary] | sort | first')" "$(printf 'Winter sale\n\nNow: the shop (https://shop.example/sale), code WINTER26, only on facebook.\n\n• first\n• second\n  • nested')"
    has "2 schedule"
    is "$(live '[.[].summary | select(contains("𝗡𝗼𝘄:"))] | length')" 1
    change content/sale.md 's/{{title}}/{{titel}}/'
    run_ok ghlpub check
    has 'the document has no "titel", which is empty here'
    has 'did you mean "title"?'
}

# weeks MOVED CANCELLED NOW: the sandbox holds what the files say, and nothing else.
weeks() {
    python3 "$BATS_TEST_DIRNAME/campaign_weeks.py" remote "$@" | sort >expected
    store | jq -r '.accounts as $a | .social[] | select(.deleted | not) |
        [.scheduleDate[:19], .status, .summary, (.media | length | tostring),
         ([.accountIds[] | $a[.] | "\(.platform):\(.name)"] | sort | join(","))] | join(" | ")' | sort >actual
    diff expected actual
}

@test "twelve weeks, forty entries, six networks: checked, planned, published, half of it moved, three cancelled, one out" {
    sandbox_start --account threads:acme --account bluesky:acme
    site
    local generate="$BATS_TEST_DIRNAME/campaign_weeks.py" n
    for n in 0 1 2 3 4; do picture "content/p$n.png" "$((n * 40))"; done
    python3 "$generate" files content/winter.md 0 none
    run_ok ghlpub check
    lacks warning
    run_ok ghlpub plan
    has "5 to upload"
    has "60 to schedule"
    has "About 74 requests"
    # 60 social posts: ten times one text for six networks, two, one, and two. One request each, since
    # there is no call that makes several; 5 files, each looked for by its name and uploaded; one look
    # for social posts that are there already; and blogs, accounts and users, whose ids are sent.
    forget_requests
    run_ok ghlpub publish
    weeks 0 none 2026-11-24T12:00:00
    is "$(requests length)" 74
    is "$(writes | sort | uniq -c | xargs)" "5 POST /medias/upload-file 60 POST /social/posts"
    quiet

    # The first has gone out. The second half moves by a day: thirty social posts, each read (what was
    # edited by hand is not overwritten, and listings lag), written, and read again (the answer to a
    # change does not hold the post, and practice has answered 200 and dropped the schedule).
    now 2027-01-05T00:00:00Z
    weeks 0 none 2027-01-05T00:00:00
    python3 "$generate" files content/winter.md 20 none
    run_ok ghlpub plan
    has "30 to reschedule"
    lacks "to schedule"
    lacks "to cancel"
    forget_requests
    run_ok ghlpub publish
    weeks 20 none 2027-01-05T00:00:00
    is "$(requests length)" 93
    is "$(writes | sort | uniq -c | xargs)" "30 PUT /social/posts/ID"
    is "$(sent PUT '/social-media-posting/*' '[.[].body | [.status, .scheduleTimeUpdated, (.media | type)] | map(tostring) | join(" ")] | unique | join(",")')" \
        "scheduled true array"
    quiet

    # Three entries go: five social posts, each read (it may have been edited by hand) and deleted. (Many
    # in one request needs another scope, and tells not which of them failed.)
    python3 "$generate" files content/winter.md 20 11,14,17
    run_ok ghlpub plan
    has "5 to cancel"
    run_code 64 ghlpub publish
    forget_requests
    run_ok ghlpub publish --yes
    is "$(requests length)" 11
    weeks 20 11,14,17 2027-01-05T00:00:00
    is "$(writes | sort | uniq -c | xargs)" "5 DELETE /social/posts/ID"
    forget_requests
    quiet

    # The one that is out is reworded: that is told once, and costs nothing.
    change content/winter.md 's/"Offer 0"/"Offer zero"/'
    forget_requests
    run_ok ghlpub publish
    has "it went out on 2027-01-04 09:00 EST and cannot be changed"
    is "$(requests length)" 0
    weeks 20 11,14,17 2027-01-05T00:00:00
    run_ok ghlpub plan
    lacks "cannot be changed"

    # All of it goes out, at nine in the morning before and after clocks change.
    now 2027-04-01T00:00:00Z
    weeks 20 11,14,17 2027-04-01T00:00:00
    quiet
}

# moments ZONE: publishes content/sale.md in that zone, to a sandbox of its own.
moments() {
    rm -rf .ghlpub
    sandbox_stop
    sandbox_start
    sed -i "s|^timezone:.*|timezone: $1|" ghlpub.yaml
    run_ok ghlpub publish
}

@test "clocks change in New York, London, Sydney and Lord Howe, in both directions" {
    site
    local zone day time code moment before after
    # The day of a change, a time that does not exist or exists twice, what it is in UTC (moved on by as
    # much as the clocks are, or the earlier of both), and nine in the morning of the days around it.
    while read -r zone day time code moment before after; do
        campaign sale "  - {to: facebook, at: $day $time, text: written}" \
            "  - {to: linkedin, at: $(date -ud "$day - 1 day" +%F) 09:00, text: series, repeat: {every: 1d, times: 3}}" \
            "  - {to: google, at: $(date -ud "$day - 1 day" +%F) $time, text: odd, repeat: {every: 1d, times: 2}}" \
            "  - {to: facebook, at: +1d $time, text: relative}"
        change content/sale.md "s/^kind.*/&\ndate: $(date -ud "$day - 1 day" +%F) 12:00/"
        change content/sale.md 's/to: facebook, at: +1d/to: "linkedin:Acme Inc", at: +1d/'
        moments "$zone"
        has "content/sale.md:5:24: warning:"
        has "content/sale.md:7:"
        has "content/sale.md:8:"
        is "$(grep -c "\[$code\]" <<<"$output")" 3
        is "$(live 'map(select(.summary == "written" or .summary == "relative").scheduleDate[:16]) | unique | join(",")')" "$moment"
        is "$(live 'map(select(.summary == "odd").scheduleDate[:16]) | sort | last')" "$moment"
        is "$(live 'map(select(.summary == "series").scheduleDate[5:16]) | sort | join(",")' | cut -d, -f1,3)" "$before,$after"
    done <<'ROWS'
America/New_York    2027-03-14 02:30 dst-gap   2027-03-14T07:30 03-13T14:00 03-15T13:00
America/New_York    2027-11-07 01:30 dst-twice 2027-11-07T05:30 11-06T13:00 11-08T14:00
Europe/London       2027-03-28 01:30 dst-gap   2027-03-28T01:30 03-27T09:00 03-29T08:00
Europe/London       2027-10-31 01:30 dst-twice 2027-10-31T00:30 10-30T08:00 11-01T09:00
Australia/Sydney    2027-10-03 02:30 dst-gap   2027-10-02T16:30 10-01T23:00 10-03T22:00
Australia/Sydney    2027-04-04 02:30 dst-twice 2027-04-03T15:30 04-02T22:00 04-04T23:00
Australia/Lord_Howe 2027-10-03 02:15 dst-gap   2027-10-02T15:45 10-01T22:30 10-03T22:00
Australia/Lord_Howe 2027-04-04 01:45 dst-twice 2027-04-03T14:45 04-02T22:00 04-04T22:30
ROWS
}

@test "a post's date that clocks skip is warned about with its place" {
    site
    export GHL_LOCATION_ID=abcdefghijklmnopqrst
    post hello 'date: 2027-03-14 02:30'
    run_ok ghlpub check
    has 'content/posts/hello.md:3:7: warning:'
    has dst-gap
}

@test "what a network refused is sent again as the finding says, with an id and without" {
    sandbox_start
    site
    campaign spring '  - {to: facebook, id: a, at: 2026-11-25 06:00, text: "A #sandbox-fail", media: none}' \
        '  - {to: linkedin, at: 2026-11-25 07:00, text: "B #sandbox-fail", media: none}'
    run_ok ghlpub publish
    now 2026-11-26T12:00:00Z
    run_code 0 ghlpub plan --refresh
    has 'then give the entry another `id` and `at` to send it again'
    has 'then give the entry another `at` to send it again'
    # The time alone is not enough for the one with an id, and that is told with what is.
    change content/spring.md 's/at: 2026-11-25/at: 2026-11-27/'
    run_ok ghlpub plan
    has 'spring.md#a: it went out on 2026-11-25 06:00 EST and cannot be changed; to send it again give the entry another `id` and `at`'
    has '1 to schedule'
    change content/spring.md 's/id: a/id: again/'
    run_ok ghlpub publish
    is "$(live 'map(select(.status == "scheduled")) | [.[].scheduleDate[:16]] | sort | join(" ")')" \
        "2026-11-27T11:00 2026-11-27T12:00"
    quiet
}

@test "a campaign parameter of the site is left out where an entry says so" {
    sandbox_start
    site
    printf 'utm: {source: site, medium: social}\n' >>ghlpub.yaml
    post hello 'date: 2026-12-01' 'social:' '  - {to: facebook, text: "{{url}}", media: none, utm: {source: ""}}'
    run_ok ghlpub publish
    is "$(live '.[0].summary')" "https://acme.example/post/hello?utm_medium=social"
}
