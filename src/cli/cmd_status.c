/* `ghlpub status`: every document with its counterpart at GHL, as the state knows it. */
#include "cmd.h"
#include "exit.h"
#include "options.h"
#include "report.h"
#include "session.h"

#include "base/json.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/map.h"
#include "base/strbuf.h"
#include "base/unicode.h"
#include "base/zone.h"

#include <stdlib.h>
#include <string.h>

struct row {
    const char *what; /* "published", "scheduled", "draft", "new", "changed", ... */
    const char *name; /* path, or path#entry */
    int64_t date_ms;
    const char *url;
    const char *id;
    const char *note;
};

struct table {
    struct row *rows;
    size_t len, cap;
    size_t widest;
};

static void add(struct table *table, struct row row)
{
    if (table->len == table->cap) {
        table->cap = table->cap ? table->cap * 2 : 64;
        table->rows = mem_resize(table->rows, table->cap, sizeof *table->rows);
    }
    size_t width = unicode_width(row.name, strlen(row.name));
    if (width > table->widest)
        table->widest = width;
    table->rows[table->len++] = row;
}

static int64_t entry_date(const struct state_entry *entry)
{
    struct written_date date;
    const char *text = entry ? state_get(entry, STATE_DATE) : NULL;
    return text && written_date_parse(text, &date) ? written_date_to_utc_ms(&date, NULL, NULL) : 0;
}

/* What the recorded status has become by now. */
static const char *status_word(const struct state_entry *entry, int64_t now_ms)
{
    const char *status = state_get(entry, STATE_STATUS), *gone = state_get(entry, STATE_GONE);
    if (gone)
        return strcmp(gone, "removed") == 0 ? "offline" : gone;
    if (entry->unfinished)
        return "unfinished";
    if (!status)
        return "unknown";
    bool due = entry_date(entry) <= now_ms;
    if (strcmp(status, "SCHEDULED") == 0)
        return due ? "published" : "scheduled";
    if (strcmp(status, "scheduled") == 0)
        return due ? "out" : "scheduled";
    if (strcmp(status, "PUBLISHED") == 0)
        return "published";
    if (strcmp(status, "DRAFT") == 0)
        return "draft";
    return strcmp(status, "ARCHIVED") == 0 ? "archived" : status;
}

static void add_entry(struct table *table, const struct state_entry *entry, const char *name,
                      const char *note, int64_t now_ms)
{
    add(table, (struct row){status_word(entry, now_ms), name, entry_date(entry),
                            state_get(entry, STATE_URL), state_get(entry, STATE_ID), note});
}

/* The plan's reasons, by the keys that it is going to change. */
static void notes_of(const struct plan *plan, struct map *notes)
{
    for (size_t i = 0; i < plan->held_count; i++)
        if (plan->held[i].key)
            map_set(notes, plan->held[i].key, (void *)(uintptr_t)plan->held[i].text);
    for (size_t i = 0; i < plan->len; i++) {
        const struct action *action = &plan->actions[i];
        const char *note =
            action->reasons[0] ? action->reasons[0] : ghlpub_action_name(action->kind);
        if (action->kind != ACTION_UPLOAD && action->kind != ACTION_MOVE)
            map_set(notes, action->key, (void *)(uintptr_t)note);
    }
}

/* Is the key that of a document in the set, or of one of its social posts? */
static bool of_document(const struct map *documents, const char *key)
{
    const char *hash = strrchr(key, '#');
    char *document = mem_strndup(key, hash ? (size_t)(hash - key) : strlen(key));
    bool found = map_has(documents, key) || map_has(documents, document);
    free(document);
    return found;
}

/* Social entries that the state does not have yet: to be scheduled, or held. */
static void new_social(const struct session *session, const struct plan *plan, struct table *table)
{
    for (size_t i = 0; i < plan->len; i++) {
        const struct action *action = &plan->actions[i];
        if (action->kind == ACTION_SCHEDULE && !action->entry)
            add(table, (struct row){"new", action->key, action->social->due_ms, NULL, NULL,
                                    action->reasons[0]});
    }
    for (size_t i = 0; i < plan->held_count; i++) {
        const struct held *held = &plan->held[i];
        if (held->key && strchr(held->key, '#') &&
            !ghlpub_state_find(session->state, STATE_SOCIAL, held->key))
            add(table, (struct row){"held", held->key, 0, NULL, NULL, held->text});
    }
}

static void fill(const struct session *session, const struct plan *plan, struct table *table)
{
    struct map notes = MAP_INIT, shown = MAP_INIT;
    notes_of(plan, &notes);
    for (size_t i = 0; i < session->site->document_count; i++) {
        const struct document *document = session->site->documents[i];
        const struct state_entry *entry =
            ghlpub_state_find(session->state, STATE_POST, document->key);
        if (session->selected && !session->selected[i])
            continue;
        map_set(&shown, document->key, table);
        if (document->kind == DOCUMENT_CAMPAIGN)
            continue;
        if (entry)
            add_entry(table, entry, document->path, map_get(&notes, document->key), plan->now_ms);
        else
            add(table, (struct row){document->broken ? "broken"
                                    : document->sync ? "new"
                                                     : "left alone",
                                    document->path, 0, NULL, NULL, map_get(&notes, document->key)});
    }
    static const enum state_kind kinds[] = {STATE_POST, STATE_SOCIAL};
    for (size_t k = 0; k < 2; k++) {
        size_t count;
        struct state_entry *const *entries = ghlpub_state_entries(session->state, kinds[k], &count);
        for (size_t i = 0; i < count; i++) {
            const char *key = entries[i]->key;
            bool of_shown = of_document(&shown, key);
            if (kinds[k] == STATE_SOCIAL ? of_shown || !session->selected
                                         : !of_shown && !session->selected)
                add_entry(table, entries[i], key, map_get(&notes, key), plan->now_ms);
        }
    }
    new_social(session, plan, table);
    map_release(&notes, NULL);
    map_release(&shown, NULL);
}

static void print_table(const struct session *session, const struct table *table)
{
    size_t width = table->widest < 80 ? table->widest : 80;
    for (size_t i = 0; i < table->len; i++) {
        const struct row *row = &table->rows[i];
        struct strbuf line = STRBUF_INIT(LIMIT_MESSAGE);
        char *name = log_clean(row->name);
        size_t used = unicode_width(name, strlen(name));
        strbuf_addf(&line, "%-10s  %s%*s  ", row->what, name,
                    used < width ? (int)(width - used) : 0, "");
        if (row->date_ms && strcmp(row->what, "new") != 0) /* its note has it */
            strbuf_add_local(&line, row->date_ms, session->site->config.zone);
        else
            strbuf_addf(&line, "%20s", "");
        if (row->url)
            strbuf_addf(&line, "  %s", row->url);
        if (row->note)
            strbuf_addf(&line, "  (%s)", row->note);
        strbuf_rtrim(&line);
        puts(line.buf);
        free(name);
        strbuf_release(&line);
    }
}

static json_t *table_json(const struct table *table)
{
    json_t *array = json_array();
    for (size_t i = 0; i < table->len; i++) {
        const struct row *row = &table->rows[i];
        json_t *object = json_object();
        json_put(object, "state", row->what);
        json_put(object, "name", row->name);
        json_put(object, "id", row->id);
        json_put(object, "url", row->url);
        json_put(object, "note", row->note);
        if (row->date_ms) {
            struct strbuf date = STRBUF_INIT(64);
            strbuf_add_utc(&date, row->date_ms, false);
            json_put(object, "date", date.buf);
            strbuf_release(&date);
        }
        json_array_append_new(array, object);
    }
    return array;
}

static int show(struct session *session)
{
    struct directory *directory = NULL;
    struct table table = {NULL, 0, 0, 0};
    struct plan *plan = session_plan(session, &directory, false, false);
    fill(session, plan, &table);
    int code = EXIT_DONE;
    if (session->cli->json) {
        json_t *json = session_json(session);
        json_put_value(json, "items", table_json(&table));
        code = session_finish_json(session, json, code);
    } else {
        session_report(session, false);
        print_table(session, &table);
        code = session->exit;
    }
    free(table.rows);
    ghlpub_plan_free(plan);
    ghlpub_directory_free(directory);
    return code;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct session session;
    session_init(&session, cli);
    if (session_open(&session) && session_load(&session) && session_select(&session, argc, argv) &&
        session_render(&session, 0) && session_state(&session, true, 0))
        session.exit = show(&session);
    int code = session.exit;
    session_release(&session);
    return code;
}

const struct command command_status = {
    .name = "status",
    .arguments = "[PATH...]",
    .summary = "every document with its counterpart at GHL",
    .text = "Lists each document with its post (state, date, URL) and its social\n"
            "posts, as the state knows them, and what the next publish would change.\n"
            "Needs no network.\n\n"
            "Examples:\n"
            "  ghlpub status\n"
            "  ghlpub status content/posts --json",
    .options = NULL,
    .run = run,
};
