# Redirects: from the addresses that posts had, and from aliases.
load helper

redirects() { store | jq -r "[.redirects[]] | ${1:-.}"; }

# leads: every redirect at GHL as "PATH TARGET", sorted, in one line.
leads() { redirects 'map("\(.path) \(.target | sub("https://acme.example"; ""))") | sort | join(", ")'; }

redirect_site() {
    sandbox_start
    site
    echo 'redirects: {domain: acme.example}' >>ghlpub.yaml
}

published() {
    redirect_site
    post hello "$@"
    run_ok ghlpub publish
    id=$(posts '.[0]._id')
    forget_requests
}

# slug NAME SLUG: gives the document this slug.
slug() {
    sed -i '/^slug:/d' "content/posts/$1.md"
    change "content/posts/$1.md" "s/^title/slug: $2\n&/"
}

# settled: the next run finds nothing to do, and asks nothing.
settled() {
    forget_requests
    run_ok ghlpub publish
    has "Nothing to do"
    is "$(requests length)" 0
}

@test "a slug that changes: the old address leads to the new one" {
    published
    slug hello greeting
    run_ok ghlpub plan
    has '+ redirect   content/posts/hello.md: "/post/hello" leads to https://acme.example/post/greeting; the post had that address'
    lacks slug-changed
    run_ok ghlpub publish
    is "$(writes)" "PUT /blogs/posts/ID
POST /funnels/lookup/redirect"
    is "$(leads)" "/post/hello /post/greeting"
    is "$(redirects '.[0] | "\(.domain) \(.action)"')" "acme.example url"
    is "$(state_of 'redirect acme.example/post/hello' '.target + " " + .owner')" \
        "https://acme.example/post/greeting content/posts/hello.md"
    is "$(state_of 'post content/posts/hello.md' .was)" /post/hello
    settled
}

@test "the same as JSON" {
    published 'aliases: [/old]'
    slug hello greeting
    run_ok ghlpub plan --json
    is "$(jq -r '.actions[] | "\(.action) \(.key) \(.target // "")"' <<<"$output")" \
        "update content/posts/hello.md 
redirect acme.example/old https://acme.example/post/greeting
redirect acme.example/post/hello https://acme.example/post/greeting"
    run_ok ghlpub publish --json
    is "$(jq -r '.done | "\(.update) \(.redirect)"' <<<"$output")" "1 2"
    is "$(jq -r '.items[] | select(.action == "redirect" and .key == "acme.example/post/hello") |
        "\(.outcome) \(.target)"' <<<"$output")" "done https://acme.example/post/greeting"
}

@test "without redirects a changed slug warns, and aliases get one note" {
    sandbox_start
    site
    post hello 'aliases: [/old, /older]'
    post other 'aliases: /elsewhere'
    run_ok ghlpub check
    is "$(grep -c aliases-unused <<<"$output")" 1
    has '2 documents have aliases, and no redirects are made of them'
    run_ok ghlpub publish
    slug hello greeting
    run_ok ghlpub plan --json
    is "$(jq -r '[.diagnostics[].code] | sort | join(" ")' <<<"$output")" "aliases-unused slug-changed"
    run_ok ghlpub publish
    has 'its old URL stops working'
    is "$(redirects length)" 0
}

@test "redirects that are switched on later are made for the slugs that changed before" {
    sandbox_start
    site
    post hello
    run_ok ghlpub publish
    slug hello greeting
    run_ok ghlpub publish
    echo 'redirects: {domain: acme.example}' >>ghlpub.yaml
    run_ok ghlpub publish
    is "$(leads)" "/post/hello /post/greeting"
    settled
}

@test "a slug that changes twice: both old addresses lead to the last one, without a chain" {
    published
    slug hello second
    run_ok ghlpub publish
    slug hello third
    forget_requests
    run_ok ghlpub plan
    has '"/post/hello" leads to https://acme.example/post/third instead of https://acme.example/post/second'
    run_ok ghlpub publish
    is "$(leads)" "/post/hello /post/third, /post/second /post/third"
    is "$(sent PATCH '/funnels/lookup/redirect/*')" 1
    settled
}

@test "a slug that returns: its redirect goes before the post has the address" {
    published
    slug hello greeting
    run_ok ghlpub publish
    slug hello hello
    forget_requests
    run_ok ghlpub publish
    is "$(writes)" "DELETE /funnels/lookup/redirect/$(state_of 'redirect acme.example/post/hello' .id)
PUT /blogs/posts/ID
POST /funnels/lookup/redirect"
    is "$(leads)" "/post/greeting /post/hello"
    settled
    slug hello greeting
    run_ok ghlpub publish
    is "$(leads)" "/post/hello /post/greeting"
    settled
}

@test "a redirect that cannot be deleted keeps the post from getting the address" {
    published
    slug hello greeting
    run_ok ghlpub publish
    slug hello hello
    fault "DELETE /funnels/lookup/redirect/*: 422"
    run_code 1 ghlpub publish
    is "$(posts '.[0].urlSlug')" greeting
    no_faults
    run_ok ghlpub publish
    is "$(leads)" "/post/greeting /post/hello"
}

@test "a new document that takes an old address ends its redirect first" {
    published
    slug hello greeting
    run_ok ghlpub publish
    post fresh 'slug: hello'
    forget_requests
    run_ok ghlpub publish
    is "$(writes | head -n 2 | cut -d / -f 1,2)" "DELETE /funnels
POST /blogs"
    is "$(leads)" ""
    settled
    rm content/posts/fresh.md
    run_ok ghlpub publish --prune --yes
    run_ok ghlpub publish
    is "$(leads)" "/post/hello /post/greeting"
    settled
}

@test "two posts that had the same address: it leads to the one that had it last" {
    published
    slug hello one
    run_ok ghlpub publish
    post another 'slug: hello'
    run_ok ghlpub publish
    slug another two
    run_ok ghlpub publish
    is "$(leads)" "/post/hello /post/two"
    settled
}

@test "a draft had no readers: its slug changes without a redirect" {
    published 'draft: true' 'aliases: [/old]'
    slug hello greeting
    run_ok ghlpub publish
    is "$(redirects length)" 0
    settled
}

@test "a scheduled post leads nowhere until it is public" {
    redirect_site
    post hello 'date: 2026-12-01 09:00' 'aliases: [/old]'
    run_ok ghlpub publish
    slug hello greeting
    run_ok ghlpub publish
    is "$(redirects length)" 0
    now 2026-12-02T12:00:00Z
    run_ok ghlpub publish
    is "$(leads)" "/old /post/greeting"
    settled
}

@test "aliases in all their forms" {
    redirect_site
    post hello 'aliases:' '  - /2019/05/Hello.html' '  - old.php' '  - blog/old/' \
        '  - https://ACME.example/from/afar/#part' '  - "/über uns"' '  - //acme.example/x' \
        '  - https://other.example/x' '  - /search?q=1' '  - /' '  - /a/../../b' '  - Another name' \
        '  - /2019/05//hello.HTML'
    run_ok ghlpub publish
    is "$(leads)" "/%c3%bcber%20uns /post/hello, /2019/05/hello.html /post/hello, /blog/old /post/hello, /from/afar /post/hello, /old.php /post/hello"
    has 'content/posts/hello.md:10:5: warning: "//acme.example/x" is no path; there is no redirect'
    has '"https://other.example/x" is of another domain than redirects are made on; there is no redirect'
    has '"/search?q=1" has a query, which redirects do not tell apart; there is no redirect'
    has '"/" is the home page'
    has '"/a/../../b" leads upwards'
    has '"Another name" is no path'
    settled
}

@test "aliases without bounds have bounds" {
    redirect_site
    post hello "aliases: [$(printf '/a%d, ' {1..520}) /$(printf 'x%.0s' {1..3000})]"
    run_ok ghlpub plan
    has alias-too-many
    has 'Plan: 1 to create, 500 to redirect'
}

@test "an alias that is taken out: its redirect is deleted, and made again when it is back" {
    published 'aliases: [/old, /older]'
    is "$(leads)" "/old /post/hello, /older /post/hello"
    change content/posts/hello.md 's/, .older//'
    run_ok ghlpub plan
    has '- delete     content/posts/hello.md: the redirect from "/older"; nothing asks for it any more'
    run_ok ghlpub publish
    is "$(leads)" "/old /post/hello"
    is "$(state_of 'redirect acme.example/older' .gone)" deleted
    settled
    change content/posts/hello.md 's/.old\]/\/old, \/older]/'
    run_ok ghlpub publish
    is "$(leads)" "/old /post/hello, /older /post/hello"
    settled
}

@test "an alias that moves to another document leads there" {
    published 'aliases: [/old]'
    change content/posts/hello.md '/^aliases/d'
    post other 'aliases: [/old]'
    run_ok ghlpub publish
    is "$(leads)" "/old /post/other"
    is "$(state_of 'redirect acme.example/old' .owner)" content/posts/other.md
    settled
}

@test "aliases that cannot be: the post's own address, another post's, the same twice" {
    redirect_site
    post a 'aliases: [/post/a, /shared]'
    post b 'aliases: [/post/c/, /shared, /POST/A]'
    post c
    run_code 65 ghlpub publish
    has 'content/posts/a.md:4:11: warning: alias "/post/a" is the address of the post itself'
    has 'content/posts/b.md:4:11: error: alias "/post/c" is the address of "content/posts/c.md"'
    has 'content/posts/b.md:4:21: error: alias "/shared" is also an alias of "content/posts/a.md"'
    has 'content/posts/b.md:4:30: error: alias "/post/a" is the address of "content/posts/a.md"'
    is "$(leads)" "/shared /post/a"
    is "$(posts length)" 3
}

@test "a redirect that somebody else made is never overwritten" {
    published
    redirect_by_hand /post/hello https://elsewhere.example/
    slug hello greeting
    run_code 1 ghlpub publish --json
    is "$(jq -r '.diagnostics[] | select(.severity == "error").code' <<<"$output")" redirect-taken
    is "$(jq -r '.items[] | select(.outcome == "held").reason' <<<"$output")" redirect-taken
    is "$(posts '.[0].urlSlug')" greeting
    is "$(leads)" "/post/hello https://elsewhere.example/"
    is "$(sent POST /funnels/lookup/redirect)" 0
    run_code 1 ghlpub publish
    has '"/post/hello" leads to "https://elsewhere.example/" at GHL, and ghlpub did not write that'
}

# redirect_by_hand PATH TARGET: as somebody makes it in GHL's own pages.
redirect_by_hand() {
    curl -sS --fail-with-body -X POST "$GHL_API_BASE/funnels/lookup/redirect" -o made.json \
        -H "Authorization: Bearer $GHL_API_KEY" -H 'Version: 2021-07-28' \
        -H 'User-Agent: test' -H 'Content-Type: application/json' \
        -d "{\"locationId\":\"$GHL_LOCATION_ID\",\"domain\":\"acme.example\",\"path\":\"$1\",\"target\":\"$2\",\"action\":\"url\"}"
    forget_requests
}

@test "a redirect that is there already and equal is taken over without a write" {
    published
    redirect_by_hand /post/hello https://acme.example/post/greeting
    slug hello greeting
    run_ok ghlpub publish
    is "$(sent POST /funnels/lookup/redirect)" 0
    is "$(redirects length)" 1
    is "$(state_of 'redirect acme.example/post/hello' .id)" "$(redirects '.[0].id')"
    settled
}

@test "a redirect that was edited by hand is not overwritten, one that was deleted by hand is told" {
    published
    slug hello second
    run_ok ghlpub publish
    edit_by_hand redirects "$(redirects '.[0].id')" '{"target":"https://elsewhere.example/"}'
    slug hello third
    run_code 1 ghlpub publish
    has redirect-taken
    is "$(leads)" "/post/hello https://elsewhere.example/, /post/second /post/third"
    control DELETE "redirects/$(state_of 'redirect acme.example/post/hello' .id)" >/dev/null
    run_code 1 ghlpub publish
    has 'the redirect from "/post/hello" was deleted at GHL'
    has "ghlpub state rm 'redirect acme.example/post/hello'"
    run_ok ghlpub state rm 'redirect acme.example/post/hello'
    run_ok ghlpub publish
    is "$(leads)" "/post/hello /post/third, /post/second /post/third"
    settled
}

@test "a post that goes offline takes its redirects along, and they come back with it" {
    published 'aliases: [/old]'
    slug hello greeting
    run_ok ghlpub publish
    change content/posts/hello.md 's/^title/draft: true\n&/'
    run_ok ghlpub publish --yes
    is "$(leads)" ""
    settled
    change content/posts/hello.md '/^draft/d'
    run_ok ghlpub publish
    is "$(leads)" "/old /post/greeting, /post/hello /post/greeting"
    settled
}

@test "a document that is gone: --prune removes its redirects after its post" {
    published 'aliases: [/old]'
    post stays 'aliases: [/kept]'
    run_ok ghlpub publish
    rm content/posts/hello.md
    run_ok ghlpub publish
    has "its document is gone"
    is "$(leads)" "/kept /post/stays, /old /post/hello"
    forget_requests
    needs_yes ghlpub publish --prune
    is "$(writes | cut -d / -f 1,2)" "PUT /blogs
DELETE /funnels"
    is "$(leads)" "/kept /post/stays"
    settled
}

@test "a prune that stopped after the post: the redirect is reported, and removed by the next one" {
    published 'aliases: [/old]'
    post stays
    run_ok ghlpub publish
    rm content/posts/hello.md
    fault "DELETE /funnels/lookup/redirect/*: 422"
    run_code 1 ghlpub publish --prune --yes
    no_faults
    run_ok ghlpub plan
    has 'its document is gone, the redirect from "/old" is not; --prune removes it'
    run_ok ghlpub publish --prune --yes
    is "$(leads)" ""
    settled
}

@test "a moved document keeps its redirects" {
    published 'aliases: [/old]'
    mkdir content/articles
    mv content/posts/hello.md content/articles/hello.md
    run_ok ghlpub publish
    is "$(count_writes)" 0
    is "$(state_of 'redirect acme.example/old' .owner)" content/articles/hello.md
    settled
    change content/articles/hello.md '/^aliases/d'
    run_ok ghlpub publish
    is "$(leads)" ""
}

@test "a document with errors, and one that is not chosen, keep their redirects" {
    published 'aliases: [/old]'
    post other
    cp content/posts/hello.md good.md
    change content/posts/hello.md 's/^aliases.*/date: never/'
    run_code 65 ghlpub publish
    is "$(leads)" "/old /post/hello"
    cp good.md content/posts/hello.md
    change content/posts/hello.md '/^aliases/d'
    run_ok ghlpub publish content/posts/other.md
    is "$(leads)" "/old /post/hello"
    run_ok ghlpub publish
    is "$(leads)" ""
}

@test "a post_url that alone was mended makes no redirects" {
    published
    change ghlpub.yaml 's,/post/{slug},/blog/{slug},'
    run_ok ghlpub publish
    is "$(redirects length)" 0
    slug hello greeting
    run_ok ghlpub publish
    is "$(leads)" "/blog/hello /blog/greeting"
    settled
}

@test "addresses on another domain than redirects are made on warn as before" {
    published
    change ghlpub.yaml 's,https://acme,https://www.acme,'
    run_ok ghlpub publish
    slug hello greeting
    run_ok ghlpub publish
    has 'its old URL stops working'
    is "$(redirects length)" 0
}

@test "an answer that is lost: the redirect is looked for, and made once" {
    CLOCK_RATE=1000 published 'aliases: [/old]' # the wait is a minute of the sandbox
    slug hello greeting
    fault "POST /funnels/lookup/redirect: reset-after x1"
    run_ok ghlpub publish
    is "$(leads)" "/old /post/greeting, /post/hello /post/greeting"
    slug hello third
    fault "PATCH /funnels/lookup/redirect/*: reset-after x1"
    run_ok ghlpub publish
    is "$(leads)" "/old /post/third, /post/greeting /post/third, /post/hello /post/third"
    change content/posts/hello.md '/^aliases/d'
    fault "DELETE /funnels/lookup/redirect/*: 500-after x1"
    run_ok ghlpub publish
    is "$(leads)" "/post/greeting /post/third, /post/hello /post/third"
    settled
}

@test "redirects cannot be listed: none is made, the posts are published all the same" {
    published
    slug hello greeting
    fault "GET /funnels/lookup/redirect/list: refuse-scope"
    run_code 77 ghlpub publish
    has 'cannot look for redirects that are at GHL already, so none are made'
    is "$(posts '.[0].urlSlug')" greeting
    is "$(redirects length)" 0
    no_faults
    run_ok ghlpub publish
    is "$(leads)" "/post/hello /post/greeting"
}

@test "the plan tells what its redirects cost" {
    published 'aliases: [/old]'
    slug hello greeting
    run_ok ghlpub plan --json
    local told
    told=$(jq .requests <<<"$output")
    run_ok ghlpub publish
    is "$(requests length)" "$told"
}
