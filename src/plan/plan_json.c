/* The plan for machines, by the schema in docs/plan.schema.json. */
#include "base/json.h"
#include "base/zone.h"
#include <ghlpub/plan.h>

static json_t *strings(const char *const *list)
{
    json_t *array = json_array();
    for (; list && *list; list++)
        json_array_append_new(array, json_string(*list));
    return array;
}

static void put_post(json_t *object, const struct desired_post *post)
{
    json_put(object, "title", post->title);
    json_put(object, "slug", post->slug);
    json_put(object, "url", post->url);
    json_put(object, "status", post->status);
    json_put_utc(object, "date", post->date_ms);
}

static void put_social(json_t *object, const struct desired_social *social)
{
    json_t *targets = json_array();
    for (size_t i = 0; i < social->targets.len; i++)
        json_array_append_new(targets, json_string(social->targets.items[i].text));
    json_put_value(object, "to", targets);
    json_put(object, "text", social->text);
    json_put_utc(object, "due", social->due_ms);
}

static json_t *action_json(const struct action *action)
{
    json_t *object = json_object();
    json_put(object, "action", ghlpub_action_name(action->kind));
    json_put(object, "path", action->path);
    json_put(object, "key", action->key);
    json_put(object, "from", action->from);
    json_put(object, "id", action->entry ? state_get(action->entry, STATE_ID) : NULL);
    json_put_value(object, "reasons", strings(action->reasons));
    json_put(object, "overwrites", action->overwrites);
    if (action->post)
        put_post(object, action->post);
    if (action->social)
        put_social(object, action->social);
    if (action->redirect)
        json_put(object, "target", action->redirect->target);
    if (action->asset) {
        json_put_number(object, "size", action->asset->size);
        json_put(object, "type", action->asset->type);
        json_put(object, "hash", action->asset->hash);
    }
    return object;
}

const char *ghlpub_held_name(enum held_reason reason)
{
    static const char *const names[] = {
        [HELD_BROKEN] = "broken",
        [HELD_DRIFT] = "drift",
        [HELD_SLUG_TAKEN] = "slug-taken",
        [HELD_NAME] = "name",
        [HELD_ORPHAN] = "orphan",
        [HELD_DRAFT] = "draft",
        [HELD_LATE] = "late",
        [HELD_OUT] = "out",
        [HELD_REDIRECT_TAKEN] = "redirect-taken",
        [HELD_OPEN] = "open",
        [HELD_GONE] = "gone",
        [HELD_FAILED] = "failed",
    };
    return names[reason];
}

static json_t *drift_json(const struct held *held)
{
    json_t *object = json_object();
    const struct drift *drift = held->drift;
    json_put(object, "id", held->entry ? state_get(held->entry, STATE_ID) : NULL);
    json_put(object, "updated", drift->updated);
    json_put(object, "recorded", held->entry ? state_get(held->entry, STATE_UPDATED) : NULL);
    json_put_value(object, "differs", strings(drift->differs));
    json_put_flag(object, "bodyRead", !drift->body_unread && drift->kind != DRIFT_GONE);
    json_put_flag(object, "documentChanged", drift->document_changed);
    return object;
}

static json_t *held_json(const struct held *held)
{
    json_t *object = json_object();
    json_put(object, "reason", ghlpub_held_name(held->reason));
    json_put(object, "path", held->path);
    json_put(object, "key", held->key);
    json_put(object, "text", held->text);
    if (held->drift)
        json_put_value(object, "drift", drift_json(held));
    return object;
}

json_t *ghlpub_plan_json(const struct plan *plan)
{
    json_t *json = json_object(), *actions = json_array(), *held = json_array(),
           *counts = json_object();
    for (size_t i = 0; i < plan->len; i++)
        json_array_append_new(actions, action_json(&plan->actions[i]));
    for (size_t i = 0; i < plan->held_count; i++)
        json_array_append_new(held, held_json(&plan->held[i]));
    for (int kind = 0; kind < ACTION_KINDS; kind++)
        json_put_number(counts, ghlpub_action_name((enum action_kind)kind),
                        (int64_t)plan->counts[kind]);
    json_put_utc(json, "now", plan->now_ms);
    json_put_value(json, "actions", actions);
    json_put_value(json, "held", held);
    json_put_value(json, "counts", counts);
    json_put_number(json, "unchanged", (int64_t)plan->unchanged);
    json_put_number(json, "uploadBytes", plan->upload_bytes);
    json_put_number(json, "requests", (int64_t)plan->requests);
    json_put_number(json, "leastSeconds", plan->least_seconds);
    return json;
}

/* ---- what changes of posts ---- */

static const char *diff_op_name(enum plan_diff_op op)
{
    static const char *const names[] = {[PLAN_DIFF_SAME] = "same",
                                        [PLAN_DIFF_REMOVED] = "removed",
                                        [PLAN_DIFF_ADDED] = "added",
                                        [PLAN_DIFF_CHANGED] = "changed",
                                        [PLAN_DIFF_SKIPPED] = "skipped"};
    return names[op];
}

static json_t *words_json(const struct plan_diff_line *line)
{
    json_t *words = json_array();
    for (size_t i = 0; i < line->word_count; i++) {
        json_t *word = json_object();
        json_put(word, "op", diff_op_name(line->words[i].op));
        json_put(word, "text", line->words[i].text);
        json_array_append_new(words, word);
    }
    return words;
}

static json_t *diff_json(const struct plan_diff *diff)
{
    json_t *lines = json_array();
    for (size_t i = 0; i < diff->len; i++) {
        const struct plan_diff_line *line = &diff->lines[i];
        json_t *object = json_object();
        json_put(object, "op", diff_op_name(line->op));
        json_put(object, "field", line->field);
        json_put(object, "before", line->before);
        json_put(object, "text", line->text);
        if (line->op == PLAN_DIFF_CHANGED)
            json_put_value(object, "words", words_json(line));
        if (line->op == PLAN_DIFF_SKIPPED)
            json_put_number(object, "lines", (int64_t)line->skipped);
        json_array_append_new(lines, object);
    }
    return lines;
}

void ghlpub_plan_json_diffs(json_t *json, const struct plan *plan, const struct sent *sent)
{
    json_t *actions = json_object_get(json, "actions");
    for (size_t i = 0; i < plan->len; i++) {
        struct plan_diff diff;
        json_t *action = json_array_get(actions, i);
        if (!ghlpub_plan_diff(plan, &plan->actions[i], sent, &diff))
            continue;
        json_put_value(action, "diff", diff_json(&diff));
        json_put(action, "diffNote", diff.note);
    }
}
