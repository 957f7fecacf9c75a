# What each network takes: every limit on both sides, before anything is sent.
load helper

limits() {
    python3 "$BATS_TEST_DIRNAME/social_limits.py" write
    ghlpub check --json >said.json || [ $? -eq 65 ]
    python3 "$BATS_TEST_DIRNAME/social_limits.py" verify said.json
}

@test "every limit of every network has something on each side of it" {
    limits
}

@test "and those that only files of v3 can reach" {
    export API_VERSION=v3
    limits
}

@test "a finding names the network, the figures, the line and the way out" {
    site
    picture content/posts/a.png
    post hello 'date: 2026-12-01' 'image: a.png' 'social:' '  - to: [facebook, instagram]' \
        "    text: $(printf 'x%.0s' {1..2312})" '    media: cover'
    run_code 65 ghlpub check
    has 'content/posts/hello.md:7:11: error: instagram: the text has 2,312 characters, 112 more than 2,200 [social-text-long]'
    has 'text: {default: ..., instagram: ...}'
    lacks facebook:
}

@test "what a network would refuse is not sent, and the rest is" {
    sandbox_start
    site
    post hello 'date: 2026-12-01 09:00' 'social:' \
        '  - {to: [facebook, instagram], text: No picture, id: bad}' '  - {to: facebook, text: Good, id: good}'
    run_code 65 ghlpub publish
    has 'instagram needs a picture or a video'
    is "$(social '[.[].summary] | join(",")')" Good
    is "$(posts length)" 1
    picture content/posts/a.png
    change content/posts/hello.md 's/No picture/&, media: a.png/'
    forget_requests
    run_ok ghlpub publish
    is "$(social '[.[].summary] | sort | join(",")')" 'Good,No picture'
}

@test "a scheduled post whose text becomes too long stays as it was" {
    sandbox_start
    site
    post hello 'date: 2026-12-01 09:00' 'social:' '  - {to: google, text: Before}'
    run_ok ghlpub publish
    change content/posts/hello.md "s/Before/$(printf 'x%.0s' {1..1501})/"
    forget_requests
    run_code 65 ghlpub publish
    is "$(count_writes)" 0
    is "$(social '.[0] | .summary + .status')" Beforescheduled
}

@test "a cover that a network does not take is left out there, and goes elsewhere" {
    sandbox_start --account bluesky:acme
    site
    picture content/posts/a.png
    truncate -s 1000001 content/posts/a.png
    post hello 'date: 2026-12-01 09:00' 'image: a.png' 'social:' '  - {to: [facebook, bluesky], text: Hi, id: x}'
    run_ok ghlpub publish
    has '1,000,001 bytes, more than 1 MB'
    has cover-left-out
    is "$(social '[.[] | .media | length] | sort | join(",")')" 0,1
    is "$(social '[.[] | .accountIds | length] | unique | join(",")')" 1
    forget_requests
    run_ok ghlpub publish
    is "$(requests length)" 0
}

@test "a business account of TikTok takes the longer text, as soon as it is known to be one" {
    sandbox_start --account tiktok:acme
    site
    printf '\0\0\0\030ftypisom\0\0\0\1isommp42\0\0\0\010mdat' >content/posts/a.mp4
    post hello 'date: 2026-12-01 09:00' 'social:' "  - {to: tiktok, text: $(printf 'x%.0s' {1..151}), media: a.mp4}"
    run_code 65 ghlpub check
    has tiktok-business
    run_ok ghlpub check --online
    run_ok ghlpub publish
    is "$(social '.[0].summary | length')" 151
    # A text of its own under the network's name is what is pointed at.
    post second 'date: 2026-12-02 09:00' 'social:' '  - to: tiktok' '    media: a.mp4' '    text:' \
        '      default: Short' "      tiktok: $(printf 'x%.0s' {1..2201})"
    run_code 65 ghlpub check
    has 'second.md:9:15: error: tiktok-business: the text has 2,201 characters'
}

@test "{{ that GHL would expand is warned about" {
    site
    post hello 'date: 2026-12-01 09:00' 'social:' '  - {to: facebook, text: "Hi {{=<% %>=}}{{contact.name}}"}'
    run_ok ghlpub check
    has custom-value
    has '{{contact.name}}'
}

@test "the table of limits in the documentation is that of the source" {
    local root=$BATS_TEST_DIRNAME/../..
    python3 "$BATS_TEST_DIRNAME/social_limits_docs.py" "$root/src/site/network_limits.c" "$root/docs/social.md"
    # It finds a figure that is off.
    sed 's/| bluesky | 300/| bluesky | 301/' "$root/docs/social.md" >social.md
    run_code 1 python3 "$BATS_TEST_DIRNAME/social_limits_docs.py" "$root/src/site/network_limits.c" social.md
    has 'bluesky: the source says'
}
