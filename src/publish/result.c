/* What a run did, for `--json`: one object for each action and held document. */
#include "run.h"

#include "base/json.h"

static json_t *item(struct run *run)
{
    if (!run->result->items)
        run->result->items = json_array();
    json_t *object = json_object();
    json_array_append_new(run->result->items, object);
    return object;
}

void result_item(struct run *run, const struct action *action, const char *outcome,
                 const struct error *err)
{
    json_t *object = item(run);
    const struct state_entry *entry =
        ghlpub_state_find(run->state, action_state_kind(action), action->key);
    json_put(object, "action", ghlpub_action_name(action->kind));
    json_put(object, "path", action->path);
    json_put(object, "key", action->key);
    json_put(object, "outcome", outcome);
    if (entry) {
        json_put(object, "id", state_get(entry, STATE_ID));
        json_put(object, "url", state_get(entry, STATE_URL));
        json_put(object, "status", state_get(entry, STATE_STATUS));
        json_put(object, "target", state_get(entry, STATE_TARGET));
    }
    if (err && err->code) {
        json_put(object, "code", err->code);
        json_put(object, "message", err->message);
        json_put(object, "hint", err->hint);
    }
}

void result_held(struct run *run, const struct held *held)
{
    json_t *object = item(run);
    json_put(object, "path", held->path);
    json_put(object, "key", held->key);
    json_put(object, "outcome", held->reason == HELD_ORPHAN ? "orphan" : "held");
    json_put(object, "reason", ghlpub_held_name(held->reason));
    json_put(object, "message", held->text);
}
