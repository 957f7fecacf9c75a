/*
 * Listing the names of a location, and keeping them beside the state for plans
 * and checks offline.
 */
#include "run.h"

#include "base/clock.h"
#include "base/strbuf.h"

#include <string.h>

struct listing {
    struct directory *directory;
    enum directory_kind kind;
    struct error *err;
    bool failed;
};

static bool add_name(void *context, const void *item)
{
    struct listing *listing = context;
    const struct ghl_name *name = item;
    struct directory_item copy = {.id = name->id,
                                  .name = name->name,
                                  .email = name->email,
                                  .platform = name->platform,
                                  .type = name->type,
                                  .expired = name->expired};
    ghlpub_directory_add(listing->directory, listing->kind, &copy);
    return true;
}

static void add_group(void *context, const struct ghl_group *group)
{
    struct listing *listing = context;
    struct strbuf accounts = STRBUF_INIT(STRBUF_UNBOUNDED);
    for (size_t i = 0; group->accounts[i]; i++)
        strbuf_addf(&accounts, "%s%s", i ? "," : "", group->accounts[i]);
    struct directory_item item = {
        .id = group->id, .name = group->name, .accounts = accounts.buf ? accounts.buf : ""};
    ghlpub_directory_add(listing->directory, DIRECTORY_GROUP, &item);
    strbuf_release(&accounts);
}

static void listed(void *context, const struct ghl_answer *answer)
{
    struct listing *listing = context;
    listing->directory->lists[listing->kind].known = answer->outcome == GHL_OK;
    if (listing->kind == DIRECTORY_ACCOUNT)
        listing->directory->lists[DIRECTORY_GROUP].known = answer->outcome == GHL_OK;
    if (answer->outcome == GHL_OK)
        return;
    listing->failed = true;
    if (listing->err && listing->err->kind == ERROR_NONE) {
        error_set(listing->err, answer->error.kind, answer->error.code,
                  "the list of %s names cannot be read: %s",
                  ghlpub_directory_kind_name(listing->kind), answer->error.message);
        if (answer->error.hint)
            error_hint(listing->err, "%s", answer->error.hint);
    }
}

/* The server's clock, or this machine's where the server does not tell. */
static int64_t now_ms(const struct ghl *ghl)
{
    struct clock clock;
    int64_t server = ghl_server_ms(ghl);
    if (server || !clock_init(&clock, NULL, 1, NULL))
        return server;
    return clock_now_ms(&clock);
}

bool list_directory(struct ghl *ghl, struct directory *directory, unsigned what, struct error *err)
{
    static const struct {
        unsigned what;
        enum ghl_list_kind list;
        enum directory_kind kind;
    } lists[] = {
        {LIST_BLOGS, GHL_BLOGS, DIRECTORY_BLOG},
        {LIST_NAMES, GHL_AUTHORS, DIRECTORY_AUTHOR},
        {LIST_NAMES, GHL_CATEGORIES, DIRECTORY_CATEGORY},
        {LIST_ACCOUNTS, GHL_ACCOUNTS, DIRECTORY_ACCOUNT},
        {LIST_USERS, GHL_USERS, DIRECTORY_USER},
        {LIST_TAGS, GHL_TAGS, DIRECTORY_TAG},
        {LIST_SOCIAL_CATEGORIES, GHL_SOCIAL_CATEGORIES, DIRECTORY_SOCIAL_CATEGORY},
    };
    enum { LISTS = sizeof lists / sizeof *lists };
    struct listing listings[LISTS];
    bool failed = false;
    for (size_t i = 0; i < LISTS; i++) {
        if (!(lists[i].what & what))
            continue;
        directory->lists[lists[i].kind].len = 0;
        directory->lists[lists[i].kind].known = false;
        if (lists[i].kind == DIRECTORY_ACCOUNT)
            directory->lists[DIRECTORY_GROUP].len = 0;
        listings[i] = (struct listing){directory, lists[i].kind, err, false};
        ghl_list(ghl, &(struct ghl_list){.kind = lists[i].list,
                                         .item = add_name,
                                         .group = add_group,
                                         .done = listed,
                                         .context = &listings[i]});
    }
    struct error down = ERROR_INIT;
    bool ran = ghl_run(ghl, &down);
    for (size_t i = 0; i < LISTS; i++)
        failed |= (lists[i].what & what) && listings[i].failed;
    if (!ran && err)
        error_move(err, &down);
    error_release(&down);
    directory->listed_ms = now_ms(ghl);
    return ran && !failed;
}

struct directory *ghlpub_publish_directory(struct ghl *ghl, const char *state_path,
                                           const char *location, struct error *err)
{
    struct directory *directory = ghlpub_directory_new();
    directory->location = arena_strdup(directory->arena, location);
    if (!list_directory(ghl, directory, LIST_ALL, err) ||
        (state_path && !ghlpub_directory_save(directory, state_path, err))) {
        ghlpub_directory_free(directory);
        return NULL;
    }
    return directory;
}

static void hint_blogs(struct error *err, const struct directory_list *blogs)
{
    const char *names = "";
    struct arena *arena = arena_new();
    for (size_t i = 0; i < blogs->len && i < 20; i++)
        names = arena_printf(arena, "%s%s\"%s\"", names, i ? ", " : "",
                             blogs->items[i].name ? blogs->items[i].name : blogs->items[i].id);
    if (blogs->len)
        error_hint(err, "the location has: %s; set `blog` in ghlpub.yaml to one of them", names);
    else
        error_hint(err, "the location has no blog; create one at GHL first: Sites, Blogs");
    arena_free(arena);
}

const char *ghlpub_publish_blog(const struct directory *directory, const struct config *config,
                                struct error *err)
{
    const struct directory_list *blogs = &directory->lists[DIRECTORY_BLOG];
    const struct directory_item *blog;
    if (!config->blog) {
        error_set(err, ERROR_CONFIG, "blog-missing", "no blog is configured");
        error_at(err, config->path, 1, 1);
        hint_blogs(err, blogs);
        return NULL;
    }
    switch (ghlpub_directory_find(directory, DIRECTORY_BLOG, config->blog, &blog)) {
    case MATCH_ONE:
        return blog->id;
    case MATCH_MANY:
        error_set(err, ERROR_CONFIG, "blog-ambiguous", "there are several blogs named \"%s\"",
                  config->blog);
        error_hint(err, "write the id of the blog (`ghlpub list blogs` shows it)");
        break;
    default:
        error_set(err, ERROR_CONFIG, "blog-unknown", "unknown blog \"%s\"", config->blog);
        hint_blogs(err, blogs);
        break;
    }
    error_at(err, config->blog_place.path ? config->blog_place.path : config->path,
             config->blog_place.line, config->blog_place.column);
    return NULL;
}
