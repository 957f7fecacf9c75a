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

/* The site's own name for an account, where it has one that means this account alone. */
static const char *alias_of(const struct config *config, const struct ghl_name *account)
{
    for (size_t i = 0; i < config->account_count; i++) {
        const struct account_alias *alias = &config->accounts[i];
        for (size_t k = 0; k < alias->targets.len; k++) {
            const char *target = alias->targets.items[k].text;
            size_t len = account->platform ? strlen(account->platform) : 0;
            bool by_platform =
                len && strncmp(target, account->platform, len) == 0 &&
                (target[len] == '\0' || (target[len] == ':' && account->name &&
                                         strcmp(target + len + 1, account->name) == 0));
            if (by_platform || strcmp(target, account->id) == 0)
                return alias->name;
        }
    }
    return NULL;
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
        json_put(object, "state", name->expired ? "expired" : "connected");
        json_put(object, "alias", alias_of(&listing->session->site->config, name));
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

static const char *const columns[] = {"platform", "name",  "type", "state",
                                      "email",    "alias", "id",   "url"};
enum { COLUMNS = sizeof columns / sizeof *columns };

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
            const char *text = json_text(json_array_get(items, i), columns[c]);
            size_t used = text ? unicode_width(text, strlen(text)) : 0;
            width[c] = used > width[c] ? used : width[c];
            last = width[c] ? c : last;
        }
    for (size_t i = 0; i < json_array_size(items); i++)
        for (size_t c = 0; c <= last; c++)
            if (width[c])
                print_cell(json_text(json_array_get(items, i), columns[c]), width[c], c == last);
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
