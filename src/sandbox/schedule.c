/*
 * The dates: looked at before each request, all objects only where something is
 * due (facts.md 1.5, 3.3).
 */
#include "schedule.h"
#include "social.h"
#include "validate.h"

#include "base/array.h"
#include "base/mem.h"

#include <stdlib.h>

struct due ARRAY(char *);

/* The ids of one kind that are due; sets *next to when another one will be. */
static void find_due(const struct store *store, enum kind kind, int64_t now_ms, struct due *due,
                     int64_t *next)
{
    struct store_walk walk = {.store = store, .kind = kind};
    for (const json_t *value; (value = store_next(&walk));) {
        int64_t at = json_number(value, "_due", INT64_MAX);
        if (at <= now_ms) {
            ARRAY_PUSH(due, mem_strdup(json_text(value, "_id")));
        } else if (at < *next) {
            *next = at;
        }
    }
}

static void publish_post(struct sandbox *box, const char *id, int64_t now_ms)
{
    const json_t *old = store_get(&box->store, KIND_POST, id);
    json_t *post = json_copy((json_t *)old);
    int64_t at = json_number(old, "_due", now_ms);
    json_put(post, "status", "PUBLISHED");
    json_object_del(post, "_due");
    if (box_quirk(box, QUIRK_PUBLISHING_UPDATES)) {
        json_put_time(post, "updatedAt", at);
    }
    store_put(&box->store, KIND_POST, id, post, at);
}

static void send_social(struct sandbox *box, const char *id, int64_t now_ms)
{
    const json_t *old = store_get(&box->store, KIND_SOCIAL, id);
    json_t *post = json_copy((json_t *)old);
    int64_t at = json_number(old, "_due", now_ms);
    social_go_out(box, post, at);
    social_add_children(box, post, at);
    store_put(&box->store, KIND_SOCIAL, id, post, at);
}

void schedule_settle(struct sandbox *box)
{
    int64_t now_ms = box_now(box);
    if (now_ms < box->store.due_ms) {
        return;
    }
    struct due posts = {0}, socials = {0};
    int64_t next = INT64_MAX;
    find_due(&box->store, KIND_POST, now_ms, &posts, &next);
    find_due(&box->store, KIND_SOCIAL, now_ms, &socials, &next);
    for (size_t i = 0; i < posts.len; i++) {
        publish_post(box, posts.items[i], now_ms);
        free(posts.items[i]);
    }
    for (size_t i = 0; i < socials.len; i++) {
        send_social(box, socials.items[i], now_ms);
        free(socials.items[i]);
    }
    ARRAY_RELEASE(&posts);
    ARRAY_RELEASE(&socials);
    box->store.due_ms = next;
}
