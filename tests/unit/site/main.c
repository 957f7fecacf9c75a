/*
 * Runs the groups of tests, and makes sites for them.
 */
#include "test.h"
#include "tests.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/path.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct trial *trial_new(const char *config)
{
    struct trial *trial = mem_alloc(sizeof *trial);
    char name[] = "/tmp/ghlpub-site-XXXXXX";
    assert_non_null(mkdtemp(name));
    trial->root = realpath(name, NULL);
    assert_non_null(trial->root);
    if (config)
        trial_put(trial, "ghlpub.yaml", config);
    return trial;
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *where)
{
    (void)st;
    (void)type;
    (void)where;
    return remove(path);
}

void trial_free(struct trial *trial)
{
    ghlpub_site_free(trial->site);
    diagnostics_release(&trial->found);
    error_release(&trial->err);
    nftw(trial->root, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    free(trial->root);
    free(trial);
}

void trial_put_bytes(const struct trial *trial, const char *path, const void *bytes, size_t len)
{
    char *full = path_join(trial->root, path), *folder = path_directory(full);
    struct error err = ERROR_INIT;
    assert_true(file_make_directories(folder, &err));
    FILE *file = fopen(full, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
    free(folder);
    free(full);
}

void trial_put(const struct trial *trial, const char *path, const char *text)
{
    trial_put_bytes(trial, path, text, strlen(text));
}

bool trial_open(struct trial *trial, const char *environment)
{
    struct site_options options = {.directory = trial->root, .environment = environment};
    trial->site = ghlpub_site_open(&options, &trial->found, &trial->err);
    return trial->site != NULL;
}

bool trial_load(struct trial *trial)
{
    return trial_open(trial, NULL) && ghlpub_site_load(trial->site, &trial->found, &trial->err);
}

struct document *trial_parse(struct trial *trial, const char *path, const char *text)
{
    if (!trial->site && !trial_open(trial, NULL)) {
        show(&trial->found);
        fail_msg("the site does not open: %s", trial->err.message);
    }
    diagnostics_release(&trial->found);
    return ghlpub_site_parse(trial->site, path, text, strlen(text), &trial->found);
}

const struct diagnostic *finding(const struct diagnostics *found, const char *code, unsigned line,
                                 unsigned column)
{
    for (size_t i = 0; i < found->len; i++) {
        const struct diagnostic *item = &found->items[i];
        if (strcmp(item->code, code) == 0 &&
            (line == 0 || (item->line == line && item->column == column)))
            return item;
    }
    return NULL;
}

void show(const struct diagnostics *found)
{
    for (size_t i = 0; i < found->len; i++)
        print_message("# %s:%u:%u: %s: %s [%s] (%s)\n",
                      found->items[i].path ? found->items[i].path : "-", found->items[i].line,
                      found->items[i].column, severity_name(found->items[i].severity),
                      found->items[i].message, found->items[i].code,
                      found->items[i].hint ? found->items[i].hint : "");
}

int main(void)
{
    int failed = 0;
    failed += run_yaml_tests();
    failed += run_date_tests();
    failed += run_config_tests();
    failed += run_document_tests();
    failed += run_generator_tests();
    failed += run_social_tests() + run_series_tests() + run_networks_tests();
    failed += run_slug_tests();
    failed += run_walk_tests();
    failed += run_asset_tests();
    failed += run_reference_tests();
    return failed != 0;
}
