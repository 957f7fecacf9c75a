"""Sites in a sandbox, prepared once and copied for every run of a torture; and the check that a run has
led to what an undisturbed run leads to."""
import json
import os
import re
import shutil

from harness import Expected, Sandbox, ghlpub, publish, write, write_site


def strangers(sandbox):
    """Posts and social posts of others where ours want to be: the same slugs, the same minute."""
    for slug, title in ("alpha", "Another alpha"), ("now", "Of another now"), ("beta-2", "Beta"):
        sandbox.control("POST", "posts", {"title": title, "urlSlug": slug, "rawHTML": "<p>Not ours.</p>",
                                          "description": "Not ours."})
    account = next(iter(sandbox.store()["accounts"]))
    sandbox.control("POST", "social", {"summary": "A stranger's", "status": "scheduled", "accountIds": [account],
                                       "scheduleDate": "2027-10-04T13:00:00.000Z"})


def by_hand(sandbox):
    """What an editor does in GHL's own pages, after the first version was published."""
    store = sandbox.store()
    posts = {post["urlSlug"]: post["_id"] for post in store["posts"].values()}
    for slug in "alpha", "removed", "shelved":
        sandbox.control("PUT", "posts/" + posts[slug], {"title": "By hand", "rawHTML": "<p>By hand</p>"})
    for slug in "old", "now":
        sandbox.control("DELETE", "posts/" + posts[slug])
    for post in store["social"].values():
        if post["summary"] in ("Stays", "Monday"):
            sandbox.control("PUT", "social/" + post["_id"], {"summary": "By hand"})


def unused(site):
    """Pictures that nothing shows any more, in a site that is published again without them."""
    alpha = os.path.join(site, "content/posts/alpha.md")
    with open(alpha) as file:
        text = file.read()
    for old in "![a picture](inside.png)", "![another](fresh.png)", "image: cover.png\nimage_alt: A colour\n", \
            ", media: cover":
        text = text.replace(old, "")
    write(alpha, text)


def without_state(site):
    shutil.rmtree(os.path.join(site, ".ghlpub"))


def without_documents(site):
    without_state(site)
    shutil.rmtree(os.path.join(site, "content"))
    os.mkdir(os.path.join(site, "content"))


def same_addresses(sandbox):
    """Posts show pictures at the address of the sandbox that prepared them; it is another one now."""
    store = sandbox.store()
    media = {item["url"].rsplit("/", 1)[1]: item["url"] for item in store["media"].values()}

    def moved(value):
        text = re.sub(r"http://127\.0\.0\.1:\d+/media/[^\"\\ ]+/([^\"\\/ ]+)",
                      lambda found: media.get(found[1], found[0]), json.dumps(value))
        return json.loads(text)
    for kind, members in ("posts", ("rawHTML", "imageUrl")), ("social", ("media",)):
        for id_, item in store[kind].items():
            changed = {k: moved(item[k]) for k in members if k in item and moved(item[k]) != item[k]}
            if changed:
                sandbox.control("PUT", "%s/%s" % (kind, id_), changed)


# ---- the commands that write something, here or at GHL ----

def command(*arguments):
    return lambda site, sandbox, *options, **env: ghlpub(site, *arguments, env=sandbox.env(**env))


def kept_plan(site, sandbox, *options, **env):
    """A plan that was kept, published exactly or not at all. Where it is stale, since a run died within it
    or everything is done, a person makes another one."""
    file, site_env = os.path.join(site, "plan.json"), sandbox.env()
    for _ in range(2):
        if not os.path.exists(file):
            planned = ghlpub(site, "plan", "--prune", "--refresh", "--out", file, env=site_env)
            if planned.code != 0:
                return planned
        ran = ghlpub(site, "publish", "--yes", "--limit-prune", "99", *options, "--plan", file, env=sandbox.env(**env))
        if "plan-stale" not in ran.err:
            break
        os.remove(file)
    return ran


def prune_media(site, sandbox, *options, **env):
    """Where a run died within it, publish finds out first what became of the deletion: it is told so."""
    ran = ghlpub(site, "media", "prune", "--yes", "--limit-prune", "99", env=sandbox.env(**env))
    if "media-unknown" not in ran.err:
        return ran
    publish(site, sandbox)
    return ghlpub(site, "media", "prune", "--yes", "--limit-prune", "99", env=sandbox.env())


COMMANDS = {
    "adopt": command("adopt", "--yes"),
    "import": command("import"),
    "unused": prune_media,
    "kept-plan": kept_plan,
}
# What becomes of the site after its first version was published.
BEFORE = {"adopt": without_state, "import": without_documents}
# ... and after its second.
AFTER = {"unused": unused}

SCENARIOS = {
    "first": (None, 1),            # nothing was there
    "second": (1, 2),              # the first version was published
    "strangers": (strangers, 1),   # others have the slugs
    "by-hand": (1, 2),             # the first version was published, then edited and deleted at GHL
    "kept-plan": (1, 2),           # the first version was published, and the second is by a kept plan
    "adopt": (1, 1),               # the first version was published, and the state was lost
    "import": (1, 1),              # the first version was published, and only GHL has it
    "unused": (1, 2),              # both versions were published, and then nothing shows the pictures
}
HAND = {"by-hand": by_hand}
OPTIONS = {"by-hand": ["--refresh", "--recreate", "--on-drift", "overwrite"]}

# Options of the sandbox, and how fast its clock runs: a minute's wait takes 60 ms.
WORLDS = {
    "plain": [],
    "lag": ["--lag", "20000"],
    "no-get": ["--quirk", "single-get=off"],
    "no-marks": ["--quirk", "drop-milliseconds=on"],
    "no-results": ["--quirk", "results-missing=on"],
    "data": ["--quirk", "wrapper-data=on", "--quirk", "update-wrapper-blogpost=on"],
}


class Scenario:
    """Prepared once: the site, the sandbox's state, and what an undisturbed run leads to."""

    def __init__(self, work, name, world, jobs):
        self.name, self.world, self.jobs = name, world, jobs
        self.label = "%s-%s-%d" % (name, world, jobs)
        self.path = os.path.join(work, self.label)
        before, version = SCENARIOS[name]
        site, box = os.path.join(self.path, "site"), os.path.join(self.path, "box")
        write_site(site, before if isinstance(before, int) else version)
        with Sandbox(*WORLDS[world], state=box) as sandbox:
            sandbox.seed()
            if callable(before):
                before(sandbox)
            elif before:
                ran = publish(site, sandbox)
                assert ran.code == 0, ran.text()
            if name in HAND:
                sandbox.control("POST", "clock", {"advance": "1h"})
                HAND[name](sandbox)
            if name in BEFORE:
                BEFORE[name](site)
            else:
                write_site(site, version)
            if name in AFTER:
                AFTER[name](site)
                ran = publish(site, sandbox)
                assert ran.code == 0, ran.text()

    def fresh(self, number):
        """A copy of the site and a sandbox as it was."""
        path = self.path + ".run-%s" % number
        shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(self.path, path)
        sandbox = Sandbox(*WORLDS[self.world], state=os.path.join(path, "box"))
        if self.name in BEFORE:
            same_addresses(sandbox)
        sandbox.control("POST", "clock", {"advance": "1h"})  # lists show all that was there before
        return path, os.path.join(path, "site"), sandbox

    def publish(self, site, sandbox, **env):
        run = COMMANDS.get(self.name, publish)
        return run(site, sandbox, "--jobs", str(self.jobs), *OPTIONS.get(self.name, []), **env)

    def undisturbed(self):
        path, site, sandbox = self.fresh("undisturbed")
        steps = os.path.join(path, "steps")
        with sandbox:
            ran = self.publish(site, sandbox, GHLPUB_TEST_STEPS=steps)
            self.expected = Expected(site, sandbox, ran)
            with open(steps) as file:
                self.steps = [line.strip().split(" ", 1)[1] for line in file]
            sandbox.forget_requests()
            again = self.publish(site, sandbox)
            assert not sandbox.writes() and again.code == ran.code, again.text()
            if self.name in COMMANDS:
                then = publish(site, sandbox)
                assert not sandbox.writes() and then.code == 0, then.text()
        shutil.rmtree(path)
        return ran


def settled(scenario, site, sandbox, ran):
    """What is wrong after the run that should have repaired everything."""
    problems = []
    if ran.code != scenario.expected.code:
        problems.append("exit %d, not %d" % (ran.code, scenario.expected.code))
    problems += scenario.expected.problems(site, sandbox)
    sandbox.forget_requests()
    again = scenario.publish(site, sandbox)
    writes = sandbox.writes()
    if writes:
        problems.append("the run after it wrote: " + ", ".join("%s %s" % (w["method"], w["path"]) for w in writes))
    if again.code != scenario.expected.code:
        problems.append("the run after it: " + again.text())
    if problems:
        problems += ["-- the run:", ran.text()]
    return problems
