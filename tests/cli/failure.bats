# What goes wrong in practice: each failure names its cause and the next step, has the right exit code,
# and leaves done and recorded what could be done.
load helper

small() {
    sandbox_start "$@"
    site
    post hello
}

# again: the next run, with nothing in the way, does the rest and doubles nothing.
again() {
    no_faults
    run_ok ghlpub publish
    is "$(posts 'group_by(.urlSlug) | map(select(length > 1)) | length')" 0
    forget_requests
    run_ok ghlpub publish
    is "$(requests length)" 0
}

# ---- the token ----

@test "no token: how to get one and where it is looked for" {
    small
    unset GHL_API_KEY
    run_code 77 ghlpub publish
    has GHL_API_KEY
    has token_command
    has "Private Integration"
    is "$(requests length)" 0
}

@test "a wrong token" {
    small
    GHL_API_KEY=pit-00000000-0000-0000-0000-000000000000
    run_code 77 ghlpub publish
    has "token"
    lacks pit-00000000
    is "$(posts length)" 0
}

@test "a token without a scope says which one is missing" {
    small
    control POST tokens '{"token":"pit-few","scopes":["blogs/list.readonly","blogs/author.readonly","blogs/category.readonly","blogs/check-slug.readonly","blogs/posts.readonly"]}' >/dev/null
    GHL_API_KEY=pit-few
    run_code 77 ghlpub publish
    has blogs/post.write
    is "$(posts length)" 0
}

@test "a token without the scopes of social posts publishes the posts" {
    small
    post future 'date: 2026-12-01' 'social:' '  - {to: facebook, text: Hi}'
    control POST tokens '{"token":"pit-few","scopes":["blogs/list.readonly","blogs/author.readonly","blogs/category.readonly","blogs/check-slug.readonly","blogs/posts.readonly","blogs/post.write","blogs/post-update.write","medias.readonly","medias.write"]}' >/dev/null
    local whole=$GHL_API_KEY
    GHL_API_KEY=pit-few
    run_code 77 ghlpub publish
    has socialplanner/
    is "$(posts length)" 2
    is "$(social length)" 0
    GHL_API_KEY=$whole
    run_ok ghlpub publish
    is "$(social length)" 1
    is "$(posts length)" 2
}

@test "the token is never shown, not even by --verbose" {
    small
    run_ok ghlpub publish --verbose
    has "POST /blogs/posts"
    lacks "$GHL_API_KEY"
    ! grep -r "$GHL_API_KEY" . || false
}

@test "a token file is read when only its owner can read it" {
    small
    printf '%s\n' "$GHL_API_KEY" >token
    unset GHL_API_KEY
    echo 'token_file: token' >>ghlpub.yaml
    chmod 644 token
    run_code 77 ghlpub publish
    has "chmod 600"
    chmod 600 token
    run_ok ghlpub publish
    is "$(posts length)" 1
}

@test "a token command is asked, and its failure is told" {
    small
    local token=$GHL_API_KEY
    unset GHL_API_KEY
    echo 'token_command: "cat token"' >>ghlpub.yaml
    run_code 77 ghlpub publish
    has "token_command ended with exit code 1"
    echo "$token" >token
    run_ok ghlpub publish
    is "$(posts length)" 1
}

# ---- where to ----

@test "an address that is neither https nor this machine is refused" {
    small
    GHL_API_BASE=http://192.0.2.1/
    run ghlpub publish
    [ "$status" -eq 78 ] || [ "$status" -eq 64 ]
    has https
    lacks "$GHL_API_KEY"
}

@test "the token is not sent where a redirect leads" {
    small
    fault 'GET /blogs/site/all: redirect http://localhost:1/elsewhere'
    run ghlpub publish
    [ "$status" -ne 0 ]
    has redirect
    is "$(posts length)" 0
}

@test "a wrong location" {
    small
    GHL_LOCATION_ID=aaaaaaaaaaaaaaaaaaaa
    run ghlpub publish
    [ "$status" -eq 77 ] || [ "$status" -eq 78 ]
    has location
    is "$(posts length)" 0
}

@test "no location" {
    small
    unset GHL_LOCATION_ID
    run_code 78 ghlpub publish
    has GHL_LOCATION_ID
    has "\`location\`"
}

@test "an unknown blog is told with those that there are" {
    small --blog Other
    change ghlpub.yaml 's/^blog.*/blog: Acme Newz/'
    run_code 78 ghlpub publish
    has '"Acme Newz"'
    has 'Acme News'
    has 'Other'
    is "$(posts length)" 0
}

@test "no blog in ghlpub.yaml" {
    small --blog Other
    change ghlpub.yaml '/^blog/d'
    run_code 78 ghlpub publish
    has 'set `blog` in ghlpub.yaml'
    has 'Acme News'
    is "$(posts length)" 0
}

@test "nothing listens at the address" {
    small
    run_ok ghlpub publish
    sandbox_stop
    post other
    run_code 69 ghlpub publish
    has "Failed to connect to 127.0.0.1"
    has "nothing is lost"
    run_ok ghlpub plan
    has "create     content/posts/other.md"
}

# ---- what the server answers ----

@test "a post that is refused is told with the server's words, and the rest goes on" {
    small
    post bad
    post other
    fault 'POST /blogs/posts: 422 x1'
    run_code 1 ghlpub publish
    has "HTTP 422"
    has "2 create; 1 failed"
    is "$(posts length)" 2
    again
    is "$(posts length)" 3
}

@test "429 is waited for, with and without retry-after" {
    RATE=100/1s
    small
    fault 'POST /blogs/posts: 429 x1'
    run_ok ghlpub publish
    is "$(sent POST /blogs/posts)" 2
    is "$(posts length)" 1
    quirk '{"retry-after":true}'
    post other
    fault 'POST /blogs/posts: 429 retry-after 0 x1'
    run_ok ghlpub publish
    is "$(posts length)" 2
}

@test "500 before anything happened: asked, and sent again" {
    small
    fault 'POST /blogs/posts: 500 x1'
    run_ok ghlpub publish
    is "$(posts length)" 1
    is "$(sent POST /blogs/posts)" 2
}

@test "500 after it happened: found, and not sent again" {
    small
    fault 'POST /blogs/posts: 500-after x1'
    run_ok ghlpub publish
    is "$(posts length)" 1
    is "$(sent POST /blogs/posts)" 1
}

@test "an answer that is a page, cut, or of another shape, after it happened: found" {
    CLOCK_RATE=1000
    small
    local rule n=1
    for rule in html-after cut-after wrong-json; do
        fault "POST /blogs/posts: $rule x1"
        post "after-$rule"
        run_ok ghlpub publish
        no_faults
        n=$((n + 1))
        is "$(posts length)" $n
    done
    again
}

@test "a connection that is reset, before or after: nothing is doubled or lost" {
    CLOCK_RATE=1000
    small
    fault 'POST /blogs/posts: reset-before x1'
    run_ok ghlpub publish
    is "$(posts length)" 1
    fault 'POST /blogs/posts: reset-after x1'
    post other
    run_ok ghlpub publish
    is "$(posts length)" 2
    again
}

@test "an update whose answer is lost is not told as drift" {
    CLOCK_RATE=1000
    small
    run_ok ghlpub publish
    fault 'PUT /blogs/posts/*: reset-after x1'
    echo More. >>content/posts/hello.md
    run_ok ghlpub publish
    [[ "$(post_of hello .rawHTML)" == *More.* ]]
    again
}

@test "an upload and a social post whose answers are lost are found" {
    CLOCK_RATE=1000
    small
    picture content/posts/a.png
    post other 'date: 2026-12-01' 'image: a.png' 'social:' '  - {to: facebook, text: Hi}'
    fault 'POST /medias/upload-file: reset-after x1'
    fault 'POST /social-media-posting/*/posts: reset-after x1'
    run_ok ghlpub publish
    is "$(media length)" 1
    is "$(social length)" 1
    again
}

@test "a service that is down for good ends the run with 69, soon" {
    small
    for name in a b c d e f; do post $name; done
    fault '* /**: 503'
    run_code 69 ghlpub publish
    is "$(posts length)" 0
    [ "$(requests length)" -lt 40 ]
    again
}

# ---- the tree ----

@test "a picture that is missing is an error with its place, and the rest goes on" {
    small
    post bad
    echo '![x](missing.png)' >>content/posts/bad.md
    run_code 65 ghlpub publish
    has "content/posts/bad.md:7:6: error"
    has missing.png
    is "$(posts '[.[].urlSlug] | join(",")')" hello
    picture content/posts/missing.png
    again
}

@test "a link to a document that is not there is an error with its place" {
    small
    echo '[x](missing.md)' >>content/posts/hello.md
    run_code 65 ghlpub publish
    has "content/posts/hello.md:7:5: error"
    has missing.md
}

@test "a file outside the site is not uploaded" {
    sandbox_start
    mkdir inside
    site inside
    picture outside.png
    cd inside
    post hello
    echo '![x](../../../outside.png)' >>content/posts/hello.md
    run_code 65 ghlpub publish
    has outside
    ln -s ../../../outside.png content/posts/link.png
    change content/posts/hello.md 's/(.*outside.png)/(link.png)/'
    run_code 65 ghlpub publish
    is "$(media length)" 0
}

# ---- the state ----

@test "templates that cannot be read stop the run: posts would be sent in another form" {
    small
    rm -rf templates
    ln -s templates templates
    run_code 78 ghlpub publish
    has 'cannot read the folder "templates"'
    has unreadable-folder
    is "$(requests length)" 0
}

@test "a state of another location is refused, with what to do" {
    small
    run_ok ghlpub publish
    control POST locations '{"name":"Other"}' >other.json
    GHL_LOCATION_ID=$(jq -r .location other.json)
    GHL_API_KEY=$(jq -r .token other.json)
    run_code 78 ghlpub publish
    has "the state belongs to the location"
    has environment
    is "$(posts length)" 1
}

@test "a state of another blog is refused" {
    small --blog Other
    run_ok ghlpub publish
    change ghlpub.yaml 's/^blog.*/blog: Other/'
    post other
    run_code 78 ghlpub publish
    has "another blog"
    is "$(posts length)" 1
}

@test "a state that was cut in half is refused, and says how to go on" {
    small
    run_ok ghlpub publish
    local size
    size=$(stat -c %s .ghlpub/state.json)
    truncate -s $((size / 2)) .ghlpub/state.json
    cp .ghlpub/state.json cut
    forget_requests
    run_code 73 ghlpub publish
    has .ghlpub/state.json
    has git
    cmp cut .ghlpub/state.json
    is "$(count_writes)" 0
}

@test "a state from a newer version is refused" {
    small
    run_ok ghlpub publish
    change .ghlpub/state.json 's/"version":1/"version":99/'
    run_code 78 ghlpub publish
    has newer
    has 99
}

@test "a state with the marks of a merge conflict says so" {
    small
    run_ok ghlpub publish
    change .ghlpub/state.json 's/^"post.*/<<<<<<< HEAD\n&\n=======\n>>>>>>> other/'
    run ghlpub publish
    [ "$status" -eq 73 ] || [ "$status" -eq 0 ]
    is "$(posts length)" 1
}

@test "a state that cannot be written ends the run before anything is sent" {
    small
    mkdir .ghlpub
    echo file >plain
    echo 'state: plain/state.json' >>ghlpub.yaml
    run_code 73 ghlpub publish
    has plain
    is "$(count_writes)" 0
}

@test "two runs at once: the second one says who holds the lock" {
    small
    fault 'GET /blogs/site/all: stall'
    "$GHLPUB" publish >first 2>&1 3>&- &
    local pid=$!
    until [ "$(sent GET /blogs/site/all)" -gt 0 ]; do :; done
    run_code 75 ghlpub publish
    has "$pid"
    has lock
    run_ok ghlpub plan
    kill $pid
    local code=0
    wait $pid || code=$?
    is $code 143
    grep interrupted first
    again
}

@test "an interrupted run says so, and the next one goes on" {
    small
    fault 'POST /blogs/posts: stall-after x1'
    "$GHLPUB" publish >first 2>&1 3>&- &
    local pid=$!
    until [ "$(posts length)" -gt 0 ]; do :; done
    kill -TERM $pid
    local code=0
    wait $pid || code=$?
    is $code 143
    output=$(cat first)
    has interrupted
    again
    is "$(posts length)" 1
}

# ---- guards ----

@test "limits stop a run before it starts, and say which option lets it" {
    small
    post future 'date: 2026-12-01' 'social:' '  - {to: facebook, text: Hi}'
    echo 'limits: {create: 1}' >>ghlpub.yaml
    run_code 1 ghlpub publish
    has "--limit-create 2"
    is "$(posts length)" 0
    run_code 1 ghlpub publish --limit-create 2 --limit-social 0
    has "--limit-social 1"
    is "$(posts length)" 0
    run_ok ghlpub publish --limit-create 2
    is "$(posts length)" 2
}

@test "without a terminal nothing is taken offline or overwritten without --yes" {
    small
    run_ok ghlpub publish
    run_code 64 ghlpub publish --force
    has --yes
    rm content/posts/hello.md
    run_code 64 ghlpub publish --prune
    has --yes
    is "$(post_of hello .status)" PUBLISHED
}

# ---- the command line ----

@test "unknown commands and options get a suggestion and 64" {
    site
    run_code 64 ghlpub publsh
    has 'publish'
    run_code 64 ghlpub publish --dry-runn
    has 'did you mean --dry-run?'
    run_code 64 ghlpub
    run_code 64 ghlpub publish --limit-create many
    has '"many"'
    run_code 64 ghlpub publish --limit-create
    run_code 64 ghlpub publish --yes=no
    run_code 64 ghlpub publish -x
}

@test "outside of a site" {
    run_code 64 ghlpub plan
    has ghlpub.yaml
    has "ghlpub init"
    run ghlpub plan --site none
    [ "$status" -eq 64 ] || [ "$status" -eq 78 ]
    has none
}

@test "a mistake in ghlpub.yaml is told with its place and the nearest key" {
    site
    sed -i 's/^timezone/timezon/' ghlpub.yaml
    run_code 78 ghlpub check
    has "ghlpub.yaml:3:1: error: unknown"
    has '"timezone"'
    printf 'blog: [\n' >ghlpub.yaml
    run_code 78 ghlpub check
    has "ghlpub.yaml:2:"
}

@test "a standard output that is closed or full is an error, not a success" {
    small
    run_code 73 bash -c '"$1" plan >/dev/full' _ "$GHLPUB"
    has "No space left"
    run bash -c '"$1" plan >&-' _ "$GHLPUB"
    [ "$status" -ne 0 ]
}

@test "a reader that goes away does not leave a publish half done" {
    small
    for i in $(seq 30); do post "p$i"; done
    bash -c '"$1" publish 2>&1 | head -n 1' _ "$GHLPUB" >/dev/null
    ghlpub publish >/dev/null 2>&1
    is "$(posts length)" 31
}

@test "what a killed process left half written beside the state is swept away" {
    sandbox_start
    site
    post hello
    mkdir -p .ghlpub
    : >.ghlpub/.ghlpub-999999999-0.tmp
    : >".ghlpub/.ghlpub-$$-0.tmp" # that of a process that lives
    run_ok ghlpub publish
    is "$(ls -A .ghlpub | grep tmp)" ".ghlpub-$$-0.tmp"
}

@test "a sync that fails stops the run before anything is created, and says why" {
    sandbox_start
    site
    post hello
    GHLPUB_TEST_FSYNC=fail run_code 73 ghlpub publish
    has "cannot"
    is "$(posts length)" 0
    is "$(count_writes)" 0
    run_ok ghlpub publish
    is "$(posts length)" 1
}

@test "a full disk stops the run before anything is created; the next run does it" {
    sandbox_start
    site
    post hello
    mkdir .ghlpub
    ln -s /dev/full .ghlpub/state.journal
    run_code 73 ghlpub publish
    is "$(posts length)" 0
    rm .ghlpub/state.journal
    run_ok ghlpub publish
    is "$(posts length)" 1
}
