"""Sites in a sandbox, prepared once and copied for every run of a torture; and the check that a run has
led to what an undisturbed run leads to."""
import os
import shutil

from harness import Expected, Sandbox, publish, write_site

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


SCENARIOS = {
    "first": (None, 1),            # nothing was there
    "second": (1, 2),              # the first version was published
    "strangers": (strangers, 1),   # others have the slugs
    "by-hand": (1, 2),             # the first version was published, then edited and deleted at GHL
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
        write_site(site, version)

    def fresh(self, number):
        """A copy of the site and a sandbox as it was."""
        path = self.path + ".run-%s" % number
        shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(self.path, path)
        sandbox = Sandbox(*WORLDS[self.world], state=os.path.join(path, "box"))
        sandbox.control("POST", "clock", {"advance": "1h"})  # lists show all that was there before
        return path, os.path.join(path, "site"), sandbox

    def publish(self, site, sandbox, **env):
        return publish(site, sandbox, "--jobs", str(self.jobs), *OPTIONS.get(self.name, []), **env)

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
