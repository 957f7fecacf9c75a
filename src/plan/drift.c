/*
 * Drift: what GHL shows against what ghlpub last wrote. The updatedAt tells that
 * somebody wrote, the rest tells what; what is done about it is decided where
 * the actions are made.
 */
#include "work.h"

#include "base/hash.h"
#include "base/limits.h"
#include "base/strbuf.h"
#include "base/unicode.h"
#include "base/zone.h"

#include <stdlib.h>
#include <string.h>

static bool same(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

/* GHL may count the going out of a scheduled post as a change of it. */
static bool went_out(const struct state_entry *entry, const char *status, const char *updated)
{
    enum { GOING_OUT_MS = 120000 };
    const char *before = state_get(entry, STATE_STATUS);
    int64_t due = work_entry_date(entry), at = work_date_ms(updated);
    return before && strcmp(before, "SCHEDULED") == 0 &&
           (!status || strcmp(status, "PUBLISHED") == 0) && at >= due && at < due + GOING_OUT_MS;
}

static bool is_newer(const struct state_entry *entry, const char *updated)
{
    const char *recorded = state_get(entry, STATE_UPDATED);
    if (!recorded || !updated || strcmp(recorded, updated) == 0 || entry->unfinished)
        return false;
    /* A listing may show what was before, or write the same moment in another way. */
    return !work_date_ms(updated) || work_date_ms(updated) > work_date_ms(recorded);
}

bool ghlpub_post_drifted(const struct state_entry *entry, const char *status, const char *updated)
{
    return is_newer(entry, updated) && !went_out(entry, status, updated);
}

/* ---- the list of what differs ---- */

enum { PARTS_MOST = 16 };

struct parts {
    const char *items[PARTS_MOST + 1];
    size_t len;
};

static void differs(struct parts *parts, bool differ, const char *name)
{
    if (differ && parts->len < PARTS_MOST)
        parts->items[parts->len++] = name;
}

static const char *const *keep(struct arena *arena, const struct parts *parts)
{
    const char **list = arena_alloc(arena, (parts->len + 1) * sizeof *list);
    for (size_t i = 0; i < parts->len; i++)
        list[i] = parts->items[i];
    return list;
}

/* ---- posts ---- */

/* The short hashes of STATE_PARTS and STATE_REMOTE: that at `index`, or NULL. */
static const char *short_at(const char *list, int index, size_t *len)
{
    for (; list && index > 0; index--) {
        list = strchr(list, ',');
        if (list)
            list++;
    }
    *len = list ? strcspn(list, ",") : 0;
    return list;
}

static bool hash_matches(const char *recorded, size_t len, struct hash *hash)
{
    char hex[HASH_HEX];
    hash_hex(hash, hex);
    return len < HASH_HEX && strncmp(recorded, hex, len) == 0;
}

/* Where neither side is known, nothing differs. */
static bool text_part_differs(const struct state_entry *entry, enum post_part part,
                              const char *name, const char *seen)
{
    size_t len;
    const char *recorded = short_at(state_get(entry, STATE_PARTS), (int)part, &len);
    struct hash hash;
    if (!seen || !recorded)
        return false;
    hash_init(&hash);
    hash_add_field(&hash, name, seen);
    bool matches = hash_matches(recorded, len, &hash);
    if (!matches && !*seen) { /* GHL has "" for what was never there */
        hash_init(&hash);
        hash_add_field(&hash, name, NULL);
        matches = hash_matches(recorded, len, &hash);
    }
    return !matches;
}

static bool tags_differ(const struct state_entry *entry, const char *const *tags)
{
    size_t len;
    const char *recorded = short_at(state_get(entry, STATE_PARTS), PART_TAGS, &len);
    struct hash hash;
    if (!tags || !recorded)
        return false;
    hash_init(&hash);
    for (; *tags; tags++)
        hash_add_field(&hash, "tag", *tags);
    return !hash_matches(recorded, len, &hash);
}

/* The members of STATE_REMOTE, in its order. */
enum remote_part { REMOTE_BODY, REMOTE_AUTHOR, REMOTE_CATEGORIES, REMOTE_IMAGE };

static bool remote_known(const char *list, enum remote_part part)
{
    size_t len;
    const char *item = short_at(list, (int)part, &len);
    return item && len > 0 && *item != '-';
}

static bool remote_differs(const struct state_entry *entry, const struct seen_post *seen,
                           enum remote_part part)
{
    size_t a_len, b_len;
    const char *recorded = state_get(entry, STATE_REMOTE);
    if (!remote_known(recorded, part) || !remote_known(seen->remote, part))
        return false;
    const char *a = short_at(recorded, (int)part, &a_len);
    const char *b = short_at(seen->remote, (int)part, &b_len);
    return a_len != b_len || strncmp(a, b, a_len) != 0;
}

/* A scheduled post that is public once its moment has come is as it was left. */
static bool status_differs(const struct state_entry *entry, const struct seen_post *seen)
{
    const char *recorded = state_get(entry, STATE_STATUS);
    if (!recorded || !seen->status || strcmp(recorded, seen->status) == 0)
        return false;
    bool out = strcmp(recorded, "SCHEDULED") == 0 && strcmp(seen->status, "PUBLISHED") == 0 &&
               work_entry_date(entry) <= work_date_ms(seen->updated);
    return !out;
}

static void compare_post(const struct state_entry *entry, const struct seen_post *seen,
                         struct parts *parts)
{
    int64_t date = work_entry_date(entry);
    const char *title = state_get(entry, STATE_TITLE), *slug = state_get(entry, STATE_SLUG);
    differs(parts, title && seen->title && !same(title, seen->title), "title");
    differs(parts, slug && seen->slug && !same(slug, seen->slug), "slug");
    differs(parts, text_part_differs(entry, PART_DESCRIPTION, "description", seen->description),
            "description");
    differs(parts, status_differs(entry, seen), "status");
    differs(parts, date && seen->date_ms && date / 1000 != seen->date_ms / 1000, "date");
    differs(parts, remote_differs(entry, seen, REMOTE_BODY), "body");
    differs(parts, remote_differs(entry, seen, REMOTE_AUTHOR), "author");
    differs(parts, remote_differs(entry, seen, REMOTE_CATEGORIES), "categories");
    differs(parts, tags_differ(entry, seen->tags), "tags");
    differs(parts, remote_differs(entry, seen, REMOTE_IMAGE), "cover image");
    differs(parts, text_part_differs(entry, PART_ALT, "alt", seen->image_alt),
            "alternative text of the cover");
    differs(parts, text_part_differs(entry, PART_CANONICAL, "canonical", seen->canonical),
            "canonical URL");
}

struct drift ghlpub_post_drift(struct arena *arena, const struct state_entry *entry,
                               const struct seen_post *seen)
{
    struct parts parts = {.len = 0};
    struct drift drift = {.kind = DRIFT_NONE, .updated = seen->updated};
    drift.differs = keep(arena, &parts);
    if (seen->gone) {
        drift.kind = DRIFT_GONE;
        return drift;
    }
    if (!ghlpub_post_drifted(entry, seen->status, seen->updated))
        return drift;
    compare_post(entry, seen, &parts);
    drift.differs = keep(arena, &parts);
    drift.body_unread = !remote_known(seen->remote, REMOTE_BODY) ||
                        !remote_known(state_get(entry, STATE_REMOTE), REMOTE_BODY);
    drift.kind = parts.len || drift.body_unread ? DRIFT_EDITED : DRIFT_TOUCHED;
    return drift;
}

/* ---- social posts ---- */

static bool is_one_of(const char *text, const char *const *list)
{
    for (; text && *list; list++)
        if (strcmp(text, *list) == 0)
            return true;
    return false;
}

/* It went out, or is about to: nobody edited it. */
static bool social_went_out(const struct state_entry *entry, const struct seen_social *seen)
{
    static const char *const out[] = {"published",         "in_progress", "failed",
                                      "notification_sent", "pending",     NULL};
    int64_t due = work_entry_date(entry);
    return is_one_of(seen->status, out) && due <= work_date_ms(seen->updated) + 60000;
}

/* An approval makes what was in review scheduled; it changes nothing that was written. */
static bool social_status_differs(const struct state_entry *entry, const struct seen_social *seen)
{
    const char *recorded = state_get(entry, STATE_STATUS);
    if (!recorded || !seen->status || strcmp(recorded, seen->status) == 0)
        return false;
    return !(strcmp(recorded, "in_review") == 0 && strcmp(seen->status, "scheduled") == 0);
}

/* GHL puts values of its own in the place of {{...}}: what stands before the first one is compared,
 * unless they are still there. */
static bool is_expanded(const char *now, const char *sent)
{
    const char *open = strstr(sent, "{{");
    if (!open || strstr(now, "{{"))
        return false;
    size_t len = (size_t)(open - sent);
    while (len && sent[len - 1] == ' ')
        len--;
    return strncmp(now, sent, len) == 0;
}

/* GHL cuts a text at the network's limit: what it has may be the beginning of what was sent. */
static bool text_differs(const struct state_entry *entry, const struct seen_social *seen,
                         const struct desired_social *expected)
{
    enum { RECORDED = 200, WHOLE = 100000 };
    const char *recorded = state_get(entry, STATE_TEXT);
    if (!seen->text || (!recorded && !expected))
        return false;
    char *now = unicode_collapsed(seen->text, expected ? WHOLE : RECORDED);
    char *sent = expected ? unicode_collapsed(expected->text, WHOLE) : mem_strdup(recorded);
    size_t len = strlen(now), sent_len = strlen(sent);
    bool differ =
        len > RECORDED && len < sent_len ? strncmp(now, sent, len) != 0 : strcmp(now, sent) != 0;
    differ = differ && !is_expanded(now, sent);
    free(now);
    free(sent);
    return differ;
}

static size_t count_texts(const char *const *list)
{
    size_t count = 0;
    while (list && list[count])
        count++;
    return count;
}

static bool media_differ(const char *const *media, const char *const *seen)
{
    size_t count = count_texts(media);
    if (!media || !seen)
        return false;
    if (count != count_texts(seen))
        return true;
    for (size_t i = 0; i < count; i++)
        if (strcmp(media[i], seen[i]) != 0)
            return true;
    return false;
}

struct drift ghlpub_social_drift(struct arena *arena, const struct state_entry *entry,
                                 const struct seen_social *seen,
                                 const struct desired_social *expected, const char *const *media)
{
    struct parts parts = {.len = 0};
    struct drift drift = {.kind = DRIFT_NONE, .updated = seen->updated};
    int64_t date = work_entry_date(entry);
    const char *accounts = state_get(entry, STATE_ACCOUNTS);
    drift.differs = keep(arena, &parts);
    if (seen->deleted) {
        drift.kind = DRIFT_GONE;
        return drift;
    }
    if (!is_newer(entry, seen->updated) || social_went_out(entry, seen))
        return drift;
    differs(&parts, text_differs(entry, seen, expected), "text");
    differs(&parts, date && seen->date_ms && date / 1000 != seen->date_ms / 1000, "time");
    differs(&parts, accounts && seen->accounts && !same(accounts, seen->accounts), "accounts");
    differs(&parts, media_differ(media, seen->media), "media");
    differs(&parts, expected && seen->comment && !same(expected->comment, seen->comment),
            "comment");
    differs(&parts, social_status_differs(entry, seen), "status");
    drift.differs = keep(arena, &parts);
    drift.body_unread = !expected || !media;
    drift.kind = parts.len || drift.body_unread ? DRIFT_EDITED : DRIFT_TOUCHED;
    return drift;
}

/* ---- in words ---- */

static const char *moment(struct arena *arena, const char *updated, const struct site *site)
{
    struct strbuf text = STRBUF_INIT(LIMIT_MESSAGE);
    int64_t ms = work_date_ms(updated);
    if (ms)
        strbuf_add_local(&text, ms, site->config.zone);
    const char *words = ms ? arena_printf(arena, " on %s", text.buf) : "";
    strbuf_release(&text);
    return words;
}

const char *ghlpub_drift_text(struct arena *arena, const struct drift *drift,
                              const struct site *site)
{
    if (drift->kind == DRIFT_GONE)
        return "it was deleted at GHL";
    const char *parts = "";
    for (const char *const *part = drift->differs; *part; part++)
        parts = arena_printf(arena, "%s%s%s", parts, *parts ? ", " : "", *part);
    if (*parts)
        parts = arena_printf(arena, ": %s", parts);
    return arena_printf(arena, "edited at GHL%s, after ghlpub wrote it%s; %s",
                        moment(arena, drift->updated, site), parts,
                        drift->document_changed
                            ? "the document has changed since, too"
                            : "the document has not changed since, GHL has the newer text");
}

const char *ghlpub_drift_hint(struct arena *arena, const struct drift *drift, const char *path)
{
    if (drift->kind == DRIFT_GONE)
        return arena_printf(arena,
                            "`ghlpub publish --recreate %s` creates it again; or remove the "
                            "document, or write `sync: false`",
                            path);
    return arena_printf(arena,
                        "bring the edit into the document (`ghlpub pull %s` fetches it), then "
                        "`ghlpub publish --on-drift overwrite %s`",
                        path, path);
}

const char *ghlpub_cancel_drift_hint(struct arena *arena, const char *key, bool orphan)
{
    return arena_printf(arena,
                        "`ghlpub publish %s--on-drift overwrite` cancels it all the same; or "
                        "`ghlpub state rm 'social %s'` leaves it to GHL",
                        orphan ? "--prune " : "", key);
}

const char *ghlpub_social_drift_hint(struct arena *arena, const char *path)
{
    return arena_printf(arena,
                        "bring the edit into the document, then `ghlpub publish --on-drift "
                        "overwrite %s`",
                        path);
}
