# What one network alone knows: written in front matter, sent as the API wants it.
load helper

accounts() {
    sandbox_start --account pinterest:acme --account youtube:acme --account 'tiktok:acme' "$@"
    site
    picture content/posts/a.png
    printf '\0\0\0\030ftypisom\0\0\0\1isommp42\0\0\0\010mdat' >content/posts/a.mp4
}
v3() { echo 'api: {version: v3}' >>ghlpub.yaml; }

# entry YAML...: a document with one social entry, a line for each argument.
entry() {
    local lines=('social:' "  - at: 2026-12-10 09:00" '    text: Hi') line
    for line in "$@"; do lines+=("    $line"); done
    post hello 'title: Post hello' 'date: 2026-12-01' "${lines[@]}"
}

# sends MEMBER JSON: that the entry's post is created with it, and that nothing is left to be done.
sends() {
    forget_requests
    run_ok ghlpub publish
    is "$(sent POST '/social-media-posting/*/posts' ".[0].body.$1 | tojson" | jq -cS .)" "$(jq -cS . <<<"$2")"
    forget_requests
    run_ok ghlpub publish
    is "$(requests length)" 0
}

@test "a standard post of Google with a link to its post" {
    accounts
    entry 'to: google' 'google: {action: learn_more, url: "{{url}}"}'
    sends gmbPostDetails '{"gmbEventType":"STANDARD","actionType":"learn_more","url":"https://acme.example/post/hello"}'
}

@test "an event of Google, its times as a clock at the site shows them" {
    accounts
    entry 'to: google' 'google: {event: event, title: Party, start: "2026-12-01T15:30:00Z", end: 2026-12-01 23:00}'
    sends gmbPostDetails '{"gmbEventType":"EVENT","title":"Party",
        "startDate":{"startDate":{"year":2026,"month":12,"day":1},"startTime":{"hours":10,"minutes":30,"seconds":0}},
        "endDate":{"endDate":{"year":2026,"month":12,"day":1},"endTime":{"hours":23,"minutes":0,"seconds":0}}}'
}

@test "an offer of Google, by days" {
    accounts
    entry 'to: google' 'google:' '  event: OFFER' '  title: Half price' '  start: 2026-12-01' '  end: 2026-12-24' \
        '  code: HALF' '  terms: https://acme.example/terms' '  redeem_url: "{{url}}?offer=1"'
    sends gmbPostDetails '{"gmbEventType":"OFFER","offerTitle":"Half price","couponCode":"HALF",
        "startDate":{"startDate":{"year":2026,"month":12,"day":1}},"endDate":{"endDate":{"year":2026,"month":12,"day":24}},
        "termsConditions":"https://acme.example/terms","redeemOnlineUrl":"https://acme.example/post/hello?offer=1"}'
}

@test "a video of TikTok" {
    accounts
    entry 'to: tiktok' 'media: a.mp4' 'tiktok: {privacy: friends, comments: true, duets: false, promotes: own_brand}'
    sends tiktokPostDetails '{"privacyLevel":"MUTUAL_FOLLOW_FRIENDS","enableComment":true,"enableDuet":false,
        "videoDisclosure":true,"promoteYourBrand":true,"promoteOtherBrand":false}'
}

@test "a pin on one board, and under v3 on several" {
    accounts
    entry 'to: pinterest' 'media: a.png' 'pinterest: {board: "987654321098765432", title: T, link: "{{url}}"}'
    local oauth
    oauth=$(store | jq -r '[.accounts[] | select(.platform == "pinterest")][0].oauthId')
    sends pinterestPostDetails "{\"title\":\"T\",\"link\":\"https://acme.example/post/hello\",\"boardIds\":{\"$oauth\":\"987654321098765432\"}}"
    v3
    entry 'to: pinterest' 'id: two' 'media: a.png' 'pinterest: {boards: ["1", "2"]}'
    forget_requests
    run_ok ghlpub publish --yes
    is "$(sent POST '/social-media-posting/*/posts' '.[0].body.pinterestPostDetails' | jq -c .)" \
        "{\"pinterestBoards\":[{\"accountId\":\"$oauth\",\"boards\":[\"1\",\"2\"]}]}"
}

@test "a video of YouTube has the document's title, or its own" {
    accounts
    entry 'to: youtube' 'media: a.mp4'
    sends youtubePostDetails '{"type":"video","title":"Post hello"}'
    entry 'to: youtube' 'id: two' 'media: a.mp4' 'type: reel' 'youtube: {title: "New: {{title}}", privacy: unlisted}'
    forget_requests
    run_ok ghlpub publish --yes
    is "$(sent POST '/social-media-posting/*/posts' '.[0].body.youtubePostDetails' | jq -cS .)" \
        '{"privacyLevel":"unlisted","title":"New: Post hello","type":"short"}'
}

@test "a carousel of LinkedIn" {
    accounts
    entry 'to: linkedin' 'media: a.png' 'linkedin: {document: What we learned}'
    sends linkedinPostDetails '{"pdfTitle":"What we learned","postAsPdf":true}'
}

@test "a poll of LinkedIn has no media, and the others of the entry have the cover" {
    accounts
    v3
    entry 'to: [facebook, linkedin]' 'linkedin: {poll: {question: Which?, options: [One, Two], days: 3}}'
    change content/posts/hello.md 's/^social:/image: a.png\n&/'
    run_ok ghlpub publish
    lacks cover-left-out
    is "$(social '[.[] | .media | length] | sort | join(",")')" 0,1
    is "$(social '[.[] | select(.linkedinPostDetails)] | .[0].linkedinPostDetails' | jq -cS .)" \
        '{"pdfTitle":"","poll":{"options":[{"text":"One"},{"text":"Two"}],"question":"Which?","settings":{"duration":"THREE_DAYS"}},"postAsPdf":false}'
    is "$(social '[.[] | select(.linkedinPostDetails)] | length')" 1
}

@test "a story for a person to publish, and who is invited" {
    accounts
    v3
    entry 'to: instagram' 'media: a.jpg' 'instagram: {type: story, notify: true, note: Add the link}'
    printf '\377\330\377\340\0\020JFIF\0\1\1\0\0\1\0\1\0\0\377\300\0\021\010\4\0\4\0\3\1\021\0\2\021\1\3\021\1\377\331' >content/posts/a.jpg
    sends instagramPostDetails '{"type":"story","publishViaPushNotification":true,"publisherNote":"Add the link"}'
    entry 'to: instagram' 'id: two' 'media: a.png' 'instagram: {collaborators: ["@jane", joe]}'
    forget_requests
    run_ok ghlpub publish --yes
    is "$(sent POST '/social-media-posting/*/posts' '.[0].body.instagramPostDetails.collaborators | to_entries[0].value | join(",")')" jane,joe
}

@test "a link preview, and the colour behind a few words" {
    accounts
    v3
    entry 'to: facebook' 'link_preview: {url: "{{url}}", image: https://acme.example/i.png, title: T, description: D}'
    sends ogTagsDetails '{"metaLink":"https://acme.example/post/hello","metaImage":"https://acme.example/i.png","ogTitle":"T","ogDescription":"D"}'
    entry 'to: facebook' 'id: two' 'facebook: {background: "303063890126415"}'
    forget_requests
    run_ok ghlpub publish --yes
    is "$(sent POST '/social-media-posting/*/posts' '.[0].body.facebookPostDetails' | jq -cS .)" \
        '{"textFormatPresetId":"303063890126415","type":"post"}'
}

@test "stories and reels, as post or by the details of one network" {
    accounts
    picture content/posts/b.png
    entry 'to: [facebook]' 'type: story' 'media: b.png'
    change content/posts/hello.md 's/text: Hi/text: ""/'
    sends type '"story"'
    entry 'to: [facebook, instagram]' 'id: reel' 'type: reel' 'media: a.mp4'
    forget_requests
    run_ok ghlpub publish --yes
    is "$(sent POST '/social-media-posting/*/posts' '[.[].body | .type, (.accountIds | length)] | map(tostring) | join(",")')" reel,2
}

@test "details of one network touch no post of another" {
    accounts
    entry 'to: [facebook, google]' 'id: x' 'google: {action: book, url: https://acme.example/a}'
    change content/posts/hello.md 's/text: Hi/text: {default: Hi, google: Ho}/'
    run_ok ghlpub publish
    is "$(social length)" 2
    change content/posts/hello.md 's|example/a|example/b|'
    forget_requests
    run_ok ghlpub publish
    is "$(sent PUT '/social-media-posting/*')" 1
    is "$(social 'map(select(.summary == "Ho"))[0].gmbPostDetails.url')" https://acme.example/b
    is "$(social 'map(select(.summary == "Hi"))[0] | has("gmbPostDetails")')" false
}

@test "a change of details whose answer is lost is found not to be done, and is done" {
    accounts
    entry 'to: google' 'id: x' 'google: {action: book, url: https://acme.example/a}'
    run_ok ghlpub publish
    change content/posts/hello.md 's|example/a|example/b|'
    fault 'PUT /social-media-posting/*: 503 x1'
    run ghlpub publish
    no_faults
    run_ok ghlpub publish
    is "$(social '.[0].gmbPostDetails.url')" https://acme.example/b
}
