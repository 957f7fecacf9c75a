/*
 * The groups of this program, and sites made for one test: a scratch directory
 * with the files that the test writes.
 */
#ifndef TESTS_H
#define TESTS_H

#include <ghlpub/site.h>

int run_yaml_tests(void);
int run_date_tests(void);
int run_config_tests(void);
int run_document_tests(void);
int run_generator_tests(void);
int run_social_tests(void);
int run_networks_tests(void);
int run_series_tests(void);
int run_slug_tests(void);
int run_walk_tests(void);
int run_asset_tests(void);
int run_reference_tests(void);

/* A site on disk, and what was found about it. */
struct trial {
    char *root;
    struct site *site;
    struct diagnostics found;
    struct error err;
};

/* A new directory with this ghlpub.yaml (NULL: without one). */
struct trial *trial_new(const char *config);
void trial_free(struct trial *trial);

/* Writes a file, making its folders. */
void trial_put(const struct trial *trial, const char *path, const char *text);
void trial_put_bytes(const struct trial *trial, const char *path, const void *bytes, size_t len);

/* Opens and loads; true where both worked. */
bool trial_open(struct trial *trial, const char *environment);
bool trial_load(struct trial *trial);

/* Opens a site with this configuration and parses one text as a document. */
struct document *trial_parse(struct trial *trial, const char *path, const char *text);

/* The finding with this code at this place (line 0: anywhere), or NULL. */
const struct diagnostic *finding(const struct diagnostics *found, const char *code, unsigned line,
                                 unsigned column);

/* Prints all findings: for the moment when a test fails. */
void show(const struct diagnostics *found);

#endif
