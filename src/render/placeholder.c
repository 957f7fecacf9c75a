/*
 * Placeholders: made and found again. What they stand for is left to finish.c.
 */
#include "placeholder.h"

#include <string.h>

#define LEAD "ghl"

void prefix_from_hash(struct prefix *prefix, struct hash *hash)
{
    char hex[HASH_HEX];
    hash_hex(hash, hex);
    memcpy(prefix->text, LEAD, sizeof LEAD - 1);
    memcpy(prefix->text + sizeof LEAD - 1, hex, PREFIX_LEN - (sizeof LEAD - 1));
    prefix->text[PREFIX_LEN] = '\0';
}

void placeholder_add(const struct prefix *prefix, enum placeholder_kind kind, size_t index,
                     struct strbuf *out)
{
    strbuf_addf(out, "%s%c%zuz", prefix->text, (char)kind, index);
}

static bool is_kind(char c)
{
    return c == PLACEHOLDER_ASSET || c == PLACEHOLDER_POST || c == PLACEHOLDER_HEADING ||
           c == PLACEHOLDER_TAG;
}

/* Reads what follows the prefix. */
static bool read_rest(const char *at, const char *end, struct placeholder *found)
{
    if (at == end || !is_kind(*at))
        return false;
    found->kind = (enum placeholder_kind)(unsigned char)*at++;
    found->index = 0;
    size_t digits = 0;
    for (; at < end && *at >= '0' && *at <= '9' && digits < 10; at++, digits++)
        found->index = found->index * 10 + (size_t)(*at - '0');
    found->end = at + 1;
    return digits > 0 && at < end && *at == 'z';
}

bool placeholder_find(const struct prefix *prefix, const char *from, const char *end,
                      struct placeholder *found)
{
    while (end - from > PREFIX_LEN) {
        /* memchr is many times faster than looking for the word itself in long texts. */
        const char *at = memchr(from, LEAD[0], (size_t)(end - from) - PREFIX_LEN);
        if (!at)
            return false;
        if (memcmp(at, prefix->text, PREFIX_LEN) == 0) {
            found->start = at;
            if (read_rest(at + PREFIX_LEN, end, found))
                return true;
        }
        from = at + 1;
    }
    return false;
}
