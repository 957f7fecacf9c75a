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

void record_post(const struct run *run, struct state_entry *entry, const struct ghl_post *said)
{
    if (said->id)
        state_set(entry, STATE_ID, said->id);
    if (said->slug) {
        const char *wanted = state_get(entry, STATE_WANTED);
        char *asked = mem_strdup(wanted ? wanted : state_get(entry, STATE_SLUG));
        state_set(entry, STATE_SLUG, said->slug);
        state_set(entry, STATE_WANTED, asked && strcmp(asked, said->slug) != 0 ? asked : NULL);
        char *url = url_of(run, said->slug);
        state_set(entry, STATE_URL, *url ? url : NULL);
        free(url);
        free(asked);
    }
    if (said->status)
        state_set(entry, STATE_STATUS, said->status);
    if (said->updated)
        state_set(entry, STATE_UPDATED, said->updated);
    if (said->version)
        state_set(entry, STATE_REMOTE_VERSION, said->version);
}

static bool same(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
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
