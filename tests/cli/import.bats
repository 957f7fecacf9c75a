# Import: posts that live only at GHL become documents, and nothing is to be done about them.

load helper

# by_hand JSON: a post that an editor made; its id.
by_hand() { control POST posts "$1" | jq -r ._id; }

# upload FILE: a file of the media library, as an editor uploads it; its URL.
upload() {
    curl -sS --fail-with-body -H "authorization: Bearer $GHL_API_KEY" -H 'version: 2021-07-28' \
        -F "name=$(basename "$1")" -F hosted=false -F "file=@$1" "$GHL_API_BASE/medias/upload-file" | jq -r .url
}

# pages FILE...: a web server for the files of a folder, in $web; ended by teardown.
teardown() {
    [ -z "${web_pid-}" ] || kill "$web_pid" 2>/dev/null || :
    sandbox_stop
}

@test "a blog of 300 posts is imported, then planned: nothing to do" {
    RATE=10000/10s
    sandbox_start
    site
    for colour in 1 2 3; do picture "up/p$colour.png" "$colour"; done
    urls=()
    for colour in 1 2 3; do urls+=("$(upload "up/p$colour.png")"); done
    rm -r up
    python3 "$BATS_TEST_DIRNAME/blog_of_posts.py" 300 1 "${urls[@]}"
    before=$(store | jq -S .posts)
    forget_requests
    run_ok ghlpub import
    has '300 posts: 300 written,'
    is "$(count_writes)" 0
    is "$(find content -name '*.md' | wc -l)" 300
    forget_requests
    run_ok ghlpub plan
    has 'Plan: nothing to do; 300 unchanged.'
    run_ok ghlpub publish
    has 'Nothing to do; 300 unchanged'
    is "$(requests length)" 0
    is "$(store | jq -S .posts)" "$before"
    run_ok ghlpub plan --refresh
    has 'Plan: nothing to do; 300 unchanged.'
    is "$(ghlpub import --json | jq -c '[.ok, .posts, .written, .known, .items]')" '[true,300,0,300,[]]'
    is "$(ghlpub plan --json | jq -c '[.ok, (.actions | length), .unchanged]')" '[true,0,300]'
    # One document changes: its post is updated, once, and nothing else.
    echo 'One more paragraph.' >>"$(find content -name '*.md' | sort | sed -n 150p)"
    run_ok ghlpub publish
    has '1 update; 299 unchanged'
    is "$(sent PUT '/blogs/posts/*')" 1
    is "$(sent POST '/medias/upload-file')" 0
}

@test "a post becomes what a person would write" {
    sandbox_start
    site
    by_hand '{"title": "Why: we moved", "urlSlug": "why-we-moved", "description": "A: \"b\" # c",
        "publishedAt": "2026-03-05T14:30:00.000Z", "tags": ["moving", "a, b"],
        "rawHTML": "<h2 class=\"x\">Why we <em>moved</em></h2><p>It&#8217;s <strong>bold </strong>text with <a href=\"https://x.example/\" target=\"_blank\">a link</a> and <code>code</code>.</p><ul><li>one</li><li>two<ul><li>nested</li></ul></li></ul><ol start=\"3\"><li>three</li></ol><blockquote><p>Quote</p></blockquote><pre><code class=\"language-js\">a();\n\nb();</code></pre><table><thead><tr><th>A</th><th style=\"text-align: right\">B</th></tr></thead><tbody><tr><td>1</td><td style=\"text-align: right\">2</td></tr></tbody></table><p>&nbsp;</p><hr><p>The <s>end</s>.<br>Really.</p>"}'
    run_ok ghlpub import why-we-moved
    cat >expected <<'MD'
---
title: "Why: we moved"
description: "A: \"b\" # c"
date: 2026-03-05 09:30
tags: [moving, "a, b"]
---

## Why we *moved*

It’s **bold** text with [a link](https://x.example/) and `code`.

- one
- two
  - nested

3. three

> Quote

```js
a();

b();
```

| A | B |
| --- | --: |
| 1 | 2 |

---

The ~~end~~.\
Really.
MD
    if [ -n "${GHLPUB_PLAIN_CMARK-}" ]; then # it has no tables: they stay HTML
        sed '/^| A/,$d' expected >"$dir/beginning"
        diff -u "$dir/beginning" <(sed '/^<table>/,$d' content/posts/why-we-moved.md)
        grep -F '<s>end</s>' content/posts/why-we-moved.md
    else
        diff -u expected content/posts/why-we-moved.md
    fi
    run_ok ghlpub plan
    has 'nothing to do; 1 unchanged'
}

@test "pictures come into the bundle; those of the library are not uploaded again" {
    sandbox_start
    site
    picture 'up/Red Bike.png' 1
    picture up/wheel.png 2
    bike=$(upload 'up/Red Bike.png') wheel=$(upload up/wheel.png)
    by_hand "{\"title\": \"Bikes\", \"urlSlug\": \"bikes\", \"imageUrl\": \"$bike\", \"imageAltText\": \"A bike\",
        \"rawHTML\": \"<p><img src='$wheel' alt='A wheel'></p><p><img src='$bike' alt='Again'> and <img src='$bike' alt='again'></p>\"}" >id
    rm -r up
    forget_requests
    run_ok ghlpub import
    has '+ content/posts/bikes/index.md'
    has '1 post: 1 written, 2 pictures.'
    is "$(find content -type f | sort | tr '\n' ' ' | sed 's/-[0-9a-f]\{6,\}//g' | wc -w)" 3
    is "$(sent GET '*.png*')" 0 # not through the API
    run_ok cat content/posts/bikes/index.md
    has 'image_alt: A bike'
    has '![A wheel]('
    lacks 'http'
    run_ok ghlpub plan
    has 'nothing to do'
    is "$(grep -c '"url": *"[^"]*/media/' .ghlpub/state.json)" 2
    # A change sends the post with the URLs that it had.
    echo More. >>content/posts/bikes/index.md
    run_ok ghlpub publish
    is "$(sent POST '/medias/upload-file')" 0
    is "$(post_of bikes .imageUrl)" "$bike"
    run_ok post_of bikes .rawHTML
    has "$wheel"
}

@test "a picture that cannot be had stays a URL, and --no-images leaves them all" {
    sandbox_start
    site
    by_hand "{\"title\": \"P\", \"urlSlug\": \"p\", \"rawHTML\": \"<p><img src='$GHL_API_BASE/nowhere.png' alt='x'> <img src='http://192.0.2.1/a.png' alt='y'></p>\"}"
    run_ok ghlpub import
    has 'import-picture'
    has 'HTTP 404'
    has 'only https is downloaded'
    has '+ content/posts/p.md'
    run_ok cat content/posts/p.md
    has "![x]($GHL_API_BASE/nowhere.png)"
    [ ! -d content/posts/p ]
    rm -r content/posts .ghlpub
    forget_requests
    run_ok ghlpub import --no-images
    lacks import-picture
    is "$(sent GET '/nowhere*')" 0
}

@test "what Markdown has no word for stays HTML, and markdown.html: false says so" {
    sandbox_start
    site
    by_hand '{"title": "Kept", "urlSlug": "kept", "rawHTML": "<p>Plain.</p><p style=\"text-align: center\">Centred</p><iframe src=\"https://www.youtube.com/embed/x\"></iframe>"}'
    by_hand '{"title": "Plain", "urlSlug": "plain", "rawHTML": "<p>Plain.</p>"}'
    echo 'markdown: {html: false}' >>ghlpub.yaml
    run_code 1 ghlpub import
    has '2 posts: 1 written, 1 not imported.'
    has 'import-needs-html'
    has 'content/posts/kept.md'
    [ ! -e content/posts/kept.md ]
    sed -i '$d' ghlpub.yaml
    run_ok ghlpub import
    has '2 posts: 1 written, 1 known already, 2 blocks kept as HTML.'
    run_ok cat content/posts/kept.md
    has '<p style="text-align: center">Centred</p>'
    run_ok ghlpub plan
    has 'nothing to do; 2 unchanged'
}

@test "straight quotes: backslashes, or typographic ones where that is wanted" {
    sandbox_start
    site
    by_hand '{"title": "Q", "urlSlug": "q", "rawHTML": "<p>It'"'"'s \"here\" -- now.</p>"}' >/dev/null
    run_ok ghlpub import
    has '1 document has straight quotes'
    is "$(tail -n 1 content/posts/q.md)" 'It\'"'"'s \"here\" \-- now.'
    run_ok ghlpub state rm content/posts/q.md
    rm content/posts/q.md
    run_ok ghlpub import --typographic
    lacks import-quotes
    is "$(tail -n 1 content/posts/q.md)" 'It'"'"'s "here" -- now.'
    run_ok ghlpub plan
    has 'nothing to do; 1 unchanged'
}

@test "nothing is overwritten, and a second import does only what is left" {
    sandbox_start
    site
    by_hand '{"title": "One", "urlSlug": "one", "rawHTML": "<p>One.</p>"}' >/dev/null
    by_hand '{"title": "Two", "urlSlug": "two", "rawHTML": "<p>Two.</p>"}' >/dev/null
    by_hand '{"title": "Three", "urlSlug": "three", "rawHTML": "<p>Three.</p>"}' >/dev/null
    post two 'title: Mine'
    echo 'no document' >content/posts/three.md
    run_code 1 ghlpub import
    has '3 posts: 1 written, 1 with a document, 1 not imported.'
    has 'import-exists'
    has 'ghlpub adopt content/posts/two.md'
    is "$(cat content/posts/three.md)" 'no document'
    grep -q 'title: Mine' content/posts/two.md
    rm content/posts/three.md
    forget_requests
    run_ok ghlpub import
    has '3 posts: 1 written, 1 known already, 1 with a document.'
    is "$(sent GET '/blogs/posts/[0-9a-f]{24}')" 2 # the one that was left, and the one that may be ours
}

@test "hostile slugs and titles stay within the folder, and round-trip" {
    sandbox_start
    site
    by_hand '{"title": "- @x: \"y\" # z\n%a", "urlSlug": "../../../etc/passwd", "rawHTML": "<p>a</p>"}' >/dev/null
    by_hand '{"title": "yes", "urlSlug": "/abs/olute", "rawHTML": "<p>b</p>"}' >/dev/null
    by_hand '{"title": "🚀", "urlSlug": "...", "rawHTML": "<p>c</p>"}' >/dev/null
    by_hand '{"title": "  ", "urlSlug": "index", "rawHTML": "<p>d</p>"}' >/dev/null
    by_hand '{"title": "e", "urlSlug": "日本", "rawHTML": "<p>e</p>"}' >/dev/null
    by_hand "{\"title\": \"f\", \"urlSlug\": \"$(printf 'x%.0s' {1..300})\", \"rawHTML\": \"<p>f</p>\"}" >/dev/null
    by_hand '{"title": "g", "urlSlug": "ETC/Passwd", "rawHTML": "<p>g</p>"}' >/dev/null
    run_ok ghlpub import
    has '7 posts: 7 written.'
    is "$(find . -name '*.md' | grep -vc '^./content/posts/[a-z0-9-]*\.md$')" 0
    is "$(find content -name '*.md' | wc -l)" 7
    run_ok ghlpub plan
    has 'nothing to do; 7 unchanged'
    run_ok ghlpub publish
    has 'Nothing to do; 7 unchanged'
}

@test "names are mapped back, defaults of the site do not creep in" {
    sandbox_start
    site
    cat >>ghlpub.yaml <<'YAML'
authors: {jose: José Valim}
categories: {product-news: Product}
YAML
    sed -i 's/^  categories: \[News\]/&\n  tags: [default]\n  image: static\/cover.png/' ghlpub.yaml
    picture static/cover.png 9
    author=$(store | jq -r '.authors | .[] | select(.name == "José Valim") | ._id')
    category=$(store | jq -r '.categories | .[] | select(.label == "Product") | ._id')
    by_hand "{\"title\": \"A\", \"urlSlug\": \"a\", \"rawHTML\": \"<p>a</p>\", \"author\": \"$author\", \"categories\": [\"$category\", \"6500d3f5a1b2c3d4e5f60718\"]}" >/dev/null
    run_ok ghlpub import
    has 'the post'"'"'s category 6500d3f5a1b2c3d4e5f60718 is not at GHL any more'
    run_ok cat content/posts/a.md
    has 'author: jose'
    has 'categories: [product-news]'
    has 'tags: []'
    has 'image: false'
    run_ok ghlpub plan
    has 'nothing to do'
    echo more >>content/posts/a.md
    run_ok ghlpub publish
    is "$(post_of a .author)" "$author"
    is "$(post_of a '.categories[0]')" "$category"
    is "$(post_of a '.imageUrl // ""')" ""
}

@test "drafts, archived and scheduled posts keep what they are; --status and --to choose" {
    sandbox_start
    site
    for status in DRAFT ARCHIVED PUBLISHED; do
        by_hand "{\"title\": \"$status\", \"urlSlug\": \"${status,,}\", \"status\": \"$status\", \"rawHTML\": \"<p>x</p>\", \"publishedAt\": \"2026-01-01T00:00:00.000Z\"}" >/dev/null
    done
    by_hand '{"title": "S", "urlSlug": "scheduled", "status": "SCHEDULED", "rawHTML": "<p>x</p>", "publishedAt": "2026-12-31T23:59:59.000Z"}' >/dev/null
    run_ok ghlpub import --status draft --to content/drafts
    has '1 post: 1 written.'
    grep -qx 'draft: true' content/drafts/draft.md
    run_ok ghlpub import
    has '4 posts: 3 written, 1 known already.'
    grep -qx 'status: archived' content/posts/archived.md
    grep -qx 'date: 2026-12-31 18:59:59' content/posts/scheduled.md
    run_ok ghlpub plan
    has 'nothing to do; 4 unchanged'
    run_code 64 ghlpub import --status later
    run_code 64 ghlpub import --to ../elsewhere
    has 'import-outside'
    ln -s / content/out
    run_code 64 ghlpub import --to content/out/tmp
    has 'import-outside'
}

@test "what is asked for by name; what is not there is told" {
    sandbox_start
    site
    id=$(by_hand '{"title": "One", "urlSlug": "one", "rawHTML": "<p>1</p>"}')
    by_hand '{"title": "Two", "urlSlug": "two", "rawHTML": "<p>2</p>"}' >/dev/null
    run_code 1 ghlpub import "$id" three
    has 'the blog has no post with the slug or id "three"'
    has '1 post: 1 written, 1 not imported.'
    [ ! -e content/posts/two.md ]
}

@test "without the request for one post nothing is imported, and it says what can be done" {
    sandbox_start
    site
    by_hand '{"title": "One", "urlSlug": "one", "rawHTML": "<p>1</p>"}' >/dev/null
    quirk '{"single-get": false}'
    run_code 69 ghlpub import
    has 'import-no-bodies'
    has 'ghlpub adopt'
    [ ! -d content/posts ] || is "$(find content/posts -type f | wc -l)" 0
    run_code 69 ghlpub import --json
}

@test "import --json: an item a post" {
    sandbox_start
    site
    id=$(by_hand '{"title": "One", "urlSlug": "one", "rawHTML": "<p>1</p><p style=\"color: red\">r</p>"}')
    by_hand '{"title": "Empty", "urlSlug": "empty", "rawHTML": "<p>&nbsp;</p>"}' >/dev/null
    run ghlpub import --json
    is "$status" 1
    run jq -c '[.command, .ok, .exit, .posts, .written, .failed, .keptAsHtml]' <<<"$(ghlpub import --json 2>/dev/null || :)"
    is "$output" '["import",false,1,2,0,1,0]'
    rm -r content/posts .ghlpub
    run jq -c '.items | map([.slug, .outcome, .path, .keptAsHtml, .reason])' <<<"$(ghlpub import --json 2>/dev/null || :)"
    is "$output" '[["empty","failed","content/posts/empty.md",null,"import-empty"],["one","written","content/posts/one.md",1,null]]'
}

# web: serves pictures and traps at $web; what it was asked, with its headers, is in web.log.
web() {
    cat >"$dir/web.py" <<'PY'
import http.server, sys
picture = open(sys.argv[1], "rb").read()
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with open(sys.argv[2], "a") as log:
            log.write(self.path + "\n" + str(self.headers).lower())
        go = {"/r.png": "/a.png", "/loop.png": "/loop.png", "/file.png": "file:///etc/passwd",
              "/other.png": "http://example.invalid/a.png"}.get(self.path)
        if go:
            self.send_response(302)
            self.send_header("location", go)
            self.end_headers()
            return
        body = {"/page.png": b"<html>no picture</html>", "/empty.png": b"", "/big.png": b"\x89PNG\r\n\x1a\n" + bytes(26 << 20)}
        body = body.get(self.path, picture)
        self.send_response(200)
        self.send_header("content-type", "image/png")
        if self.path != "/big.png":
            self.send_header("content-length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass
    def log_message(self, *args):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
PY
    exec {web_fd}< <(exec python3 "$dir/web.py" "$1" "$dir/web.log" 3>&-)
    web_pid=$!
    IFS= read -r port <&"$web_fd"
    web=http://127.0.0.1:$port
}

@test "downloads: nothing of ours goes along, redirects are followed, traps are not" {
    sandbox_start
    site
    picture a.png 5
    web "$dir/a.png"
    images=
    for name in a r loop file other page empty big; do images+="<p><img src='$web/$name.png' alt='$name'></p>"; done
    by_hand "{\"title\": \"P\", \"urlSlug\": \"p\", \"rawHTML\": \"$images\"}" >/dev/null
    by_hand "{\"title\": \"Q\", \"urlSlug\": \"q\", \"rawHTML\": \"<p><img src='$web/a.png' alt='same'></p>\"}" >/dev/null
    run_ok ghlpub import
    has '2 posts: 2 written, 3 pictures.'
    has 'there are too many redirects'
    has 'only https is downloaded'
    has 'it is no picture inside'
    has 'it is empty'
    has 'it is too large'
    is "$(grep -c '^/a.png' web.log)" 2 # itself, and the redirect; not again for the other post
    run_ok cat web.log
    lacks authorization
    lacks "$GHL_API_KEY"
    lacks cookie
    lacks example.invalid
    run_ok cat content/posts/p/index.md
    has '![a](a.png)'
    has "![loop]($web/loop.png)"
    is "$(find content -name '.*' -o -name '*.part' | wc -l)" 0
    cmp a.png content/posts/q/a.png
    # They are not the library's: they are uploaded once a document that shows them changes.
    run_ok ghlpub plan
    has 'nothing to do; 2 unchanged'
    echo more >>content/posts/q/index.md
    run_ok ghlpub publish
    has '1 upload, 1 update'
    run_ok post_of q .rawHTML
    lacks "$web"
}

@test "an API elsewhere: nothing of this network is asked" {
    # The address of the API decides; nobody answers there.
    site
    export GHL_API_BASE=http://203.0.113.1 GHL_API_KEY=pit-x GHL_LOCATION_ID=L
    run_code 78 ghlpub import
    has 'bad-api-base'
}

@test "an import that was killed before it could record is recognised by what it wrote" {
    sandbox_start
    site
    picture up/a.png 7
    url=$(upload up/a.png)
    python3 "$BATS_TEST_DIRNAME/blog_of_posts.py" 12 5 "$url"
    run_ok ghlpub import
    rm -r .ghlpub
    changed=$(find content -name '*.md' | sort | tail -n 1)
    echo 'My own line.' >>"$changed"
    mine=$(cat "$changed")
    before=$(find content -type f -exec sha256sum {} + | sort)
    run_ok ghlpub import
    has '12 posts: 11 written, 1 with a document'
    has "ghlpub adopt $changed"
    is "$(find content -type f -exec sha256sum {} + | sort)" "$before"
    is "$(cat "$changed")" "$mine"
    run_ok ghlpub plan "$(find content -name '*.md' | sort | head -n 1)"
    has 'nothing to do'
}

@test "an import that is killed at any step: the next one does the rest, and leaves no journal" {
    sandbox_start
    picture up/a.png 7
    url=$(upload up/a.png)
    python3 "$BATS_TEST_DIRNAME/blog_of_posts.py" 3 5 "$url"
    for ((step = 1; step < 99; step++)); do
        rm -rf site && mkdir site && cd site && site
        GHLPUB_TEST_STOP=$step run ghlpub import
        [ "$status" = 99 ] || break
        run_ok ghlpub import
        is "$(ls .ghlpub/state.journal 2>/dev/null)" ""
        is "$(find content -name '.*')" ""
        is "$(jq -r '[keys[] | select(startswith("post "))] | length' .ghlpub/state.json)" 3
        run_ok ghlpub plan
        has 'nothing to do; 3 unchanged'
        cd ..
    done
    is "$status" 0
    [ "$step" -gt 12 ]
}

@test "Ctrl-C leaves whole documents, recorded; the next import does the rest" {
    RATE=10000/10s
    sandbox_start
    site
    python3 "$BATS_TEST_DIRNAME/blog_of_posts.py" 60 3
    fault 'GET /blogs/posts/*: latency 300ms after 33'
    "$GHLPUB" import >out 2>&1 &
    pid=$!
    until [ "$(sent GET '/blogs/posts/[0-9a-f]{24}')" -ge 34 ]; do :; done
    kill -INT $pid
    code=0
    wait $pid || code=$?
    cat out
    is "$code" 130
    written=$(find content -name '*.md' | wc -l)
    [ "$written" -ge 1 ]
    is "$(find content -name '*.part' | wc -l)" 0
    is "$(grep -c '"post content' .ghlpub/state.json)" "$written"
    no_faults
    run_ok ghlpub import
    has "60 posts: $((60 - written)) written, $written known already"
    run_ok ghlpub plan
    has 'nothing to do; 60 unchanged'
}

@test "hostile HTML costs its post, and the rest goes on" {
    sandbox_start
    site
    python3 - <<'PY'
import json, os, urllib.request
bodies = {"deep": "<div>" * 3000, "marks": "<b><i>x" * 3000, "tables": "<table><tr><td>" * 2000,
          "open": "<p>a <!-- <b>", "lists": "<ul><li>" * 140 + "x", "spans": "<span style='color:red'>x" * 140,
          "attributes": "<p " + " ".join(f"a{n}=x" for n in range(5000)) + ">y</p>", "long": "<p>" + "w " * 300000 + "</p>",
          "controls": "<p>a\u0001b\u0085c\u2028d\ufeffe</p>", "plaintext": "<p>a<plaintext><b>c</b>"}
for name, body in bodies.items():
    request = urllib.request.Request(os.environ["GHL_API_BASE"] + "/_sandbox/posts", method="POST",
        data=json.dumps({"title": name, "urlSlug": name, "rawHTML": body}).encode(), headers={"content-type": "application/json"})
    urllib.request.urlopen(request).read()
PY
    run ghlpub import
    [ "$status" -le 1 ] || { echo "exit $status: $output"; return 1; }
    has 'the post "deep" nests its elements too deeply [import-too-deep]'
    has '+ content/posts/long.md'
    has '+ content/posts/controls.md'
    has '+ content/posts/open.md'
    run_ok ghlpub plan
    has 'nothing to do'
    run_ok ghlpub check
}
