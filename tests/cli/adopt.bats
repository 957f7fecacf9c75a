# Adopting: a blog that exists already, and a state that was lost.
load helper

# A site with a picture, social posts that are out and to come, a campaign and a link between posts.
rich_site() {
    site
    picture content/posts/cover.png 1
    picture content/posts/inside.png 2
    post hello 'image: cover.png' 'tags: [a, b]' 'social:' \
        '  - {id: out, to: facebook, media: none, at: 2026-11-24 08:00, text: Hi}' \
        '  - {id: soon, to: "linkedin:Acme Inc", at: 2026-12-01 09:00, text: "Again: {{url}}"}' \
        '  - {to: facebook, at: 2026-12-02 09:00, text: Without a name}'
    post other 'categories: [Product]'
    printf '![](inside.png)\n\n[Hello](hello.md)\n' >>content/posts/other.md
    post later 'date: 2026-12-24 10:00'
    post draft 'draft: true'
    post undated
    sed -i '/^date:/d' content/posts/undated.md
    cat >content/posts/campaign.md <<'MD'
---
kind: campaign
social:
  - {to: facebook, at: 2026-12-05 09:00, text: Advent}
---
MD
}

published() {
    GHLPUB_NOW=2026-11-24T12:50:00Z # before the first social post
    now "$GHLPUB_NOW"
    run_ok ghlpub publish
    now 2026-11-24T14:00:00Z # 8:00 in New York has passed
}

lose_state() {
    cp .ghlpub/state.json "$dir/state.before"
    rm -r .ghlpub
}

# nothing_to_do: by plan and by publish, which sends nothing.
nothing_to_do() {
    run_ok ghlpub plan --exit-code
    forget_requests
    run_ok ghlpub publish
    has "Nothing to do"
    is "$(requests length)" 0
}

@test "a state that was lost is adopted back, with nothing left to do" {
    sandbox_start
    rich_site
    published
    is "$(posts length)" 5
    is "$(media length)" 2
    is "$(social length)" 4
    before=$(store | jq -S '[.posts, .media, .social]')
    lose_state
    forget_requests
    run_ok ghlpub adopt
    has "= adopt      content/posts/hello.md: slug \"hello\" ($(post_id hello), PUBLISHED, \"Post hello\"); it says the same"
    has "Adopted: 5 posts (5 say the same), 2 files, 4 social posts"
    has "content/posts/hello.md#out: 2026-11-24 08:00 EST"
    has "; it is out"
    is "$(writes)" ""
    nothing_to_do
    is "$(store | jq -S '[.posts, .media, .social]')" "$before"
    # The state is what it was, but for when it was recorded.
    is "$(jq -S 'map_values(if type == "object" then del(.at, .chosen) else . end)' .ghlpub/state.json)" \
        "$(jq -S 'map_values(if type == "object" then del(.at, .chosen) else . end)' "$dir/state.before")"
}

@test "a lost state, as JSON; and only shown with --dry-run" {
    sandbox_start
    rich_site
    published
    lose_state
    run_ok ghlpub adopt --dry-run --json
    is "$(jq -c '[.ok, .recorded, (.posts | length), (.media | length), (.social | length)]' <<<"$output")" \
        '[true,false,5,2,4]'
    [ ! -e .ghlpub/state.json ]
    run_ok ghlpub adopt --json
    is "$(jq -c '[.recorded, ([.posts[] | select(.equal and .by == "slug")] | length)]' <<<"$output")" '[true,5]'
    is "$(jq -c '[.social[].state] | sort' <<<"$output")" '["out","scheduled","scheduled","scheduled"]'
    is "$(jq -c '[.ambiguous, .documents, .remote]' <<<"$output")" '[[],[],[]]'
    nothing_to_do
    run_ok ghlpub adopt --json
    is "$(jq -c '[.posts, .requests]' <<<"$output")" '[[],0]'
}

@test "what changed since is named by the next plan" {
    sandbox_start
    rich_site
    published
    lose_state
    change content/posts/hello.md 's/^title: .*/title: A new title/; s/\[a, b\]/[a, c]/'
    change content/posts/other.md 's/The body/Another body/'
    change content/posts/hello.md 's/Again: /Once more: /'
    run_ok ghlpub adopt
    has 'content/posts/hello.md: slug "hello"'
    has 'the next publish changes its title to "A new title", tags'
    has 'the next publish changes its description, body'
    run_ok ghlpub plan
    has 'title changed from "Post hello" to "A new title"; tags changed'
    has 'content/posts/other.md: description changed; body changed'
    has 'content/posts/hello.md#soon'
    has 'Plan: 2 to update, 1 to edit'
    run_ok ghlpub publish
    is "$(posts length)" 5
    is "$(social length)" 4
    is "$(post_of hello .title)" 'A new title'
    nothing_to_do
}

@test "a blog that exists already: by slug, by link, by title" {
    sandbox_start
    site
    post hello
    post linked 'canonical: https://old.example/linked'
    post titled 'title: By its title'
    control POST posts '{"title":"Old hello","urlSlug":"hello","rawHTML":"<p>Old</p>"}' >/dev/null
    control POST posts '{"title":"L","urlSlug":"l","canonicalLink":"https://old.example/linked/","rawHTML":"<p>Old</p>"}' >/dev/null
    control POST posts '{"title":"By its title","urlSlug":"t","rawHTML":"<p>Old</p>"}' >/dev/null
    control POST posts '{"title":"Nobody knows","urlSlug":"n","rawHTML":"<p>Old</p>"}' >/dev/null
    hello=$(post_id hello) linked=$(post_id l) titled=$(post_id t)
    run_ok ghlpub adopt
    has "content/posts/hello.md: slug \"hello\" ($hello, PUBLISHED, \"Old hello\"); the next publish changes its title to \"Post hello\""
    has "content/posts/linked.md: canonical link \"https://old.example/linked/\" ($linked"
    has "content/posts/titled.md: title \"By its title\" ($titled"
    has 'Posts at GHL that have no document:'
    has '"Nobody knows"'
    has '1 post without a document'
    forget_requests
    run_ok ghlpub publish --yes
    is "$(sent POST /blogs/posts)" 0
    is "$(posts length)" 4
    is "$(posts "map(select(._id == \"$hello\"))[0].title")" 'Post hello'
    # A slug that comes from the file's name gives way to the URL that readers know.
    is "$(posts "map(select(._id == \"$titled\"))[0].urlSlug")" t
    is "$(posts "map(select(._id == \"$titled\"))[0].rawHTML")" '<p>The body of titled.</p>'
    nothing_to_do
}

@test "a slug that somebody wrote is meant, and changes that of the post" {
    sandbox_start
    site
    post hello 'slug: new' 'title: Hello'
    control POST posts '{"title":"Hello","urlSlug":"old","rawHTML":"<p>Old</p>"}' >/dev/null
    run_ok ghlpub adopt
    has 'changes its description, slug'
    run_ok ghlpub plan
    has 'slug changed from "old" to "new"'
}

@test "what is ambiguous is listed with what settles it, and left alone" {
    sandbox_start
    site
    post one 'title: News'
    post two 'title: News'
    post three 'title: Alone'
    for slug in a b c; do
        control POST posts "{\"title\":\"News\",\"urlSlug\":\"$slug\",\"rawHTML\":\"<p>$slug</p>\"}" >/dev/null
    done
    run_code 1 ghlpub adopt
    has '! ambiguous  content/posts/one.md: its title is that of 2 documents, and of 3 posts:'
    has "ghlpub adopt content/posts/two.md --post $(post_id b)"
    has 'Adopted: nothing; 2 ambiguous; 1 document without a post at GHL; 3 posts without a document'
    run_code 1 ghlpub adopt --json
    is "$(jq -c '[.ok, .documents, (.remote | length), .ambiguous[0].by, (.ambiguous[0].candidates | length)]' <<<"$output")" \
        '[false,["content/posts/three.md"],3,"title",3]'
    run_ok ghlpub adopt content/posts/two.md --post "$(post_id b)"
    # One title among several stays ambiguous, though one document and two posts are left.
    run_code 1 ghlpub adopt content/posts/one.md
    has '2 posts:'
    lacks "$(post_id b)"
    lacks three.md
}

@test "a post that is recorded already is not taken by another document" {
    sandbox_start
    site
    post hello
    run_ok ghlpub publish
    post again 'title: Post hello' 'canonical: https://acme.example/post/hello'
    run_ok ghlpub adopt
    has 'Adopted: nothing; 1 document without a post at GHL.'
    is "$(state_of 'post content/posts/again.md')" null
}

@test "where GHL has no single read, bodies are sent once, and adopt says so" {
    sandbox_start
    rich_site
    published
    lose_state
    quirk '{"single-get":false}'
    run_ok ghlpub adopt
    has '"Post hello"); GHL does not show its body, so it is sent once'
    has 'Adopted: 5 posts (0 say the same)'
    run_ok ghlpub adopt --json
    run_ok ghlpub plan
    has 'body cannot be compared: GHL does not show it'
    has 'Plan: 5 to update'
    run_ok ghlpub publish --yes
    is "$(posts length)" 5
    is "$(media length)" 2
    is "$(social length)" 4
    nothing_to_do
}

@test "social posts without the mark are adopted by their text; those deleted by hand stay deleted" {
    sandbox_start
    quirk '{"drop-milliseconds":true}'
    rich_site
    published
    id=$(social 'map(select(.summary | startswith("Again")))[0]._id')
    edit_by_hand social "$id" '{"deleted":true}'
    lose_state
    run_code 0 ghlpub adopt
    has 'it was deleted at GHL, and is not sent again'
    has '4 social posts'
    run_ok ghlpub plan
    has 'Plan: nothing to do'
    has 'it was deleted at GHL'
}

@test "what a run that died left open is for publish to decide" {
    CLOCK_RATE=200 sandbox_start
    site
    post hello
    for step in $(seq 60); do # until one dies between the answer and its record
        GHLPUB_TEST_STOP=$step run ghlpub publish
        is "$status" 99
        [ "$(posts length)" = 0 ] || break
    done
    is "$(posts length)" 1
    forget_requests
    run_ok ghlpub adopt
    has 'content/posts/hello.md: it is not known whether an earlier write of it happened'
    has 'Adopted: nothing'
    run_ok ghlpub adopt --json
    is "$(jq -r '.held[0].path' <<<"$output")" content/posts/hello.md
    is "$(writes)" ""
    run_ok ghlpub publish
    is "$(posts length)" 1
    nothing_to_do
}

@test "a post that cannot be read is not adopted by halves" {
    sandbox_start
    site
    post hello
    post other
    run_ok ghlpub publish
    lose_state
    fault "GET /blogs/posts/$(post_id other): 403"
    run_code 1 ghlpub adopt
    has 'content/posts/other.md: slug "other"'
    has 'could not be read, and is not adopted'
    has 'Adopted: 1 post'
    is "$(state_of 'post content/posts/other.md')" null
    no_faults
    run_ok ghlpub adopt
    nothing_to_do
}

@test "adopt asks at a terminal, and records nothing without consent" {
    sandbox_start
    site
    post hello
    run_ok ghlpub publish
    lose_state
    unset CI
    run script -qec "$GHLPUB adopt" /dev/null <<<n
    has 'Record this (1 mapping)? [y/N]'
    has no-consent
    [ ! -e .ghlpub/state.json ] || is "$(state_of 'post content/posts/hello.md')" null
    run script -qec "$GHLPUB adopt" /dev/null <<<y
    has 'Adopted: 1 post'
    export CI=true
    nothing_to_do
}

@test "300 posts: few requests, and then nothing to do" {
    sandbox_start
    site
    for i in $(seq 300); do
        post "p$i" >/dev/null
    done
    run_ok ghlpub publish --yes
    is "$(posts length)" 300
    lose_state
    forget_requests
    run_ok ghlpub adopt
    has 'Adopted: 300 posts (300 say the same)'
    # Three listings of names, seven pages of posts and three empty listings, one read a post.
    [ "$(requests length)" -le 320 ]
    is "$(writes)" ""
    nothing_to_do
}

@test "a path limits what is adopted; the others are left as they are" {
    sandbox_start
    rich_site
    published
    lose_state
    run_ok ghlpub adopt content/posts/other.md
    has 'Adopted: 1 post (1 says the same), 1 file;'
    has inside.png
    lacks cover.png
    is "$(state_of 'post content/posts/hello.md')" null
    run_ok ghlpub adopt
    nothing_to_do
    run_code 64 ghlpub adopt content/none.md
    has no-match
}

@test "a token without the scopes of files and social posts adopts the posts all the same" {
    sandbox_start
    rich_site
    published
    lose_state
    fault 'GET /social-media-posting/*/accounts: 403'
    fault 'GET /medias/files: 403'
    run_ok ghlpub adopt
    has 'files are not adopted'
    has 'social posts are not adopted'
    has 'Adopted: 5 posts (3 say the same)'
    no_faults
    run_ok ghlpub adopt
    has 'Adopted: 2 files, 4 social posts'
    run_ok ghlpub publish --yes
    is "$(social length)" 4
    is "$(media length)" 2
    nothing_to_do
}
