# One small tree for each generator, in its own conventions: every post of it becomes a post as it
# is, what cannot be published faithfully is told with its place, and nothing else is said.
load helper

# config CONTENT STATIC [LINE...]: the least that a tree of another generator needs.
config() {
    local content=$1 static=$2
    shift 2
    printf '%s\n' "blog: Acme News" "post_url: https://acme.example/post/{slug}" \
        "timezone: America/New_York" "content: $content" "static: $static" "images: {alt: off}" \
        'authors: {"*": Jane Doe}' 'categories: {"*": News}' >ghlpub.yaml
    if [ $# -gt 0 ]; then printf '%s\n' "$@"; else
        echo 'defaults: {author: Jane Doe, categories: [News]}'
    fi >>ghlpub.yaml
}

# file PATH: what comes in on standard input.
file() {
    mkdir -p "$(dirname "$1")"
    cat >"$1"
}

# findings: "code path:line:column" of all that check says, sorted.
findings() {
    ghlpub check --json 2>/dev/null |
        jq -r '.diagnostics[] | "\(.code) \(.path):\(.line):\(.column)"' | LC_ALL=C sort
}

# published [N]: publishes, expects N posts, then expects a second run to write nothing.
published() {
    run_ok ghlpub publish --yes
    is "$(posts length)" "$1"
    forget_requests
    run_ok ghlpub publish --yes
    is "$(count_writes)" 0
}

# slugs: "slug status date", sorted.
slugs() { posts 'sort_by(.urlSlug)[] | "\(.urlSlug) \(.status) \(.publishedAt[:10])"'; }

@test "Hugo: bundles, translations, drafts, dates to come, ref, shortcodes, section pages" {
    sandbox_start
    config content static
    picture content/posts/bundle/photo.png 1
    picture static/img/banner.png 2
    file content/posts/bundle/index.md <<'MD'
---
title: "A bundle"
date: 2024-05-06T07:08:09+02:00
lastmod: 2024-06-01
tags: [go, "hugo, the tool"]
categories: ["dev"]
series: [one]
weight: 10
featured_image: /img/banner.png
aliases: [/old/bundle/]
---
![A photo](photo.png "Title")

See [the other]({{< ref "second.md" >}}), [it again](../second/) and [the notes](second.md).

{{< figure src="photo.png" >}}
MD
    file content/posts/second.md <<'MD'
---
title: Second
date: 2024-05-07
author: ["Ann", "Bob"]
cover: {image: img/banner.png, alt: A banner, relative: false}
---
Text with [a bundle](bundle.md) and [an old address](/posts/bundle/).
MD
    file content/posts/second.de.md <<<$'---\ntitle: Zweiter\ndate: 2024-05-07\nslug: zweiter\n---\nText'
    file content/posts/later.md <<<$'---\ntitle: Later\ndate: 2027-01-01\n---\nText'
    file content/posts/unfinished.md <<<$'---\ntitle: Unfinished\ndate: 2024-01-01\ndraft: true\n---\nText'
    file content/posts/_index.md <<<$'---\ntitle: Posts\n---\n'
    is "$(findings)" "aliases-unused ghlpub.yaml:null:null
shortcode content/posts/bundle/index.md:16:1"
    published 5
    is "$(slugs)" "bundle PUBLISHED 2024-05-06
later SCHEDULED 2027-01-01
second PUBLISHED 2024-05-07
unfinished DRAFT 2024-01-01
zweiter PUBLISHED 2024-05-07"
    post_of bundle .rawHTML | grep -o 'href="[^"]*"' | sort -u | is "$(cat)" 'href="https://acme.example/post/second"'
    is "$(post_of second '.rawHTML | [scan("href=\"([^\"]*)\"")] | flatten | unique | join(" ")')" \
        https://acme.example/post/bundle
    is "$(post_of second .imageAltText)" "A banner"
    is "$(media length)" 2
}

@test "Jekyll: dates of names, drafts, permalinks, post_url and link, Kramdown's attributes" {
    sandbox_start
    config . .
    picture assets/img/shot.png
    file _posts/2014-05-06-welcome.markdown <<'MD'
---
layout: post
title:  "Welcome"
categories: jekyll update
permalink: /:categories/:title/
redirect_from: /old
---
![Shot]({{ site.baseurl }}/assets/img/shot.png)

## Part one
{: #one}

[Next]({% post_url 2015-01-02-again %}), [page]({% link news/_posts/2016-02-03-again.md %}),
[by its address](/news/2016/02/03/again/), [here](#one).

{% highlight ruby %}
puts 1
{% endhighlight %}
MD
    file _posts/2015-01-02-again.md <<<$'---\ntitle: Again\ndate: 2015-01-02 10:00:00 +0100\ncategories: []\n---\nText'
    file news/_posts/2016-02-03-again.md <<<$'---\ntitle: Again in the news\npermalink: /News/Again-There.html\n---\nText'
    file _drafts/idea.md <<<$'---\ntitle: Idea\n---\nText'
    file _layouts/page.md <<<$'---\ntitle: No post\n---\nText'
    file README.md <<<'# A site'
    is "$(findings)" "aliases-unused ghlpub.yaml:null:null
liquid-tag _posts/2014-05-06-welcome.markdown:16:1
liquid-tag _posts/2014-05-06-welcome.markdown:18:1
no-front-matter .:null:null
slug-pattern-ignored _posts/2014-05-06-welcome.markdown:5:12"
    published 4
    is "$(posts 'map("\(.urlSlug) \(.status)") | sort | join(", ")')" \
        "again PUBLISHED, again-there PUBLISHED, idea DRAFT, welcome PUBLISHED"
    is "$(post_of welcome '.rawHTML | [scan("href=\"([^\"]*)\"")] | flatten | join(" ")')" \
        "https://acme.example/post/again https://acme.example/post/again-there https://acme.example/post/again-there #one"
    [[ "$(post_of welcome .rawHTML)" == *'<h2 id="one">Part one</h2>'* ]]
}

@test "Jekyll with its source in a folder: paths begin beside _posts" {
    sandbox_start
    config docs/_posts docs
    file docs/_posts/2020-01-01-one.md <<<$'---\ntitle: One\n---\n[x]({% link _posts/2020-02-02-two.md %}) [y]({% link _docs/history.md %})'
    file docs/_posts/2020-02-02-two.md <<<$'---\ntitle: Two\n---\nText'
    file docs/_docs/history.md <<<$'---\ntitle: History\n---\nText'
    is "$(findings)" "link-not-document docs/_posts/2020-01-01-one.md:4:46"
    published 2
}

@test "Astro: pubDate, heroImage, MDX with its imports and components" {
    sandbox_start
    config src/content/blog public
    picture public/hero.png 3
    picture src/content/blog/local.png 4
    file src/content/blog/first-post.md <<'MD'
---
title: 'First post'
description: 'Lorem'
pubDate: 'Jul 08 2022'
updatedDate: 'Jul 09 2022'
heroImage: '/hero.png'
---
![x](./local.png) [to the other](/blog/using-mdx/)
MD
    file src/content/blog/using-mdx.mdx <<'MD'
---
title: 'Using MDX'
pubDate: 2022-07-02
image: {url: "./local.png", alt: "Local"}
---
import Button from '../../components/Button.astro';

{/* nobody reads this */}

Before <Button>the button</Button> after.
MD
    is "$(findings)" "mdx-component src/content/blog/using-mdx.mdx:10:8"
    published 2
    is "$(slugs)" "first-post PUBLISHED 2022-07-08
using-mdx PUBLISHED 2022-07-02"
    [[ "$(post_of first-post .rawHTML)" == *'href="https://acme.example/post/using-mdx"'* ]]
    [[ "$(post_of using-mdx .rawHTML)" == *'the button'* ]]
    [[ "$(post_of using-mdx .rawHTML)" != *import* && "$(post_of using-mdx .rawHTML)" != *nobody* ]]
    is "$(post_of using-mdx .imageAltText)" Local
}

@test "Docusaurus: folders with dates, authors as mappings, admonitions, a post without a title" {
    sandbox_start
    config website/blog website/static \
        'defaults: {author: Jane Doe, categories: [News], title: "{name}"}'
    picture website/blog/2021-08-26-welcome/pic.png
    file website/blog/2021-08-26-welcome/index.md <<'MD'
---
slug: welcome
title: Welcome
authors:
  - name: Seb
    title: Maintainer
    url: https://github.com/x
tags: [facebook, {label: Hello, permalink: /hello}]
hide_table_of_contents: false
---
Intro

<!-- truncate -->

![pic](./pic.png) and [the next](../2021-08-01-a-long-way.mdx)

:::tip
Words
:::
MD
    file website/blog/2021-08-01-a-long-way.mdx <<<$'---\nauthorURL: https://x.example\nauthors: [seb]\n---\nText'
    file website/blog/authors.yml <<<'seb: {name: Seb}'
    is "$(findings)" "admonition website/blog/2021-08-26-welcome/index.md:17:1"
    published 2
    is "$(posts 'map("\(.title) \(.publishedAt[:10])") | sort | join(", ")')" \
        "A long way 2021-08-01, Welcome 2021-08-26"
    [[ "$(post_of welcome .rawHTML)" == *'href="https://acme.example/post/a-long-way"'* ]]
}

@test "VitePress: links into the guide beside the blog, public files, containers" {
    sandbox_start
    config docs/blog docs/public
    picture docs/public/logo.png
    picture docs/images/chart.png 7
    file docs/blog/announcing.md <<'MD'
---
title: Announcing 1.0
author:
  name: The Team
date: 2023-11-16
sidebar: false
head:
  - - meta
    - property: og:type
      content: website
---
# Announcing 1.0

![logo](/logo.png) ![chart](../images/chart.png) [guide](/guide/start.md) [next](./next.md#part)

::: info
Words
:::
MD
    file docs/blog/next.md <<<$'---\ntitle: Next\ndate: 2024-01-01\n---\n## Part\nText'
    file docs/guide/start.md <<<$'# Start\nText'
    is "$(findings)" "admonition docs/blog/announcing.md:16:1
link-not-document docs/blog/announcing.md:14:58"
    published 2
    [[ "$(post_of announcing .rawHTML)" != *'<h1'* ]]
    [[ "$(post_of announcing .rawHTML)" == *'https://acme.example/post/next#part'* ]]
    is "$(media length)" 2
}

@test "Obsidian: notes whose name is their title, wiki links, tags with hashes" {
    sandbox_start
    config . . 'defaults: {author: Jane Doe, categories: [News], title: "{name}"}'
    picture 'Attachments/My picture.png'
    file 'Notes/On reading.md' <<'MD'
---
tags: "#books #slow-reading"
aliases: [Reading]
cssclasses: [wide]
created: 2024-02-03
---
![p](../Attachments/My%20picture.png) [[Second note|there]] [there](Second%20note.md) #books
MD
    file 'Notes/Second note.md' <<<$'---\npublish: true\n---\n- [ ] todo\n- [x] done'
    file 'Notes/日本語のノート.md' <<<$'---\ntags: [a]\n---\nText'
    file .obsidian/app.json <<<'{}'
    file 'Notes/Plain.md' <<<'No front matter'
    is "$(findings | sed 's/ Notes.*//')" "no-front-matter .:null:null
slug-empty
wiki-link"
    published 3
    is "$(posts 'map(.title) | sort | join(", ")')" "On reading, Second note, 日本語のノート"
    is "$(post_of on-reading '.tags | join(", ")')" "books, slow-reading"
    [[ "$(post_of on-reading .rawHTML)" == *'href="https://acme.example/post/second-note"'* ]]
}

@test "Eleventy: a template of its own is no template of ours; absolute addresses" {
    sandbox_start
    config src/posts src
    picture src/assets/a.png
    file src/posts/2020/first.md <<'MD'
---
layout: post.njk
template: blog.html
title: First
date: 2020-03-04T10:00:00
tags: [post, web]
permalink: /2020/03/04/First-Things
eleventyExcludeFromCollections: false
---
![a](/assets/a.png) [second](/2020/03/05/second)

{% raw %}{{ x }}{% endraw %}
MD
    file src/posts/2020/2020-03-05-second.md <<<$'---\ntitle: Second\n---\nText'
    is "$(findings)" "liquid-tag src/posts/2020/first.md:12:1
liquid-tag src/posts/2020/first.md:12:10
liquid-tag src/posts/2020/first.md:12:17
template-missing src/posts/2020/first.md:3:11"
    published 2
    is "$(slugs)" "first-things PUBLISHED 2020-03-04
second PUBLISHED 2020-03-05"
    [[ "$(post_of first-things .rawHTML)" == *'href="https://acme.example/post/second"'* ]]
}

@test "Zola: TOML front matter is answered with what to do, and the rest is published" {
    sandbox_start
    config content static
    file content/blog/toml.md <<<$'+++\ntitle = "No"\ndate = 2024-01-01\n+++\nText'
    file content/blog/yaml.md <<'MD'
---
title: Yes
date: 2024-01-02
taxonomies:
  categories: [dev]
  tags: [rust, web]
extra: {toc: true}
---
[x](@/blog/other.md) {{ youtube(id="x") }}
MD
    file content/blog/other.md <<<$'---\ntitle: Other\ndate: 2024-01-03\n---\nText'
    is "$(findings)" "liquid-tag content/blog/yaml.md:9:22
toml-front-matter content/blog/toml.md:1:1"
    run_code 65 ghlpub publish --yes
    has "front matter in TOML is not read"
    has "YAML"
    is "$(posts 'map(.urlSlug) | sort | join(" ")')" "other yaml"
    is "$(post_of yaml '.tags | join(" ")')" "rust web"
}

@test "translations in folders: root-relative links stay within the language" {
    sandbox_start
    config content static 'defaults: {author: Jane Doe, categories: [News], slug: "{lang}-{name}"}'
    for lang in en de ja; do
        file content/$lang/docs/limits.md <<<$'---\ntitle: Limits\ndate: 2024-01-01\n---\nText'
        file content/$lang/start.md <<<$'---\ntitle: Start\ndate: 2024-01-01\n---\n[x](/docs/limits/)'
    done
    is "$(findings)" ""
    published 6
    [[ "$(post_of ja-start .rawHTML)" == *'href="https://acme.example/post/ja-limits"'* ]]
    [[ "$(post_of en-start .rawHTML)" == *'href="https://acme.example/post/en-limits"'* ]]
}

@test "no word of a table with links is lost, and ranges with tildes stay as they are" {
    sandbox_start
    config content static
    picture static/a.png
    file content/table.md <<'MD'
---
title: Table
date: 2024-01-01
---
| name | link |
|---|---|
| 3~5日 | [one `two`](https://x.example/a) ![pic](/a.png) 10~15日 |
| ~~gone~~ | [![pic](/a.png)](https://x.example/b) https://x.example/c |
MD
    published 1
    html=$(post_of table .rawHTML)
    parts=('one <code>two</code></a>' '3~5日' '10~15日')
    if [ -z "${GHLPUB_PLAIN_CMARK:-}" ]; then # plain cmark knows neither strikethrough nor bare links
        parts+=('<del>gone</del>' '>https://x.example/c</a>')
    else
        parts+=('~~gone~~' 'https://x.example/c')
    fi
    for part in "${parts[@]}"; do
        [[ $html == *"$part"* ]] || { echo "$part: $html"; return 1; }
    done
    is "$(grep -o '<img ' <<<"$html" | wc -l)" 2
}

@test "a picture whose name says something else is uploaded as what it is" {
    sandbox_start
    config content static
    picture static/a.jpg_120881 1
    picture static/b.webp 2
    file content/a.md <<<$'---\ntitle: A\ndate: 2024-01-01\nimage: /b.webp\n---\n<img src="/a.jpg_120881">'
    published 1
    is "$(media 'map(.name | sub(".*[.]"; "")) | join(" ")')" "png png"
}

@test "one worker, several and none give the same bytes" {
    sandbox_start
    config content static
    for i in $(seq 40); do
        file "content/p$i.md" <<MD
---
title: Post $i
date: 2024-01-01
---
## Part
<a id="part-two"></a><b name="p$i"></b>

## Part two
## P$i

"Quotes" -- [next](p$((i % 40 + 1)).md), <https://x.example/$i>, a note[^1].

| a | b |
|---|---|
| [x](https://x.example) | ~~y~~ |

[^1]: The note $i.
MD
    done
    bodies() { posts 'sort_by(.urlSlug)[] | "\(.urlSlug) \(.title) \(.description) \(.rawHTML)"'; }
    run_ok ghlpub publish --yes
    bodies >several
    rm -rf .ghlpub
    sandbox_stop
    sandbox_start
    GHLPUB_TEST_NO_WORKERS=1 run_ok ghlpub publish --yes
    bodies >none
    is "$(wc -l <none)" "$(wc -l <several)"
    cmp several none
    for jobs in 1 4; do
        ghlpub check --jobs $jobs --json >"jobs$jobs" 2>/dev/null
    done
    cmp jobs1 jobs4
}
