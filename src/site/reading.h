/*
 * Reading typed values from YAML: each wrong type becomes a diagnostic at its
 * place. Shared by ghlpub.yaml, front matter and social entries.
 */
#ifndef SITE_READING_H
#define SITE_READING_H

#include <ghlpub/site.h>

#include "yaml_tree.h"

/* Where results go. */
struct reading {
    struct arena *arena;
    struct diagnostics *found;
};

/* "NAME" must be WHAT, not KIND; code wrong-type. */
void reading_wrong_type(const struct reading *r, const struct yaml_value *value, const char *name,
                        const char *what);

/* A scalar of any type as its text, without white space at the ends. False (and nothing stored)
 * where the value is NULL, null or empty; a list or a mapping is an error. */
bool read_word(const struct reading *r, const struct yaml_value *value, const char *name,
               struct word *out);

/* false where there is no value; anything but a boolean is an error. */
bool read_flag(const struct reading *r, const struct yaml_value *value, const char *name,
               bool *out);

/* A text, or a list of texts; empty ones and repetitions are left out. `label` (or NULL) names the
 * member that stands for a mapping in the list. False on a wrong type. */
bool read_words(const struct reading *r, const struct yaml_value *value, const char *name,
                const char *const *labels, struct words *out);

/* One of the choices ("a|b|c"): its index, or -1 with an error. */
int read_choice(const struct reading *r, const struct yaml_value *value, const char *name,
                const char *choices);

/* The length of the byte-order mark with which the text begins, or 0. */
size_t text_mark(const char *text, size_t len);

/* Is this text UTF-8 without NUL bytes? Else false with a diagnostic at the place. */
bool text_usable(const char *path, const char *text, size_t len, struct diagnostics *found);

void words_add(struct arena *arena, struct words *words, struct word word);
bool words_have(const struct words *words, const char *text);

/* A copy without white space at the ends, where line ends are spaces. */
const char *text_line(struct arena *arena, const char *text);

/* Adds "did you mean" to a diagnostic, where one of the names is near. */
void hint_nearest(struct diagnostic *item, const char *word, const char *const *names,
                  size_t count);

#endif
