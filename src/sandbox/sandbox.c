/*
 * Start, loop and end of a sandbox.
 */
#include "box.h"
#include "schedule.h"
#include "seed.h"
#include "serve.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/random.h"
#include "base/stop.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STEP_MS      200
#define LATE_STEP_MS 5 /* while a call waits to act late */

static uint64_t seed_number(const char *text)
{
    if (!text) {
        struct random random;
        random_init(&random);
        return random_next(&random);
    }
    char hex[HASH_HEX];
    hash_bytes(text, strlen(text), hex);
    hex[16] = '\0';
    return strtoull(hex, NULL, 16);
}

/* Where uploads go: below the state, or a directory of our own that goes at the end. */
static bool open_files(struct sandbox *box, struct error *err)
{
    if (box->options->state) {
        box->files = path_join(box->options->state, "files");
        return file_make_directories(box->files, err);
    }
    const char *base = getenv("TMPDIR");
    box->files = mem_printf("%s/ghlpub-sandbox-XXXXXX", base && *base ? base : "/tmp");
    box->temporary = mkdtemp(box->files) != NULL;
    if (!box->temporary) {
        error_set_errno(err, ERROR_STATE, "write-failed", "cannot make the directory \"%s\"",
                        box->files);
    }
    return box->temporary;
}

/* Removes the files whose names begin so, and maybe the directory. */
static void clean_files(const char *directory, bool and_itself, const char *beginning)
{
    DIR *dir = opendir(directory);
    struct dirent *entry;
    while (dir && (entry = readdir(dir))) {
        if (entry->d_name[0] != '.' && strncmp(entry->d_name, beginning, strlen(beginning)) == 0) {
            char *path = path_join(directory, entry->d_name);
            unlink(path);
            free(path);
        }
    }
    if (dir) {
        closedir(dir);
    }
    if (and_itself) {
        rmdir(directory);
    }
}

static bool set_rules(struct sandbox *box, struct error *err)
{
    const struct sandbox_options *options = box->options;
    quirks_init(&box->quirks);
    box->quirks.value[QUIRK_LIST_LAG] = (int64_t)options->lag_ms;
    for (size_t i = 0; i < options->quirks.len; i++) {
        if (!quirks_set_text(&box->quirks, options->quirks.items[i], err)) {
            return false;
        }
    }
    for (size_t i = 0; i < options->faults.len; i++) {
        if (!faults_add(&box->faults, options->faults.items[i], err)) {
            return false;
        }
    }
    return rates_init(&box->rates, options->rate, options->daily, err);
}

static bool box_open(struct sandbox *box, struct error *err)
{
    const struct sandbox_options *options = box->options;
    box->store.log = -1;
    if (!set_rules(box, err) ||
        !clock_init(&box->clock, options->now, options->clock_rate > 0 ? options->clock_rate : 1,
                    err) ||
        !store_open(&box->store, options->state, seed_number(options->seed), err) ||
        !open_files(box, err) || !record_open(&box->record, options->record, err)) {
        return false;
    }
    clean_files(box->files, false, "upload-"); /* those whose upload did not end */
    /* Time does not run backwards over a restart. */
    if (box->store.last_ms > box_now(box)) {
        box->advanced_ms = box->store.last_ms - box_now(box);
    }
    box->store.lag_ms = box->quirks.value[QUIRK_LIST_LAG];
    if (!seed_store(box, err)) {
        return false;
    }
    struct httpd_options server = {.port = options->port,
                                   .body_max = BODY_MAX,
                                   .own_date = true,
                                   .context = box,
                                   .begin = serve_begin,
                                   .handle = serve_handle};
    box->httpd = httpd_start(&server, err);
    if (box->httpd) {
        snprintf(box->base, sizeof box->base, "http://127.0.0.1:%u", httpd_port(box->httpd));
    }
    return box->httpd != NULL;
}

bool box_reset(struct sandbox *box, struct error *err)
{
    serve_release(box); /* what was to act late never does */
    faults_release(&box->faults);
    rates_release(&box->rates);
    record_clear(&box->record);
    uint64_t seed = box->store.seed;
    store_release(&box->store);
    clean_files(box->files, false, "");
    box->advanced_ms = 0;
    const struct sandbox_options *options = box->options;
    return set_rules(box, err) &&
           clock_init(&box->clock, options->now, options->clock_rate > 0 ? options->clock_rate : 1,
                      err) &&
           store_open(&box->store, NULL, seed, err) && seed_store(box, err);
}

static void box_release(struct sandbox *box)
{
    httpd_stop(box->httpd);
    serve_release(box);
    record_release(&box->record);
    rates_release(&box->rates);
    faults_release(&box->faults);
    store_release(&box->store);
    if (box->temporary) {
        clean_files(box->files, true, "");
    }
    free(box->files);
}

static void print_location(const struct sandbox *box, FILE *out, const char *id)
{
    const char *token = location_token(box, id), *blog = location_blog(box, id);
    fprintf(out, "token: %s\n", token ? token : "-");
    fprintf(out, "location: %s\n", id);
    fprintf(out, "blog: %s\n", blog ? blog : "-");
}

static void print_lines(const struct sandbox *box, FILE *out)
{
    struct store_walk walk = {.store = &box->store, .kind = KIND_LOCATION};
    bool first = true;
    fprintf(out, "address: %s\n", box->base);
    for (const json_t *location; (location = store_next(&walk)); first = false) {
        print_location(box, out, json_text(location, "id"));
        if (first) {
            fprintf(out, "pages: %s/\n", box->base);
        }
    }
    fflush(out);
}

bool sandbox_run(const struct sandbox_options *options, struct error *err)
{
    struct sandbox box = {.options = options};
    bool good = box_open(&box, err);
    if (good) {
        print_lines(&box, options->out ? options->out : stdout);
    }
    while (good && !stop_signal()) {
        httpd_step(box.httpd, box.late ? LATE_STEP_MS : STEP_MS);
        serve_late(&box);
        if (box.store.failed) {
            error_set(err, ERROR_STATE, "write-failed",
                      "cannot write the sandbox's state in \"%s\"", options->state);
            good = false;
        }
    }
    box_release(&box);
    return good;
}
