#!/usr/bin/env bats
# The plan: its reasons, what it costs, the difference that it shows, and plans that are kept.

load helper

# reasons PATH: of the action about this document, with "; " between them.
reasons() {
    "$GHLPUB" plan --json | jq -r --arg path "$1" \
        '.actions[] | select(.path == $path) | .reasons | join("; ")'
}

# costs_as_planned [OPTION...]: publishes, and compares the requests with those that were planned.
costs_as_planned() {
    local planned counted
    planned=$("$GHLPUB" plan --json "$@" | jq .requests)
    forget_requests
    run_ok ghlpub publish --yes "$@"
    counted=$(requests length)
    is "planned $planned" "planned $counted"
}

# ---- reasons ----

@test "a body that changed with its template says so, and which file it was" {
    sandbox_start
    site
    mkdir -p templates/parts
    echo '<div>{{{body}}}{{> parts/byline}}</div>' >templates/post.html
    echo '<p>By {{author}}</p>' >templates/parts/byline.html
    post a
    run_ok ghlpub publish
    echo '<p>Written by {{author}}</p>' >templates/parts/byline.html
    is "$(reasons content/posts/a.md)" 'template "templates/parts/byline.html" changed'
    echo '<div>{{{body}}}</div>' >templates/post.html
    is "$(reasons content/posts/a.md)" 'template "templates/post.html" changed; template changed'
    change content/posts/a.md 's/The body/Another body/'
    run_ok ghlpub plan
    has 'body changed; template "templates/post.html" changed'
}

@test "an image that was replaced under its name is named" {
    sandbox_start
    site
    picture content/posts/p.png 1
    picture content/posts/cover.png 2
    post a 'image: cover.png'
    echo '![x](p.png)' >>content/posts/a.md
    run_ok ghlpub publish
    picture content/posts/p.png 3
    is "$(reasons content/posts/a.md)" 'image "content/posts/p.png" was replaced'
    picture content/posts/cover.png 4
    is "$(reasons content/posts/a.md)" \
        'cover image "content/posts/cover.png" was replaced; image "content/posts/p.png" was replaced'
    picture content/posts/other.png 5
    change content/posts/a.md 's/p.png/other.png/; s/cover.png/other.png/'
    is "$(reasons content/posts/a.md)" 'cover image changed; body changed'
}

@test "a post that links to one whose URL changes is told apart from one that was edited" {
    sandbox_start
    site
    post a
    post b
    echo 'See [a](a.md).' >>content/posts/b.md
    run_ok ghlpub publish
    change content/posts/a.md '2i slug: other'
    is "$(reasons content/posts/b.md)" \
        'the URL of "content/posts/a.md", which the body links to, changed'
}

@test "what the template shows of the front matter is no change of the text" {
    sandbox_start
    site
    echo '<div><h2>{{title}} {{mood}}</h2>{{{body}}}</div>' >templates/post.html
    post a 'mood: calm'
    run_ok ghlpub publish
    change content/posts/a.md 's/calm/wild/'
    is "$(reasons content/posts/a.md)" \
        'body changed: what it shows of the front matter or of ghlpub.yaml did'
}

@test "a state that an earlier version wrote still gives reasons" {
    sandbox_start
    site
    post a
    run_ok ghlpub publish
    # Its parts ended with the twelfth.
    sed -i -E 's/("parts":"([0-9a-f]{8},){11}[0-9a-f]{8})[^"]*"/\1"/' .ghlpub/state.json
    is "$(state_of 'post content/posts/a.md' '.parts | length')" 107
    run_ok ghlpub plan
    has 'nothing to do'
    change content/posts/a.md 's/The body/Another body/; s/^title: .*/title: New/'
    is "$(reasons content/posts/a.md)" \
        'title changed from "Post a" to "New"; description changed; body changed'
}

# ---- what it costs ----

@test "the plan says how many requests publish will take: new posts, files, updates" {
    sandbox_start
    site
    picture content/posts/p.png 1
    post a
    post b
    echo '![x](p.png)' >>content/posts/a.md
    run_ok ghlpub plan
    has 'About 9 requests.'
    costs_as_planned
    for name in c d e f g h; do post "$name"; done
    change content/posts/a.md 's/The body/Another body/'
    costs_as_planned # beyond four new slugs the posts are listed
    for name in 1 2 3 4 5 6 7 8 9; do
        picture "content/posts/$name.png" "${name}0"
        echo "![x]($name.png)" >>content/posts/b.md
    done
    costs_as_planned # beyond eight files the library is
    change content/posts/a.md '2i slug: other'
    post i 'date: 2026-12-01'
    costs_as_planned
    change content/posts/i.md 's/2026-12-01/2026-12-02/' # DRAFT, then SCHEDULED again
    costs_as_planned
    change content/posts/c.md '2i draft: true'
    rm content/posts/d.md
    costs_as_planned --prune
    run_ok ghlpub plan
    lacks request
}

@test "the plan says how many requests publish will take: social posts" {
    sandbox_start
    site
    cat >content/posts/a.md <<'MD'
---
title: A
date: 2026-11-24
social:
  - to: [facebook]
    at: +2d 09:00
    text: one {{url}}
  - to: [facebook]
    at: +3d 09:00
    text: two {{url}}
    tags: [launch]
---
Text.
MD
    costs_as_planned
    change content/posts/a.md 's/one/eins/; s/+3d/+4d/'
    costs_as_planned
    change content/posts/a.md '8,11d'
    costs_as_planned # the second is cancelled
    is "$(social 'map(select(.deleted)) | length')" 1
}

@test "more requests than the rate limit takes at once have a least time" {
    site
    for n in $(seq 130); do post "p$n"; done
    run_ok ghlpub plan
    has 'About 137 requests, at least 10 s at 100 in 10 s.'
    run_ok ghlpub plan --json
    is "$(jq -c '[.requests, .leastSeconds]' <<<"$output")" '[137,10]'
}

# ---- the difference ----

# A published post of several paragraphs.
long_post() {
    sandbox_start
    site
    {
        printf -- '---\ntitle: Tyres\ndate: 2026-11-02\n---\n'
        echo 'Pressure is checked once a week. A gauge costs little and tells the truth.'
        echo
        for n in 1 2 3 4 5 6 7 8; do printf 'Paragraph number %s stays as it is.\n\n' "$n"; done
        printf 'See [the shop](https://shop.example/).\n\n- one\n- two\n'
    } >content/posts/tyres.md
    run_ok ghlpub publish
    [ -s .ghlpub/state.sent ]
}

@test "the plan of one changed document shows what changes in its text, by words" {
    long_post
    change content/posts/tyres.md 's/costs little/costs next to nothing/; s/^- two/- two\n- three/; s/number 5 stays/number 5 went/'
    run_ok ghlpub plan
    has 'body changed'
    has '    ~ A gauge costs [-little-]{+next to nothing+} and tells the truth.'
    has '    ~ Paragraph number 5 [-stays-]{+went+} as it is.'
    has '    + - three'
    has '    @ '
    lacks 'number 8 stays'
    run_ok ghlpub plan --no-diff
    lacks 'A gauge'
    run_ok ghlpub plan --color always
    has $'\e[31m[-little-]'
    post other
    run_ok ghlpub plan # a new document has nothing to be compared with
    has 'A gauge'
    run_ok ghlpub publish
    run_ok ghlpub plan --diff
    lacks 'A gauge'
}

@test "with several changed documents the difference is shown on request" {
    sandbox_start
    site
    post a
    post b
    run_ok ghlpub publish
    change content/posts/a.md 's/The body of a/Some text of a/; s/^title: .*/title: Post A/'
    change content/posts/b.md 's/The body/Some text/'
    run_ok ghlpub plan
    lacks '{+'
    run_ok ghlpub plan content/posts/a.md
    has '+ Some text of a.'
    run_ok ghlpub plan --diff
    has 'title: Post [-a-]{+A+}'
    has '- The body of b.'
    run_ok ghlpub plan --json
    is "$(jq '[.actions[] | has("diff")] | any' <<<"$output")" false
    run_ok ghlpub plan --json --diff
    conforms plan.schema.json <<<"$output"
    is "$(jq -c '.actions[0].diff[] | [.op, .field, .before, .text, .words[1].op]' <<<"$output" |
        head -n 1)" '["changed","title","Post a","Post A","removed"]'
}

@test "the difference follows a document that moves, and forgets one that is removed" {
    long_post
    mv content/posts/tyres.md content/posts/wheels.md
    change content/posts/wheels.md '2i slug: tyres'
    run_ok ghlpub publish
    change content/posts/wheels.md 's/costs little/costs nothing/'
    run_ok ghlpub plan
    has '[-little-]{+nothing+} '
    mkdir -p content/blog
    mv content/posts/wheels.md content/blog/
    run_ok ghlpub plan # moved and changed at once
    has '[-little-]{+nothing+} '
    run_ok ghlpub state mv content/posts/wheels.md content/blog/wheels.md
    run_ok ghlpub plan
    has '[-little-]{+nothing+} '
}

@test "a lost, damaged or foreign state.sent costs the difference and nothing else" {
    long_post
    change content/posts/tyres.md 's/costs little/costs nothing/'
    cp .ghlpub/state.sent kept
    rm .ghlpub/state.sent
    run_ok ghlpub plan
    has 'what was sent last is not known here'
    truncate -s -20 kept
    cp kept .ghlpub/state.sent
    run_ok ghlpub plan
    has sent-unusable
    has 'what was sent last is not known here'
    sed -i '1s/sent 1 .*/sent 1 elsewhere/' .ghlpub/state.sent
    run_ok ghlpub plan
    has "another location's"
    run_ok ghlpub publish # mends it
    change content/posts/tyres.md 's/costs nothing/costs money/'
    run_ok ghlpub plan
    lacks sent-unusable
    has '[-nothing-]{+money+} '
}

@test "what another machine sent is not taken for what was sent last" {
    long_post
    cp .ghlpub/state.sent kept
    change content/posts/tyres.md 's/costs little/costs nothing/'
    run_ok ghlpub publish
    cp kept .ghlpub/state.sent # as on a machine that has only the state, by git
    change content/posts/tyres.md 's/costs nothing/costs money/'
    run_ok ghlpub plan
    has 'it was sent from somewhere else'
    lacks '{+'
}

@test "a change that does not show in the text says so; state.sent that cannot be written is a warning" {
    long_post
    change content/posts/tyres.md 's/costs little/*costs* little/'
    run_ok ghlpub plan
    has 'the text is the same'
    rm .ghlpub/state.sent
    mkdir .ghlpub/state.sent
    run_ok ghlpub publish
    has sent-unwritable
}

@test "an unchanged run does not look at state.sent" {
    long_post
    echo rubbish >.ghlpub/state.sent
    run_ok ghlpub publish
    lacks sent-unusable
    run_ok ghlpub plan
    lacks sent-unusable
    is "$(cat .ghlpub/state.sent)" rubbish
}

@test "after adopt the plan compares with what GHL has" {
    long_post
    rm -r .ghlpub
    change content/posts/tyres.md 's/costs little/costs nothing/; s/number 3 stays/number 3 remains/'
    run_ok ghlpub adopt --yes
    run_ok ghlpub plan
    has '    ~ A gauge costs [-little-]{+nothing+} and tells the truth.'
    has '    ~ Paragraph number 3 [-stays-]{+remains+} as it is.'
    run_ok ghlpub publish
    change content/posts/tyres.md 's/costs nothing/costs money/'
    run_ok ghlpub plan
    has '[-nothing-]{+money+}'
}

# ---- plans that are kept ----

# stale CAUSE TEXT: plan.json cannot be published, and says so in words and as --json; nothing is sent.
stale() {
    forget_requests
    run_code 1 ghlpub publish --plan plan.json
    has "plan-stale"
    has "$2"
    has 'nothing was sent'
    run -1 --separate-stderr ghlpub publish --plan plan.json --json
    is "$(jq -r '.error.code' <<<"$output")" plan-stale
    is "$(jq -c '.stale' <<<"$output")" "[\"$1\"]"
    is "$(jq -r '.diagnostics[] | select(.code == "plan-stale") | .path' <<<"$output" | head -n 1)" \
        "${3:-content/posts/a.md}"
    is "$(count_writes)" 0
}

# Three published posts, of which the first changed and whose change is planned.
planned() {
    sandbox_start
    site
    post a
    post b
    post c
    run_ok ghlpub publish
    change content/posts/a.md 's/The body/Another body/'
    post new
    run_ok ghlpub plan --out plan.json "$@"
}

@test "a kept plan is done exactly, without a question" {
    planned
    has 'publish --plan plan.json'
    is "$(jq -c '[.actions[] | [.action, .path]]' plan.json)" \
        '[["update","content/posts/a.md"],["create","content/posts/new.md"]]'
    forget_requests
    conforms plan.schema.json command ok exit diagnostics <plan.json
    run_ok ghlpub publish --plan plan.json
    has '1 create, 1 update'
    is "$(writes)" $'POST /blogs/posts\nPUT /blogs/posts/ID'
    stale state 'the state has changed'
    run_ok ghlpub publish
    has 'Nothing to do'
}

@test "a kept plan holds its paths and options; removals in it are consented to, limits hold" {
    sandbox_start
    site
    for name in a b c d e f; do post "$name"; done
    run_ok ghlpub publish --limit-create 10
    rm content/posts/a.md content/posts/b.md content/posts/c.md
    post d
    change content/posts/d.md 's/The body/Another body/'
    change content/posts/e.md 's/The body/Another body/'
    ghlpub plan --prune --out plan.json
    run_code 1 ghlpub publish --plan plan.json
    has --limit-prune
    run_ok ghlpub publish --plan plan.json --limit-prune 3
    has '2 update, 3 offline'
    change content/posts/e.md 's/Another body/A third body/'
    change content/posts/f.md 's/The body/Another body/'
    ghlpub plan content/posts/f.md --out - >plan.json
    forget_requests
    ghlpub publish --plan - <plan.json
    is "$(writes)" 'PUT /blogs/posts/ID'
    is "$(posts 'map(select(.rawHTML | test("third"))) | length')" 0
}

@test "a kept plan holds what it was narrowed to" {
    sandbox_start
    site
    post a
    post b
    run_ok ghlpub publish
    git init -q .
    git add -A
    git -c user.name=x -c user.email=x@x.example commit -qm x
    change content/posts/a.md 's/The body/Another body/'
    picture content/posts/p.png 1
    post c 'image: p.png' 'social:' '  - {to: facebook, at: 2026-12-24 09:00, text: Hello}'
    change content/posts/b.md 's/The body/Another body/'
    git add content/posts/b.md
    git -c user.name=x -c user.email=x@x.example commit -qm y
    run_ok ghlpub plan --changed-since HEAD --only posts --out plan.json
    conforms plan.schema.json command ok exit diagnostics <plan.json
    run_code 64 ghlpub publish --plan plan.json --only posts
    git add -A
    git -c user.name=x -c user.email=x@x.example commit -qm z # nothing has changed since HEAD now
    forget_requests
    run_ok ghlpub publish --plan plan.json
    is "$(writes | sort)" $'POST /blogs/posts\nPOST /medias/upload-file\nPUT /blogs/posts/ID'
    is "$(post_of b '.rawHTML | test("Another")')" false
    is "$(social length)" 0
}

@test "a kept plan goes stale where the tree changed" {
    planned
    change content/posts/a.md 's/Another body/A third body/'
    stale tree 'the update would send something else than was planned'
    change content/posts/a.md 's/A third body/Another body/'
    post other
    stale tree 'create was not planned' content/posts/other.md
    rm content/posts/other.md content/posts/new.md
    stale tree 'create was planned; now: nothing to do' content/posts/new.md
    post new
    mkdir -p templates
    echo '<div>{{{body}}}</div>' >templates/post.html
    stale tree 'the tree has changed since'
    rm -r templates
    run_ok ghlpub publish --plan plan.json # as it was
}

@test "a kept plan holds redirects, and goes stale where they lead elsewhere" {
    sandbox_start
    site
    echo 'redirects: {domain: acme.example}' >>ghlpub.yaml
    post a
    run_ok ghlpub publish
    change content/posts/a.md '2i slug: other'
    run_ok ghlpub plan --out plan.json
    is "$(jq -c '[.actions[] | [.action, .of]]' plan.json)" '[["update","post"],["redirect","redirect"]]'
    change content/posts/a.md 's/slug: other/slug: another/'
    stale tree 'the redirect would send something else than was planned'
    change content/posts/a.md 's/slug: another/slug: other/'
    forget_requests
    run_ok ghlpub publish --plan plan.json
    is "$(writes)" $'PUT /blogs/posts/ID\nPOST /funnels/lookup/redirect'
}

@test "a kept plan goes stale where the state changed" {
    planned
    cp -r .ghlpub kept
    run_ok ghlpub publish content/posts/a.md
    stale state 'update was planned; now: nothing to do'
    rm -r .ghlpub
    cp -r kept .ghlpub
    run_ok ghlpub state rm content/posts/b.md
    stale state 'create was not planned' content/posts/b.md
}

@test "a kept plan goes stale where GHL changed, before anything is written" {
    planned
    edit_by_hand posts "$(post_id a)" '{"rawHTML":"<p>By hand.</p>"}'
    stale remote 'edited at GHL'
    is "$(post_of a .rawHTML)" '<p>By hand.</p>'
    is "$(posts 'map(select(.urlSlug == "new")) | length')" 0
}

@test "a kept plan goes stale where somebody took the slug of what it creates" {
    planned
    edit_by_hand posts "$(post_id c)" '{"urlSlug":"new"}'
    stale remote 'create was planned' content/posts/new.md
    is "$(post_of a '.rawHTML | test("Another")')" false
}

@test "a kept plan that looked at GHL knows what it saw there" {
    planned --refresh
    is "$(jq .options.refresh plan.json)" true
    edit_by_hand posts "$(post_id a)" '{"rawHTML":"<p>By hand.</p>"}'
    stale remote 'edited at GHL'
    run_ok ghlpub plan --refresh --on-drift overwrite --out plan.json
    edit_by_hand posts "$(post_id a)" '{"rawHTML":"<p>By hand again.</p>"}'
    stale remote 'edited'
    run_ok ghlpub plan --refresh --on-drift overwrite --out plan.json
    run_ok ghlpub publish --plan plan.json
    is "$(post_of a '.rawHTML | test("Another")')" true
}

@test "time alone: a post whose date comes is published as planned; a social post whose moment passed is stale" {
    sandbox_start
    site
    post a 'date: 2026-11-24 09:00'
    run_ok ghlpub plan --out plan.json
    is "$(jq -r '.actions[0].status' plan.json)" SCHEDULED
    now 2026-11-24T15:00:00Z
    run_ok ghlpub publish --plan plan.json
    is "$(post_of a .status)" PUBLISHED
    post b 'date: 2026-11-23' 'social:' '  - {to: facebook, at: 2026-11-24 11:00, text: Soon}'
    run_ok ghlpub plan --out plan.json
    has schedule
    now 2026-11-24T17:00:00Z
    stale time 'its moment, 2026-11-24 11:00 EST, has passed' content/posts/b.md
}

@test "a kept plan of another site, a damaged one and options beside it are refused" {
    planned
    run_code 64 ghlpub publish --plan plan.json --prune
    has 'cannot be given with --plan'
    run_code 64 ghlpub publish --plan nothing.json
    has plan-unreadable
    jq '.location = "other"' plan.json >other.json
    run_code 78 ghlpub publish --plan other.json
    has plan-foreign
    jq '.environment = "staging"' plan.json >other.json
    run_code 78 ghlpub publish --plan other.json --env production
    has plan-foreign
    jq '.form = 2' plan.json >other.json
    run_code 78 ghlpub publish --plan other.json
    has 'a newer version'
    for broken in '.actions[0].key = 7' 'del(.options)' '.actions[1] = .actions[0]' 'del(.state)' \
        '.options.onDrift = "x"' '.options.paths = [1]' '.actions = {}' '.actions[0].of = "x"' \
        '.now = "2026-11-24T12:00"'; do
        jq "$broken" plan.json >other.json
        run_code 78 ghlpub publish --plan other.json
        has plan-damaged
    done
    head -c 300 plan.json >other.json
    run_code 78 ghlpub publish --plan other.json
    has plan-damaged
    run_code 78 ghlpub publish --plan content/posts/a.md
    run_code 64 ghlpub plan --json --out -
    run_code 1 ghlpub plan --out nowhere/plan.json
    has plan-unwritable
    is "$(count_writes)" 3
}
