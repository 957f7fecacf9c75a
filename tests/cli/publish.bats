# The way from a tree to posts at GHL, and what a second run finds to do.
load helper

@test "a new post is created once, and the second run sends nothing" {
    sandbox_start
    site
    post hello
    run_ok ghlpub publish
    has "Done: 1 create"
    is "$(posts '.[].urlSlug')" hello
    forget_requests
    run_ok ghlpub publish
    has "Nothing to do; 1 unchanged"
    is "$(requests length)" 0
}

@test "a post is created with everything that its front matter says" {
    sandbox_start
    site
    picture content/posts/cover.png
    post hello 'title: Hello, world' 'description: How we began' 'slug: how-we-began' \
        'date: 2026-11-02 09:30' 'author: José Valim' 'categories: [Product, Guides]' \
        'tags: [one, two]' 'image: cover.png' 'image_alt: A cover' \
        'canonical: https://elsewhere.example/hello'
    run_ok ghlpub publish
    is "$(posts 'length')" 1
    is "$(post_of how-we-began '[.title, .description, .status, .publishedAt, .imageAltText,
        .canonicalLink, (.tags | join("+"))] | join("|")')" \
        "Hello, world|How we began|PUBLISHED|2026-11-02T14:30:00.000Z|A cover|https://elsewhere.example/hello|one+two"
    is "$(post_of how-we-began .imageUrl)" "$(media '.[0].url')"
    is "$(store | jq -r '.authors[(.posts[].author)].name')" "José Valim"
    is "$(store | jq -r '.categories as $c | [.posts[].categories[] | $c[.].label] | sort | join(",")')" Guides,Product
}

@test "a change of the body is an update whose body arrives" {
    sandbox_start
    site
    post hello
    run_ok ghlpub publish
    echo 'A second paragraph.' >>content/posts/hello.md
    run_ok ghlpub plan
    has "~ update     content/posts/hello.md: description changed; body changed"
    forget_requests
    run_ok ghlpub publish
    has "Done: 1 update"
    is "$(writes)" "PUT /blogs/posts/ID"
    [[ "$(post_of hello .rawHTML)" == *"second paragraph"* ]]
    forget_requests
    run_ok ghlpub publish
    is "$(requests length)" 0
}

@test "a body arrives where the single post cannot be read" {
    sandbox_start --quirk single-get=off
    site
    post hello
    run_ok ghlpub publish
    for text in second third; do
        echo "A $text paragraph." >>content/posts/hello.md
        run_ok ghlpub publish
        [[ "$(post_of hello .rawHTML)" == *"A $text paragraph"* ]]
    done
    forget_requests
    run_ok ghlpub publish
    is "$(requests length)" 0
}

@test "a body arrives where the version is told by updates alone" {
    sandbox_start --quirk current-version-in-get=off
    site
    post hello
    run_ok ghlpub publish
    for text in second third; do
        echo "A $text paragraph." >>content/posts/hello.md
        run_ok ghlpub publish
        [[ "$(post_of hello .rawHTML)" == *"A $text paragraph"* ]]
    done
}

@test "a body arrives at a server that asks for no version" {
    sandbox_start --quirk update-needs-version=off --quirk update-needs-wordcount=off
    site
    post hello
    run_ok ghlpub publish
    echo 'A second paragraph.' >>content/posts/hello.md
    forget_requests
    run_ok ghlpub publish
    is "$(writes)" "PUT /blogs/posts/ID"
    [[ "$(post_of hello .rawHTML)" == *"second paragraph"* ]]
}

@test "the answers' other wrappers are read as well" {
    sandbox_start --quirk wrapper-data=on --quirk update-wrapper-blogpost=on --quirk created-200=on
    site
    post hello
    run_ok ghlpub publish
    is "$(state_of 'post content/posts/hello.md' .id)" "$(post_id hello)"
    echo 'A second paragraph.' >>content/posts/hello.md
    run_ok ghlpub publish
    [[ "$(post_of hello .rawHTML)" == *"second paragraph"* ]]
    is "$(posts length)" 1
}

@test "an update keeps categories and tags" {
    sandbox_start
    site
    post hello 'categories: [Product]' 'tags: [one]'
    run_ok ghlpub publish
    local before
    before=$(post_of hello '[.categories, .tags] | tostring')
    change content/posts/hello.md 's/The body/Another body/'
    run_ok ghlpub publish
    is "$(post_of hello '[.categories, .tags] | tostring')" "$before"
}

@test "a draft is a DRAFT, and is published when the flag goes" {
    sandbox_start
    site
    post hello 'draft: true'
    run_ok ghlpub publish
    is "$(post_of hello .status)" DRAFT
    change content/posts/hello.md '/^draft/d'
    run_ok ghlpub plan
    has 'status changed from "DRAFT" to "PUBLISHED"'
    run_ok ghlpub publish
    is "$(posts '[.[].status] | join(",")')" PUBLISHED
}

@test "a date to come is SCHEDULED, and going out costs no request" {
    sandbox_start
    site
    post hello 'date: 2026-12-01 09:00'
    run_ok ghlpub publish
    is "$(post_of hello '.status + " " + .publishedAt')" "SCHEDULED 2026-12-01T14:00:00.000Z"
    now 2026-12-02T00:00:00Z
    is "$(post_of hello .status)" PUBLISHED
    forget_requests
    run_ok ghlpub publish
    has "Nothing to do"
    is "$(requests length)" 0
}

@test "a post that went out by its date is updated as a published one" {
    sandbox_start
    site
    post hello 'date: 2026-12-01 09:00'
    run_ok ghlpub publish
    now 2026-12-02T00:00:00Z
    echo 'A second paragraph.' >>content/posts/hello.md
    run_ok ghlpub publish
    is "$(post_of hello '.status + " " + .publishedAt')" "PUBLISHED 2026-12-01T14:00:00.000Z"
    [[ "$(post_of hello .rawHTML)" == *"second paragraph"* ]]
}

@test "a going out that counts as a change of its own is no drift" {
    sandbox_start --quirk publishing-updates=on
    site
    post hello 'date: 2026-12-01 09:00'
    run_ok ghlpub publish
    now 2026-12-02T00:00:00Z
    echo 'A second paragraph.' >>content/posts/hello.md
    run_ok ghlpub publish
    [[ "$(post_of hello .rawHTML)" == *"second paragraph"* ]]
}

@test "a post without a date is dated by its first publication, and keeps that" {
    sandbox_start
    site
    post hello
    change content/posts/hello.md '/^date/d'
    run_ok ghlpub publish
    is "$(post_of hello .publishedAt)" 2026-11-24T12:00:00.000Z
    now 2026-11-30T08:00:00Z
    run_ok ghlpub publish
    has "Nothing to do"
    echo 'A second paragraph.' >>content/posts/hello.md
    run_ok ghlpub publish
    is "$(post_of hello .publishedAt)" 2026-11-24T12:00:00.000Z
}

@test "a draft without a date is dated when it is published" {
    sandbox_start
    site
    post hello 'draft: true'
    change content/posts/hello.md '/^date/d'
    run_ok ghlpub publish
    now 2026-11-30T08:00:00Z
    change content/posts/hello.md '/^draft/d'
    run_ok ghlpub publish
    is "$(post_of hello '.status + " " + .publishedAt')" "PUBLISHED 2026-11-30T08:00:00.000Z"
}

@test "another date for a scheduled post goes by way of a draft" {
    sandbox_start
    site
    post hello 'date: 2026-12-01 09:00'
    run_ok ghlpub publish
    change content/posts/hello.md 's/2026-12-01/2026-12-05/'
    forget_requests
    run_ok ghlpub publish
    is "$(post_of hello '.status + " " + .publishedAt')" "SCHEDULED 2026-12-05T14:00:00.000Z"
    is "$(sent PUT '/blogs/posts/*' '[.[] | .body.status + " " + (.status | tostring)] | join(",")')" \
        "DRAFT 200,SCHEDULED 200"
    forget_requests
    run_ok ghlpub publish
    is "$(requests length)" 0
}

@test "a scheduled post whose date moves into the past is published" {
    sandbox_start
    site
    post hello 'date: 2026-12-01 09:00'
    run_ok ghlpub publish
    change content/posts/hello.md 's/2026-12-01/2026-11-01/'
    run_ok ghlpub publish
    is "$(post_of hello '.status + " " + .publishedAt')" "PUBLISHED 2026-11-01T14:00:00.000Z"
}

@test "a published post that becomes a draft is taken offline, with consent" {
    sandbox_start
    site
    post hello
    run_ok ghlpub publish
    change content/posts/hello.md 's/^title/draft: true\n&/'
    forget_requests
    run_code 64 ghlpub publish
    has --yes
    is "$(count_writes)" 0
    is "$(post_of hello .status)" PUBLISHED
    run_ok ghlpub publish --yes
    is "$(post_of hello .status)" DRAFT
    forget_requests
    run_ok ghlpub publish
    is "$(requests length)" 0
}

@test "archived is ARCHIVED, and comes back" {
    sandbox_start
    site
    post hello
    run_ok ghlpub publish
    change content/posts/hello.md 's/^title/status: archived\n&/'
    run ghlpub publish --yes
    is "$(post_of hello .status)" ARCHIVED
    forget_requests
    run_ok ghlpub publish
    is "$(requests length)" 0
    change content/posts/hello.md '/^status/d'
    run_ok ghlpub publish --yes
    is "$(post_of hello .status)" PUBLISHED
}

@test "a post goes offline when it expires" {
    sandbox_start
    site
    post hello 'expires: 2026-12-24'
    run_ok ghlpub publish
    is "$(post_of hello .status)" PUBLISHED
    now 2026-12-25T12:00:00Z
    run_ok ghlpub publish --yes
    is "$(post_of hello .status)" DRAFT
    forget_requests
    run_ok ghlpub publish
    is "$(requests length)" 0
}

@test "--force sends what did not change" {
    sandbox_start
    site
    post hello
    post other
    run_ok ghlpub publish
    forget_requests
    run_ok ghlpub publish --force --yes
    has "2 update"
    is "$(sent PUT '/blogs/posts/*')" 2
    is "$(posts length)" 2
}

@test "--dry-run is plan, and writes nothing" {
    sandbox_start
    site
    post hello
    run_ok ghlpub plan
    local planned=$output
    run_ok ghlpub publish --dry-run
    is "$output" "$planned"
    is "$(requests length)" 0
    [ ! -e .ghlpub/state.json ]
}

@test "plan --exit-code tells whether there is something to do" {
    sandbox_start
    site
    post hello
    run_code 2 ghlpub plan --exit-code
    run_ok ghlpub publish
    run_ok ghlpub plan --exit-code
}

@test "paths choose the documents" {
    sandbox_start
    site
    post one
    post two
    post deep/three
    run_ok ghlpub publish content/posts/two.md
    is "$(posts '[.[].urlSlug] | join(",")')" two
    run_ok ghlpub publish content/posts/deep
    is "$(posts '[.[].urlSlug] | sort | join(",")')" three,two
    run_code 64 ghlpub publish content/posts/none.md
    has none.md
    run_ok ghlpub publish
    has "Done: 1 create"
}

@test "--fail-fast begins nothing new after the first failure" {
    sandbox_start
    site
    for name in a b c d e f g h i j k l m n o p; do post $name; done
    fault 'POST /blogs/posts: 422'
    run_code 1 ghlpub publish --fail-fast
    [ "$(sent POST /blogs/posts)" -lt 16 ]
    has "12 not begun"
    no_faults
    run_ok ghlpub publish
    is "$(posts length)" 16
}

@test "--json is one document with what was done" {
    sandbox_start
    site
    post hello
    run --separate-stderr ghlpub publish --json
    is "$status" 0
    is "$(jq -r '[.command, .ok, .done.create, .failed, .exit, .items[0].action, .items[0].outcome,
        .items[0].url, .items[0].id] | join(" ")' <<<"$output")" \
        "publish true 1 0 0 create done https://acme.example/post/hello $(post_id hello)"
    run --separate-stderr ghlpub plan --json
    is "$status" 0
    is "$(jq -r '.actions | length' <<<"$output")" 0
}

@test "--json tells of failures, too" {
    sandbox_start
    site
    post hello
    fault 'POST /blogs/posts: 422'
    run --separate-stderr ghlpub publish --json
    is "$status" 1
    is "$(jq -r '[.ok, .failed, .exit, .items[0].outcome] | join(" ")' <<<"$output")" "false 1 1 failed"
}

@test "a picture is uploaded once, however often and wherever it is used" {
    sandbox_start
    site
    picture content/posts/a.png 1
    cp content/posts/a.png content/posts/b.png
    post one 'image: a.png'
    post two
    echo '![x](a.png) ![y](b.png)' | tee -a content/posts/one.md >>content/posts/two.md
    run_ok ghlpub publish
    is "$(media length)" 1
    is "$(sent POST /medias/upload-file)" 1
    local url
    url=$(media '.[0].url')
    is "$(post_of two .rawHTML | grep -o "$url" | wc -l)" 2
    is "$(post_of one .imageUrl)" "$url"
    forget_requests
    post three 'image: b.png'
    run_ok ghlpub publish
    is "$(writes)" "POST /blogs/posts"
    is "$(media length)" 1
}

@test "a picture that is replaced is uploaded, and its documents are updated" {
    sandbox_start
    site
    picture content/posts/a.png 1
    post one
    post two
    echo '![x](a.png)' >>content/posts/one.md
    run_ok ghlpub publish
    local old
    old=$(media '.[0].url')
    picture content/posts/a.png 2
    forget_requests
    run_ok ghlpub publish
    is "$(writes | tr '\n' ' ')" "POST /medias/upload-file PUT /blogs/posts/ID "
    is "$(media length)" 2
    [[ "$(post_of one .rawHTML)" != *"$old"* ]]
}

@test "the default image is the cover of posts without one" {
    sandbox_start
    site
    picture static/img/cover.png
    change ghlpub.yaml 's/^  author.*/&\n  image: static\/img\/cover.png/'
    post hello
    post other 'image: https://elsewhere.example/x.png'
    run_ok ghlpub publish
    is "$(post_of hello .imageUrl)" "$(media '.[0].url')"
    is "$(post_of other .imageUrl)" https://elsewhere.example/x.png
}

@test "pictures of raw HTML and of srcset are uploaded" {
    sandbox_start
    site
    picture content/posts/a.png 1
    picture content/posts/b.png 2
    picture static/img/c.png 3
    post hello
    printf '\n<figure><img src="a.png" srcset="a.png 1x, b.png 2x"></figure>\n\n<img src="/img/c.png">\n' \
        >>content/posts/hello.md
    run_ok ghlpub publish
    is "$(media length)" 3
    for url in $(media '.[].url'); do
        [[ "$(post_of hello .rawHTML)" == *"$url"* ]]
    done
    [[ "$(post_of hello .rawHTML)" != *'"a.png'* ]]
}

@test "links between documents are public addresses, and follow a changed slug" {
    sandbox_start
    site
    post one
    post two
    post three
    echo '[one](one.md#part)' >>content/posts/two.md
    run_ok ghlpub publish
    [[ "$(post_of two .rawHTML)" == *'href="https://acme.example/post/one#part"'* ]]
    change content/posts/one.md 's/^title/slug: first\n&/'
    run_ok ghlpub plan
    has "content/posts/two.md"
    lacks "content/posts/three.md"
    run_ok ghlpub publish --yes
    [[ "$(post_of two .rawHTML)" == *'href="https://acme.example/post/first#part"'* ]]
    is "$(posts 'length')" 3
}

@test "a body is never empty, and the title is not repeated in it" {
    sandbox_start
    site
    printf -- '---\ndate: 2026-11-02\n---\n# My title\n\nText.\n' >content/posts/titled.md
    printf -- '---\ntitle: Inline\ndate: 2026-11-02\n---\n<b>bold</b> <i>words</i>\n' >content/posts/inline.md
    run_ok ghlpub publish
    is "$(post_of titled .title)" "My title"
    [[ "$(post_of titled .rawHTML)" != *"<h1"* ]]
    [[ "$(post_of titled .rawHTML)" != *"My title"* ]]
    [[ "$(post_of inline .rawHTML)" == *"<b>bold</b>"* ]]
}

@test "a document without a body is an error with its place, and the rest goes on" {
    sandbox_start
    site
    printf -- '---\ntitle: Bare\ndate: 2026-11-02\n---\n' >content/posts/bare.md
    post hello
    run_code 65 ghlpub publish
    has "content/posts/bare.md:5:1: error: the post has no body [body-empty]"
    is "$(posts '[.[].urlSlug] | join(",")')" hello
}

@test "the second publication by another machine with the same state sends nothing" {
    sandbox_start
    site
    post hello
    run_ok ghlpub publish
    mkdir other
    cp -r content templates ghlpub.yaml other
    mkdir other/.ghlpub
    cp .ghlpub/state.json other/.ghlpub
    forget_requests
    run_ok ghlpub publish --site other
    is "$(requests length)" 0
}
