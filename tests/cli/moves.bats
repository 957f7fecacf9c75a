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

# ---- what git says ----

# repository: the site in git, as it is, with the state.
repository() {
    export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
    git init -q .
    printf '.ghlpub/*\n!.ghlpub/*.json\n' >.gitignore
    commit "as published"
}

commit() {
    git add -A content .gitignore .ghlpub ghlpub.yaml
    git -c user.name=Jane -c user.email=jane@acme.example commit -q -m "$1"
}

# long_post NAME: a text that is long enough to be recognised by git after an edit.
long_post() {
    post "$1"
    printf 'Line %s of a text that stays.\n' {1..12} >>"content/posts/$1.md"
}

# renamed NEW: content/posts/hello.md gets another name and a line more, so that neither slug nor
# content tell what it was.
renamed() {
    mkdir -p "$(dirname "content/$1")"
    git mv content/posts/hello.md "content/$1"
    echo 'A line more.' >>"content/$1"
}

in_git() {
    sandbox_start
    site
    long_post hello
    run_ok ghlpub publish
    id=$(posts '.[0]._id')
    forget_requests
    repository
}

@test "a file that was renamed and edited keeps its post, since git says so" {
    in_git
    renamed posts/welcome.md
    run_ok ghlpub plan
    has '> move       content/posts/welcome.md: was "content/posts/hello.md"; git has it as renamed'
    has '~ update     content/posts/welcome.md'
    run_ok ghlpub plan --json
    is "$(jq -r '[.actions[] | .action + " " + (.from // "")] | join(",")' <<<"$output")" \
        "move content/posts/hello.md,update "
    run_ok ghlpub publish
    is "$(posts '.[0].urlSlug')" welcome
    is "$(sent POST /blogs/posts)" 0
    one_post
}

@test "a rename that was committed is known, also when it was renamed twice, or moved back later" {
    in_git
    renamed posts/welcome.md
    commit "a better name"
    git mv content/posts/welcome.md content/posts/greeting.md
    echo 'And one more.' >>content/posts/greeting.md
    commit "a better one yet"
    post unrelated
    commit "another post"
    run_ok ghlpub publish
    is "$(state_of 'post content/posts/greeting.md' .id)" "$id"
    is "$(posts length)" 2
    post_of greeting .rawHTML | grep -q 'And one more'
}

@test "a folder of posts that is renamed in git keeps them all, edited ones too" {
    sandbox_start
    site
    for name in one two three; do long_post "$name"; done
    run_ok ghlpub publish
    local before
    before=$(posts '[.[]._id] | sort | join(",")')
    repository
    git mv content/posts content/articles
    git mv content/articles/two.md content/articles/second.md
    echo 'A line more.' >>content/articles/second.md
    commit "posts are articles"
    forget_requests
    run_ok ghlpub plan --json
    is "$(jq -r '.counts | "\(.move) \(.update) \(.create)"' <<<"$output")" "3 1 0"
    is "$(jq '.held | length' <<<"$output")" 0
    run_ok ghlpub publish --json
    is "$(jq -r '.done | "\(.move) \(.update) \(.create)"' <<<"$output")" "3 1 0"
    is "$(sent POST /blogs/posts)" 0
    is "$(posts '[.[]._id] | sort | join(",")')" "$before"
    forget_requests
    run_ok ghlpub publish
    has "Nothing to do"
    is "$(requests length)" 0
}

@test "a campaign that was renamed and rewritten keeps its social posts, since git says so" {
    sandbox_start
    site
    {
        printf -- '---\nkind: campaign\nsocial:\n  - to: facebook\n    text: Sale\n'
        printf '    at: 2026-12-01 09:00\n---\n'
        printf 'Line %s of a text that stays.\n' {1..12}
    } >content/sale.md
    run_ok ghlpub publish
    repository
    git mv content/sale.md content/winter.md
    sed -i 's/text: Sale/text: Winter sale/' content/winter.md
    run_ok ghlpub publish
    is "$(social 'map(select(.deleted | not)) | length')" 1
    is "$(social '.[0].summary')" "Winter sale"
}

@test "names with quotes, line ends and dashes are only names to git" {
    in_git
    renamed $'posts/-R100 "a"\nb.md'
    run_ok ghlpub publish
    is "$(posts length)" 1
    is "$(posts '.[0]._id')" "$id"
}

@test "a site below the top of the repository has its renames, and others have not" {
    sandbox_start
    mkdir web
    cd web
    site
    long_post hello
    run_ok ghlpub publish
    id=$(posts '.[0]._id')
    cd ..
    mkdir elsewhere
    export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
    git init -q .
    git add web/content
    git -c user.name=Jane -c user.email=jane@acme.example commit -q -m "as published"
    cd web
    renamed posts/welcome.md
    run_ok ghlpub publish
    is "$(state_of 'post content/posts/welcome.md' .id)" "$id"
    one_post
}

@test "without git, and outside of a repository, an edited file under another name is a new post" {
    in_git
    renamed posts/welcome.md
    mkdir bin
    ln -s "$(command -v sh)" bin/sh
    PATH=$dir/bin run_ok "$GHLPUB" plan
    has '+ create     content/posts/welcome.md'
    has "! orphan     content/posts/hello.md"
    lacks git
    rm -rf .git
    run_ok ghlpub plan
    has '+ create     content/posts/welcome.md'
    lacks git
}

@test "a repository cannot make git run a program" {
    in_git
    renamed posts/welcome.md
    printf '#!/bin/sh\ntouch %s/ran\n' "$dir" >hook
    chmod +x hook
    git config core.fsmonitor "$dir/hook"
    git config diff.external "$dir/hook"
    git config core.hooksPath "$dir"
    git config core.pager "$dir/hook"
    run_ok ghlpub plan
    has '> move       content/posts/welcome.md'
    [ ! -e ran ]
}
