# Servers that behave otherwise than the usual one, and states that know less than GHL.
load helper

@test "a lost state with social posts that went with the post: nothing is scheduled twice" {
    CLOCK_RATE=1 sandbox_start
    site
    mkdir -p content/posts
    cat >content/posts/a.md <<'MD'
---
title: A
social:
  - {id: now, to: facebook, media: none, text: "Out: {{url}}"}
  - {id: later, to: "linkedin:Acme Inc", at: +2d, media: none, text: "Again: {{url}}"}
---
Body.
MD
    run_ok ghlpub publish
    is "$(social length)" 2
    rm -r .ghlpub
    GHLPUB_NOW=2026-11-24T12:05:00Z run_ok ghlpub publish
    has "Plan: 3 to adopt"
    is "$(social length)" 2
    is "$(posts length)" 1
    GHLPUB_NOW=2026-11-24T12:06:00Z run_ok ghlpub publish
    has "Nothing to do"
}

@test "a post that is listed but cannot be read singly is not taken for deleted" {
    sandbox_start
    site
    post hello
    run_ok ghlpub publish
    fault "GET /blogs/posts/$(posts '.[0]._id'): 404"
    sed -i 's/The body/Another body/' content/posts/hello.md
    run_ok ghlpub publish
    is "$(posts '.[0].rawHTML')" '<p>Another body of hello.</p>'
    rm content/posts/hello.md
    run_ok ghlpub publish --prune --yes
    is "$(posts '.[0].status')" DRAFT
}

@test "a status that the server did not take is told, and sent again" {
    sandbox_start
    site
    post hello
    run_ok ghlpub publish
    sed -i 's/^title:/draft: true\ntitle:/' content/posts/hello.md
    run_ok ghlpub publish --yes
    is "$(posts '.[0].status')" DRAFT
}

@test "authors that cannot be listed stop only what needs their names" {
    sandbox_start
    site
    post hello
    run_ok ghlpub publish
    post second
    sed -i 's/The body/Another body/' content/posts/hello.md
    fault 'GET /blogs/authors: 404'
    run_code 1 ghlpub publish
    has names-not-listed
    has "could not be looked up"
    is "$(posts length)" 1
    no_faults
    run_ok ghlpub publish
    is "$(posts length)" 2
}

@test "a publish whose dry run is asked for with --prune shows what would be pruned" {
    sandbox_start
    site
    post hello
    post other
    run_ok ghlpub publish
    rm content/posts/other.md
    run_ok ghlpub publish --dry-run --prune
    has "offline"
    is "$(posts '[.[] | select(.status == "PUBLISHED")] | length')" 2
}

@test "two runs published the same document: the second post is told, and pruned" {
    sandbox_start
    site
    post hello
    run_ok ghlpub publish
    other=$(control POST posts '{"title":"Post hello","status":"PUBLISHED","urlSlug":"hello-1"}' | jq -r '._id // .post._id // .id')
    line=$(grep '^"post content/posts/hello.md"' .ghlpub/state.json)
    id=$(jq -r '.["post content/posts/hello.md"].id' .ghlpub/state.json)
    twin=$(sed "s/$id/$other/; s/\"slug\":\"hello\"/\"slug\":\"hello-1\"/; s/\"at\":\"20../\"at\":\"2019/; s/\"updated\":\"[^\"]*\",//" <<<"$line")
    awk -v twin="$twin" 'NR == 3 {print twin} {print}' .ghlpub/state.json >merged
    mv merged .ghlpub/state.json
    run ghlpub plan
    has state-twin
    run_ok ghlpub publish --prune --yes
    is "$(posts "[.[] | select(._id == \"$other\")][0].status")" DRAFT
    is "$(posts "[.[] | select(._id == \"$id\")][0].status")" PUBLISHED
    run_ok ghlpub publish --prune --yes
    has "Nothing to do"
}
