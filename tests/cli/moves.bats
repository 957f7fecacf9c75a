# A document that moves within the tree keeps its post.
load helper

published() {
    sandbox_start
    site
    post hello "$@"
    run_ok ghlpub publish
    id=$(posts '.[0]._id')
    forget_requests
}

# one_post: there is still one post, the same as before, and the next run has nothing to do.
one_post() {
    is "$(posts '[.[]._id] | join(",")')" "$id"
    forget_requests
    run_ok ghlpub publish
    has "Nothing to do"
    is "$(requests length)" 0
}

@test "a renamed folder keeps its posts by their slugs, without a request" {
    published
    mkdir content/articles
    mv content/posts/hello.md content/articles/hello.md
    run_ok ghlpub plan
    has '> move       content/articles/hello.md: was "content/posts/hello.md"'
    run_ok ghlpub publish
    is "$(count_writes)" 0
    is "$(state_of 'post content/articles/hello.md' .id)" "$id"
    is "$(state_of 'post content/posts/hello.md')" null
    one_post
}

@test "a renamed file keeps its post by its content, and warns of the new address" {
    published
    mv content/posts/hello.md content/posts/welcome.md
    run_ok ghlpub plan
    has slug-changed
    has 'write `slug: hello` to keep the URL'
    run_ok ghlpub publish
    is "$(posts '.[0].urlSlug')" welcome
    one_post
}

@test "a renamed and edited file keeps its post by the slug in its front matter" {
    published 'slug: greeting'
    mv content/posts/hello.md content/posts/welcome.md
    echo 'More.' >>content/posts/welcome.md
    run_ok ghlpub publish
    [[ "$(post_of greeting .rawHTML)" == *More.* ]]
    one_post
}

@test "a document with an id keeps its post wherever it moves and whatever changes" {
    published 'id: greeting'
    mkdir content/other
    printf -- '---\nid: greeting\ntitle: All new\ndate: 2026-11-02\n---\nAnother text.\n' \
        >content/other/new.md
    rm content/posts/hello.md
    run_ok ghlpub publish
    is "$(posts '.[0].title')" "All new"
    is "$(state_of 'post id:greeting' .path)" content/other/new.md
    one_post
}

@test "an id that is added later keeps the post" {
    published
    change content/posts/hello.md 's/^title/id: greeting\n&/'
    run_ok ghlpub publish
    is "$(count_writes)" 0
    is "$(state_of 'post id:greeting' .id)" "$id"
    one_post
}

@test "an id that is taken away keeps the post" {
    published 'id: greeting'
    change content/posts/hello.md '/^id/d'
    run_ok ghlpub publish
    is "$(state_of 'post content/posts/hello.md' .id)" "$id"
    one_post
}

@test "two documents with the same content are no move: one orphan, two new posts" {
    published
    cp content/posts/hello.md content/posts/one.md
    mv content/posts/hello.md content/posts/two.md
    run_ok ghlpub publish
    has "its document is gone"
    is "$(posts length)" 3
    is "$(posts "map(select(._id == \"$id\"))[0].urlSlug")" hello
}

@test "two documents that change places keep their slugs' posts" {
    sandbox_start
    site
    post one/a 'slug: first'
    post two/a 'slug: second'
    run_ok ghlpub publish
    local first
    first=$(post_id first)
    mkdir content/posts/three
    mv content/posts/one/a.md content/posts/three/x.md
    mv content/posts/two/a.md content/posts/three/y.md
    forget_requests
    run_ok ghlpub publish
    is "$(count_writes)" 0
    is "$(state_of 'post content/posts/three/x.md' .id)" "$first"
}

@test "a moved post takes its social posts along" {
    published 'social:' '  - to: facebook' '    text: Hello' '    at: 2026-12-01 09:00'
    local social
    social=$(social '.[0]._id')
    mkdir content/articles
    mv content/posts/hello.md content/articles/hello.md
    run_ok ghlpub publish
    is "$(count_writes)" 0
    is "$(social '[.[] | select(.deleted | not)._id] | join(",")')" "$social"
    one_post
}

@test "a moved post that changes takes its social posts along, which follow its address" {
    published 'social:' '  - to: facebook' '    text: "See {{url}}"' '    at: 2026-12-01 09:00'
    mv content/posts/hello.md content/posts/welcome.md
    run_ok ghlpub publish
    is "$(social 'length')" 1
    is "$(social '.[0].summary')" "See https://acme.example/post/welcome"
    is "$(social '.[0] | .status + " " + .scheduleDate[:16]')" "scheduled 2026-12-01T14:00"
    one_post
}

@test "a moved campaign keeps its social posts" {
    sandbox_start
    site
    printf -- '---\nkind: campaign\nsocial:\n  - to: facebook\n    text: Sale\n    at: 2026-12-01 09:00\n  - to: facebook\n    text: Last day\n    at: 2026-12-02 09:00\n---\n' \
        >content/sale.md
    run_ok ghlpub publish
    is "$(social length)" 2
    mkdir content/campaigns
    mv content/sale.md content/campaigns/winter.md
    forget_requests
    run_ok ghlpub publish
    has "move"
    is "$(count_writes)" 0
    is "$(social 'map(select(.deleted | not)) | length')" 2
    forget_requests
    run_ok ghlpub publish
    is "$(requests length)" 0
}

@test "a slug that changes warns of the address that dies" {
    published
    change content/posts/hello.md 's/^title/slug: greeting\n&/'
    run_ok ghlpub publish
    has 'the post'\''s slug changes from "hello" to "greeting"; its old URL stops working'
    is "$(posts '.[0].urlSlug')" greeting
    one_post
}
