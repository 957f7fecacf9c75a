/* Uploads an asset to the media library, once a content. */
#include "run.h"

#include "base/json.h"
#include "base/path.h"
#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void send(struct task *task);

/* "STEM-HASH16.EXT", the stem cut to 40 characters, in letters that survive any URL. */
static const char *media_name(struct task *task, const struct asset *asset)
{
    const char *name = path_name(asset->path);
    size_t stem_len = strlen(name) - strlen(path_extension(asset->path));
    char *stem = mem_strndup(name, stem_len);
    char *slug = unicode_slug(stem, 40);
    const char *full = arena_printf(task->arena, "%s%s%.16s%s", slug, *slug ? "-" : "", asset->hash,
                                    ghlpub_asset_extension(asset));
    free(stem);
    free(slug);
    return full;
}

static void record(struct task *task, struct state_entry *entry, const struct ghl_media *media)
{
    const struct asset *asset = task->action->asset;
    state_set(entry, STATE_ID, media->id);
    state_set(entry, STATE_URL, media->url);
    state_set(entry, STATE_NAME, media->name ? media->name : task->media_name);
    state_set(entry, STATE_SIZE, arena_printf(task->arena, "%lld", (long long)asset->size));
    state_set(entry, STATE_GONE, NULL);
}

static void resolved(void *context, enum resolution resolution, const struct error *err)
{
    task_resolved(context, resolution, err, send, "upload-failed", "the upload");
}

static void answered(void *context, const struct ghl_answer *answer)
{
    struct task *task = context;
    struct ghl_media media = {0};
    if (answer->outcome == GHL_OK && ghl_read_media(answer, task->arena, &media) && media.url) {
        struct state_entry *entry =
            ghlpub_state_edit(task->run->state, STATE_MEDIA, task->action->key);
        record(task, entry, &media);
        ghlpub_intent_result(task->run->state, task->intent, entry);
        task_done(task);
    } else if (answer->outcome == GHL_REFUSED) {
        ghlpub_intent_result(task->run->state, task->intent, NULL);
        task_fail(task, &answer->error);
    } else {
        resolve(task->run, task->intent, answer->outcome != GHL_UNKNOWN, resolved, task);
    }
}

static void send(struct task *task)
{
    struct run *run = task->run;
    const struct action *action = task->action;
    const struct asset *asset = action->asset;
    json_t *details = json_object(), *expected = json_object();
    json_put(expected, "name", task->media_name);
    json_put(expected, "size", arena_printf(task->arena, "%lld", (long long)asset->size));
    json_put_value(details, "entry", expected);
    json_put(details, "path", asset->path);
    task->tries++;
    task->intent = ghlpub_intent_new(run->state, "upload", STATE_MEDIA, action->key, details);
    char *path = path_join(run->options->site->root, asset->path);
    ghl_send(run->ghl,
             ghl_upload(run->ghl, path, task->media_name, asset->type,
                        run->options->site->config.media_folder),
             answered, task);
    free(path);
}

/* Is it still the file that was hashed? Its name at GHL says so for ever. */
static bool is_unchanged(const struct task *task)
{
    const struct asset *asset = task->action->asset;
    char *path = path_join(task->run->options->site->root, asset->path);
    struct stat now;
    bool same =
        stat(path, &now) == 0 && now.st_size == asset->size &&
        (uint64_t)now.st_ino == asset->inode &&
        now.st_mtim.tv_sec * INT64_C(1000000000) + now.st_mtim.tv_nsec == asset->modified_ns;
    free(path);
    return same;
}

void task_upload(struct task *task)
{
    task->media_name = media_name(task, task->action->asset);
    if (task->run->media_error.kind != ERROR_NONE)
        task_fail(task, &task->run->media_error);
    else if (!is_unchanged(task))
        task_fail_with(task, ERROR_FAILED, "upload-file-changed", "publish again",
                       "the file changed while ghlpub was at work");
    else
        send(task);
}
