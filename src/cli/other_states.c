/* Finding and opening the states beside our own; what they are needed for is the caller's. */
#include "other_states.h"

#include "base/array.h"
#include "base/map.h"
#include "base/path.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MOST 200 /* state files; a directory of strangers' JSON is not read through */

/* By device and inode, so that one file counts once however it is named. */
static char *identity(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
        return NULL;
    return mem_printf("%llu %llu", (unsigned long long)st.st_dev, (unsigned long long)st.st_ino);
}

static bool open_one(const struct session *session, struct other_states *others, struct map *seen,
                     const char *path, struct error *err)
{
    char *id = identity(path);
    bool known = !id || map_has(seen, id);
    if (id)
        map_set(seen, id, seen);
    free(id);
    if (known)
        return true;
    struct state_options options = {
        .path = path, .location = session->site->config.location, .read_only = true};
    struct error why = ERROR_INIT;
    struct state *state = ghlpub_state_open(&options, NULL, &why);
    size_t root = strlen(session->site->root);
    bool below = strncmp(path, session->site->root, root) == 0 && path[root] == '/';
    const char *name = below ? path + root + 1 : path;
    if (state) {
        if (others->len == others->cap) {
            others->cap = others->cap ? others->cap * 2 : 8;
            others->items = mem_resize(others->items, others->cap, sizeof *others->items);
            others->names = mem_resize(others->names, others->cap, sizeof *others->names);
        }
        others->names[others->len] = mem_strdup(name);
        others->items[others->len++] = state;
    } else if (strcmp(why.code, "state-foreign") != 0) {
        error_set(err, ERROR_STATE, "other-state-unreadable",
                  "the state beside ours cannot be read, so that it is not known what it uses: %s",
                  why.message);
        error_at(err, name, why.line, 0);
        error_hint(err, "mend it, or move it out of the directory if it is no state");
        error_release(&why);
        return false;
    }
    error_release(&why);
    return true;
}

static bool open_beside(const struct session *session, struct other_states *others,
                        struct map *seen, struct error *err)
{
    char *directory = path_directory(session->state_path);
    DIR *list = opendir(directory);
    bool good = list || errno == ENOENT;
    if (!good)
        error_set_errno(err, ERROR_STATE, "other-state-unreadable", "cannot list \"%s\"",
                        directory);
    for (struct dirent *row; good && list && (row = readdir(list)) != NULL;) {
        if (row->d_name[0] == '.' || strcmp(path_extension(row->d_name), ".json") != 0)
            continue;
        char *path = path_join(directory, row->d_name);
        good = open_one(session, others, seen, path, err);
        if (good && others->len > MOST) {
            error_set(err, ERROR_STATE, "other-state-unreadable",
                      "there are more than %d states in \"%s\"", MOST, directory);
            good = false;
        }
        free(path);
    }
    if (list)
        closedir(list);
    free(directory);
    return good;
}

bool other_states_open(const struct session *session, struct other_states *others,
                       struct error *err)
{
    const struct words *states = &session->site->config.states;
    struct map seen = MAP_INIT;
    char *own = identity(session->state_path);
    if (own)
        map_set(&seen, own, others);
    free(own);
    bool good = true;
    for (size_t i = 0; good && i < states->len; i++) {
        char *path = path_join(session->site->root, states->items[i].text);
        if (strcmp(path, session->state_path) != 0)
            good = open_one(session, others, &seen, path, err);
        free(path);
    }
    good = good && open_beside(session, others, &seen, err);
    map_release(&seen, NULL);
    return good;
}

void other_states_release(struct other_states *others)
{
    for (size_t i = 0; i < others->len; i++) {
        ghlpub_state_close(others->items[i]);
        free((void *)(uintptr_t)others->names[i]);
    }
    free(others->items);
    free(others->names);
    *others = (struct other_states){0};
}
