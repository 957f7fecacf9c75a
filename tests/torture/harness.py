"""What the torture tests share: a sandbox, a site with every kind of action in two versions, runs of
ghlpub, and what the sandbox and the state hold in a form that can be compared.

GHLPUB is the program (default: the release build). Everything is written below a temporary directory.
"""
import hashlib
import http.client
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
GHLPUB = os.environ.get("GHLPUB") or os.path.join(ROOT, "build/release/src/cli/ghlpub")
NOW = "2026-11-24T12:00:00Z"
STOPPED = 99  # how GHLPUB_TEST_STOP ends the process
JOBS = int(os.environ.get("JOBS") or os.cpu_count())  # cases side by side

SOCIAL_CATEGORY = "Campaigns"  # the command line cannot seed it
SEEDS = ["--blog", "Acme News", "--author", "Jane Doe", "--author", "José Valim",
         "--category", "News", "--category", "Product", "--category", "Guides",
         "--account", "facebook:Acme", "--account", "linkedin:Acme Inc", "--account", "instagram:acme",
         "--account", "google:Acme Store", "--user", "jane@acme.example:Jane Doe", "--tag", "launch"]


# ---- the sandbox ----

class Sandbox:
    """`rate`: how fast its clock runs; 1000 makes the wait of a minute 60 ms."""

    def __init__(self, *options, rate=1000, state=None, record=None, limit="1000/0.05s", now=NOW):
        command = [GHLPUB, "sandbox", "--seed", "test", "--clock-rate", str(rate), "--rate", limit]
        command += SEEDS + list(options)
        command += ["--state", state] if state else []
        command += ["--record", record] if record else []
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        env={**os.environ, "GHLPUB_NOW": now}, text=True)
        told = {}
        for line in self.process.stdout:
            name, _, value = line.strip().partition(": ")
            told.setdefault(name, value)
            if name == "pages":
                break
        else:
            raise RuntimeError("the sandbox did not start: " + self.process.stderr.read())
        self.base, self.token = told["address"], told["token"]
        self.location, self.blog = told["location"], told["blog"]
        self.port = int(self.base.rsplit(":", 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()

    def control(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        text = body if isinstance(body, (str, type(None))) else json.dumps(body)
        headers = {} if text is None or isinstance(body, str) else {"Content-Type": "application/json"}
        connection.request(method, "/_sandbox/" + path, text and text.encode(), headers)
        answer = connection.getresponse()
        told = answer.read()
        connection.close()
        if answer.status >= 400:
            raise RuntimeError("%s %s: %s" % (method, path, told))
        return json.loads(told)

    def store(self):
        return self.control("GET", "store")

    def fault(self, *rules):
        self.control("POST", "faults", "\n".join(rules))

    def no_faults(self):
        self.control("DELETE", "faults")

    def requests(self):
        return self.control("GET", "requests")

    def forget_requests(self):
        self.control("DELETE", "requests")

    def writes(self):
        return [r for r in self.requests() if is_write(r)]

    def seed(self):
        """What the sandbox's options have no word for; once, where the state begins."""
        self.control("POST", "socialCategories", {"name": SOCIAL_CATEGORY})

    def env(self, **more):
        return {"GHL_API_BASE": self.base, "GHL_API_KEY": self.token,
                "GHL_LOCATION_ID": self.location, **more}


def is_write(request):
    return request["method"] != "GET" and not request["path"].endswith("/posts/list")


# ---- running ghlpub ----

class Ran:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def text(self):
        return "exit %d\n%s%s" % (self.code, self.out, self.err)


def environment(extra):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("GHL_", "GHLPUB_"))}
    env.update(CI="true", GHLPUB_NOW=NOW, GHLPUB_TEST_WAIT_SCALE="0.01", LC_ALL="C.UTF-8", **extra)
    return env


def ghlpub(site, *arguments, env, timeout=120):
    done = subprocess.run([GHLPUB, *arguments], cwd=site, env=environment(env), text=True,
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout)
    return Ran(done.returncode, done.stdout, done.stderr)


def publish(site, sandbox, *arguments, **env):
    return ghlpub(site, "publish", "--yes", "--prune", "--limit-prune", "99", *arguments,
                  env=sandbox.env(**env))


# ---- the site ----

def picture(path, colour, size=(640, 480)):
    """A PNG of one colour; another colour is another content."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    row = b"\0" + bytes([colour, 90, 160]) * size[0]
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 0))
    data += chunk(b"IDAT", zlib.compress(row * size[1], 1)) + chunk(b"IEND", b"")
    write(path, data)


def write(path, content):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb" if isinstance(content, bytes) else "w") as file:
        file.write(content)


CONFIG = """blog: Acme News
post_url: https://acme.example/post/{slug}
timezone: America/New_York
user: jane@acme.example
api: {version: %s}
defaults:
  author: Jane Doe
  categories: [News]
images: {alt: off}
redirects: {domain: acme.example}
"""

# What each document of a version says. A first publish uploads, creates in every status, and
# schedules; the second updates, moves, redates, takes offline (by draft, by removal), archives,
# edits, reschedules, cancels and creates; redirects are made, led elsewhere, deleted, one of them
# before the post that gets its path.
FIRST = {
    "posts/alpha.md": """title: Alpha
date: 2026-11-02
image: cover.png
image_alt: A colour
tags: [one, two]
social:
  - {id: edited, to: [facebook], at: 2027-12-01 09:00, text: "Alpha is out: {{url}}", media: cover, comment: First!}
  - {id: moved, to: [linkedin], at: 2027-12-02 09:00, text: "Alpha for {{title}}"}
  - {id: gone, to: [facebook], at: 2027-12-03 09:00, text: "To be cancelled"}
  - {id: kept, to: ["google:Acme Store"], at: 2027-12-04 09:00, text: "Stays", tags: [launch], category: Campaigns}
""", "posts/beta.md": """title: Beta
date: 2026-11-03
author: José Valim
categories: [Product, Guides]
""", "posts/later.md": """title: Later
date: 2027-06-01 08:00
social:
  - {id: with, to: [facebook], at: "+1d 09:00", text: "Later is out"}
""", "posts/draft.md": """title: A draft
draft: true
""", "posts/now.md": """title: Of now
""", "posts/old.md": """title: An old one
date: 2025-01-01
status: archived
""", "posts/leaves.md": """title: To become a draft
date: 2026-10-01
aliases: [/left]
social:
  - {id: waits, to: [facebook], at: 2027-11-08 09:00, text: "Becomes a draft with its post"}
""", "posts/removed.md": """title: To be removed
date: 2026-10-02
aliases: [/removed]
""", "posts/shelved.md": """title: To be archived
date: 2026-10-03
""", "posts/place.md": """title: To be moved
date: 2026-10-04
social:
  - {id: travels, to: [linkedin], at: 2027-11-01 09:00, text: "A post that moves"}
""", "posts/renamed.md": """title: To get another slug
date: 2026-10-05
slug: before
aliases: [/kept, /dropped, /post/fresh]
""", "campaigns/week.md": """title: A week
kind: campaign
social:
  - {id: mon, to: [facebook, linkedin], at: 2027-10-04 09:00, text: "Monday"}
  - {id: tue, to: [facebook], at: 2027-10-05 09:00, text: "Tuesday", status: draft}
  - {id: wed, to: [facebook], at: 2027-10-06 09:00, text: "Wednesday", status: in_review, approver: jane@acme.example}
  - {id: tips, to: ["google:Acme Store"], at: 2027-10-07 09:00, text: [One, Two], repeat: {every: 1w, times: 3}}
  - {to: [facebook, linkedin], at: 2027-10-08 09:00, text: "For both"}
""",
}
BODIES = {"posts/alpha.md": "The body of alpha, with ![a picture](inside.png) and [beta](beta.md).\n\n<b>raw</b>",
          "posts/removed.md": "It will go. See [alpha](alpha.md)."}

SECOND = {
    **FIRST,
    "posts/alpha.md": FIRST["posts/alpha.md"].replace("Alpha is out", "Alpha is new")
    .replace("2027-12-02 09:00", "2027-12-02 17:30").replace(
        '  - {id: gone, to: [facebook], at: 2027-12-03 09:00, text: "To be cancelled"}\n', "")
    + '  - {id: added, to: [facebook], at: 2027-12-05 09:00, text: "Added"}\n',
    "posts/beta.md": FIRST["posts/beta.md"].replace("title: Beta", "title: Beta, corrected"),
    "posts/later.md": FIRST["posts/later.md"].replace("2027-06-01", "2027-07-01"),
    "posts/draft.md": "title: A draft\ndate: 2026-11-01\n",
    "posts/leaves.md": FIRST["posts/leaves.md"] + "draft: true\n",
    "posts/shelved.md": FIRST["posts/shelved.md"] + "status: archived\n",
    "moved/place.md": FIRST["posts/place.md"],
    "posts/renamed.md": FIRST["posts/renamed.md"].replace("slug: before", "slug: after")
    .replace("/dropped, /post/fresh", "/added"),
    "posts/fresh.md": "title: A fresh one\ndate: 2026-11-20\n",
    "campaigns/week.md": FIRST["campaigns/week.md"].replace("Monday", "Monday, again")
    .replace("2027-10-05", "2027-10-12").replace("[One, Two]", "[One, Zwei]").replace("times: 3", "times: 2")
    .replace('"For both"', '{default: "For both", linkedin: "For one"}'),
}
for path in "posts/removed.md", "posts/place.md":
    del SECOND[path]
SECOND_BODIES = {**BODIES, "posts/alpha.md": BODIES["posts/alpha.md"].replace("The body", "The new body")
                 + "\n\n![another](fresh.png)"}


def write_site(site, version=1, api="2021-07-28"):
    documents, bodies = (FIRST, BODIES) if version == 1 else (SECOND, SECOND_BODIES)
    shutil.rmtree(os.path.join(site, "content"), ignore_errors=True)
    write(os.path.join(site, "ghlpub.yaml"), CONFIG % api)
    for path, front in documents.items():
        body = bodies.get(path, "The body of %s." % os.path.basename(path))
        write(os.path.join(site, "content", path), "---\n%s---\n%s\n" % (front, body))
    picture(os.path.join(site, "content/posts/cover.png"), 10)
    picture(os.path.join(site, "content/posts/inside.png"), 20)
    picture(os.path.join(site, "content/posts/fresh.png"), 30)


def write_tiny(site):
    """One of each of the main things: for tortures that cost much a run."""
    write(os.path.join(site, "ghlpub.yaml"), CONFIG % "2021-07-28")
    write(os.path.join(site, "content/a.md"), "---\ntitle: Tiny\ndate: 2026-11-02\nsocial:\n"
          "  - {id: one, to: [facebook], at: 2027-12-01 09:00, text: Tiny}\n---\nA ![p](p.png) body.\n")
    picture(os.path.join(site, "content/p.png"), 10, (8, 8))


# ---- what is compared ----

def names_of_ids(store):
    """Ids and URLs differ from run to run; the names behind them do not."""
    names = {}
    for item in store["media"].values():
        names[without_port(item["url"])] = "media:" + item["name"]
    for kind, member in ("authors", "name"), ("categories", "label"), ("accounts", "name"), ("tags", "name"):
        for id_, item in store.get(kind, {}).items():
            names[id_] = "%s:%s" % (kind, item.get(member))
    return names


def without_port(text):
    return re.sub(r"http://127\.0\.0\.1:\d+", "BASE", text)


def renamed(value, names):
    text = without_port(json.dumps(value, sort_keys=True, ensure_ascii=False))
    text = re.sub(r"BASE/media/[^\"\\ ]+", lambda m: names.get(m[0], m[0]), text)
    return json.loads(text)


NO_COVER = hashlib.sha256(b"").hexdigest()[:8]
VOLATILE = {"_id", "id", "createdAt", "updatedAt", "currentVersion"}


def is_about_now(text):
    return isinstance(text, str) and text.startswith("2026-11-2")


def normal_store(store):
    """The objects, sorted; without ids and times of writing, and times of now as "now"."""
    names, held = names_of_ids(store), {}
    for kind in "posts", "media", "social", "redirects":
        rows = []
        for item in store.get(kind, {}).values():
            row = {k: v for k, v in item.items() if k not in VOLATILE}
            if kind == "media":
                row.pop("url", None)
            if row.get("title") in ("Of now", "A draft") and is_about_now(row.get("publishedAt")):
                row["publishedAt"] = "now"
            rows.append(json.dumps(renamed(row, names), sort_keys=True, ensure_ascii=False))
        held[kind] = sorted(rows)
    return held


def read_state(site, path=".ghlpub/state.json"):
    try:
        with open(os.path.join(site, path)) as file:
            return json.load(file)
    except FileNotFoundError:
        return {}


def same_everywhere(remote):
    """Short hashes of body, author, categories and cover; body and cover hold addresses of this sandbox."""
    body, *names, cover = remote.split(",")
    return ",".join(["-" if body == "-" else "body", *names, cover if cover in ("-", NO_COVER) else "cover"])


def normal_state(site, store):
    state, names = read_state(site), names_of_ids(store)
    for entry in state.values():
        # "remote" is a hash of a body that holds URLs of this sandbox.
        for member in ("id", "at", "updated", "currentVersion", "remote"):
            if entry:
                entry.pop(member, None)
        if entry and entry.get("chosen") and "date" in entry:
            entry["date"] = "now"
        if entry and "remote" in entry:
            entry["remote"] = same_everywhere(entry["remote"])
    return renamed(state, names)


def leftovers(site):
    """What must not stay beside the state. A temporary file that was being written when the process was
    killed may: nobody reads it."""
    kept = {"state.json", "state.lock", "state.hashes", "state.directory", "state.sent"}
    directory = os.path.join(site, ".ghlpub")
    there = set(os.listdir(directory)) if os.path.isdir(directory) else set()
    return sorted(name for name in there - kept if not re.fullmatch(r"\.ghlpub-\d+-\d+\.tmp", name))


def unfolded(site):
    """Records of the journal that are no open intents: what is known but not in the state file."""
    try:
        with open(os.path.join(site, ".ghlpub/state.journal")) as file:
            return [line for line in file if not line.startswith(('{"journal"', '{"i"'))]
    except FileNotFoundError:
        return []


def difference(expected, found, what):
    lines = []
    for key in sorted(set(expected) | set(found)):
        a, b = expected.get(key), found.get(key)
        if a == b:
            continue
        if isinstance(a, list) and isinstance(b, list):
            lines += ["%s: missing from %s: %s" % (what, key, x) for x in multi_minus(a, b)]
            lines += ["%s: too much in %s: %s" % (what, key, x) for x in multi_minus(b, a)]
        else:
            lines.append("%s: %s: expected %s, found %s" % (what, key, a, b))
    return lines


def multi_minus(a, b):
    rest = list(b)
    left = []
    for item in a:
        if item in rest:
            rest.remove(item)
        else:
            left.append(item)
    return left


def documents(site):
    """Every file below content, hidden ones too: their content, without addresses of this sandbox."""
    held, top = {}, os.path.join(site, "content")
    for folder, _, names in os.walk(top):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                text = re.sub(rb"http://127\.0\.0\.1:\d+", b"BASE", file.read())
            held[os.path.relpath(os.path.join(folder, name), top)] = hashlib.sha256(text).hexdigest()
    return held


class Expected:
    """What an undisturbed run led to."""

    def __init__(self, site, sandbox, ran):
        store = sandbox.store()
        self.code = ran.code
        self.tree = documents(site)
        self.store, self.state = normal_store(store), normal_state(site, store)

    def problems(self, site, sandbox):
        store = sandbox.store()
        found = difference(self.store, normal_store(store), "store")
        found += difference(self.state, normal_state(site, store), "state")
        found += difference(self.tree, documents(site), "content")
        found += ["left beside the state: " + name for name in leftovers(site)]
        return found


def temporary():
    """Below /dev/shm where there is one: what is tested is the order of things, not the disk."""
    shm = "/dev/shm"
    return tempfile.mkdtemp(prefix="ghlpub-torture.", dir=shm if os.access(shm, os.W_OK) else None)


class Tally:
    def __init__(self):
        self.passed, self.failed = 0, 0

    def add(self, name, problems):
        if problems:
            self.failed += 1
            print("not ok - %s" % name)
            for line in problems:
                print("    " + line.replace("\n", "\n    "))
        else:
            self.passed += 1
        sys.stdout.flush()

    def end(self):
        print("%d passed, %d failed" % (self.passed, self.failed))
        return 1 if self.failed else 0


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:12]
