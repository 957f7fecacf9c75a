/*
 * What is said of a time zone that does not exist: the nearest name of those that
 * the system lists. Reading zones is zone.c's work.
 */
#include "base/zone_names.h"

#include "base/array.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "base/suggest.h"

#include <stdlib.h>
#include <string.h>

#define FILE_BYTES (1u << 20) /* the list of names has 110 kB */
#define NAMES_MAX  5000

struct names ARRAY(const char *);

/* Splits the text of tzdata.zi ("Z name ...", "L target name") or of zone.tab (third column) in
 * place. */
static void split_names(char *text, bool zi, struct names *names)
{
    char *rest = text;
    while (rest && *rest && names->len < NAMES_MAX) {
        char *line = rest, *end = strchr(rest, '\n');
        rest = end ? end + 1 : NULL;
        if (end)
            *end = '\0';
        if (zi ? line[0] != 'Z' && line[0] != 'L' : line[0] == '#')
            continue;
        const char *separator = zi ? " " : "\t";
        for (int skip = zi && line[0] == 'Z' ? 1 : 2; line && skip; skip--) {
            line = strpbrk(line, separator);
            line += line ? 1 : 0;
        }
        if (!line)
            continue;
        line[strcspn(line, " \t\r")] = '\0';
        if (*line)
            ARRAY_PUSH(names, line);
    }
}

/* Abbreviations are no zones, and the nearest name to one is another abbreviation. */
static const char *known_abbreviation(const char *name)
{
    static const char *const table[][2] = {
        {"PST", "America/Los_Angeles"}, {"PDT", "America/Los_Angeles"},
        {"MDT", "America/Denver"},      {"CST", "America/Chicago"},
        {"CDT", "America/Chicago"},     {"EDT", "America/New_York"},
        {"BST", "Europe/London"},       {"CEST", "Europe/Berlin"},
        {"EEST", "Europe/Athens"},      {"IST", "Asia/Kolkata"},
        {"JST", "Asia/Tokyo"},          {"AEST", "Australia/Sydney"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(name, table[i][0]) == 0)
            return table[i][1];
    return NULL;
}

/* Also finds "America/New_York" for "New York": the city alone. */
static const char *nearest(const char *name, const struct names *names)
{
    const char *found = known_abbreviation(name);
    if (!found)
        found = suggest(name, names->items, names->len);
    if (found)
        return found;
    struct names cities = {NULL, 0, 0};
    for (size_t i = 0; i < names->len; i++) {
        const char *slash = strrchr(names->items[i], '/');
        ARRAY_PUSH(&cities, slash ? slash + 1 : names->items[i]);
    }
    const char *city = suggest(name, cities.items, cities.len);
    for (size_t i = 0; city && i < names->len; i++)
        if (cities.items[i] == city)
            found = names->items[i];
    ARRAY_RELEASE(&cities);
    return found;
}

void zone_set_unknown(const char *name, const char *directory, struct error *err)
{
    error_set(err, ERROR_CONFIG, "unknown-zone", "unknown time zone \"%s\"", name);
    if (!err)
        return;
    if (!file_is_directory(directory)) {
        error_hint(err, "there is no directory \"%s\": install the package tzdata", directory);
        return;
    }
    static const char *const lists[] = {"tzdata.zi", "zone1970.tab", "zone.tab"};
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    struct names names = {NULL, 0, 0};
    for (size_t i = 0; i < sizeof lists / sizeof *lists && !names.len; i++) {
        char *path = mem_printf("%s/%s", directory, lists[i]);
        strbuf_clear(&text);
        if (file_read(path, FILE_BYTES, &text, NULL))
            split_names(text.buf, i == 0, &names);
        free(path);
    }
    const char *near = nearest(name, &names);
    if (near)
        error_hint(err, "did you mean \"%s\"?", near);
    else
        error_hint(err, "zones have names such as \"America/New_York\" or \"UTC\"");
    ARRAY_RELEASE(&names);
    strbuf_release(&text);
}
