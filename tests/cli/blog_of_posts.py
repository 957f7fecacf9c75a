# Makes posts in a sandbox "by hand": what editors, WordPress and GHL's own editor leave behind, in
# many languages. Always the same for the same seed.
#
#   blog_of_posts.py COUNT SEED [PICTURE-URL...]     (GHL_API_BASE is the sandbox)
#
# Prints, as JSON, what it made.
import json
import os
import random
import sys
import urllib.request

BASE = os.environ["GHL_API_BASE"]
R = random.Random(int(sys.argv[2]))
PICTURES = sys.argv[3:]

SENTENCES = [
    "We moved our workshop to a bigger place.", "It's \"simple\", isn't it?",
    "Straße & Söhne – über 100 Jahre.", "« Bonjour », dit-elle ; c’est l’été.",
    "¿Qué pasa? ¡Nada!", "私たちは新しい事務所に引っ越しました。", "他说：“你好，世界！”然后走了。",
    "Мы переехали в новый офис.", "שלום לכולם, זה מבחן.", "مرحبا بالعالم، هذا اختبار.",
    "สวัสดีชาวโลก", "नमस्ते दुनिया", "Launch 🚀 day is here 👩‍👩‍👧‍👦!", "1 < 2 && 3 > 2; a*b*c = _x_",
    "snake_case_name and __init__ and 2*3*4", "Prices from $5~$9, 100% [sic] {{contact.name}}",
    "# not a heading", "1. not a list", "- not a bullet", "+ plus", "> not a quote", "| a | b |",
    "C:\\path\\*.txt and \\[x\\]", "AT&T &amp; Co &copy; literal", "dots... and -- dashes --- here",
    "see www.example.com or http://example.com/a_b_c", "Write to info@acme.example today.",
    "`ticks` and ``more``", "![no](image) [no](link) [a]: b", "<b>not bold</b>", "~~not struck~~ ~ x",
    "Hard space and tab", "end with backslash\\", "2026. A year.", "*", "===", "---", "***",
]


def esc(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def words():
    return esc(R.choice(SENTENCES))


def link():
    url = R.choice(["https://acme.example/post/other", "https://x.example/a(b)?q=1&amp;r=2", "/about",
                    "contact-us", "mailto:jane@acme.example", "https://x.example/ä b", "#top", "tel:+1555"])
    extra = R.choice(["", ' target="_blank" rel="noopener"', ' title="A &quot;title&quot;"', ' class="btn"'])
    return f'<a href="{url}"{extra}>{inline(1)}</a>'


def image():
    if not PICTURES:
        return words()
    source = R.choice(PICTURES)
    return (f'<img src="{source}" alt="{words().replace(chr(34), "&quot;")}"'
            + R.choice(["", ' class="wp-image-1" loading="lazy"', ' srcset="' + source + ' 2x" sizes="100vw"'])
            + ">")


def inline(depth=2):
    if depth == 0:
        return words()
    kind = R.randrange(16)
    inner = inline(depth - 1)
    table = [
        lambda: f"<strong>{inner}</strong>", lambda: f"<em>{inner}</em> after", lambda: f"<b>{inner} </b>{words()}",
        lambda: f"<i><b>{inner}</b></i>", lambda: f"<code>{words()}</code>", lambda: f"<s>{inner}</s>",
        lambda: f'<span style="font-weight: 400;">{inner}</span>',
        lambda: f'<span style="color: #e03e2d;">{inner}</span>',
        lambda: f"H<sub>2</sub>O and x<sup>2</sup> {inner}", link, image,
        lambda: f"{words()}<br>{inner}", lambda: f"{words()}&nbsp;{inner}", lambda: f"<u>{inner}</u>",
        lambda: f"{inner} {words()}", words,
    ]
    return table[kind]()


def paragraph():
    return R.choice([
        lambda: f"<p>{inline()}</p>", lambda: f"<p>{inline()} {inline()}</p>",
        lambda: f'<p class="wp-block-paragraph">{inline()}</p>',
        lambda: f'<div><span style="font-size: 16px;">{inline()}</span></div>',
        lambda: f'<p style="text-align: center;">{inline()}</p>', lambda: "<p>&nbsp;</p>",
        lambda: f'<p dir="rtl">{words()}</p>', lambda: f"<div>{inline()}<br><br>{inline()}</div>",
        lambda: f'<p dir="ltr" style="line-height:1.38;margin-top:0pt;"><span style="white-space:pre-wrap;">{words()}</span></p>',
        lambda: f"<p>{image()}</p>", lambda: "<p><br></p>",
    ])()


def listing(depth=2):
    tag = R.choice(["ul", "ol", "ul", 'ol start="3"'])
    items = []
    for _ in range(R.randint(1, 4)):
        body = inline(1)
        if depth and R.random() < 0.3:
            body += listing(depth - 1)
        elif R.random() < 0.2:
            body = f"<p>{body}</p><p>{words()}</p>"
        items.append(f"<li>{body}</li>")
    return f"<{tag}>\n" + "\n".join(items) + f"\n</{tag.split()[0]}>"


def table():
    columns = R.randint(1, 4)
    align = [R.choice(["", ' style="text-align: right;"', ' align="center"']) for _ in range(columns)]
    head = "".join(f"<th{align[i]}>{words()}</th>" for i in range(columns))
    rows = "".join("<tr>" + "".join(f"<td{align[i]}>{inline(1)}</td>" for i in range(columns)) + "</tr>"
                   for _ in range(R.randint(1, 3)))
    if R.random() < 0.3:
        return f"<table><tbody>{rows}</tbody></table>"
    return f'<figure class="wp-block-table"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></figure>'


def code():
    text = R.choice(["var x = `1`;\n\nif (a < b && c) {}\n", "# comment\n  indented\n", "```\nfence\n```", "<html>\n\t<p>"])
    cls = R.choice(["", ' class="language-js"', ' class="lang-c++"'])
    return f"<pre><code{cls}>{esc(text)}</code></pre>"


def block():
    return R.choice([
        paragraph, paragraph, paragraph, paragraph, listing, table, code,
        lambda: f"<h2>{inline(1)}</h2>", lambda: f'<h3 id="h-part">{words()}</h3>',
        lambda: f"<h2><strong>{words()}</strong></h2>",
        lambda: f"<blockquote><p>{inline()}</p><p>{words()}</p></blockquote>",
        lambda: f"<blockquote>{words()}{listing(0)}</blockquote>", lambda: "<hr>",
        lambda: '<iframe src="https://www.youtube.com/embed/x" width="560" height="315" allowfullscreen></iframe>',
        lambda: f"<figure>{image()}<figcaption>{words()}</figcaption></figure>",
        lambda: f"<figure>{image()}</figure>",
        lambda: "<!-- wp:paragraph -->", lambda: f"<details><summary>{words()}</summary><p>{words()}</p></details>",
        lambda: '<script type="application/ld+json">{"@type": "Article",\n\n"name": "x"}</script>',
        lambda: f'<div class="wp-block-group"><div>{paragraph()}{listing(0)}</div></div>',
        lambda: f"{words()}<p>{words()}</p>{words()}", lambda: f"<p>open paragraph {words()}",
    ])()


def call(method, path, body=None):
    request = urllib.request.Request(BASE + path, method=method, data=json.dumps(body).encode() if body else None,
                                     headers={"content-type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


store = call("GET", "/_sandbox/store")
blog = next(b["_id"] for b in store["blogs"].values())
authors = [a["_id"] for a in store["authors"].values()]
categories = [c["_id"] for c in store["categories"].values()]
TITLES = SENTENCES + ["yes", "3.14", "@home: a story", "- dash", "a: b # c", "%percent", "'single'", "null", "  spaced  ",
                      "line\nbreak", "\"double\"", "{curly} [square]", "!bang & *star*"]
for n in range(int(sys.argv[1])):
    body = "\n".join(block() for _ in range(R.randint(1, 9))) + f"\n<p>The end of post {n}.</p>"
    status = R.choice(["PUBLISHED"] * 6 + ["DRAFT", "ARCHIVED", "SCHEDULED"])
    year = 2027 if status == "SCHEDULED" else R.randint(2019, 2025)
    slug = R.choice([f"post-{n}", f"a-longer-name-of-{n}", f"{n}-things", f"2024-05-06-dated-{n}", f"Grüße-{n}"])
    call("POST", "/_sandbox/posts", {
        "blogId": blog, "title": R.choice(TITLES), "urlSlug": slug, "rawHTML": body, "status": status,
        "description": R.choice(TITLES), "author": R.choice(authors), "categories": R.sample(categories, R.randint(1, 2)),
        "tags": R.sample(["launch", "how to", "a, b", "yes", "日本"], R.randint(0, 3)),
        "imageUrl": R.choice(PICTURES + [""]), "imageAltText": R.choice(TITLES),
        "publishedAt": f"{year}-{R.randint(1, 12):02}-{R.randint(1, 28):02}T{R.randint(0, 23):02}:{R.choice(['00', '30', '59'])}:{R.choice(['00', '07'])}.000Z",
        "canonicalLink": R.choice([f"https://acme.example/post/{slug}", "https://old.example/x", ""])})
