/* Plans as texts, what a publish would record of them, and tables of both. */
#include "tests.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "base/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- recording ---- */

static void set_time(struct state_entry *entry, enum state_field at, int64_t ms)
{
    struct strbuf text = STRBUF_INIT(64);
    strbuf_add_utc(&text, ms, false);
    state_set(entry, at, text.buf);
    strbuf_release(&text);
}

/* Every object that is made gets the next of these ids, for every world anew. */
static void give_id(struct world *world, struct state_entry *entry, const char *seen)
{
    size_t posts, social;
    ghlpub_state_entries(world->state, STATE_POST, &posts);
    ghlpub_state_entries(world->state, STATE_SOCIAL, &social);
    if (!state_get(entry, STATE_ID))
        state_set(entry, STATE_ID,
                  seen ? seen : arena_printf(world->arena, "%zu", posts + social + 1));
}

static void record_post(struct world *world, const struct action *action)
{
    const struct desired_post *post = action->post;
    struct state_entry *entry = ghlpub_state_edit(world->state, STATE_POST, action->key);
    bool by_path = strcmp(post->key, post->document->path) == 0;
    bool kept = strcmp(post->status, "DRAFT") != 0 || !post->date_chosen || post->date_kept;
    give_id(world, entry, action->seen ? action->seen->id : NULL);
    state_set(entry, STATE_PATH, by_path ? NULL : post->document->path);
    state_set(entry, STATE_SLUG, post->slug);
    state_set(entry, STATE_WANTED, strcmp(post->slug, post->wanted) != 0 ? post->wanted : NULL);
    state_set(entry, STATE_TITLE, post->title);
    state_set(entry, STATE_STATUS, post->status);
    set_time(entry, STATE_DATE, post->date_ms);
    if (!kept)
        state_set(entry, STATE_DATE, NULL);
    state_set(entry, STATE_DATE_CHOSEN, kept && post->date_chosen ? "1" : NULL);
    state_set(entry, STATE_UPDATED, "2026-12-01T12:00:01Z");
    state_set(entry, STATE_HASH, post->hash);
    state_set(entry, STATE_BODY, post->body_hash);
    state_set(entry, STATE_PARTS, post->parts);
    state_set(entry, STATE_GONE, NULL);
    ghlpub_state_record(world->state, entry);
}

static void record_social(struct world *world, const struct action *action)
{
    const struct desired_social *social = action->social;
    struct state_entry *entry = ghlpub_state_edit(world->state, STATE_SOCIAL, action->key);
    bool by_path = strcmp(social->document->key, social->document->path) == 0;
    give_id(world, entry, NULL);
    state_set(entry, STATE_PATH, by_path ? NULL : social->document->path);
    set_time(entry, STATE_DATE, social->due_ms - social->due_ms % 1000);
    state_set(entry, STATE_DATE_CHOSEN, social->due_chosen ? "1" : NULL);
    state_set(entry, STATE_TEXT, social->text);
    static const char *const statuses[] = {"scheduled", "draft", "in_review"};
    state_set(entry, STATE_STATUS, statuses[social->status]);
    state_set(entry, STATE_HASH, social->hash);
    state_set(entry, STATE_SOURCE, social->source);
    state_set(entry, STATE_GONE, NULL);
    ghlpub_state_record(world->state, entry);
}

static void record_move(struct world *world, const struct action *action)
{
    const char *old = arena_printf(world->arena, "%s#", action->from);
    size_t count;
    ghlpub_state_rename(world->state, STATE_POST, action->from, action->key);
    for (bool again = true; again;) {
        struct state_entry *const *entries =
            ghlpub_state_entries(world->state, STATE_SOCIAL, &count);
        again = false;
        for (size_t i = 0; i < count && !again; i++)
            if (strncmp(entries[i]->key, old, strlen(old)) == 0)
                again = ghlpub_state_rename(world->state, STATE_SOCIAL,
                                            arena_strdup(world->arena, entries[i]->key),
                                            arena_printf(world->arena, "%s#%s", action->key,
                                                         entries[i]->key + strlen(old)));
    }
}

static void record_upload(struct world *world, const struct action *action)
{
    struct state_entry *entry = ghlpub_state_edit(world->state, STATE_MEDIA, action->key);
    state_set(entry, STATE_ID, arena_printf(world->arena, "m%.8s", action->key));
    state_set(entry, STATE_URL, "https://media/x");
    ghlpub_state_record(world->state, entry);
}

static void record(struct world *world, const struct action *action)
{
    enum state_kind kind = action->kind == ACTION_CANCEL ? STATE_SOCIAL : STATE_POST;
    if (action->kind == ACTION_MOVE)
        record_move(world, action);
    else if (action->asset)
        record_upload(world, action);
    else if (action->post)
        record_post(world, action);
    else if (action->social && action->kind != ACTION_CANCEL)
        record_social(world, action);
    else
        ghlpub_state_remove(world->state, kind, action->key,
                            kind == STATE_POST ? "removed" : "cancelled");
}

void world_record(struct world *world)
{
    struct diagnostics found = DIAGNOSTICS_INIT;
    struct plan *plan = ghlpub_plan(&world->input, &found);
    for (size_t i = 0; i < plan->len; i++)
        record(world, &plan->actions[i]);
    ghlpub_plan_free(plan);
    diagnostics_release(&found);
}

/* ---- a plan as text ---- */

static const char *name_of(const char *path)
{
    const char *below = strncmp(path, "content/", 8) == 0 ? path + 8 : path;
    return below;
}

static void add_time(struct strbuf *out, int64_t ms)
{
    strbuf_addc(out, ' ');
    strbuf_add_utc(out, ms - ms % 1000, false);
}

static void add_social(struct strbuf *out, const struct desired_social *social)
{
    for (size_t i = 0; i < social->targets.len; i++)
        strbuf_addf(out, "%s%s", i ? "," : " ", social->targets.items[i].text);
    if (social->due_ms % 1000 != social->mark)
        strbuf_adds(out, " NO MARK");
    add_time(out, social->due_ms);
    strbuf_addf(out, " \"%s\"", social->text);
    if (social->comment)
        strbuf_addf(out, " comment \"%s\"", social->comment);
}

/* "update a.md a PUBLISHED 2026-12-01T12:00:00Z: title changed", after the numbers of those that
 * must come before, counted from 0. */
static void add_action(struct strbuf *out, const struct action *action)
{
    strbuf_addf(out, "%s ", ghlpub_action_name(action->kind));
    if (action->asset)
        strbuf_adds(out, action->path);
    else
        strbuf_adds(out, name_of(action->key));
    if (!action->asset && strncmp(action->key, action->path, strlen(action->path)) != 0)
        strbuf_addf(out, " (%s)", name_of(action->path));
    if (action->post) {
        strbuf_addf(out, " /%s %s", action->post->slug, action->post->status);
        add_time(out, action->post->date_ms);
    }
    if (action->from)
        strbuf_addf(out, " from %s", name_of(action->from));
    if (action->social && action->kind != ACTION_CANCEL)
        add_social(out, action->social);
    strbuf_addf(out, "%s%s%s", action->redate ? " redate" : "", action->lost ? " lost" : "",
                action->orphan ? " orphan" : "");
    for (size_t i = 0; i < action->after_count; i++)
        strbuf_addf(out, "%s%zu", i ? "," : " after ", action->after[i]);
    for (size_t i = 0; action->reasons[i]; i++)
        strbuf_addf(out, "%s%s", i ? "; " : ": ", action->reasons[i]);
    strbuf_addc(out, '\n');
}

char *world_plan(struct world *world)
{
    struct strbuf out = STRBUF_INIT(STRBUF_UNBOUNDED);
    diagnostics_release(&world->found);
    struct plan *plan = ghlpub_plan(&world->input, &world->found);
    for (size_t i = 0; i < plan->len; i++)
        add_action(&out, &plan->actions[i]);
    for (size_t i = 0; i < plan->held_count; i++)
        strbuf_addf(&out, "held %s %s: %s\n", ghlpub_held_name(plan->held[i].reason),
                    name_of(plan->held[i].key), plan->held[i].text);
    for (size_t i = 0; i < world->found.len; i++) {
        const struct diagnostic *item = &world->found.items[i];
        strbuf_addf(&out, "%s %s:%u: %s\n", item->code, name_of(item->path), item->line,
                    item->message);
        if (strncmp(item->code, "name-", 5) == 0)
            strbuf_addf(&out, "  hint: %s\n", item->hint);
    }
    if (plan->next_change_ms) {
        strbuf_adds(&out, "next");
        add_time(&out, plan->next_change_ms);
        strbuf_addc(&out, '\n');
    }
    ghlpub_plan_free(plan);
    return strbuf_detach(&out);
}

void check_plan(struct world *world, const char *expected)
{
    char *plan = world_plan(world);
    assert_string_equal(plan, expected);
    free(plan);
}

/* ---- tables ---- */

static void select_documents(struct world *world, const char *const *patterns)
{
    size_t count = 0;
    while (patterns[count])
        count++;
    world->selected = mem_resize(NULL, world->site->document_count + 1, sizeof *world->selected);
    for (size_t i = 0; i < world->site->document_count; i++)
        world->selected[i] = ghlpub_path_selected(world->site->documents[i]->path, patterns, count);
    world->input.selected = world->selected;
    world->input.patterns = patterns;
    world->input.pattern_count = count;
}

static bool run_scene(const struct scene *scene)
{
    struct world world;
    world_new(&world, scene->config ? scene->config : "");
    if (scene->before) {
        world_tree(&world, scene->before);
        world_record(&world);
    }
    if (scene->state)
        world_state(&world, scene->state);
    if (scene->now)
        world_now(&world, scene->now);
    if (scene->after || !scene->before)
        world_tree(&world, scene->after ? scene->after : "");
    if (scene->seen)
        world_seen(&world, scene->seen);
    if (scene->patterns)
        select_documents(&world, scene->patterns);
    world.input.prune = scene->prune;
    world.input.force = scene->force;
    world.input.any_name = scene->any_name;
    world.input.hold_open = scene->hold_open;
    char *plan = world_plan(&world);
    bool good = strcmp(plan, scene->expected) == 0;
    if (!good)
        print_error("--- %s: expected\n%s--- but the plan is\n%s", scene->name, scene->expected,
                    plan);
    free(plan);
    world_free(&world);
    return good;
}

void run_scenes(const struct scene *scenes, size_t count)
{
    size_t bad = 0;
    for (size_t i = 0; i < count; i++)
        bad += !run_scene(&scenes[i]);
    if (bad)
        fail_msg("%zu of %zu scenes differ", bad, count);
}
