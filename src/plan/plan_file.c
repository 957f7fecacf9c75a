/*
 * Plans that are kept: written by `plan --out`, and compared, action by action,
 * with the plan that a later publish makes of the tree, the state and what it
 * sees at GHL. The file is the plan as `--json` shows it, with what is needed to
 * make it again (options), and for each action the fingerprint of what it would
 * send, the entry of the state that it is based on, and what was seen at GHL.
 *
 * Nothing that the clock alone chooses is compared: a date of "now", and a post
 * that was to be scheduled and whose date has come meanwhile, which then is
 * public from that date on all the same.
 */
#include "base/arena.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "base/zone.h"
#include <ghlpub/plan.h>

#include <stdlib.h>
#include <string.h>

#define FORM 1

/* ---- fingerprints ---- */

static enum state_kind kind_of(const struct action *action)
{
    if (action->entry)
        return action->entry->kind;
    if (action->redirect)
        return STATE_REDIRECT;
    return action->asset ? STATE_MEDIA : action->social ? STATE_SOCIAL : STATE_POST;
}

/* What the action would send, whatever the clock says. */
static void fingerprint(const struct action *action, char out[HASH_HEX])
{
    struct hash hash;
    hash_init(&hash);
    hash_add_field(&hash, "from", action->from);
    hash_add_number(&hash, "flags", action->orphan + 2 * action->lost + 4 * action->recreate);
    if (action->post)
        hash_add_field(&hash, "post", action->post->hash);
    if (action->social) {
        bool chosen = action->social->fresh || action->social->due_chosen;
        hash_add_field(&hash, "social", action->social->hash);
        hash_add_number(&hash, "due", chosen ? 0 : action->social->due_ms);
    }
    if (action->asset)
        hash_add_field(&hash, "asset", action->asset->hash);
    if (action->redirect)
        hash_add_field(&hash, "target", action->redirect->target);
    hash_hex(&hash, out);
}

static json_t *base_json(const struct state_entry *entry)
{
    json_t *base = json_object();
    json_put(base, "id", state_get(entry, STATE_ID));
    json_put(base, "hash", state_get(entry, STATE_HASH));
    json_put(base, "updated", state_get(entry, STATE_UPDATED));
    return base;
}

static json_t *seen_json(const struct action *action)
{
    json_t *seen = json_object();
    if (action->seen) {
        json_put(seen, "id", action->seen->id);
        json_put(seen, "updated", action->seen->updated);
    } else if (action->seen_social) {
        json_put(seen, "id", action->seen_social->id);
        json_put(seen, "updated", action->seen_social->updated);
    } else if (action->seen_media) {
        json_put(seen, "id", action->seen_media->id);
    }
    return seen;
}

/* All that the state says of itself, to tell whether it is the same. */
static void digest(const struct state *state, char out[HASH_HEX])
{
    static const enum state_field fields[] = {STATE_ID, STATE_HASH, STATE_UPDATED, STATE_GONE};
    struct hash hash;
    hash_init(&hash);
    for (int kind = 0; kind < STATE_KINDS; kind++) {
        size_t count;
        struct state_entry *const *entries =
            ghlpub_state_entries(state, (enum state_kind)kind, &count);
        for (size_t i = 0; i < count; i++) {
            hash_add_field(&hash, state_kind_name((enum state_kind)kind), entries[i]->key);
            for (size_t k = 0; k < sizeof fields / sizeof *fields; k++)
                hash_add_field(&hash, "field", state_get(entries[i], fields[k]));
        }
    }
    hash_hex(&hash, out);
}

/* All that the chosen documents say, likewise; not ghlpub.yaml, whose part shows in what would be
 * sent. */
static void digest_tree(const struct plan_input *input, char out[HASH_HEX])
{
    enum { FILES = 64 };
    struct template_file files[FILES];
    struct hash hash;
    hash_init(&hash);
    for (size_t i = 0; i < input->site->document_count; i++) {
        const struct document *document = input->site->documents[i];
        const struct rendered *page = input->pages->items[i];
        if (input->selected && !input->selected[i])
            continue;
        hash_add_field(&hash, "path", document->path);
        hash_add_number(&hash, "length", (int64_t)document->len);
        hash_add(&hash, document->text, document->len);
        size_t count = ghlpub_template_files(input->pages, document, files, FILES);
        for (size_t k = 0; k < count; k++)
            hash_add_field(&hash, files[k].path, files[k].hash);
        for (size_t k = 0; page && k < page->asset_count; k++)
            hash_add_field(&hash, page->assets[k]->path, page->assets[k]->hash);
    }
    hash_hex(&hash, out);
}

/* ---- writing ---- */

static const char *const on_drift_words[] = {
    [ON_DRIFT_SKIP] = "skip", [ON_DRIFT_FAIL] = "fail", [ON_DRIFT_OVERWRITE] = "overwrite"};
enum { ON_DRIFT_WORDS = sizeof on_drift_words / sizeof *on_drift_words };

static const char *const only_words[] = {"posts", "social", "media"}; /* by bit of PLAN_ */
enum { ONLY_WORDS = sizeof only_words / sizeof *only_words };

static json_t *only_json(unsigned only)
{
    json_t *words = json_array();
    for (unsigned i = 0; i < ONLY_WORDS; i++)
        if (only & (1U << i))
            json_array_append_new(words, json_string(only_words[i]));
    return words;
}

static bool read_only(unsigned *only, const json_t *words)
{
    *only = 0;
    for (size_t i = 0; i < json_array_size(words); i++) {
        const char *text = json_string_value(json_array_get(words, i));
        unsigned word = 0;
        while (text && word < ONLY_WORDS && strcmp(only_words[word], text) != 0)
            word++;
        if (!text || word == ONLY_WORDS)
            return false;
        *only |= 1U << word;
    }
    return true;
}

static json_t *options_json(const struct plan_input *input)
{
    json_t *options = json_object(), *paths = json_array(), *documents = json_array();
    if (input->only)
        json_put_value(options, "only", only_json(input->only));
    json_put_flag(options, "prune", input->prune);
    json_put_flag(options, "force", input->force);
    json_put_flag(options, "refresh", input->remote != NULL);
    json_put_flag(options, "recreate", input->recreate);
    json_put(options, "onDrift", on_drift_words[input->on_drift]);
    for (size_t i = 0; i < input->pattern_count; i++)
        json_array_append_new(paths, json_string(input->patterns[i]));
    for (size_t i = 0; input->selected && i < input->site->document_count; i++)
        if (input->selected[i])
            json_array_append_new(documents, json_string(input->site->documents[i]->path));
    json_put_value(options, "paths", paths);
    if (input->selected)
        json_put_value(options, "documents", documents);
    else
        json_decref(documents);
    return options;
}

json_t *ghlpub_plan_file(const struct plan *plan, const struct plan_input *input,
                         const char *environment)
{
    json_t *json = ghlpub_plan_json(plan), *actions = json_object_get(json, "actions");
    char hex[HASH_HEX];
    for (size_t i = 0; i < plan->len; i++) {
        const struct action *action = &plan->actions[i];
        json_t *object = json_array_get(actions, i);
        fingerprint(action, hex);
        json_put(object, "of", state_kind_name(kind_of(action)));
        json_put(object, "sends", hex);
        if (action->entry)
            json_put_value(object, "base", base_json(action->entry));
        if (action->seen || action->seen_social || action->seen_media)
            json_put_value(object, "seen", seen_json(action));
    }
    digest(input->state, hex);
    json_put_number(json, "form", FORM);
    json_put(json, "location", input->site->config.location);
    json_put(json, "blog", input->site->config.blog);
    json_put(json, "environment", environment);
    json_put(json, "state", hex);
    digest_tree(input, hex);
    json_put(json, "tree", hex);
    json_put_value(json, "options", options_json(input));
    return json;
}

/* ---- reading ---- */

struct saved_action {
    const char *action, *path, *key, *sends;
    int of;                         /* enum state_kind */
    bool has_base, has_seen, found; /* found: a plan that is compared has it */
    const char *id, *hash, *updated;
    const char *seen_id, *seen_updated, *overwrites;
};

struct plan_file_private {
    struct arena *arena;
    struct saved_action *actions;
    size_t count;
    struct map by_name;       /* "OF KEY ACTION" */
    struct map by_key;        /* "OF KEY": one of them */
    const char *state, *tree; /* digests */
};

static bool bad(struct error *err, const char *name, const char *why)
{
    error_set(err, ERROR_CONFIG, "plan-damaged", "\"%s\" is no plan that can be used: %s", name,
              why);
    error_hint(err, "make a new one: `ghlpub plan --out FILE`");
    return false;
}

static const char *copy(struct plan_file *file, const json_t *object, const char *name)
{
    return arena_strdup(file->private->arena, json_text(object, name));
}

static bool read_strings(struct plan_file *file, const json_t *array, const char ***out,
                         size_t *count)
{
    size_t i;
    json_t *value;
    *out = arena_alloc(file->private->arena, (json_array_size(array) + 1) * sizeof **out);
    *count = 0;
    json_array_foreach((json_t *)(uintptr_t)array, i, value)
    {
        if (!json_is_string(value))
            return false;
        (*out)[(*count)++] = arena_strdup(file->private->arena, json_string_value(value));
    }
    return true;
}

static bool read_options(struct plan_file *file, const json_t *options)
{
    const json_t *documents = json_object_get(options, "documents");
    const json_t *paths = json_object_get(options, "paths");
    file->prune = json_flag(options, "prune", false);
    file->force = json_flag(options, "force", false);
    file->recreate = json_flag(options, "recreate", false);
    file->refreshed = json_flag(options, "refresh", false);
    const char *on_drift = json_text(options, "onDrift");
    unsigned word = 0;
    while (on_drift && word < ON_DRIFT_WORDS && strcmp(on_drift_words[word], on_drift) != 0)
        word++;
    if (!on_drift || word == ON_DRIFT_WORDS)
        return false;
    file->on_drift = (enum on_drift)word;
    file->some = documents != NULL;
    return json_is_object(options) && read_only(&file->only, json_object_get(options, "only")) &&
           json_is_array(paths) && (!documents || json_is_array(documents)) &&
           read_strings(file, paths, &file->patterns, &file->pattern_count) &&
           read_strings(file, documents, &file->documents, &file->document_count);
}

static int kind_named(const char *name)
{
    for (int kind = 0; name && kind < STATE_KINDS; kind++)
        if (strcmp(state_kind_name((enum state_kind)kind), name) == 0)
            return kind;
    return -1;
}

static const char *name_of(struct arena *arena, int of, const char *key, const char *action)
{
    return arena_printf(arena, "%d %s %s", of, action, key);
}

static bool read_action(struct plan_file *file, const json_t *object, struct saved_action *out)
{
    const json_t *base = json_object_get(object, "base"), *seen = json_object_get(object, "seen");
    struct plan_file_private *private = file->private;
    *out = (struct saved_action){.action = copy(file, object, "action"),
                                 .path = copy(file, object, "path"),
                                 .key = copy(file, object, "key"),
                                 .sends = copy(file, object, "sends"),
                                 .of = kind_named(json_text(object, "of")),
                                 .has_base = json_is_object(base),
                                 .has_seen = json_is_object(seen),
                                 .id = copy(file, base, "id"),
                                 .hash = copy(file, base, "hash"),
                                 .updated = copy(file, base, "updated"),
                                 .seen_id = copy(file, seen, "id"),
                                 .seen_updated = copy(file, seen, "updated"),
                                 .overwrites = copy(file, object, "overwrites")};
    if (!out->action || !out->path || !out->key || !out->sends || out->of < 0)
        return false;
    map_set(&private->by_key, name_of(private->arena, out->of, out->key, ""), out);
    return !map_set(&private->by_name, name_of(private->arena, out->of, out->key, out->action),
                    out);
}

static bool read_actions(struct plan_file *file, const json_t *array)
{
    struct plan_file_private *private = file->private;
    size_t i;
    json_t *value;
    private->actions =
        arena_alloc(private->arena, (json_array_size(array) + 1) * sizeof *private->actions);
    json_array_foreach((json_t *)(uintptr_t)array, i, value)
    {
        if (!read_action(file, value, &private->actions[private->count++]))
            return false;
    }
    return json_is_array(array);
}

static bool read_plan(struct plan_file *file, const json_t *json, const char *name,
                      struct error *err)
{
    struct written_date date;
    const char *now = json_text(json, "now");
    int64_t form = json_number(json, "form", 0);
    if (form > FORM)
        return bad(err, name, "a newer version of ghlpub made it");
    if (form != FORM)
        return bad(err, name, "it was not made by `ghlpub plan --out`");
    if (!now || !written_date_parse(now, &date) || !date.has_offset)
        return bad(err, name, "its time is missing");
    file->now_ms = written_date_to_utc_ms(&date, NULL, NULL);
    file->location = copy(file, json, "location");
    file->blog = copy(file, json, "blog");
    file->environment = copy(file, json, "environment");
    file->private->state = copy(file, json, "state");
    file->private->tree = copy(file, json, "tree");
    if (!file->private->state || !file->private->tree ||
        !read_options(file, json_object_get(json, "options")) ||
        !read_actions(file, json_object_get(json, "actions")))
        return bad(err, name, "it is not whole");
    return true;
}

struct plan_file *ghlpub_plan_file_read(const char *text, size_t len, const char *name,
                                        struct error *err)
{
    struct plan_file *file = mem_alloc(sizeof *file);
    struct error reason = ERROR_INIT;
    file->private = mem_alloc(sizeof *file->private);
    file->private->arena = arena_new();
    json_t *json = json_parse(text, len, &reason);
    bool good = json ? read_plan(file, json, name, err) : bad(err, name, reason.message);
    json_decref(json);
    error_release(&reason);
    if (good)
        return file;
    ghlpub_plan_file_free(file);
    return NULL;
}

void ghlpub_plan_file_free(struct plan_file *file)
{
    if (!file)
        return;
    map_release(&file->private->by_name, NULL);
    map_release(&file->private->by_key, NULL);
    arena_free(file->private->arena);
    free(file->private);
    free(file);
}

/* ---- comparing ---- */

struct comparing {
    const struct plan_file *file;
    const struct plan *plan;
    const struct state *state;
    bool same_state, same_tree; /* as a whole */
    bool local;                 /* nothing was seen at GHL yet */
    struct arena *arena;
    struct diagnostics *found;
    unsigned cause; /* of all differences, where it is known; else 0 */
    unsigned because;
    size_t count;
};

static bool same(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool same_base(const struct saved_action *saved, const struct state_entry *entry)
{
    if (!entry || !saved->has_base)
        return !entry == !saved->has_base;
    return same(saved->id, state_get(entry, STATE_ID)) &&
           same(saved->hash, state_get(entry, STATE_HASH)) &&
           same(saved->updated, state_get(entry, STATE_UPDATED));
}

static void differ(struct comparing *work, unsigned because, const char *path, const char *what)
{
    static const char *const words[] = {"the tree has", "the state has", "GHL has", "time has"};
    enum { SHOWN = 20 };
    unsigned which = 0;
    if (work->cause)
        because = work->cause;
    while (!(because & 1U << which))
        which++;
    work->because |= because;
    if (work->count++ < SHOWN)
        diagnose(work->found, SEVERITY_ERROR, "plan-stale", (struct place){path, 0, 0}, "%s %s: %s",
                 words[which], because == STALE_TIME ? "passed" : "changed", what);
}

/* The entry that a saved action was based on, as it is now. */
static const struct state_entry *entry_now(const struct comparing *work,
                                           const struct saved_action *saved)
{
    const struct state_entry *entry =
        saved->id ? ghlpub_state_find_id(work->state, (enum state_kind)saved->of, saved->id) : NULL;
    return entry ? entry : ghlpub_state_find(work->state, (enum state_kind)saved->of, saved->key);
}

/* Who is to blame for what is planned now and was not, or otherwise. */
static unsigned blame(const struct comparing *work, const struct saved_action *saved,
                      const struct state_entry *entry)
{
    int64_t at = 0;
    struct written_date date;
    const char *recorded = entry ? state_get(entry, STATE_AT) : NULL;
    if (recorded && written_date_parse(recorded, &date))
        at = written_date_to_utc_ms(&date, NULL, NULL);
    if (!work->same_state && ((saved && !same_base(saved, entry)) || at > work->file->now_ms))
        return STALE_STATE;
    if (!work->same_tree)
        return STALE_TREE;
    if (!work->local)
        return STALE_REMOTE;
    return work->same_state ? STALE_TREE : STALE_STATE;
}

static void compare_found(struct comparing *work, const struct action *action,
                          const struct saved_action *saved)
{
    char hex[HASH_HEX];
    fingerprint(action, hex);
    const char *seen = action->seen          ? action->seen->updated
                       : action->seen_social ? action->seen_social->updated
                                             : NULL;
    if (!same_base(saved, action->entry))
        differ(work, STALE_STATE, action->path,
               arena_printf(work->arena, "its entry is not the one that the %s was planned from",
                            saved->action));
    else if (strcmp(saved->sends, hex) != 0)
        differ(work, STALE_TREE, action->path,
               arena_printf(work->arena, "the %s would send something else than was planned",
                            saved->action));
    else if (action->overwrites && !same(saved->overwrites, action->overwrites))
        differ(work, STALE_REMOTE, action->path,
               arena_printf(work->arena, "it was edited at %s; the plan does not overwrite that",
                            action->overwrites));
    else if (saved->seen_updated && seen && strcmp(saved->seen_updated, seen) != 0)
        differ(work, STALE_REMOTE, action->path,
               arena_printf(work->arena, "%s was edited at %s", saved->seen_id, seen));
}

static const char *reason_of(const struct comparing *work, const char *key)
{
    for (size_t i = 0; i < work->plan->held_count; i++)
        if (same(work->plan->held[i].key, key))
            return work->plan->held[i].text;
    for (size_t i = 0; i < work->plan->len; i++)
        if (same(work->plan->actions[i].key, key) && work->plan->actions[i].reasons[0])
            return arena_printf(work->arena, "%s (%s)",
                                ghlpub_action_name(work->plan->actions[i].kind),
                                work->plan->actions[i].reasons[0]);
    return "nothing to do";
}

/* A file, or a social post, that was to be made and is at GHL already as it should be: only the
 * look before the writes shows it, and nothing is sent. */
static bool is_there_already(const struct action *action, const struct saved_action *saved)
{
    return action->kind == ACTION_ADOPT &&
           ((action->asset && strcmp(saved->action, ghlpub_action_name(ACTION_UPLOAD)) == 0) ||
            (action->social && strcmp(saved->action, ghlpub_action_name(ACTION_SCHEDULE)) == 0));
}

static void compare_action(struct comparing *work, const struct action *action)
{
    struct plan_file_private *private = work->file->private;
    int of = (int)kind_of(action);
    const char *name = ghlpub_action_name(action->kind);
    struct saved_action *saved =
        map_get(&private->by_name, name_of(work->arena, of, action->key, name));
    if (!saved) /* of the same object, another action? */
        saved = map_get(&private->by_key, name_of(work->arena, of, action->key, ""));
    if (!saved) {
        differ(work, blame(work, NULL, action->entry), action->path,
               arena_printf(work->arena, "%s was not planned (%s)", name,
                            action->reasons[0] ? action->reasons[0] : "no reason"));
        return;
    }
    bool first = !saved->found;
    saved->found = true;
    if (strcmp(saved->action, name) == 0 || is_there_already(action, saved))
        compare_found(work, action, saved);
    else if (first)
        differ(work, blame(work, saved, action->entry), action->path,
               arena_printf(work->arena, "%s was planned; now it is %s (%s)", saved->action, name,
                            action->reasons[0] ? action->reasons[0] : "no reason"));
}

static void compare_missing(struct comparing *work)
{
    struct plan_file_private *private = work->file->private;
    for (size_t i = 0; i < private->count; i++) {
        const struct saved_action *saved = &private->actions[i];
        if (saved->found)
            continue;
        differ(work, blame(work, saved, entry_now(work, saved)), saved->path,
               arena_printf(work->arena, "%s was planned; now: %s", saved->action,
                            reason_of(work, saved->key)));
    }
}

unsigned ghlpub_plan_file_compare(const struct plan_file *file, const struct plan *plan,
                                  const struct plan_input *input, bool local, unsigned because,
                                  struct diagnostics *found)
{
    struct comparing work = {.cause = because,
                             .file = file,
                             .plan = plan,
                             .state = input->state,
                             .local = local,
                             .arena = arena_new(),
                             .found = found};
    char hex[HASH_HEX];
    digest(input->state, hex);
    work.same_state = strcmp(hex, file->private->state) == 0;
    digest_tree(input, hex);
    work.same_tree = strcmp(hex, file->private->tree) == 0;
    for (size_t i = 0; i < file->private->count; i++)
        file->private->actions[i].found = false;
    for (size_t i = 0; i < plan->len; i++)
        compare_action(&work, &plan->actions[i]);
    compare_missing(&work);
    arena_free(work.arena);
    return work.because;
}
