/*
 * What the parts of the planner share: the lists that they add to, and what they
 * look things up in.
 */
#include "work.h"

#include "base/limits.h"
#include "base/strbuf.h"
#include "base/zone.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct action *work_add(struct work *work, enum action_kind kind, const char *path, const char *key)
{
    /* Copies: what comes from an entry of the state dies when the entry is recorded anew. */
    struct action action = {.kind = kind,
                            .path = arena_strdup(work->arena, path),
                            .key = arena_strdup(work->arena, key)};
    action.reasons = arena_alloc(work->arena, sizeof *action.reasons);
    ARRAY_PUSH(&work->actions, action);
    return &work->actions.items[work->actions.len - 1];
}

void work_reason(struct work *work, struct action *action, const char *format, ...)
{
    size_t count = 0;
    while (action->reasons[count])
        count++;
    const char **reasons = arena_alloc(work->arena, (count + 2) * sizeof *reasons);
    memcpy(reasons, action->reasons, count * sizeof *reasons);
    va_list args;
    va_start(args, format);
    reasons[count] = arena_vprintf(work->arena, format, args);
    va_end(args);
    action->reasons = reasons;
}

void work_after(struct work *work, struct action *action, size_t other)
{
    for (size_t i = 0; i < action->after_count; i++)
        if (action->after[i] == other)
            return;
    size_t *after = arena_alloc(work->arena, (action->after_count + 1) * sizeof *after);
    if (action->after_count)
        memcpy(after, action->after, action->after_count * sizeof *after);
    after[action->after_count++] = other;
    action->after = after;
}

struct held *work_hold(struct work *work, enum held_reason reason, const char *path,
                       const char *key, const struct state_entry *entry, const char *format, ...)
{
    struct plan *plan = work->plan;
    if (plan->held_count == plan->held_cap) {
        plan->held_cap = plan->held_cap ? plan->held_cap * 2 : 8;
        plan->held = mem_resize(plan->held, plan->held_cap, sizeof *plan->held);
    }
    struct held *held = &plan->held[plan->held_count++];
    va_list args;
    va_start(args, format);
    *held = (struct held){.reason = reason,
                          .path = arena_strdup(work->arena, path),
                          .key = arena_strdup(work->arena, key),
                          .entry = entry,
                          .text = arena_vprintf(work->arena, format, args)};
    va_end(args);
    return held;
}

const struct drift *work_keep_drift(struct work *work, const struct drift *drift)
{
    struct drift *copy = arena_alloc(work->arena, sizeof *copy);
    *copy = *drift;
    return copy;
}

void work_touch(struct work *work, const struct state_entry *entry, const char *updated)
{
    struct plan *plan = work->plan;
    if (plan->touched_count == plan->touched_cap) {
        plan->touched_cap = plan->touched_cap ? plan->touched_cap * 2 : 8;
        plan->touched = mem_resize(plan->touched, plan->touched_cap, sizeof *plan->touched);
    }
    plan->touched[plan->touched_count++] =
        (struct touched){entry->kind, arena_strdup(work->arena, entry->key), updated};
}

const char *work_local(const struct work *work, int64_t ms)
{
    struct strbuf sb = STRBUF_INIT(LIMIT_MESSAGE);
    strbuf_add_local(&sb, ms, work->in->site->config.zone);
    const char *text = arena_strdup(work->arena, sb.buf);
    strbuf_release(&sb);
    return text;
}

int64_t work_entry_date(const struct state_entry *entry)
{
    return work_date_ms(entry ? state_get(entry, STATE_DATE) : NULL);
}

int64_t work_date_ms(const char *text)
{
    struct written_date date;
    if (!text || !written_date_parse(text, &date))
        return 0;
    return written_date_to_utc_ms(&date, NULL, NULL);
}

bool work_social_is_out(const struct work *work, const struct state_entry *entry)
{
    int64_t due = work_entry_date(entry);
    const char *status = entry ? state_get(entry, STATE_STATUS) : NULL;
    bool draft = status && strcmp(status, "draft") == 0;
    return due && due <= work->in->now_ms && !draft && !state_get(entry, STATE_GONE);
}

const char *work_entry_path(const struct state_entry *entry)
{
    const char *path = state_get(entry, STATE_PATH);
    return path ? path : entry->key;
}

const char work_open_text[] = "it is not known whether an earlier write of it happened";

bool work_is_open(const struct work *work, enum state_kind kind, const char *key)
{
    return work->open.count &&
           map_has(&work->open, arena_printf(work->arena, "%d %s", (int)kind, key));
}

bool work_is_open_below(const struct work *work, enum state_kind kind, const char *key)
{
    const char *name;
    void *value;
    if (work_is_open(work, kind, key))
        return true;
    const char *below = arena_printf(work->arena, "%d %s#", (int)STATE_SOCIAL, key);
    for (size_t at = 0; map_next(&work->open, &at, &name, &value);)
        if (strncmp(name, below, strlen(below)) == 0)
            return true;
    return false;
}

static void index_open(struct work *work)
{
    size_t count;
    struct intent *const *intents = ghlpub_intents(work->in->state, &count);
    for (size_t i = 0; work->in->hold_open && i < count; i++)
        map_set(&work->open,
                arena_printf(work->arena, "%d %s", (int)intents[i]->kind, intents[i]->key),
                intents[i]);
}

/* The recorded social posts by the document that they belong to. */
static void index_social(struct work *work)
{
    size_t count;
    struct state_entry *const *entries =
        ghlpub_state_entries(work->in->state, STATE_SOCIAL, &count);
    for (size_t i = 0; i < count; i++) {
        const char *mark = strrchr(entries[i]->key, '#');
        char *owner = arena_strndup(work->arena, entries[i]->key,
                                    mark ? (size_t)(mark - entries[i]->key) : 0);
        struct social_list_of *list = map_get(&work->social_of, owner);
        if (!list) {
            list = mem_alloc(sizeof *list);
            map_set(&work->social_of, owner, list);
        }
        ARRAY_PUSH(list, entries[i]);
    }
}

static void free_social(void *value)
{
    struct social_list_of *list = value;
    ARRAY_RELEASE(list);
    free(list);
}

struct work *work_new(const struct plan_input *input, struct plan *plan, struct diagnostics *found)
{
    size_t count = input->site->document_count + 1;
    struct work *work = mem_alloc(sizeof *work);
    work->in = input;
    work->plan = plan;
    work->arena = plan->arena;
    work->found = found;
    work->entries = arena_alloc(work->arena, count * sizeof *work->entries);
    work->slugs = arena_alloc(work->arena, count * sizeof *work->slugs);
    work->urls = arena_alloc(work->arena, count * sizeof *work->urls);
    work->post_held = arena_alloc(work->arena, count * sizeof *work->post_held);
    work->move_open = arena_alloc(work->arena, count * sizeof *work->move_open);
    work->post_action = arena_alloc(work->arena, count * sizeof *work->post_action);
    for (size_t i = 0; i < count; i++)
        work->post_action[i] = -1;
    for (size_t i = 0; input->remote && i < input->remote->post_count; i++) {
        struct seen_post *seen = &input->remote->posts[i];
        if (seen->slug)
            map_set(&work->seen_slugs, seen->slug, seen);
        map_set(&work->seen_ids, seen->id, seen);
    }
    for (size_t i = 0; input->remote && i < input->remote->social_count; i++)
        map_set(&work->seen_social, input->remote->social[i].id, &input->remote->social[i]);
    for (size_t i = 0; i < input->rename_count; i++)
        if (!map_has(&work->renamed_from, input->renames[i].to))
            map_set(&work->renamed_from, input->renames[i].to,
                    (void *)(uintptr_t)&input->renames[i]);
    index_social(work);
    index_open(work);
    return work;
}

void work_free(struct work *work)
{
    map_release(&work->moved, NULL);
    map_release(&work->seen_slugs, NULL);
    map_release(&work->seen_ids, NULL);
    map_release(&work->seen_social, NULL);
    map_release(&work->open, NULL);
    map_release(&work->social_said, NULL);
    map_release(&work->url_media, NULL);
    ARRAY_RELEASE(&work->refused);
    map_release(&work->social_of, free_social);
    map_release(&work->campaign_from, NULL);
    map_release(&work->renamed_from, NULL);
    ARRAY_RELEASE(&work->actions);
    free(work);
}
