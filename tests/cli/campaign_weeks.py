"""A campaign of twelve weeks on six networks, and what GHL should hold of it.

campaign_weeks.py files DOCUMENT MOVED CANCELLED    writes the document
campaign_weeks.py remote MOVED CANCELLED NOW        prints what should be there, a line a social post

Forty entries without ids, every second day at nine in New York, over the change of clocks on 14 March
2027. MOVED entries at the end are a day later; CANCELLED are numbers with commas, or "none". What was
due before NOW has gone out. The lines are made from the rules of docs/front-matter.md alone: one social
post for each text of an entry.
"""
import datetime
import sys
import zoneinfo

ZONE = zoneinfo.ZoneInfo("America/New_York")
ENTRIES = 40
ACCOUNTS = {"facebook": "Acme", "linkedin": "Acme Inc", "instagram": "acme", "google": "Acme Store",
            "threads": "acme", "bluesky": "acme"}
ALL = list(ACCOUNTS)

# By the number of the entry: networks, the text as written, the text on a network, and a picture or none.
KINDS = [
    (ALL, '"Offer {n}"', lambda n, network: "Offer %d" % n, True),
    (["facebook", "linkedin", "google"], '{{default: "News {n}", linkedin: "For you: {n}"}}',
     lambda n, network: "For you: %d" % n if network == "linkedin" else "News %d" % n, False),
    (["instagram", "threads"], '"Picture {n}"', lambda n, network: "Picture %d" % n, True),
    (["bluesky", "facebook"], '"On {{{{platform}}}}: {n}"', lambda n, network: "On %s: %d" % (network, n), False),
]


def entries(moved, cancelled):
    gone = [] if cancelled == "none" else [int(n) for n in cancelled.split(",")]
    for n in range(ENTRIES):
        day = datetime.datetime(2027, 1, 4, 9) + datetime.timedelta(days=2 * n + (n >= ENTRIES - int(moved)))
        if n not in gone:
            yield n, day, KINDS[n % len(KINDS)]


def files(document, moved, cancelled):
    with open(document, "w") as out:
        out.write("---\nkind: campaign\ntitle: Winter\nsocial:\n")
        for n, day, (networks, written, _, picture) in entries(moved, cancelled):
            media = "p%d.png" % (n % 5) if picture else "none"
            out.write("  - to: [%s]\n    at: %s\n    text: %s\n    media: %s\n" % (
                ", ".join(networks), day.strftime("%Y-%m-%d %H:%M"), written.format(n=n), media))
        out.write("---\n")


def remote(moved, cancelled, now):
    for n, day, (networks, _, text, picture) in entries(moved, cancelled):
        utc = day.replace(tzinfo=ZONE).astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
        for said in sorted({text(n, network) for network in networks}):
            accounts = sorted("%s:%s" % (network, ACCOUNTS[network])
                              for network in networks if text(n, network) == said)
            print(" | ".join([utc, "published" if utc <= now else "scheduled", said, str(int(picture)),
                              ",".join(accounts)]))


if sys.argv[1] == "files":
    files(*sys.argv[2:])
else:
    remote(*sys.argv[2:])
