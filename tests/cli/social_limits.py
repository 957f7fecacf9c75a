"""Every limit of every network on both sides, through `ghlpub check --json`.

    social_limits.py write VERSION    a site of one document for each case, in this directory
    social_limits.py verify FILE      what check said (its JSON) against what each case expects

A case is a document with one social entry; it expects one finding (its code and the line of the
document), or none. The figures are written here once more, by hand, from facts.md 3.4, so that a
slip in the program's own table is found.
"""
import datetime
import json
import os
import struct
import sys
import zlib

MB = 1000000


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def head(kind, width, height):
    if kind == "png":
        return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
                + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b""))
    if kind == "jpg":
        return (b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0" + b"\xff\xc0\0\x11\x08"
                + struct.pack(">HH", height, width) + b"\x03\x01\x11\0\x02\x11\x01\x03\x11\x01\xff\xd9")
    if kind == "gif":
        return b"GIF89a" + struct.pack("<HH", width, height) + b"\0\0\0;"
    if kind == "webp":
        return (b"RIFF" + struct.pack("<I", 22) + b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0"
                + struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3])
    if kind == "mp4":
        return b"\0\0\0\x18ftypisom\0\0\0\x01isommp42\0\0\0\x08mdat"
    if kind == "mov":
        return b"\0\0\0\x14ftypqt  \0\0\0\0qt  \0\0\0\x08mdat"
    return b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm"


FILES = {}


def file(kind, width=1000, height=1000, size=0, number=0):
    """The name of a file of this kind, shape and size; it is written once."""
    name = "m/%s-%dx%d-%d-%d.%s" % (kind, width, height, size, number, kind)
    FILES[name] = (kind, width, height, size, number)
    return name


def write_files():
    os.makedirs("content/m", exist_ok=True)
    for name, (kind, width, height, size, number) in FILES.items():
        with open("content/" + name, "wb") as out:
            data = head(kind, width, height) + b"%d" % number
            out.write(data)
            if size:
                assert len(data) <= size
                out.truncate(size)


CASES = []


def case(name, to, code=None, line=None, version="both", severity="error", front=None, **entry):
    """`line` is the name of the entry's member whose line the finding is at; None: the entry."""
    if version in ("both", VERSION):
        CASES.append((name, to, code, line, severity, front or {}, entry))


def both(name, to, good, bad, code, line, version="both", severity="error", **entry):
    """Two cases: just within a limit, and just beyond it."""
    case(name + ", within", to, version=version, **good, **entry)
    case(name + ", beyond", to, code, line, version, severity, **bad, **entry)


FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"  # 1 grapheme, 5 code points, 8 UTF-16, 18 bytes
FLAG = "\U0001f1e9\U0001f1ea"  # 1, 2, 4, 8
THUMB = "\U0001f44d\U0001f3fd"  # 1, 2, 4, 8
ACCENT = "e\u0301"  # 1, 2, 2, 3
VIDEO = {"facebook": "mp4", "tiktok": "mp4", "youtube": "mp4"}


def texts(to, limit, sizes, **entry):
    """sizes: what a plain letter and each of the four sequences above count as there."""
    name = to.split(":")[0] + entry.get("type", "")
    both("%s text" % name, to, {"text": "x" * limit}, {"text": "x" * (limit + 1)},
         "social-text-long", "text", **entry)
    for what, sequence, size in (("family", FAMILY, sizes[0]), ("flag", FLAG, sizes[1]),
                                 ("thumb", THUMB, sizes[2]), ("accent", ACCENT, sizes[3])):
        full = sequence * 3 + "x" * (limit - 3 * size)
        both("%s text with %s" % (name, what), to, {"text": full}, {"text": full + "x"},
             "social-text-long", "text", **entry)
    # URLs count as they are.
    url = "https://acme.example/" + "y" * 79
    both("%s text with a URL" % name, to, {"text": url + "x" * (limit - 100)},
         {"text": url + "x" * (limit - 99)}, "social-text-long", "text", **entry)


UTF16 = (8, 4, 4, 2)
clip = lambda **more: file("mp4", 0, 0, **more)  # noqa: E731


def text_cases():
    picture = file("jpg")
    texts("facebook", 62000, UTF16)
    texts("facebook", 62000, UTF16, type="reel", media=clip())
    texts("instagram", 2200, UTF16, media=picture)
    texts("instagram", 2200, UTF16, type="reel", media=clip())
    texts("linkedin", 3000, UTF16)
    texts("google", 1500, UTF16)
    texts("tiktok", 150, UTF16, media=clip())
    texts("tiktok", 150, UTF16, media=clip(), type="reel")
    texts("tiktok-business", 2200, UTF16, media=clip())
    texts("pinterest", 500, UTF16, media=picture, pinterest={"board": "123456789"})
    texts("youtube", 5000, (18, 8, 8, 3), media=clip())
    texts("youtube", 5000, (18, 8, 8, 3), media=clip(), type="reel")
    texts("threads", 500, (18, 8, 8, 2))
    texts("bluesky", 300, (1, 1, 1, 1))
    both("bluesky bytes", "bluesky", {"text": FAMILY * 166 + "x" * 12}, {"text": FAMILY * 166 + "x" * 13},
         "social-text-long", "text")
    for network in ("facebook", "instagram"):
        both("%s story text" % network, network, {"text": ""}, {"text": "x"}, "social-text-not-taken",
             "text", type="story", media=picture)
    tags = " ".join("#tag%d" % i for i in range(30))
    both("instagram hashtags", "instagram", {"text": tags + " a#b # ##"}, {"text": tags + " #one"},
         "social-hashtags", "text", media=picture)
    case("facebook hashtags", "facebook", text=tags + " #one")
    case("the text of a network alone", "linkedin", "social-text-long", "text",
         text={"default": "short", "linkedin": "x" * 3001})
    for network, limit in (("facebook", 8000), ("linkedin", 3000)):
        both("%s comment" % network, network, {"comment": "x" * limit}, {"comment": "x" * (limit + 1)},
             "social-text-long", "comment", text="Hi")
    both("instagram comment", "instagram", {"comment": "x" * 2200}, {"comment": "x" * 2201},
         "social-text-long", "comment", text="Hi", media=picture)
    both("youtube comment", "youtube", {"comment": "x" * 10000}, {"comment": "x" * 10001},
         "social-text-long", "comment", text="Hi", media=clip())
    for network in ("google", "pinterest", "tiktok", "tiktok-business", "threads", "bluesky"):
        more = {"media": clip()} if "tiktok" in network else {}
        if network == "pinterest":
            more = {"media": picture, "pinterest": {"board": "123456789"}}
        case("%s takes no comment" % network, network, "comment-not-taken", "comment", text="Hi",
             comment="x", **more)


TAKES = {  # network, type: kinds of pictures, their bytes, kinds of videos, how many of each, of all
    ("facebook", "post"): ("jpg png gif", 10 * MB, "mp4 mov webm", None, 1, None),
    ("facebook", "reel"): ("", 0, "mp4 mov webm", None, 1, None),
    ("facebook", "story"): ("jpg png gif", 4 * MB, "mp4 mov webm", 1, 1, None),
    ("instagram", "post"): ("jpg png", 8 * MB, "mp4 mov", None, None, 10),
    ("instagram", "reel"): ("", 0, "mp4 mov", None, 1, None),
    ("instagram", "story"): ("jpg", 8 * MB, "mp4 mov", None, None, 10),
    ("linkedin", "post"): ("jpg png gif", 8 * MB, "mp4 mov", 9, 1, None),
    ("google", "post"): ("jpg png", 5 * MB, "", 1, None, None),
    ("tiktok", "post"): ("", 0, "mp4 mov webm", None, 1, None),
    ("tiktok", "reel"): ("", 0, "mp4 mov webm", None, 1, None),
    ("tiktok-business", "post"): ("", 0, "mp4 mov webm", None, 1, None),
    ("tiktok-business", "reel"): ("", 0, "mp4 mov webm", None, 1, None),
    ("pinterest", "post"): ("jpg png", 10 * MB, "mp4 mov", None, None, 1),
    ("youtube", "post"): ("", 0, "mp4 mov webm", None, 1, None),
    ("youtube", "reel"): ("", 0, "mp4 mov webm", None, 1, None),
    ("threads", "post"): ("jpg png", 8 * MB, "mp4 mov", None, None, 20),
    ("bluesky", "post"): ("jpg png gif", MB, "mp4", 4, 1, None),
}


def media_cases():
    for (network, kind), (pictures, size, videos, picture_count, video_count, all_count) in TAKES.items():
        name = "%s %s" % (network, kind)
        more = {} if kind == "post" else {"type": kind}
        more["text"] = "" if kind == "story" else "Hi"
        if network == "pinterest":
            more["pinterest"] = {"board": "123456789"}
        good = (pictures + " " + videos).split()
        for one in ("jpg", "png", "gif", "webp", "mp4", "mov", "webm"):
            code = None if one in good else "social-media-type"
            case("%s, %s" % (name, one), network, code, code and "media", media=file(one), **more)
        first = pictures.split()
        for one in first:
            both("%s, bytes of a %s" % (name, one), network, {"media": file(one, size=size)},
                 {"media": file(one, size=size + 1)}, "social-media-large", "media", **more)
        for count, of in ((picture_count, first[0] if first else None), (video_count, "mp4"),
                          (all_count, (first or ["mp4"])[0])):
            if count and of:
                many = [file(of, number=i) for i in range(count + 1)]
                both("%s, number of %s" % (name, of), network, {"media": many[:-1]}, {"media": many},
                     "social-media-count", "media", **more)
        if first and videos:
            code = None if all_count and all_count > 1 else "social-media-count" if all_count else "social-media-mixed"
            case("%s, a picture and a video" % name, network, code, code and "media",
                 media=[file(first[0]), file("mp4")], **more)
        needs = not first or network in ("instagram", "pinterest") or kind == "story"
        case("%s without media" % name, network, "social-media-missing" if needs else None,
             "media" if needs else None, media="none", **more)
    eleven = [file("jpg", number=i) for i in range(11)]
    both("facebook, more pictures than advised", "facebook", {"media": eleven[:10]}, {"media": eleven},
         "social-media-many", "media", severity="warning", text="Hi")


def shape_cases():
    for network, low, high in (("linkedin", 250, 6012), ("google", 720, 3000)):
        for width, height in ((low, high), (high, low)):
            both("%s, %d x %d" % (network, width, height), network,
                 {"media": file("png", width, height)},
                 {"media": file("png", max(width, height) + 1, low)}, "social-media-shape", "media", text="Hi")
    for small, large in (((250, 300), (249, 300)), ((300, 250), (300, 249))):
        case("linkedin, %d x %d" % small, "linkedin", media=file("png", *small), text="Hi")
        case("linkedin, %d x %d" % large, "linkedin", "social-media-shape", "media", media=file("png", *large), text="Hi")
        case("google, %d x %d" % small, "google", "social-media-small", "media", severity="warning",
             media=file("png", *small), text="Hi")
        case("google, %d x %d" % large, "google", "social-media-shape", "media", media=file("png", *large), text="Hi")
    for small in ((719, 720), (720, 719)):
        case("google, %d x %d" % small, "google", "social-media-small", "media", severity="warning",
             media=file("png", *small), text="Hi")
    both("instagram, tall", "instagram", {"media": file("png", 800, 1000)}, {"media": file("png", 799, 1000)},
         "social-media-shape", "media", text="Hi")
    both("instagram, wide", "instagram", {"media": file("png", 1910, 1000)}, {"media": file("png", 1911, 1000)},
         "social-media-shape", "media", text="Hi")
    both("threads, tall", "threads", {"media": file("png", 100, 1000)}, {"media": file("png", 99, 1000)},
         "social-media-shape", "media", text="Hi")
    both("threads, wide", "threads", {"media": file("png", 1000, 100)}, {"media": file("png", 1001, 100)},
         "social-media-shape", "media", text="Hi")
    # Files as large as videos may be can be uploaded under v3 alone; those above 500 MB never.
    for name, to, size, more in (("instagram post", "instagram", 100, {}),
                                 ("instagram story", "instagram", 100, {"type": "story", "text": ""}),
                                 ("instagram reel", "instagram", 300, {"type": "reel"}),
                                 ("bluesky post", "bluesky", 50, {})):
        both("%s, bytes of a video" % name, to, {"media": clip(size=size * MB)},
             {"media": clip(size=size * MB + 1)}, "social-media-large", "media", version="v3",
             **{"text": "Hi", **more})


def other_cases():
    for kind, networks in (("story", "linkedin google tiktok tiktok-business pinterest youtube threads bluesky"),
                           ("reel", "linkedin google pinterest threads bluesky")):
        for network in networks.split():
            more = {"pinterest": {"board": "1"}} if network == "pinterest" else {}
            case("no %s on %s" % (kind, network), network, "social-type", "type", type=kind, text="",
                 media=file("jpg"), **more)
    for network in ("x", "twitter", "twitter:Acme"):
        case("%s is gone" % network, network, "network-gone", "to", text="Hi")
    case("community", "community", "network-closed", "to", text="Hi")
    for network in ("facebook", "linkedin", "google", "threads", "bluesky"):
        case("nothing on %s" % network, network, "social-empty", None, text="", media="none")
    # The default cover gives way where media are optional, and does not where they are needed.
    webp = {"image": file("webp")}
    large = {"image": file("png", size=8 * MB + 1)}
    for network in ("facebook", "linkedin", "google", "threads", "bluesky"):
        case("a WebP cover on %s" % network, network, "cover-left-out", None, severity="warning",
             front=webp, text="Hi")
        case("a WebP cover wanted on %s" % network, network, "social-media-type", "media", front=webp,
             text="Hi", media="cover")
    case("a WebP cover on instagram", "instagram", "social-media-type", None, front=webp, text="Hi")
    case("a large cover on facebook", "facebook", front=large, text="Hi")
    case("a large cover on linkedin", "linkedin", "cover-left-out", None, severity="warning", front=large, text="Hi")
    case("a picture as cover on youtube", "youtube", "social-media-type", None, front={"image": file("png")}, text="Hi")
    case("a WebP cover by its address", "facebook", "cover-left-out", None, severity="warning",
         front={"image": "https://acme.example/a.webp"}, text="Hi")
    case("a WebP file by its address", "facebook", "social-media-type", "media", text="Hi",
         media="https://acme.example/a.webp?w=1")
    case("a file by its address", "google", text="Hi", media="https://acme.example/a.jpg")
    case("a GIF by its address", "google", "social-media-type", "media", text="Hi", media="https://acme.example/a.gif")
    # A draft may get its media in the planner; its text is cut at once.
    case("a draft without media", "instagram", "social-media-missing", None, severity="warning",
         text="Hi", status="draft")
    case("a draft with a long text", "google", "social-text-long", "text", text="x" * 1501, status="draft")
    # What went out, or never will, is not looked at.
    case("a moment that has passed", "google", "social-late", None, severity="warning",
         text="x" * 1501, at="2026-11-01 09:00")
    # A document that is a draft is looked at all the same.
    case("a post that is a draft", "google", "social-text-long", "text", front={"draft": True}, text="x" * 1501)


OFFER = {"event": "offer", "title": "T", "start": "2026-12-01", "end": "2026-12-24", "terms": "https://a.example/t",
         "code": "X", "redeem_url": "https://a.example/r"}
EVENT = {"event": "event", "title": "T", "start": "2026-12-01 10:00", "end": "2026-12-01 12:00"}


def without(mapping, name):
    return {k: v for k, v in mapping.items() if k != name}


def detail(network, good, bad, code, version="both", **entry):
    """Details that are right, and details that are wrong."""
    number = len(CASES)
    both("%s details %d" % (network, number), network, {network: good}, {network: bad}, code, network, version,
         **{"text": "Hi", **entry})


def detail_cases():
    picture = file("jpg")
    google = lambda good, bad, code: detail("google", good, bad, code)  # noqa: E731
    for name in ("title", "start", "end", "terms", "code", "redeem_url"):
        google(OFFER, without(OFFER, name), "detail-missing")
    for name in ("title", "start", "end"):
        google(EVENT, without(EVENT, name), "detail-missing")
    google({**EVENT, "title": "x" * 58}, {**EVENT, "title": "x" * 59}, "detail-long")
    google({**OFFER, "title": FAMILY * 7 + "xx"}, {**OFFER, "title": FAMILY * 7 + "xxx"}, "detail-long")
    google({**OFFER, "code": "x" * 58}, {**OFFER, "code": "x" * 59}, "detail-long")
    google({**EVENT, "end": "2026-12-01 10:00"}, {**EVENT, "end": "2026-12-01 09:59"}, "detail-dates")
    google({**OFFER, "terms": "https://a.example/"}, {**OFFER, "terms": "see our site"}, "detail-no-url")
    google({**OFFER, "redeem_url": "{{url}}"}, {**OFFER, "redeem_url": "{{title}}"}, "detail-no-url")
    for action in ("order", "book", "shop", "learn_more", "sign_up"):
        google({"action": action, "url": "https://a.example"}, {"action": action}, "detail-missing")
    for action in ("none", "call"):
        google({"action": action}, {"action": action, "url": "https://a.example"}, "detail-misplaced")
    google(OFFER, {**OFFER, "action": "book"}, "detail-misplaced")
    google(EVENT, {"title": "T"}, "detail-misplaced")
    google(OFFER, {**EVENT, "code": "X"}, "detail-misplaced")
    google({"event": "STANDARD", "action": "CALL"}, {"event": "party"}, "unknown-value")
    google({"event": "standard"}, {"evnt": "offer"}, "unknown-member")
    tiktok = lambda good, bad, code: detail("tiktok", good, bad, code, media=clip())  # noqa: E731
    tiktok({"privacy": "public", "promotes": "both"}, {"privacy": "self", "promotes": "both"}, "detail-misplaced")
    tiktok({"privacy": "SELF_ONLY", "promotes": "nothing"}, {"privacy": "nobody"}, "unknown-value")
    tiktok({"comments": False, "duets": True, "stitches": False}, {"comments": "perhaps"}, "wrong-type")
    v3 = {"version": "v3"}
    poll = {"question": "x" * 140, "options": ["x" * 30, "y" * 30], "days": 7}
    on = lambda good, bad, code: detail("linkedin", {"poll": good}, {"poll": bad}, code, **v3)  # noqa: E731
    on(poll, {**poll, "question": "x" * 141}, "detail-long")
    on({**poll, "question": FAMILY * 17 + "xxxx"}, {**poll, "question": FAMILY * 17 + "xxxxx"}, "detail-long")
    on({**poll, "options": list("abcd")}, {**poll, "options": list("abcde")}, "detail-missing")
    on({**poll, "options": list("ab")}, {**poll, "options": ["a"]}, "detail-missing")
    on(poll, {**poll, "options": ["x" * 31, "y"]}, "detail-long")
    on(poll, {**poll, "options": ["x", "x"]}, "detail-double")
    on(poll, without(poll, "question"), "detail-missing")
    on({**poll, "days": 14}, {**poll, "days": 2}, "unknown-value")
    both("a poll and media", "linkedin", {}, {"media": picture}, "social-media-type", "media", text="Hi",
         linkedin={"poll": poll}, **v3)
    case("a poll and the cover", "linkedin", text="Hi", linkedin={"poll": poll}, front={"image": picture}, **v3)
    case("a poll and a link preview", "linkedin", "detail-misplaced", "linkedin", text="Hi", linkedin={"poll": poll},
         link_preview={"url": "{{url}}"}, **v3)
    case("a poll needs v3", "linkedin", "detail-version", "linkedin", text="Hi", linkedin={"poll": poll},
         version="2021-07-28")
    many = [file("jpg", number=i) for i in range(301)]
    both("linkedin document, title", "linkedin", {"linkedin": {"document": "x" * 100}},
         {"linkedin": {"document": "x" * 101}}, "detail-long", "linkedin", text="Hi", media=many[:10])
    both("linkedin document, pages", "linkedin", {"media": many[:300]}, {"media": many}, "social-media-count", "media",
         text="Hi", linkedin={"document": "T"})
    case("linkedin document without pages", "linkedin", "social-media-missing", "media", text="Hi", media="none",
         linkedin={"document": "T"})
    both("linkedin document, bytes of a page", "linkedin", {"media": file("png", size=10 * MB)},
         {"media": file("png", size=10 * MB + 1)}, "social-media-large", "media", text="Hi", linkedin={"document": "T"})
    ten = [file("png", size=10 * MB, number=i) for i in range(10)]
    both("linkedin document, all bytes", "linkedin", {"media": ten}, {"media": ten + [file("gif")]},
         "social-media-large", "media", text="Hi", linkedin={"document": "T"})
    pin = lambda good, bad, code, version="both": detail("pinterest", good, bad, code, version, media=picture)  # noqa: E731
    pin({"board": "1"}, {"title": "T"}, "detail-missing")
    pin({"board": "1", "title": "x" * 100}, {"board": "1", "title": "x" * 101}, "detail-long")
    link = "https://a.example/" + "x" * 2030
    pin({"board": "1", "link": link}, {"board": "1", "link": link + "x"}, "detail-long")
    pin({"boards": ["1"]}, {"boards": ["1", "2"]}, "detail-version", "2021-07-28")
    boards = [str(i) for i in range(1, 27)]
    pin({"boards": boards[:25]}, {"boards": boards}, "detail-many", "v3")
    case("a pin without a board", "pinterest", "detail-missing", None, text="Hi", media=picture)
    tube = lambda good, bad, code: detail("youtube", good, bad, code, media=clip())  # noqa: E731
    tube({"title": "x" * 100}, {"title": "x" * 101}, "detail-long")
    tube({"title": "{{title}}", "type": "short", "privacy": "unlisted"}, {"privacy": "hidden"}, "unknown-value")
    both("facebook background, text", "facebook", {"text": "x" * 130}, {"text": "x" * 131}, "social-text-long", "text",
         facebook={"background": "303063890126415"}, **v3)
    both("facebook background, media", "facebook", {}, {"media": picture}, "social-media-type", "media", text="Hi",
         facebook={"background": "303063890126415"}, **v3)
    gram = lambda good, bad, code, **more: detail("instagram", good, bad, code, **{**v3, "media": picture, **more})  # noqa: E731
    gram({"collaborators": ["a", "@b", "c"]}, {"collaborators": list("abcd")}, "detail-many")
    gram({"type": "story", "notify": True}, {"notify": True}, "detail-misplaced")
    gram({"type": "story", "notify": True, "note": "x"}, {"type": "post", "note": "x"}, "detail-misplaced")
    gram({"type": "reel", "show_on_feed": True}, {"type": "story", "show_on_feed": True}, "detail-misplaced", media=clip())
    case("a reel by its network's details", "instagram", "social-media-type", "media", text="Hi", media=picture,
         instagram={"type": "reel"})
    both("link preview", "facebook", {"link_preview": {"url": "{{url}}"}}, {"link_preview": {"image": "https://a.example"}},
         "detail-missing", "link_preview", text="Hi")
    both("link preview, its title", "facebook", {}, {"link_preview": {"url": "{{url}}", "title": "T"}}, "detail-version",
         "link_preview", version="2021-07-28", text="Hi")
    case("details for a network that it does not go to", "facebook", "detail-unused", "google", severity="warning",
         text="Hi", google={"event": "standard"})


def make():
    text_cases()
    detail_cases()
    media_cases()
    shape_cases()
    other_cases()


def lines(entry):
    yield "social:"
    members = dict(entry)
    first = "  - "
    for name, value in members.items():
        yield first + name + ": " + json.dumps(value, ensure_ascii=False)
        first = "    "


def write():
    make()
    write_files()
    with open("ghlpub.yaml", "w") as out:
        out.write("blog: Acme\nlocation: abcdefghijklmnopqrst\npost_url: https://acme.example/{slug}\ntimezone: UTC\n"
                  "api: {version: \"%s\"}\nimages: {alt: off}\n" % VERSION)
    for number, (name, to, code, line, severity, front, entry) in enumerate(CASES):
        with open("content/c%04d.md" % number, "w") as out:
            text = ["---", "title: T%d" % number, "date: 2026-11-01", "author: A", "categories: [C]"]
            text += ["%s: %s" % (k, json.dumps(v)) for k, v in front.items()]
            hour = datetime.datetime(2026, 12, 1) + datetime.timedelta(hours=number)
            # two that say the same at once are an error, two within an hour a warning
            entry = {"to": [to], "at": hour.strftime("%Y-%m-%d %H:%M"), **entry}
            text += list(lines(entry)) + ["---", "Body."]
            out.write("\n".join(text) + "\n")


def expected_line(path, line):
    with open(path) as file_:
        for number, text in enumerate(file_, 1):
            if text.startswith("  - to:") and line in (None, "to"):
                return number
            if line and text.startswith("    %s:" % line):
                return number
    return 0


def verify(path):
    make()
    with open(path) as file_:
        found = json.load(file_)["diagnostics"]
    wrong = 0
    for number, (name, to, code, line, severity, front, entry) in enumerate(CASES):
        place = "content/c%04d.md" % number
        got = sorted((f["severity"], f["code"], f["line"]) for f in found
                     if f.get("path") == place and f["severity"] != "note")
        wanted = [(severity, code, expected_line(place, line))] if code else []
        if got != wanted:
            wrong += 1
            print("%s (%s): %s, not %s" % (name, place, got, wanted))
    print("%d cases, %d wrong" % (len(CASES), wrong))
    return wrong != 0


VERSION = os.environ.get("API_VERSION", "2021-07-28")
sys.exit(write() if sys.argv[1] == "write" else verify(sys.argv[2]))
