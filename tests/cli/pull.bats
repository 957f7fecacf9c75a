# `ghlpub pull` writes GHL's body of a post beside its document, for a person to merge.
load helper

published() {
    sandbox_start "$@"
    site
    post hello
    run_ok ghlpub publish
}

FILE=content/posts/hello.md.remote.html

@test "pull, merge, go on: an edit by hand comes into the document" {
    published
    edit_by_hand posts "$(post_id hello)" '{"title":"By hand","rawHTML":"<p>The body of hello, <em>mended</em>.</p>"}'
    echo 'More.' >>content/posts/hello.md
    run_code 1 ghlpub publish
    has "title, body; the document has changed since, too"
    forget_requests
    run_ok ghlpub pull content/posts/hello.md
    has "$FILE: edited at GHL"
    has "ghlpub publish --on-drift overwrite content/posts/hello.md"
    is "$(requests length)" 1
    grep -q "id: $(post_id hello)" $FILE
    grep -q 'slug: hello' $FILE
    grep -q 'title: By hand' $FILE
    grep -q "updatedAt: $(post_of hello .updatedAt)" $FILE
    grep -q '<p>The body of hello, <em>mended</em>.</p>' $FILE
    change content/posts/hello.md 's/^title:.*/title: By hand/; s/body of hello\./body of hello, *mended*./'
    run_ok ghlpub publish --on-drift overwrite --yes content/posts/hello.md
    [[ "$(post_of hello .rawHTML)" == *"<em>mended</em>"*More.* ]]
    forget_requests
    run_ok ghlpub publish
    is "$(requests length)" 0
}

@test "the file is no document and no asset, and the next pull replaces it" {
    published
    run_ok ghlpub pull content/posts/hello.md
    has "as ghlpub last wrote it"
    run_ok ghlpub plan
    has "nothing to do; 1 unchanged"
    edit_by_hand posts "$(post_id hello)" '{"rawHTML":"<p>Other</p>"}'
    run_ok ghlpub pull content/posts
    grep -q '<p>Other</p>' $FILE
    echo '![it](hello.md.remote.html)' >>content/posts/hello.md
    run ghlpub check
    [ "$status" -eq 65 ]
    has asset-type
}

@test "a file of somebody else's is left alone, but with --force" {
    published
    echo mine >$FILE
    run_code 1 ghlpub pull content/posts/hello.md
    has pull-not-ours
    is "$(cat $FILE)" mine
    run_ok ghlpub pull --force content/posts/hello.md
    grep -q '<!-- ghlpub pull' $FILE
}

@test "what GHL says cannot end the comment" {
    published
    edit_by_hand posts "$(post_id hello)" '{"title":"--> <script>x</script> --!> -->"}'
    run_ok ghlpub pull content/posts/hello.md
    is "$(grep -c -e '-->' $FILE)" 1
    is "$(grep -c '^-->$' $FILE)" 1
}

@test "where GHL does not give the body, pull says what can be done" {
    published --quirk single-get=off
    run_code 1 ghlpub pull content/posts/hello.md
    has body-unreadable
    has "ghlpub publish --on-drift overwrite content/posts/hello.md"
    [ ! -e $FILE ]
}

@test "a document without a post, a deleted post, no path" {
    published
    post new
    run_code 1 ghlpub pull content/posts
    has "content/posts/new.md: error: it has no post at GHL yet"
    [ -e $FILE ] # the others go on
    control DELETE "posts/$(post_id hello)" >/dev/null
    run_code 1 ghlpub pull content/posts/hello.md
    has "ghlpub publish --recreate content/posts/hello.md"
    run_code 64 ghlpub pull
    run_code 64 ghlpub pull content/none.md
}

@test "pull --json" {
    published
    edit_by_hand posts "$(post_id hello)" '{"title":"By hand"}'
    post new
    run_code 1 ghlpub pull content/posts --json
    is "$(jq -r '.items[0].file' <<<"$output")" $FILE
    is "$(jq -r '.items[0].differs[0]' <<<"$output")" title
    is "$(jq -r '.items[0].edited' <<<"$output")" true
    is "$(jq -r '.items[1].error.code' <<<"$output")" not-published
}
