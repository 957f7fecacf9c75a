/* `ghlpub list`: what the location has: blogs, authors, categories, accounts, ... */
#include "cmd.h"
#include "exit.h"
#include "options.h"
#include "report.h"
#include "session.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/strbuf.h"
#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>

#define LIST_LOCATIONS (-1)

struct listing {
    struct session *session;
    int kind; /* enum ghl_list_kind, or LIST_LOCATIONS */
    json_t *items;
    struct error *err;
};

static const struct {
    const char *name;
    int kind;
} kinds[] = {
    {"blogs", GHL_BLOGS},
    {"authors", GHL_AUTHORS},
    {"categories", GHL_CATEGORIES},
    {"accounts", GHL_ACCOUNTS},
    {"tags", GHL_TAGS},
    {"users", GHL_USERS},
    {"media", GHL_MEDIA},
    {"locations", LIST_LOCATIONS},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* Does a target of `accounts` in ghlpub.yaml mean this account? */
static bool is_meant(const char *target, const struct ghl_name *account, const char *platform)
{
    size_t len = strlen(platform);
    bool by_platform = len && strncmp(target, platform, len) == 0 &&
                       (target[len] == '\0' || (target[len] == ':' && account->name &&
                                                strcmp(target + len + 1, account->name) == 0));
    return by_platform || strcmp(target, account->id) == 0;
}

/* The site's own names that the account goes by. */
static json_t *aliases_of(const struct config *config, const struct ghl_name *account)
{
    json_t *list = json_array();
    const char *platform = account->platform ? account->platform : "";
    bool business =
        strcmp(platform, "tiktok") == 0 && account->type && strcmp(account->type, "business") == 0;
    for (size_t i = 0; i < config->account_count; i++) {
        const struct account_alias *alias = &config->accounts[i];
        bool meant = false;
        for (size_t k = 0; k < alias->targets.len && !meant; k++)
            meant =
                is_meant(alias->targets.items[k].text, account, platform) ||
                (business && is_meant(alias->targets.items[k].text, account, "tiktok-business"));
        if (meant)
            json_array_append_new(list, json_string(alias->name));
    }
    return list;
}

/* Groups come after the accounts, with the same answer. */
static void add_group(void *context, const struct ghl_group *group)
{
    struct listing *listing = context;
    size_t i;
    json_t *item;
    json_array_foreach(listing->items, i, item)
    {
        for (size_t k = 0; group->accounts[k]; k++)
            if (strcmp(group->accounts[k], json_text(item, "id")) == 0)
                json_array_append_new(json_object_get(item, "groups"), json_string(group->name));
    }
}

static bool add_item(void *context, const void *item)
{
    struct listing *listing = context;
    json_t *object = json_object();
    json_array_append_new(listing->items, object);
    if (listing->kind == GHL_MEDIA) {
        const struct ghl_media *media = item;
        json_put(object, "id", media->id);
        json_put(object, "name", media->name);
        json_put(object, "url", media->url);
        return true;
    }
    const struct ghl_name *name = item;
    json_put(object, "id", name->id);
    json_put(object, "name", name->name);
    json_put(object, "email", name->email);
    json_put(object, "platform", name->platform);
    json_put(object, "type", name->type);
    if (listing->kind == GHL_ACCOUNTS) {
        json_put(object, "state", name->expired ? "expired" : "ok");
        json_put_value(object, "aliases", aliases_of(&listing->session->site->config, name));
        json_put_value(object, "groups", json_array());
    }
    return true;
}

static void listed(void *context, const struct ghl_answer *answer)
{
    struct listing *listing = context;
    if (answer->outcome == GHL_OK)
        return;
    error_set(listing->err, answer->error.kind, answer->error.code, "%s", answer->error.message);
    if (answer->error.hint)
        error_hint(listing->err, "%s", answer->error.hint);
}

static const char *const columns[] = {"platform", "name",    "type",   "state", "email",
                                      "id",       "aliases", "groups", "url"};
enum { COLUMNS = sizeof columns / sizeof *columns };

/* The text of one cell; a list is joined. To be freed with free(). */
static char *cell_text(const json_t *item, const char *column)
{
    const json_t *value = json_object_get(item, column);
    struct strbuf text = STRBUF_INIT(LIMIT_ANSWER);
    size_t i;
    json_t *part;
    if (json_is_string(value))
        strbuf_adds(&text, json_string_value(value));
    json_array_foreach(value, i, part)
    {
        strbuf_addf(&text, "%s%s", i ? ", " : "", json_string_value(part));
    }
    return strbuf_detach(&text);
}

static void print_cell(const char *text, size_t width, bool last)
{
    char *clean = log_clean(text ? text : "");
    size_t used = unicode_width(clean, strlen(clean));
    printf("%s%*s", clean, last || used >= width ? 0 : (int)(width - used), "");
    fputs(last ? "\n" : "  ", stdout);
    free(clean);
}

static void print_items(const json_t *items)
{
    size_t width[COLUMNS] = {0}, last = 0;
    for (size_t i = 0; i < json_array_size(items); i++)
        for (size_t c = 0; c < COLUMNS; c++) {
            char *text = cell_text(json_array_get(items, i), columns[c]);
            size_t used = unicode_width(text, strlen(text));
            width[c] = used > width[c] ? used : width[c];
            last = width[c] && c > last ? c : last;
            free(text);
        }
    for (size_t i = 0; i < json_array_size(items); i++)
        for (size_t c = 0; c <= last; c++) {
            char *text = cell_text(json_array_get(items, i), columns[c]);
            if (width[c])
                print_cell(text, width[c], c == last);
            free(text);
        }
}

/* A token of a sub-account sees one location: its own. */
static void location_read(void *context, const struct ghl_answer *answer)
{
    struct listing *listing = context;
    const json_t *location = json_object_get(answer->json, "location");
    listed(context, answer);
    if (answer->outcome != GHL_OK)
        return;
    json_t *object = json_object();
    json_put(object, "id", json_text(location ? location : answer->json, "id"));
    json_put(object, "name", json_text(location ? location : answer->json, "name"));
    json_put(object, "email", json_text(location ? location : answer->json, "email"));
    json_array_append_new(listing->items, object);
}

static void ask(struct session *session, struct listing *listing)
{
    if (listing->kind == LIST_LOCATIONS) {
        struct strbuf path = STRBUF_INIT(LIMIT_MESSAGE);
        strbuf_adds(&path, "/locations/");
        strbuf_add_url(&path, session->site->config.location, NULL);
        ghl_send(session->ghl, ghl_request_new("GET", path.buf, NULL), location_read, listing);
        strbuf_release(&path);
    } else {
        ghl_list(session->ghl, &(struct ghl_list){.kind = (enum ghl_list_kind)listing->kind,
                                                  .item = add_item,
                                                  .group = add_group,
                                                  .done = listed,
                                                  .context = listing});
    }
}

static int list(struct session *session, int kind)
{
    struct error err = ERROR_INIT, down = ERROR_INIT;
    struct listing listing = {session, kind, json_array(), &err};
    ask(session, &listing);
    if (!ghl_run(session->ghl, &down) && err.kind == ERROR_NONE)
        error_move(&err, &down);
    error_release(&down);
    if (err.kind != ERROR_NONE) {
        json_decref(listing.items);
        return session_fail(session, &err);
    }
    if (session->cli->json) {
        json_t *json = session_json(session);
        json_put_value(json, "items", listing.items);
        return session_finish_json(session, json, EXIT_DONE);
    }
    print_items(listing.items);
    if (json_array_size(listing.items) == 0)
        log_info("there are none");
    json_decref(listing.items);
    return EXIT_DONE;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct session session;
    struct error err = ERROR_INIT;
    size_t i = 0;
    while (i < KINDS && (argc != 1 || strcmp(argv[0], kinds[i].name) != 0))
        i++;
    if (i == KINDS) {
        error_set(&err, ERROR_USAGE, "bad-arguments",
                  "list takes one of: blogs, authors, categories, accounts, tags, users, media, "
                  "locations");
        return report_failure(cli, &err);
    }
    session_init(&session, cli);
    if (session_open(&session) && session_connect(&session, 0))
        session.exit = list(&session, kinds[i].kind);
    int code = session.exit;
    session_release(&session);
    return code;
}

const struct command command_list = {
    .name = "list",
    .arguments = "blogs|authors|categories|accounts|tags|users|media|locations",
    .summary = "what the location has",
    .text = "Lists the names and ids that documents and ghlpub.yaml can use.\n\n"
            "Examples:\n"
            "  ghlpub list authors\n"
            "  ghlpub list accounts --json",
    .options = NULL,
    .run = run,
};
