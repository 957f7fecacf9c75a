/*
 * What each record of the journal does. The form of a record is checked before
 * it acts. The values decide what becomes of it.
 */
#include "replay.h"

#include "base/json.h"
#include "base/limits.h"
#include "state_file.h"

#include <string.h>

/* Each returns what is wrong with the record, or NULL. */

static const char *read_kind(const json_t *object, enum state_kind *kind)
{
    const char *name = json_text(object, "kind");

    return name && entry_kind_named(name, strlen(name), kind) ? NULL : "the kind is unknown";
}

static bool is_text(const json_t *object, const char *name)
{
    const char *text = json_text(object, name);

    return text && *text;
}

static bool is_text_or_missing(const json_t *object, const char *name)
{
    return !json_object_get(object, name) || is_text(object, name);
}

static struct intent *open_intent(const struct values *values, const json_t *number)
{
    for (size_t i = 0; i < values->intents.len; i++) {
        if (json_integer_value(number) == (json_int_t)values->intents.items[i]->number)
            return values->intents.items[i];
    }
    return NULL;
}

static const char *do_intent(struct values *values, const json_t *record)
{
    json_t *number = json_object_get(record, "i"), *details = json_object_get(record, "details");
    const char *action = json_text(record, "action"), *key = json_text(record, "key");
    enum state_kind kind;
    const char *problem = read_kind(record, &kind);

    if (problem)
        return problem;
    if (!is_text(record, "action") || !is_text(record, "key") || !json_is_object(details) ||
        !is_text_or_missing(record, "at"))
        return "the intent lacks an action, a key or details";
    if (!json_is_integer(number) || json_integer_value(number) < (json_int_t)values->next_number)
        return "the number of the intent does not follow the others";
    values_open(values, (unsigned long)json_integer_value(number), action, kind, key,
                json_incref(details), json_text(record, "at"))
        ->inherited = true;
    return NULL;
}

/* {"KIND KEY":{…}} */
static const char *read_entry(const json_t *object, struct state_entry **entry)
{
    void *at = json_object_iter((json_t *)object);
    const char *name = json_object_iter_key(at), *key;
    enum state_kind kind;

    if (json_object_size(object) != 1 || !entry_split(name, strlen(name), &kind, &key) ||
        !json_is_object(json_object_iter_value(at)))
        return "the entry has no name, or no members";
    *entry = entry_from_json(kind, key, json_object_iter_value(at), NULL);
    return *entry ? NULL : "a member of the entry is no text";
}

static const char *do_result(struct values *values, const json_t *record)
{
    const json_t *object = json_object_get(record, "entry");
    struct intent *intent = NULL;
    struct state_entry *entry = NULL;
    const char *problem;

    if (json_is_integer(json_object_get(record, "r")))
        intent = open_intent(values, json_object_get(record, "r"));
    if (!intent)
        return "the result belongs to no open intent";
    if (!is_text_or_missing(record, "was"))
        return "the id of the entry before is no text";
    problem = json_is_null(object) ? NULL : read_entry(object, &entry);
    if (problem)
        return problem;
    values_close(values, intent);
    if (entry)
        values_record(values, entry, json_text(record, "was"));
    return NULL;
}

static const char *do_entry(struct values *values, const json_t *record)
{
    struct state_entry *entry = NULL;
    const char *problem = read_entry(json_object_get(record, "e"), &entry);

    if (problem)
        return problem;
    if (!is_text_or_missing(record, "was")) {
        state_entry_free(entry);
        return "the id of the entry before is no text";
    }
    values_record(values, entry, json_text(record, "was"));
    return NULL;
}

static const char *do_rename(struct values *values, const json_t *record)
{
    const json_t *what = json_object_get(record, "rename");
    enum state_kind kind;
    const char *problem = read_kind(what, &kind);

    if (problem)
        return problem;
    if (!is_text(what, "from") || !is_text(what, "to") || !is_text_or_missing(what, "id"))
        return "the renaming lacks one of its keys";
    values_rename(values, kind, json_text(what, "from"), json_text(what, "to"),
                  json_text(what, "id"));
    return NULL;
}

static const char *do_remove(struct values *values, const json_t *record)
{
    const json_t *what = json_object_get(record, "remove");
    enum state_kind kind;
    const char *problem = read_kind(what, &kind);

    if (problem)
        return problem;
    if (!is_text(what, "key") || !is_text_or_missing(what, "id") ||
        !is_text_or_missing(what, "gone") || !is_text_or_missing(what, "at"))
        return "the removal lacks its key";
    values_remove(values, kind, json_text(what, "key"), json_text(what, "id"),
                  json_text(what, "gone"), json_text(what, "at"));
    return NULL;
}

static const char *do_prefer(struct values *values, const json_t *record)
{
    const json_t *what = json_object_get(record, "prefer");
    enum state_kind kind;
    const char *problem = read_kind(what, &kind);

    if (problem)
        return problem;
    if (!is_text(what, "key") || !is_text(what, "id") || !is_text_or_missing(what, "at"))
        return "the choice lacks its key or its id";
    values_prefer(values, kind, json_text(what, "key"), json_text(what, "id"),
                  json_text(what, "at"));
    return NULL;
}

static const char *do_owner(struct values *values, const json_t *record)
{
    const json_t *what = json_object_get(record, "owner");

    if (!json_text(what, "location") || !json_text(what, "blog"))
        return "the owner lacks its location or its blog";
    values_set_owner(values, json_text(what, "location"), json_text(what, "blog"));
    return NULL;
}

/* The mark of a fold; what it says was seen by find_folded(). */
static const char *do_fold(struct values *values, const json_t *record)
{
    (void)values;
    return is_text(record, "fold") ? NULL : "the fold has no hash";
}

static const struct {
    const char *member; /* that tells the kind of record */
    const char *(*apply)(struct values *values, const json_t *record);
} kinds[] = {
    {"i", do_intent},      {"r", do_result},      {"e", do_entry},     {"rename", do_rename},
    {"remove", do_remove}, {"prefer", do_prefer}, {"owner", do_owner}, {"fold", do_fold},
};

static const char *apply(struct values *values, const json_t *record)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (json_object_get(record, kinds[i].member))
            return kinds[i].apply(values, record);
    }
    return "the kind of record is unknown";
}

static bool damaged(const char *path, unsigned line, const char *what, struct error *err)
{
    error_set(err, ERROR_STATE, "journal-damaged", "%s", what);
    error_at(err, path, line, 0);
    error_hint(err,
               "run \"mv %s %s.damaged\" and then \"ghlpub adopt\", which finds again what was "
               "recorded there",
               path, path);
    return false;
}

static bool check_header(struct values *values, const char *path, const json_t *record,
                         struct error *err)
{
    const json_t *version = json_object_get(record, "journal");

    if (!json_is_integer(version) || json_integer_value(version) < 1)
        return damaged(path, 1, "the journal has no version", err);
    if (json_integer_value(version) > JOURNAL_VERSION) {
        error_set(err, ERROR_CONFIG, "state-newer",
                  "the journal has version %lld, and this ghlpub knows %d",
                  (long long)json_integer_value(version), JOURNAL_VERSION);
        error_at(err, path, 1, 0);
        error_hint(err, "run the ghlpub that wrote it, or a newer one");
        return false;
    }
    if (!json_text(record, "location") || !json_text(record, "blog"))
        return damaged(path, 1, "the journal does not say whose it is", err);
    if (!state_file_claim(values, json_text(record, "location"), json_text(record, "blog"),
                          "its journal", err)) {
        error_at(err, path, 1, 0);
        return false;
    }
    return true;
}

/* The end of the last fold that made the file what it is, or the start. Records before it are in
 * the file; of these only intents that are still open say something new. */
static const char *find_folded(const struct strbuf *text, const struct strbuf *file)
{
    const char *at = text->buf, *end = text->buf + text->len, *folded = at, *newline;
    struct strbuf mark = STRBUF_INIT(STRBUF_UNBOUNDED);

    for (; (newline = memchr(at, '\n', (size_t)(end - at))); at = newline + 1) {
        size_t len = (size_t)(newline + 1 - at);

        if (len < strlen(JOURNAL_FOLD) || memcmp(at, JOURNAL_FOLD, strlen(JOURNAL_FOLD)) != 0)
            continue;
        if (mark.len == 0)
            journal_add_fold(&mark, file);
        if (mark.len == len && memcmp(at, mark.buf, len) == 0)
            folded = newline + 1;
    }
    strbuf_release(&mark);
    return folded;
}

static void move_intents(struct values *to, const struct values *from)
{
    for (size_t i = 0; i < from->intents.len; i++) {
        const struct intent *intent = from->intents.items[i];

        values_open(to, intent->number, intent->action, intent->kind, intent->key,
                    json_incref(intent->details), intent->at)
            ->inherited = true;
    }
    if (from->next_number > to->next_number)
        to->next_number = from->next_number;
}

struct replay {
    struct values *values; /* that the records change */
    const char *path;
    unsigned line;
    struct error *err;
};

static bool replay_line(struct replay *replay, const json_t *record)
{
    const char *problem;

    if (replay->line == 1)
        return check_header(replay->values, replay->path, record, replay->err);
    problem = apply(replay->values, record);
    return !problem || damaged(replay->path, replay->line, problem, replay->err);
}

/* Replays from `at` to `end`; returns where it stopped: at `end`, at a torn line, or NULL. */
static const char *replay_lines(struct replay *replay, const char *at, const char *end)
{
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        json_t *record = NULL;
        bool ok;

        replay->line++;
        if (newline && newline - at > LIMIT_STATE_LINE) {
            damaged(replay->path, replay->line, "the line is too long", replay->err);
            return NULL;
        }
        if (newline)
            record = json_parse(at, (size_t)(newline - at), NULL);
        /* The write of the last line did not end, so nobody has acted upon it. */
        if (!record && (!newline || newline + 1 == end))
            return at;
        ok = record ? replay_line(replay, record)
                    : damaged(replay->path, replay->line, "the line is no record", replay->err);
        json_decref(record);
        if (!ok)
            return NULL;
        at = newline + 1;
    }
    return at;
}

bool replay_journal(struct values *values, struct journal *journal, const struct strbuf *text,
                    const struct strbuf *file, unsigned *torn, struct error *err)
{
    const char *folded = find_folded(text, file), *end = text->buf + text->len;
    struct values *old = values_new();
    struct replay replay = {old, journal->path, 0, err};
    const char *stop = text->buf;

    if (folded > text->buf) {
        values_set_owner(old, values->location, values->blog);
        stop = replay_lines(&replay, text->buf, folded);
        move_intents(values, old);
    }
    replay.values = values;
    if (stop)
        stop = replay_lines(&replay, folded, end);
    *torn = stop && stop < end ? replay.line : 0;
    journal->whole = stop ? (size_t)(stop - text->buf) : 0;
    values_free(old);
    return stop != NULL;
}
