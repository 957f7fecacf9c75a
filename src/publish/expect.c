/*
 * What a write should lead to, kept in its intent, so that its result can be
 * recognised and recorded later, when the tree may have changed.
 */
#include "run.h"

#include "base/json.h"
#include "base/limits.h"
#include "base/strbuf.h"
#include "base/unicode.h"
#include "base/zone.h"

#include <stdlib.h>
#include <string.h>

json_t *expect_entry(const struct state_entry *entry)
{
    json_t *object = json_object();
    for (int field = 0; field < STATE_FIELDS; field++)
        json_put(object, state_field_name((enum state_field)field), entry->fields[field]);
    return object;
}

struct state_entry *expected_entry(const struct run *run, const struct intent *intent)
{
    struct state_entry *entry = ghlpub_state_edit(run->state, intent->kind, intent->key);
    const json_t *members = json_object_get(intent->details, "entry");
    for (int field = 0; members && field < STATE_FIELDS; field++)
        state_set(entry, (enum state_field)field,
                  json_text(members, state_field_name((enum state_field)field)));
    return entry;
}

void set_time(struct state_entry *entry, enum state_field field, int64_t ms)
{
    struct strbuf text = STRBUF_INIT(64);
    if (ms)
        strbuf_add_utc(&text, ms, false);
    state_set(entry, field, ms ? text.buf : NULL);
    strbuf_release(&text);
}

static char *url_of(const struct run *run, const char *slug)
{
    const char *pattern = run->options->site->config.post_url;
    const char *mark = pattern ? strstr(pattern, "{slug}") : NULL;
    struct strbuf url = STRBUF_INIT(LIMIT_MESSAGE);
    if (mark) {
        strbuf_add(&url, pattern, (size_t)(mark - pattern));
        strbuf_adds(&url, slug);
        strbuf_adds(&url, mark + strlen("{slug}"));
    }
    return strbuf_detach(&url);
}

static bool same(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

void record_assets(struct state_entry *entry, const struct asset *const *assets)
{
    struct strbuf list = STRBUF_INIT(STRBUF_UNBOUNDED);
    for (; *assets; assets++) {
        char hash[17] = "";
        memcpy(hash, (*assets)->hash, 16);
        if (!strstr(list.buf, hash)) /* each once */
            strbuf_addf(&list, "%s%s", list.len ? "," : "", hash);
    }
    state_set(entry, STATE_ASSETS, list.len ? list.buf : "-");
    strbuf_release(&list);
}

/* ---- the addresses that a post had ---- */

/* Did readers see the post under its recorded address? */
static bool was_public(const struct run *run, const struct state_entry *entry)
{
    const char *status = state_get(entry, STATE_STATUS), *date = state_get(entry, STATE_DATE);
    struct written_date at;
    if (!status || strcmp(status, "DRAFT") == 0 || state_get(entry, STATE_GONE))
        return false;
    return strcmp(status, "SCHEDULED") != 0 ||
           (date && written_date_parse(date, &at) &&
            written_date_to_utc_ms(&at, NULL, NULL) <= run_now_ms(run));
}

static char *address_path(const struct run *run, const struct state_entry *entry)
{
    const char *url = state_get(entry, STATE_URL), *slug = state_get(entry, STATE_SLUG);
    char *standard = mem_printf("/post/%s", slug ? slug : ""); /* facts 1.6 */
    char *path = ghlpub_redirect_path(url ? url : standard,
                                      run->options->site->config.redirect_domain, NULL);
    free(standard);
    return path;
}

/* Adds the paths of `list` to `out`, but for one. */
static size_t add_paths(struct strbuf *out, const char *list, const char *but)
{
    size_t count = 0;
    while (list && *list) {
        size_t len = strcspn(list, " ");
        if (!but || strlen(but) != len || memcmp(list, but, len) != 0) {
            strbuf_addf(out, "%s%.*s", out->len ? " " : "", (int)len, list);
            count++;
        }
        list += len + strspn(list + len, " ");
    }
    return count;
}

/* Against what is recorded now: in one record with the new address stands the old one, so that no
 * stop can lose it. */
static void record_old_address(const struct run *run, struct state_entry *entry)
{
    const struct state_entry *recorded = ghlpub_state_find(run->state, STATE_POST, entry->key);
    const char *id = recorded ? state_get(recorded, STATE_ID) : NULL;
    struct strbuf was = STRBUF_INIT(STRBUF_UNBOUNDED);
    if (!id || !same(id, state_get(entry, STATE_ID))) {
        state_set(entry, STATE_WAS, NULL); /* another post: its addresses are its own */
        return;
    }
    /* Where post_url alone changed it was mended: GHL serves posts where it always did. */
    bool moves = !same(state_get(recorded, STATE_SLUG), state_get(entry, STATE_SLUG));
    char *before = moves && was_public(run, recorded) ? address_path(run, recorded) : NULL;
    char *now = address_path(run, entry);
    size_t count = add_paths(&was, state_get(recorded, STATE_WAS), now);
    if (before && now && strcmp(before, now) != 0) {
        struct strbuf older = STRBUF_INIT(STRBUF_UNBOUNDED);
        count = add_paths(&older, was.buf, before) + 1;
        strbuf_clear(&was);
        strbuf_addf(&was, "%s%s%s", older.buf, older.len ? " " : "", before);
        strbuf_release(&older);
    }
    const char *kept = was.buf;
    for (; count > LIMIT_OLD_PATHS; count--)
        kept = strchr(kept, ' ') + 1;
    state_set(entry, STATE_WAS, *kept ? kept : NULL);
    free(before);
    free(now);
    strbuf_release(&was);
}

void record_address(const struct run *run, struct state_entry *entry, const char *slug)
{
    char *url = url_of(run, slug);
    state_set(entry, STATE_SLUG, slug);
    state_set(entry, STATE_URL, *url ? url : NULL);
    free(url);
    record_old_address(run, entry);
}

void record_post(const struct run *run, struct state_entry *entry, const struct ghl_post *said)
{
    if (said->id)
        state_set(entry, STATE_ID, said->id);
    if (said->slug) {
        const char *wanted = state_get(entry, STATE_WANTED);
        char *asked = mem_strdup(wanted ? wanted : state_get(entry, STATE_SLUG));
        record_address(run, entry, said->slug);
        state_set(entry, STATE_WANTED, asked && strcmp(asked, said->slug) != 0 ? asked : NULL);
        free(asked);
    }
    if (said->status)
        state_set(entry, STATE_STATUS, said->status);
    if (said->updated)
        state_set(entry, STATE_UPDATED, said->updated);
    if (said->version)
        state_set(entry, STATE_REMOTE_VERSION, said->version);
}

/* A member that the row lacks is unknown, not different. */
static bool said_same(const char *said, const char *text)
{
    return !said || same(said, text);
}

bool same_post(const struct intent *intent, const struct ghl_post *row)
{
    return said_same(row->title, json_text(intent->details, "title")) &&
           said_same(row->description, json_text(intent->details, "description")) &&
           said_same(row->canonical, json_text(intent->details, "canonical"));
}

bool is_in_list(const json_t *list, const char *text)
{
    for (size_t i = 0; text && i < json_array_size(list); i++)
        if (same(json_string_value(json_array_get(list, i)), text))
            return true;
    return false;
}

bool slug_family(const char *slug, const char *wanted)
{
    size_t len = wanted ? strlen(wanted) : 0;
    if (!slug || !wanted || strncmp(slug, wanted, len) != 0 || slug[len] != '-')
        return false;
    return slug[len + 1] != '\0' && slug[len + 1 + strspn(slug + len + 1, "0123456789")] == '\0';
}

char *comparable_text(const char *text)
{
    return unicode_collapsed(text ? text : "", 200);
}

bool looks_like_id(const char *text)
{
    static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    size_t len = text ? strlen(text) : 0;
    return (len == 20 || len == 24) && strspn(text, letters) == len;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char *join_accounts(const char *const *ids)
{
    size_t count = 0;
    while (ids && ids[count])
        count++;
    const char **sorted = mem_resize(NULL, count + 1, sizeof *sorted);
    for (size_t i = 0; i < count; i++)
        sorted[i] = ids[i];
    qsort(sorted, count, sizeof *sorted, by_text);
    struct strbuf out = STRBUF_INIT(STRBUF_UNBOUNDED);
    for (size_t i = 0; i < count; i++)
        strbuf_addf(&out, "%s%s", i ? "," : "", sorted[i]);
    free(sorted);
    return strbuf_detach(&out);
}
