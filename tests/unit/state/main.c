/*
 * Runs the groups of tests, and gives them scratch states, dumps and scripts.
 */
#include "tests.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* In memory where that can be had: the tests sync some ten thousand times. */
struct scratch scratch_new(void)
{
    const char *where = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    struct scratch scratch = {mem_printf("%s/ghlpub-state-XXXXXX", where), NULL, NULL, NULL};

    assert_non_null(mkdtemp(scratch.directory));
    scratch.state = mem_printf("%s/state.json", scratch.directory);
    scratch.journal = mem_printf("%s/state.journal", scratch.directory);
    scratch.lock = mem_printf("%s/state.lock", scratch.directory);
    return scratch;
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *where)
{
    (void)st;
    (void)type;
    (void)where;
    return remove(path);
}

void scratch_free(struct scratch *scratch)
{
    assert_int_equal(nftw(scratch->directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS), 0);
    free(scratch->directory);
    free(scratch->state);
    free(scratch->journal);
    free(scratch->lock);
}

void put_text(const char *path, const char *text, size_t len)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

char *get_text(const char *path)
{
    struct strbuf text = STRBUF_INIT(LIMIT_STATE);

    if (file_exists(path))
        assert_true(file_read(path, LIMIT_STATE, &text, NULL));
    return strbuf_detach(&text);
}

struct state *open_state(const struct scratch *scratch, bool read_only)
{
    struct state_options options = {
        .path = scratch->state, .location = "loc", .blog = "blog", .read_only = read_only};
    struct diagnostics found = DIAGNOSTICS_INIT;
    struct error err = ERROR_INIT;
    struct state *state = ghlpub_state_open(&options, &found, &err);

    if (!state)
        fail_msg("%s: %s:%u: %s", err.code, err.path, err.line, err.message);
    diagnostics_release(&found);
    return state;
}

static void dump_entry(struct strbuf *sb, const struct state_entry *entry)
{
    strbuf_addf(sb, "%s%s%s %s", entry->twin ? "twin " : "", entry->unfinished ? "!" : "",
                state_kind_name(entry->kind), entry->key);
    for (size_t i = 0; i < STATE_FIELDS; i++) {
        if (state_get(entry, (enum state_field)i))
            strbuf_addf(sb, " %s=%s", state_field_name((enum state_field)i),
                        state_get(entry, (enum state_field)i));
    }
    if (entry->others) {
        strbuf_addc(sb, ' ');
        strbuf_add_json_compact(sb, entry->others);
    }
    strbuf_addc(sb, '\n');
}

char *dump(const struct state *state)
{
    struct strbuf sb = STRBUF_INIT(STRBUF_UNBOUNDED);
    size_t count;

    for (size_t kind = 0; kind < STATE_KINDS; kind++) {
        struct state_entry *const *entries =
            ghlpub_state_entries(state, (enum state_kind)kind, &count);

        for (size_t i = 0; i < count; i++) {
            assert_ptr_equal(ghlpub_state_find(state, (enum state_kind)kind, entries[i]->key),
                             entries[i]);
            assert_true(i == 0 || strcmp(entries[i - 1]->key, entries[i]->key) < 0);
            dump_entry(&sb, entries[i]);
        }
    }
    struct state_entry *const *twins = ghlpub_state_twins(state, &count);
    for (size_t i = 0; i < count; i++)
        dump_entry(&sb, twins[i]);
    struct intent *const *intents = ghlpub_intents(state, &count);
    for (size_t i = 0; i < count; i++) {
        strbuf_addf(&sb, "intent %lu %s %s %s ", intents[i]->number, intents[i]->action,
                    state_kind_name(intents[i]->kind), intents[i]->key);
        strbuf_add_json_compact(&sb, intents[i]->details);
        strbuf_addc(&sb, '\n');
    }
    return strbuf_detach(&sb);
}

char *dump_at(const struct scratch *scratch)
{
    struct state *state = open_state(scratch, true);
    char *text = dump(state);

    ghlpub_state_close(state);
    return text;
}

/* The first intent about this key, else a new one. */
static struct intent *intent_about(struct state *state, const struct step *step)
{
    size_t count;
    struct intent *const *intents = ghlpub_intents(state, &count);

    for (size_t i = 0; i < count; i++) {
        if (intents[i]->kind == step->kind && strcmp(intents[i]->key, step->key) == 0)
            return intents[i];
    }
    return ghlpub_intent_new(state, "create", step->kind, step->key,
                             json_pack("{s:s}", "slug", "x"));
}

void take_step(struct state *state, const struct step *step, int64_t seconds)
{
    struct state_entry *entry = NULL;
    struct error err = ERROR_INIT;
    char *text = mem_printf("h%lld", (long long)seconds);

    ghlpub_state_set_time(state, 1796126400000 + seconds * 1000);
    if (step->what == S_CREATE || step->what == S_UPDATE || step->what == S_RECORD) {
        entry = ghlpub_state_edit(state, step->kind, step->key);
        if (step->what != S_UPDATE)
            state_set(entry, STATE_ID, step->value);
        state_set(entry, STATE_HASH, text);
        state_set(entry, STATE_GONE, NULL);
    }
    switch (step->what) {
    case S_CREATE:
    case S_UPDATE:
    case S_FAIL:
        ghlpub_intent_result(state, intent_about(state, step), entry);
        break;
    case S_OPEN:
        ghlpub_intent_new(state, "update", step->kind, step->key, NULL);
        break;
    case S_RECORD:
        ghlpub_state_record(state, entry);
        break;
    case S_RENAME:
        ghlpub_state_rename(state, step->kind, step->key, step->value);
        break;
    case S_REMOVE:
        ghlpub_state_remove(state, step->kind, step->key, NULL);
        break;
    case S_GONE:
        ghlpub_state_remove(state, step->kind, step->key, "removed");
        break;
    case S_FOLD:
        assert_true(ghlpub_state_fold(state, &err));
        break;
    case S_END:
        break;
    }
    assert_true(ghlpub_state_sync(state, false, &err));
    free(text);
}

struct step random_step(struct random *random, unsigned ids_from)
{
    static const char *const keys[] = {"a.md", "b.md",       "c/d.md",
                                       "id:e", "f \"g\".md", "h\xc3\xa9.md"};
    static char ids[4000][8];
    uint64_t chance = random_below(random, 100), id = ids_from + random_below(random, 40);
    struct step step = {.what = chance < 25   ? S_CREATE
                                : chance < 40 ? S_UPDATE
                                : chance < 50 ? S_FAIL
                                : chance < 60 ? S_OPEN
                                : chance < 70 ? S_RECORD
                                : chance < 85 ? S_RENAME
                                : chance < 90 ? S_REMOVE
                                              : S_GONE,
                        .kind = random_below(random, 3) ? STATE_POST : STATE_SOCIAL,
                        .key = keys[random_below(random, COUNT(keys))]};

    assert_true(id < COUNT(ids));
    (void)snprintf(ids[id], sizeof ids[id], "I%u", (unsigned)id);
    step.value = step.what == S_RENAME ? keys[random_below(random, COUNT(keys))] : ids[id];
    return step;
}

int in_child(void (*body)(void *context), void *context)
{
    int status = 0;
    pid_t child;

    fflush(NULL);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        body(context);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int main(void)
{
    int failures = 0;

    mem_install_hooks();
#define RUN(name) failures += run_##name##_tests();
    ALL_TESTS(RUN)
#undef RUN
    return failures ? 1 : 0;
}
