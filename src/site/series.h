/*
 * Entries that repeat: `repeat: {every: 2w, times: 6}`, and `text` as a list
 * whose texts are taken in turn.
 */
#ifndef SITE_SERIES_H
#define SITE_SERIES_H

#include "reading.h"
#include "site_private.h"

/* What one occurrence says: a text, or texts by network. */
struct text_variant {
    struct word text;
    struct platform_text *text_for;
    size_t text_for_count;
};

struct text_variants {
    struct text_variant *items;
    size_t len;
    struct place at;
};

/* The last of doc->social becomes as many entries as `repeat` says, which differ in their number,
 * their `when.shift` and their text. Where there is no `repeat` it stays one. `variants` holds more
 * than one text where `text` is a list. `left` entries are still to be read: doc->social has room
 * for them afterwards, too. */
void series_expand(const struct reading *r, const struct site *site, struct document *doc,
                   const struct yaml_value *repeat, const struct text_variants *variants,
                   size_t left);

/* Two entries would have one key: "launch.2" of a series, and an `id` that says the same. */
void series_check_ids(const struct reading *r, const struct document *doc);

#endif
