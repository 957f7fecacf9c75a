/*
 * Series: one entry written, one social post for each occurrence. The wall clock
 * is kept: each occurrence is so many days after the first on the calendar, at
 * the same time of the day whatever clocks do meanwhile (when.c).
 */
#include "series.h"

#include "base/arena.h"
#include "base/limits.h"
#include "date.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define EVERY_MAX 366 /* days */

struct repeat {
    int days;         /* between two occurrences */
    size_t times;     /* 0: as `until` says */
    int64_t until_ms; /* the first moment that is too late; 0: none */
};

/* "daily", "weekly", "3d", "2w", "2 weeks": in days, or 0. */
static int every_days(const char *text)
{
    static const struct {
        const char *name;
        int days;
    } units[] = {{"d", 1}, {"day", 1}, {"days", 1}, {"w", 7}, {"week", 7}, {"weeks", 7}};
    char *end;
    if (strcmp(text, "daily") == 0 || strcmp(text, "day") == 0)
        return 1;
    if (strcmp(text, "weekly") == 0 || strcmp(text, "week") == 0)
        return 7;
    if (!isdigit((unsigned char)*text))
        return 0;
    long number = strtol(text, &end, 10);
    end += strspn(end, " ");
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(end, units[i].name) == 0 && number >= 1 && number * units[i].days <= EVERY_MAX)
            return (int)number * units[i].days;
    return 0;
}

static bool read_every(const struct reading *r, const struct yaml_value *map, struct repeat *repeat)
{
    struct word word;
    if (!read_word(r, yaml_get(map, "every", NULL), "every", &word)) {
        diagnostic_hint(diagnose(r->found, SEVERITY_ERROR, "bad-repeat", map->at,
                                 "\"repeat\" does not say how often"),
                        "write repeat: {every: 1w, times: 6}");
        return false;
    }
    repeat->days = every_days(word.text);
    if (!repeat->days)
        diagnostic_hint(diagnose(r->found, SEVERITY_ERROR, "bad-repeat", word.at,
                                 "\"every\" cannot be \"%s\"", word.text),
                        "write days or weeks, up to a year: 1d, 3d, 1w, 2w");
    return repeat->days > 0;
}

static bool read_times(const struct reading *r, const struct yaml_value *map, struct repeat *repeat)
{
    const struct yaml_value *value = yaml_get(map, "times", NULL);
    int64_t number;
    if (!value || value->kind == YAML_NULL)
        return true;
    if (yaml_integer(value, &number) && number >= 1 && number <= LIMIT_SOCIAL_ENTRIES) {
        repeat->times = (size_t)number;
        return true;
    }
    diagnostic_hint(diagnose(r->found, SEVERITY_ERROR, "bad-repeat", value->at,
                             "\"times\" must be a whole number from 1 to %u", LIMIT_SOCIAL_ENTRIES),
                    "it counts the first one: repeat: {every: 1w, times: 6}");
    return false;
}

/* A date alone is a whole day, the last one. */
static bool read_until(const struct reading *r, const struct zone *zone,
                       const struct yaml_value *map, struct repeat *repeat)
{
    const struct yaml_value *value = yaml_get(map, "until", NULL);
    struct written_date date;
    struct word word;
    if (!read_word(r, value, "until", &word))
        return !value || value->kind == YAML_NULL;
    if (!date_parse(word.text, &date)) {
        diagnostic_hint(diagnose(r->found, SEVERITY_ERROR, "bad-repeat", word.at,
                                 "\"until\" cannot be \"%s\"", word.text),
                        "write the last day: until: 2026-12-31");
        return false;
    }
    if (!date.has_time) {
        int64_t day = civil_to_days(date.civil.year, date.civil.month, date.civil.day) + 1;
        civil_from_days(day, &date.civil.year, &date.civil.month, &date.civil.day);
    }
    repeat->until_ms = written_date_to_utc_ms(&date, zone, NULL) + (date.has_time ? 1 : 0);
    return true;
}

static bool read_repeat(const struct reading *r, const struct zone *zone,
                        const struct yaml_value *value, struct repeat *repeat)
{
    static const char *const members[] = {"every", "times", "until"};
    *repeat = (struct repeat){0, 0, 0};
    if (value->kind != YAML_MAP) {
        reading_wrong_type(r, value, "repeat", "a mapping as {every: 1w, times: 6}");
        return false;
    }
    for (size_t i = 0; i < value->count; i++) {
        const char *name = value->keys[i].text;
        if (strcmp(name, "every") == 0 || strcmp(name, "times") == 0 || strcmp(name, "until") == 0)
            continue;
        hint_nearest(diagnose(r->found, SEVERITY_ERROR, "unknown-member", value->keys[i].at,
                              "\"repeat\" has no \"%s\"", name),
                     name, members, 3);
    }
    if (!read_every(r, value, repeat) || !read_times(r, value, repeat) ||
        !read_until(r, zone, value, repeat))
        return false;
    if (repeat->times || repeat->until_ms)
        return true;
    diagnostic_hint(
        diagnose(r->found, SEVERITY_ERROR, "bad-repeat", value->at, "a series without an end"),
        "say how often it repeats, `times: 6`, or its last day, `until: 2026-12-31`");
    return false;
}

/* How many occurrences there are before `until`, up to `max`. */
static size_t count_until(const struct site *site, const struct document *doc,
                          const struct social_entry *entry, const struct repeat *repeat, size_t max)
{
    struct when when = entry->when;
    size_t count = 0;
    while (count < max) {
        when.shift = (int)count * repeat->days;
        if (ghlpub_when_resolve(&when, doc->date_ms, site->config.zone, NULL) >= repeat->until_ms)
            break;
        count++;
    }
    return count;
}

/* How many there are; 0 with a diagnostic where that cannot be. */
static size_t count_all(const struct reading *r, const struct site *site,
                        const struct document *doc, const struct social_entry *entry,
                        const struct repeat *repeat, struct place at)
{
    size_t room = LIMIT_SOCIAL_ENTRIES - (doc->social_count - 1);
    size_t count = repeat->times;
    if (repeat->until_ms && entry->when.kind != WHEN_ABSOLUTE && !doc->has_date) {
        diagnostic_hint(diagnose(r->found, SEVERITY_ERROR, "bad-repeat", at,
                                 "\"until\" needs a date to count from, and the post has none"),
                        "give the document a `date`, the entry an `at` with a date, or write "
                        "`times`");
        return 0;
    }
    if (repeat->until_ms)
        count = count_until(site, doc, entry, repeat, count ? count : room + 1);
    if (count == 0)
        diagnose(r->found, SEVERITY_ERROR, "bad-repeat", at, "the series ends before it begins");
    if (count <= room)
        return count;
    diagnose(r->found, SEVERITY_ERROR, "social-too-many", at,
             "more than %u social entries in one document, with all that repeat",
             LIMIT_SOCIAL_ENTRIES);
    return 0;
}

static void set_text(struct social_entry *entry, const struct text_variants *variants,
                     size_t number)
{
    if (variants->len == 0)
        return;
    const struct text_variant *variant = &variants->items[number % variants->len];
    entry->text = variant->text;
    entry->text_for = variant->text_for;
    entry->text_for_count = variant->text_for_count;
}

static void make_room(struct arena *arena, struct document *doc, size_t more)
{
    size_t count = doc->social_count + more + 1;
    struct social_entry *grown = arena_alloc(arena, count * sizeof *grown);
    memcpy(grown, doc->social, doc->social_count * sizeof *grown);
    doc->social = grown;
}

void series_expand(const struct reading *r, const struct site *site, struct document *doc,
                   const struct yaml_value *value, const struct text_variants *variants,
                   size_t left)
{
    struct social_entry *entry = &doc->social[doc->social_count - 1];
    struct repeat repeat;
    bool on;
    bool off = value && value->kind == YAML_SCALAR && yaml_boolean(value, &on) && !on;
    if (!value || value->kind == YAML_NULL || off) {
        if (variants->len > 1)
            diagnostic_hint(diagnose(r->found, SEVERITY_ERROR, "text-list", variants->at,
                                     "several texts for an entry that does not repeat"),
                            "write one text, or add repeat: {every: 1w, times: %zu}",
                            variants->len);
        set_text(entry, variants, 0);
        return;
    }
    set_text(entry, variants, 0);
    if (!read_repeat(r, site->config.zone, value, &repeat))
        return;
    size_t count = count_all(r, site, doc, entry, &repeat, value->at);
    if (count == 0)
        return;
    make_room(r->arena, doc, count + left);
    entry = &doc->social[doc->social_count - 1];
    entry->number = 1;
    entry->occurrences = (unsigned)count;
    for (size_t n = 1; n < count; n++) {
        struct social_entry *next = &doc->social[doc->social_count++];
        *next = *entry;
        json_incref(next->details);
        next->number = (unsigned)n + 1;
        next->when.shift = (int)n * repeat.days;
        set_text(next, variants, n);
    }
}

void series_check_ids(const struct reading *r, const struct document *doc)
{
    for (size_t i = 0; i < doc->social_count; i++) {
        const struct social_entry *entry = &doc->social[i];
        const char *dot = entry->id && entry->number <= 1 ? strrchr(entry->id, '.') : NULL;
        size_t len = dot ? (size_t)(dot - entry->id) : 0;
        for (size_t k = 0; dot && k < doc->social_count; k++) {
            const struct social_entry *other = &doc->social[k];
            if (other->number < 2 || !other->id || strlen(other->id) != len ||
                strncmp(other->id, entry->id, len) != 0 ||
                strtoul(dot + 1, NULL, 10) != other->number)
                continue;
            diagnostic_hint(diagnose(r->found, SEVERITY_ERROR, "duplicate-id", entry->at,
                                     "the id \"%s\" is that of an occurrence of the series \"%s\"",
                                     entry->id, other->id),
                            "give one of them another `id`");
        }
    }
}
