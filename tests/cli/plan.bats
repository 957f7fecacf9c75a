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
