/* `ghlpub state`: look at the entries of the state, rename or forget one. GHL is not touched. */
#include "cmd.h"
#include "exit.h"
#include "options.h"
#include "report.h"
#include "session.h"

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static long lock_timeout;

static const struct option *options(void)
{
    static const struct option rows[] = {
        {OPTION_TIME, 0, "lock-timeout", "TIME",
         "wait this long for another run to end, such as 30s", &lock_timeout},
        OPTIONS_END,
    };
    return rows;
}

static json_t *entry_json(const struct state_entry *entry)
{
    json_t *object = json_object();
    json_put(object, "kind", state_kind_name(entry->kind));
    json_put(object, "key", entry->key);
    for (int field = 0; field < STATE_FIELDS; field++)
        json_put(object, state_field_name((enum state_field)field), entry->fields[field]);
    if (entry->unfinished)
        json_put_flag(object, "unfinished", true);
    return object;
}

static int list(struct session *session)
{
    json_t *items = json_array();
    for (int kind = 0; kind < STATE_KINDS; kind++) {
        size_t count;
        struct state_entry *const *entries =
            ghlpub_state_entries(session->state, (enum state_kind)kind, &count);
        for (size_t i = 0; i < count; i++) {
            const char *id = state_get(entries[i], STATE_ID);
            if (session->cli->json)
                json_array_append_new(items, entry_json(entries[i]));
            else
                printf("%-8s %-26s %s%s\n", state_kind_name((enum state_kind)kind), id ? id : "-",
                       entries[i]->key, entries[i]->unfinished ? " (unfinished)" : "");
        }
    }
    if (session->cli->json) {
        json_t *json = session_json(session);
        json_put_value(json, "items", items);
        return session_finish_json(session, json, EXIT_DONE);
    }
    json_decref(items);
    session_report(session, false);
    return session->exit;
}

/* "post content/a.md", or the key alone where only one kind has it. */
static const struct state_entry *find(struct session *session, const char *name)
{
    const struct state_entry *found = NULL;
    for (int kind = 0; kind < STATE_KINDS; kind++) {
        const char *word = state_kind_name((enum state_kind)kind);
        size_t len = strlen(word);
        bool named = strncmp(name, word, len) == 0 && name[len] == ' ';
        const struct state_entry *entry =
            ghlpub_state_find(session->state, (enum state_kind)kind, named ? name + len + 1 : name);
        if (entry)
            found = entry;
    }
    return found;
}

static int not_found(struct session *session, const char *name)
{
    struct error err = ERROR_INIT;
    error_set(&err, ERROR_USAGE, "no-entry", "the state has no entry \"%s\"", name);
    error_hint(&err, "`ghlpub state list` shows the keys");
    return session_fail(session, &err);
}

static int show(struct session *session, const char *name)
{
    const struct state_entry *entry = find(session, name);
    if (!entry)
        return not_found(session, name);
    report_json(entry_json(entry));
    return EXIT_DONE;
}

static int fold(struct session *session, const char *what)
{
    struct error err = ERROR_INIT;
    if (!ghlpub_state_sync(session->state, true, &err) || !ghlpub_state_fold(session->state, &err))
        return session_fail(session, &err);
    if (session->cli->json)
        return session_finish_json(session, session_json(session), EXIT_DONE);
    log_info("%s", what);
    return EXIT_DONE;
}

static int move(struct session *session, const char *from, const char *to)
{
    struct error err = ERROR_INIT;
    const struct state_entry *entry = find(session, from);
    if (!entry)
        return not_found(session, from);
    enum state_kind kind = entry->kind;
    if (!ghlpub_state_rename(session->state, kind, entry->key, to)) {
        error_set(&err, ERROR_USAGE, "key-taken", "the state has an entry \"%s\" already", to);
        return session_fail(session, &err);
    }
    return fold(session, "renamed; GHL was not touched");
}

static bool close_intents(struct session *session, const char *name)
{
    bool any = false;
    for (bool again = true; again;) {
        size_t count;
        struct intent *const *intents = ghlpub_intents(session->state, &count);
        again = false;
        for (size_t i = 0; i < count && !again; i++)
            if (strcmp(intents[i]->key, name) == 0) {
                ghlpub_intent_result(session->state, intents[i], NULL);
                any = again = true;
            }
    }
    return any;
}

static int forget(struct session *session, const char *name)
{
    const struct state_entry *entry = find(session, name);
    char *key = mem_strdup(entry ? entry->key : name);
    bool closed = close_intents(session, key);
    entry = find(session, name);
    if (entry)
        ghlpub_state_remove(session->state, entry->kind, key, NULL);
    free(key);
    if (!entry && !closed)
        return not_found(session, name);
    return fold(session, "forgotten; GHL was not touched");
}

static int dispatch(struct session *session, int argc, char **argv)
{
    if (strcmp(argv[0], "list") == 0)
        return list(session);
    if (strcmp(argv[0], "show") == 0)
        return show(session, argv[1]);
    if (strcmp(argv[0], "mv") == 0)
        return move(session, argv[1], argv[argc - 1]);
    return forget(session, argv[1]);
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct session session;
    struct error err = ERROR_INIT;
    const char *verb = argc ? argv[0] : "";
    bool looks = strcmp(verb, "list") == 0 || strcmp(verb, "show") == 0;
    bool good = (strcmp(verb, "list") == 0 && argc == 1) ||
                (strcmp(verb, "show") == 0 && argc == 2) ||
                (strcmp(verb, "mv") == 0 && argc == 3) || (strcmp(verb, "rm") == 0 && argc == 2);
    if (!good) {
        error_set(&err, ERROR_USAGE, "bad-arguments",
                  "state takes list, show KEY, mv FROM TO or rm KEY");
        error_hint(&err, "`ghlpub help state` shows examples");
        return report_failure(cli, &err);
    }
    session_init(&session, cli);
    if (session_open(&session) && session_state(&session, looks, lock_timeout))
        session.exit = dispatch(&session, argc, argv);
    int code = session.exit;
    session_release(&session);
    return code;
}

const struct command command_state = {
    .name = "state",
    .arguments = "list | show KEY | mv FROM TO | rm KEY",
    .summary = "look at the state's entries, rename or forget one",
    .text = "Works on the state file alone; GHL is not touched. What is forgotten is\n"
            "looked for again by the next publish, and taken over where it is found.\n\n"
            "Examples:\n"
            "  ghlpub state list\n"
            "  ghlpub state show content/posts/hello.md\n"
            "  ghlpub state mv content/posts/a.md content/posts/b.md\n"
            "  ghlpub state rm 'post content/posts/hello.md'",
    .options = options,
    .run = run,
};
