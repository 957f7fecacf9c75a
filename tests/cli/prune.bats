# Removal: posts whose documents are gone, and files that nothing uses.
load helper

# blog N: a site of N posts, published; each has a picture of its own and a social post to come.
blog() {
    sandbox_start
    site
    echo 'redirects: {domain: acme.example}' >>ghlpub.yaml
    local i
    for ((i = 1; i <= $1; i++)); do
        picture "content/posts/p$i.png" "$i"
        post "p$i" "aliases: [/old/$i]" 'social:' '  - to: facebook' "    text: About $i" \
            "    at: 2026-12-0$i 09:00" '    media: none'
        echo "![a picture](p$i.png)" >>"content/posts/p$i.md"
    done
    run_ok ghlpub publish
    forget_requests
}

live() { posts 'map(select(.status != "DRAFT")) | length'; }
to_come() { social 'map(select(.deleted | not)) | length'; }

# ---- documents that are gone ----

@test "half the tree is deleted by mistake: reported, guarded, and brought back without a write" {
    blog 6
    mkdir kept
    mv content/posts/p[456].* kept
    run_ok ghlpub publish
    has '! orphan     content/posts/p4.md: its document is gone, its post "Post p4" is not; --prune takes it offline'
    is "$(grep -c '^! orphan .*its post' <<<"$output")" 3
    is "$(count_writes)" 0
    run_code 1 ghlpub publish --prune --yes
    has 'the plan would take 3 posts offline, and the limit is 2'
    has '--limit-prune 3'
    is "$(count_writes)" 0
    is "$(live)" 6
    mv kept/* content/posts
    run_ok ghlpub publish
    has "Nothing to do"
    is "$(count_writes)" 0
}

@test "half the tree is deleted and pruned: offline, cancelled, and without redirects" {
    blog 6
    rm content/posts/p[456].*
    run_code 64 ghlpub publish --prune --limit-prune 3
    has consent-needed
    run_ok ghlpub publish --prune --limit-prune 3 --yes
    is "$(live)" 3
    is "$(posts 'map(select(.status == "DRAFT").urlSlug) | sort | join(" ")')" "p4 p5 p6"
    is "$(to_come)" 3
    is "$(store | jq -r '[.redirects[].path] | sort | join(" ")')" "/old/1 /old/2 /old/3"
    is "$(state_of 'post content/posts/p4.md' .gone)" removed
    forget_requests
    run_ok ghlpub publish --prune --yes
    has "Nothing to do"
    is "$(requests length)" 0
}

@test "the same as JSON" {
    blog 6
    rm content/posts/p[456].*
    run_ok ghlpub plan --json
    is "$(jq -r '[.held[] | select(.text | contains("its post")) | .reason] | join(" ")' <<<"$output")" "orphan orphan orphan"
    run_code 1 ghlpub publish --prune --yes --json
    is "$(jq -r '.error.code' <<<"$output")" limit-reached
    run_ok ghlpub publish --prune --yes --limit-prune 3 --json
    is "$(jq -r '.done | "\(.offline) \(.cancel) \(.delete)"' <<<"$output")" "3 3 3"
    run_ok ghlpub media prune --yes --json
    is "$(jq -r '"\(.deleted) \(.failed) \(.used)"' <<<"$output")" "3 0 3"
}

@test "limits: {prune: N} sets the guard, and none lifts it" {
    blog 3
    rm content/posts/p[12].*
    echo 'limits: {prune: 1}' >>ghlpub.yaml
    run_code 1 ghlpub publish --prune --yes
    has 'the limit is 1'
    change ghlpub.yaml 's/prune: 1/prune: 2/'
    run_ok ghlpub publish --prune --yes
    is "$(live)" 1
}

@test "nothing is pruned while a document cannot be read" {
    blog 3
    rm content/posts/p1.*
    printf -- '---\ntitle: [\n---\n' >content/posts/p2.md
    run_code 1 ghlpub publish --prune --yes
    has prune-unsafe
    is "$(live)" 3
    run_code 1 ghlpub publish --prune --yes --json
    is "$(jq -r .error.code <<<"$output")" prune-unsafe
}

@test "a document that is back after it was pruned has its post back, and its picture" {
    blog 3
    mkdir kept
    mv content/posts/p1.* kept
    run_ok ghlpub publish --prune --yes
    run_ok ghlpub media prune --yes
    mv kept/* content/posts
    run_ok ghlpub publish --yes
    is "$(live)" 3
    is "$(posts length)" 3
    is "$(media length)" 3
    forget_requests
    run_ok ghlpub publish
    has "Nothing to do"
}

# ---- files that nothing uses ----

@test "media prune lists without --yes, and deletes with it what nothing uses" {
    blog 3
    sed -i '/!\[/d' content/posts/p1.md
    run_ok ghlpub publish
    forget_requests
    run_ok ghlpub media prune
    has '- delete     p1-'
    has '1 unused file ('
    has ' kB), 2 used.'
    has 'nothing was deleted; --yes deletes them'
    is "$(requests length)" 0
    is "$(media length)" 3
    run_ok ghlpub media prune --json
    is "$(jq -r '.items[] | .outcome + " " + .path[:3]' <<<"$output")" "found p1-"
    run_ok ghlpub media prune --yes
    has 'Deleted: 1 file.'
    is "$(writes | cut -d / -f 1,2)" "DELETE /medias"
    is "$(media '[.[].name[:2]] | sort | join(" ")')" "p2 p3"
    forget_requests
    run_ok ghlpub media prune --yes
    has '0 unused files'
    is "$(requests length)" 0
    run_ok ghlpub publish
    has "Nothing to do"
}

@test "a file that is used again after it was deleted is uploaded again, whatever the list still shows" {
    sandbox_start --lag 60000
    site
    picture content/posts/a.png 1
    post hello
    cp content/posts/hello.md plain.md
    echo '![a](a.png)' >>content/posts/hello.md
    cp content/posts/hello.md with.md
    run_ok ghlpub publish
    local url
    url=$(media '.[0].url')
    cp plain.md content/posts/hello.md
    run_ok ghlpub publish
    control POST clock '{"advance":"1h"}' >/dev/null
    run_ok ghlpub media prune --yes
    cp with.md content/posts/hello.md
    run_ok ghlpub publish
    is "$(media length)" 1
    [ "$(media '.[0].url')" != "$url" ]
    [[ "$(post_of hello .rawHTML)" == *"$(media '.[0].url')"* ]]
}

@test "what a post still shows is used, though its document does not say so any more" {
    blog 3
    edit_by_hand posts "$(post_id p1)" '{"title":"By hand"}'
    sed -i '/!\[/d' content/posts/p1.md
    run_code 1 ghlpub publish
    run_ok ghlpub media prune --yes
    has '0 unused files'
    is "$(media length)" 3
}

@test "a draft that was never published, and a social post that is out, use their files" {
    sandbox_start
    site
    picture content/posts/a.png 1
    picture content/posts/b.png 2
    post hello 'social:' '  - to: facebook' '    text: Hi' '    at: 2026-11-25 09:00' '    media: a.png'
    post later 'draft: true' 'image: b.png'
    run_ok ghlpub publish
    now 2026-11-26T12:00:00Z
    sed -i '/^social/,/media:/d' content/posts/hello.md
    run_ok ghlpub publish
    run_ok ghlpub media prune --yes
    has '0 unused files'
    is "$(media length)" 2
}

@test "what ghlpub did not upload is never deleted" {
    blog 1
    picture by-hand.png 9
    curl -sS --fail-with-body "$GHL_API_BASE/medias/upload-file" -o uploaded.json \
        -H "Authorization: Bearer $GHL_API_KEY" -H 'Version: 2021-07-28' -H 'User-Agent: test' \
        -F file=@by-hand.png -F name=by-hand.png
    sed -i '/!\[/d' content/posts/p1.md
    run_ok ghlpub publish
    # an entry that was taken over under the library's own name
    jq '."media 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" =
        {"id": "'"$(media 'map(select(.name == "by-hand.png"))[0]._id')"'", "name": "by-hand.png", "url": "x"}' \
        .ghlpub/state.json >state.new
    mv state.new .ghlpub/state.json
    run_ok ghlpub media prune --yes
    has 'Deleted: 1 file.'
    is "$(media '[.[].name] | join(" ")')" by-hand.png
}

@test "another environment's state of the same location keeps its files" {
    blog 2
    cat >>ghlpub.yaml <<'YAML'
environments:
  staging: {state: states/staging.json}
YAML
    mkdir states
    cp .ghlpub/state.json states/staging.json
    sed -i '/!\[/d' content/posts/p1.md
    run_ok ghlpub publish
    run_ok ghlpub media prune
    has '0 unused files'
    # staging does not use it any more, but has it: it is forgotten here, and deleted from there
    sed -i 's/"assets":"[^"]*"/"assets":"-"/' states/staging.json
    run_ok ghlpub media prune --yes
    has 'only forgotten here, since "states/staging.json" has it, too'
    is "$(media length)" 2
    run_ok ghlpub media prune --yes --env staging
    has 'Deleted: 1 file.'
    is "$(media length)" 1
}

@test "a state beside ours that cannot be read, or is of another location" {
    blog 2
    sed -i '/!\[/d' content/posts/p1.md
    run_ok ghlpub publish
    echo broken >.ghlpub/other.json
    run_code 73 ghlpub media prune
    has 'error: the state beside ours cannot be read, so that it is not known what it uses'
    has .ghlpub/other.json
    sed "s/$GHL_LOCATION_ID/aaaaaaaaaaaaaaaaaaaa/" .ghlpub/state.json >.ghlpub/other.json
    run_ok ghlpub media prune --yes
    has 'Deleted: 1 file.'
}

@test "media prune refuses where it cannot be known what is used" {
    blog 2
    cp content/posts/p1.md good.md
    change content/posts/p1.md 's/^date.*/date: never/'
    run_code 1 ghlpub media prune --yes
    has 'no file is deleted while a document has errors ("content/posts/p1.md")'
    cp good.md content/posts/p1.md
    sed -i 's/"assets":"[^"]*",//' .ghlpub/state.json
    run_code 1 ghlpub media prune --yes --json
    is "$(jq -r .error.code <<<"$output")" media-unknown
    is "$(media length)" 2
}

@test "media prune is guarded: a third of the files, but ten are never too many" {
    sandbox_start
    site
    for ((i = 1; i <= 12; i++)); do
        picture "content/posts/$i.png" "$i"
        post "n$i"
        cp "content/posts/n$i.md" "plain$i"
        echo "![a]($i.png)" >>"content/posts/n$i.md"
    done
    run_ok ghlpub publish
    for ((i = 1; i <= 11; i++)); do cp "plain$i" "content/posts/n$i.md"; done
    run_ok ghlpub publish
    run_code 1 ghlpub media prune --yes
    has '11 of 12 files would be deleted, and the limit is 10'
    is "$(media length)" 12
    run_ok ghlpub media prune --yes --limit-prune 11
    is "$(media length)" 1
}

@test "an answer that is lost, and a file that is gone already" {
    CLOCK_RATE=1000
    blog 3
    sed -i '/!\[/d' content/posts/p[12].md
    run_ok ghlpub publish
    fault "DELETE /medias/*: reset-after x1"
    control DELETE "media/$(media 'map(select(.name | startswith("p2")))[0]._id')" >/dev/null
    run_ok ghlpub media prune --yes
    has 'Deleted: 2 files.'
    is "$(media '[.[].name[:2]] | join(" ")')" p3
    forget_requests
    run_ok ghlpub media prune --yes
    is "$(requests length)" 0
}

@test "a deletion that is refused is told, and done by the next run" {
    blog 2
    sed -i '/!\[/d' content/posts/p1.md
    run_ok ghlpub publish
    fault "DELETE /medias/*: refuse-scope"
    run_code 77 ghlpub media prune --yes
    is "$(media length)" 2
    no_faults
    run_ok ghlpub media prune --yes
    is "$(media length)" 1
}

@test "media prune that is killed at any step: the next publish finds out, the next prune does the rest" {
    CLOCK_RATE=1000 # what was deleted counts as absent after a minute
    blog 1
    cp content/posts/p1.md with.md
    local step
    for ((step = 1; step < 60; step++)); do
        sed -i '/!\[/d' content/posts/p1.md
        run_ok ghlpub publish
        GHLPUB_TEST_STOP=$step run ghlpub media prune --yes
        [ "$status" -eq 99 ] || break
        run_ok ghlpub publish
        run_ok ghlpub media prune --yes
        is "$(media length)" 0
        cp with.md content/posts/p1.md
        run_ok ghlpub publish
        is "$(media length)" 1
    done
    [ "$step" -gt 5 ]
    is "$status" 0
}

@test "media prune believes no deletion that the answer does not tell of" {
    CLOCK_RATE=1000 # what was deleted counts as absent after a minute
    blog 1
    sed -i '/!\[/d' content/posts/p1.md
    run_ok ghlpub publish
    fault 'DELETE /medias/*: wrong-json-before x1'
    run_ok ghlpub media prune --yes
    is "$(media length)" 0
    is "$(sent DELETE '/medias/*')" 2
}
