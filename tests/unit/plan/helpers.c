/* Worlds made of texts: the tree, the state, and what was seen at GHL. */
#include "tests.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/strbuf.h"
#include "base/zone.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const unsigned char picture[] = {0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a, 0,    0, 0, 13,
                                        'I',  'H', 'D', 'R', 0,    0,    0,    3,    0,    0, 0, 2,
                                        8,    2,   0,   0,   0,    0x12, 0x16, 0xf1, 0x4d, 0, 0, 0,
                                        0,    'I', 'E', 'N', 'D',  0xae, 0x42, 0x60, 0x82};

int64_t moment(const char *text)
{
    struct written_date date;
    assert_true(written_date_parse(text, &date));
    return written_date_to_utc_ms(&date, NULL, NULL);
}

static void write_file(const char *root, const char *path, const void *bytes, size_t len)
{
    char *full = path_join(root, path), *folder = path_directory(full);
    assert_true(file_make_directories(folder, NULL));
    if (len) {
        FILE *out = fopen(full, "wb");
        assert_non_null(out);
        assert_int_equal(fwrite(bytes, 1, len, out), len);
        fclose(out);
    } else {
        unlink(full);
    }
    free(folder);
    free(full);
}

/* A picture whose content ends with the digit in its name: a.png and copy-a.png are the same. */
static void write_picture(const char *root, const char *path)
{
    unsigned char bytes[sizeof picture + 1];
    memcpy(bytes, picture, sizeof picture);
    bytes[sizeof picture] = (unsigned char)path[strlen(path) - 5];
    write_file(root, path, bytes, sizeof bytes);
}

static void open_site(struct world *world)
{
    struct error err = ERROR_INIT;
    const struct site_options options = {.directory = world->directory};
    const struct render_options how = {.jobs = 0};
    struct diagnostics found = DIAGNOSTICS_INIT; /* what the site says is tested elsewhere */
    ghlpub_rendered_free(world->pages);
    ghlpub_site_free(world->site);
    world->site = ghlpub_site_open(&options, &found, &err);
    if (!world->site || !ghlpub_site_load(world->site, &found, &err))
        fail_msg("%s %s", err.message, found.len ? found.items[0].message : "");
    world->pages = ghlpub_render(world->site, &how, &found, &err);
    if (!world->pages)
        fail_msg("%s", err.message);
    world->input.site = world->site;
    world->input.pages = world->pages;
    diagnostics_release(&found);
}

void world_new(struct world *world, const char *config)
{
    struct error err = ERROR_INIT;
    memset(world, 0, sizeof *world);
    world->arena = arena_new();
    world->directory = mem_strdup("/tmp/ghlpub-plan-XXXXXX");
    assert_non_null(mkdtemp(world->directory));
    char *yaml = mem_printf(
        "location: L\nblog: B\n%s%s%s%s",
        strstr(config, "post_url:") ? "" : "post_url: https://x/{slug}\n",
        strstr(config, "timezone:") ? "" : "timezone: UTC\n",
        strstr(config, "defaults:") ? "" : "defaults: {author: A, categories: [C]}\n", config);
    write_file(world->directory, "ghlpub.yaml", yaml, strlen(yaml));
    free(yaml);
    static const char *const pictures[] = {COVER, "static/img/b.png", "static/img/copy-a.png"};
    for (size_t i = 0; i < COUNT(pictures); i++)
        write_picture(world->directory, pictures[i]);
    write_file(world->directory, "content/.keep", "x", 1);
    const struct state_options options = {.path = path_join(world->directory, "state.json")};
    world->state = ghlpub_state_open(&options, NULL, &err);
    if (!world->state)
        fail_msg("%s", err.message);
    free((char *)(uintptr_t)options.path);
    world->input.state = world->state;
    world_now(world, T0);
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *where)
{
    (void)st;
    (void)type;
    (void)where;
    return remove(path);
}

void world_free(struct world *world)
{
    ghlpub_rendered_free(world->pages);
    ghlpub_site_free(world->site);
    ghlpub_state_close(world->state);
    ghlpub_directory_free(world->names);
    diagnostics_release(&world->found);
    free(world->remote.posts);
    free(world->remote.media);
    free(world->selected);
    nftw(world->directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    free(world->directory);
    arena_free(world->arena);
}

void world_tree(struct world *world, const char *files)
{
    while (*files == '>') {
        size_t name = strcspn(files, "\n");
        const char *text = files + name + 1, *end = strstr(text, "\n>");
        size_t len = *text == '>' ? 0 : end ? (size_t)(end + 1 - text) : strlen(text);
        write_file(world->directory, arena_strndup(world->arena, files + 1, name - 1), text, len);
        files = text + len;
    }
    open_site(world);
}

void world_now(struct world *world, const char *now)
{
    world->input.now_ms = moment(now);
}

/* ---- lines ---- */

/* "field=value" of a line, or NULL. */
static const char *field(const struct world *world, const char *line, const char *name)
{
    const char *mark = arena_printf(world->arena, " %s=", name), *at = strstr(line, mark);
    if (!at)
        return NULL;
    at += strlen(mark);
    return arena_strndup(world->arena, at, strcspn(at, ";"));
}

static const char *next_line(const struct world *world, const char **text)
{
    size_t len = strcspn(*text, "\n");
    const char *line = arena_strndup(world->arena, *text, len);
    *text += len + ((*text)[len] == '\n');
    return line;
}

static enum state_kind kind_at(const char *line)
{
    for (int kind = 0; kind < STATE_KINDS; kind++) {
        const char *name = state_kind_name((enum state_kind)kind);
        if (strncmp(line, name, strlen(name)) == 0)
            return (enum state_kind)kind;
    }
    fail_msg("no kind: %s", line);
    return STATE_KINDS;
}

static void change_entry(struct world *world, const char *line)
{
    enum state_kind kind = kind_at(line);
    const char *key = line + strlen(state_kind_name(kind)) + 1;
    key = arena_strndup(world->arena, key, strcspn(key, ";"));
    struct state_entry *entry = ghlpub_state_edit(world->state, kind, key);
    for (int i = 0; i < STATE_FIELDS; i++) {
        const char *value = field(world, line + strlen(key), state_field_name((enum state_field)i));
        if (value)
            state_set(entry, (enum state_field)i, *value ? value : NULL);
    }
    ghlpub_state_record(world->state, entry);
}

void world_state(struct world *world, const char *lines)
{
    while (*lines) {
        const char *line = next_line(world, &lines);
        if (strncmp(line, "open ", 5) == 0) {
            enum state_kind kind = kind_at(line + 5);
            ghlpub_intent_new(world->state, "update", kind,
                              line + 6 + strlen(state_kind_name(kind)), json_object());
        } else if (*line == '-') {
            enum state_kind kind = kind_at(line + 1);
            ghlpub_state_remove(world->state, kind, line + 2 + strlen(state_kind_name(kind)), NULL);
        } else {
            change_entry(world, line);
        }
    }
}

static const char *cover_hash(const struct world *world, const char *name)
{
    const char *mark = name ? strstr(name, "%HASH") : NULL;
    for (size_t i = 0; mark && i < world->pages->asset_count; i++)
        if (strcmp(world->pages->assets[i]->path, COVER) == 0)
            return arena_printf(world->arena, "%.*s%.16s%s", (int)(mark - name), name,
                                world->pages->assets[i]->hash, mark + 5);
    return name;
}

static void see_post(struct world *world, const char *line)
{
    struct remote *remote = &world->remote;
    const char *date = field(world, line, "date");
    remote->posts = mem_resize(remote->posts, remote->post_count + 1, sizeof *remote->posts);
    remote->posts[remote->post_count++] =
        (struct seen_post){.id = field(world, line, "id"),
                           .slug = field(world, line, "slug"),
                           .title = field(world, line, "title"),
                           .description = field(world, line, "description"),
                           .canonical = field(world, line, "canonical"),
                           .status = field(world, line, "status"),
                           .updated = field(world, line, "updated"),
                           .date_ms = date ? moment(date) : 0};
    world->input.remote = remote;
}

static void see_media(struct world *world, const char *line)
{
    struct remote *remote = &world->remote;
    remote->media = mem_resize(remote->media, remote->media_count + 1, sizeof *remote->media);
    remote->media[remote->media_count++] = (struct seen_media){
        field(world, line, "id"), cover_hash(world, field(world, line, "name")), "https://media/x"};
    world->input.remote = remote;
}

static void see_name(struct world *world, const char *line)
{
    if (!world->names)
        world->names = ghlpub_directory_new();
    world->input.directory = world->names;
    const char *id = field(world, line, "id");
    const struct directory_item item = {.id = id,
                                        .name = field(world, line, "name"),
                                        .email = field(world, line, "email"),
                                        .platform = field(world, line, "platform"),
                                        .expired = field(world, line, "expired") != NULL};
    for (int kind = 0; kind < DIRECTORY_KINDS; kind++) {
        const char *name = ghlpub_directory_kind_name((enum directory_kind)kind);
        if (strncmp(line, name, strlen(name)) != 0 || line[strlen(name)] != ':')
            continue;
        world->names->lists[kind].known = true;
        if (id)
            ghlpub_directory_add(world->names, (enum directory_kind)kind, &item);
        return;
    }
    fail_msg("no kind of name: %s", line);
}

void world_seen(struct world *world, const char *lines)
{
    while (*lines) {
        const char *line = next_line(world, &lines);
        if (strncmp(line, "post ", 5) == 0)
            see_post(world, line);
        else if (strncmp(line, "media ", 6) == 0)
            see_media(world, line);
        else
            see_name(world, line);
    }
}
