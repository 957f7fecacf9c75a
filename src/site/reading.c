/*
 * Typed values from YAML, with diagnostics. What the values mean is left to
 * those who ask for them.
 */
#include "reading.h"

#include "base/arena.h"
#include "base/source.h"
#include "base/suggest.h"
#include "base/unicode.h"

#include <string.h>

#define CHOICES_MAX 16

void reading_wrong_type(const struct reading *r, const struct yaml_value *value, const char *name,
                        const char *what)
{
    if (value->kind == YAML_SCALAR)
        diagnose(r->found, SEVERITY_ERROR, "wrong-type", value->at, "\"%s\" must be %s, not \"%s\"",
                 name, what, value->text);
    else
        diagnose(r->found, SEVERITY_ERROR, "wrong-type", value->at, "\"%s\" must be %s, not %s",
                 name, what, yaml_kind_name(value));
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

const char *text_line(struct arena *arena, const char *text)
{
    while (is_space(*text))
        text++;
    size_t len = strlen(text);
    while (len > 0 && is_space(text[len - 1]))
        len--;
    char *copy = arena_strndup(arena, text, len);
    for (char *c = copy; *c; c++)
        if (is_space(*c))
            *c = ' ';
    return copy;
}

bool read_word(const struct reading *r, const struct yaml_value *value, const char *name,
               struct word *out)
{
    if (!value || value->kind == YAML_NULL)
        return false;
    if (value->kind != YAML_SCALAR) {
        reading_wrong_type(r, value, name, "a text");
        return false;
    }
    const char *text = text_line(r->arena, value->text);
    if (*text == '\0')
        return false;
    *out = (struct word){text, value->at};
    return true;
}

bool read_flag(const struct reading *r, const struct yaml_value *value, const char *name, bool *out)
{
    if (!value || value->kind == YAML_NULL)
        return false;
    if (yaml_boolean(value, out))
        return true;
    reading_wrong_type(r, value, name, "true or false");
    return false;
}

bool words_have(const struct words *words, const char *text)
{
    for (size_t i = 0; i < words->len; i++)
        if (strcmp(words->items[i].text, text) == 0)
            return true;
    return false;
}

void words_add(struct arena *arena, struct words *words, struct word word)
{
    if (words->len == words->cap) {
        struct word *old = words->items;
        words->cap = words->cap ? words->cap * 2 : 4;
        words->items = arena_alloc(arena, words->cap * sizeof *words->items);
        if (old)
            memcpy(words->items, old, words->len * sizeof *old);
    }
    words->items[words->len++] = word;
}

/* The scalar that stands for an element of a list. */
static const struct yaml_value *element(const struct yaml_value *value, const char *const *labels)
{
    if (value->kind != YAML_MAP || !labels)
        return value;
    for (size_t i = 0; labels[i]; i++) {
        const struct yaml_value *label = yaml_get(value, labels[i], NULL);
        if (label && label->kind == YAML_SCALAR)
            return label;
    }
    return value;
}

bool read_words(const struct reading *r, const struct yaml_value *value, const char *name,
                const char *const *labels, struct words *out)
{
    if (!value || value->kind == YAML_NULL)
        return true;
    const struct yaml_value *const *items = (const struct yaml_value *const *)value->values;
    const struct yaml_value *single = value;
    size_t count = value->count;
    if (value->kind != YAML_LIST) {
        items = &single;
        count = 1;
    }
    for (size_t i = 0; i < count; i++) {
        const struct yaml_value *item = element(items[i], labels);
        struct word word;
        if (item->kind == YAML_LIST || item->kind == YAML_MAP) {
            reading_wrong_type(r, item, name, "a text or a list of texts");
            return false;
        }
        if (read_word(r, item, name, &word) && !words_have(out, word.text))
            words_add(r->arena, out, word);
    }
    return true;
}

int read_choice(const struct reading *r, const struct yaml_value *value, const char *name,
                const char *choices)
{
    const char *names[CHOICES_MAX];
    size_t count = 0;
    char *copy = arena_strdup(r->arena, choices);
    for (char *next = copy; next && count < CHOICES_MAX;) {
        char *end = strchr(next, '|');
        names[count++] = next;
        if (end)
            *end++ = '\0';
        next = end;
    }
    struct word word;
    if (!read_word(r, value, name, &word)) {
        if (value->kind == YAML_NULL || value->kind == YAML_SCALAR)
            reading_wrong_type(r, value, name, "one of the known words");
        return -1;
    }
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], word.text) == 0)
            return (int)i;
    struct diagnostic *item = diagnose(r->found, SEVERITY_ERROR, "unknown-value", value->at,
                                       "\"%s\" cannot be \"%s\"", name, word.text);
    const char *near = suggest(word.text, names, count);
    char *list = arena_strdup(r->arena, names[0]);
    for (size_t i = 1; i < count; i++)
        list = arena_printf(r->arena, "%s%s%s", list, i + 1 < count ? ", " : " or ", names[i]);
    if (near)
        diagnostic_hint(item, "did you mean \"%s\"? It is %s", near, list);
    else
        diagnostic_hint(item, "it is %s", list);
    return -1;
}

void hint_nearest(struct diagnostic *item, const char *word, const char *const *names, size_t count)
{
    const char *near = suggest(word, names, count);
    if (near)
        diagnostic_hint(item, "did you mean \"%s\"?", near);
}

size_t text_mark(const char *text, size_t len)
{
    return len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

/* UTF-16 begins with its own mark. */
static bool is_utf16(const char *text, size_t len)
{
    return len >= 2 && (memcmp(text, "\xFF\xFE", 2) == 0 || memcmp(text, "\xFE\xFF", 2) == 0);
}

bool text_usable(const char *path, const char *text, size_t len, struct diagnostics *found)
{
    size_t bad = 0;
    const char *nul = memchr(text, '\0', len);
    bool valid = utf8_valid(text, len, &bad);
    if (valid && !nul)
        return true;
    /* what comes first is reported */
    if (nul && (valid || (size_t)(nul - text) < bad))
        bad = (size_t)(nul - text);
    else
        nul = NULL;

    struct place at = {path, 0, 0};
    struct source source;
    source_init(&source, text, len);
    source_place(&source, bad, &at.line, &at.column);
    source_release(&source);
    if (is_utf16(text, len))
        diagnostic_hint(diagnose(found, SEVERITY_ERROR, "invalid-utf8", at, "UTF-16, not UTF-8"),
                        "save the file as UTF-8");
    else if (nul)
        diagnostic_hint(diagnose(found, SEVERITY_ERROR, "nul-byte", at, "a NUL byte"),
                        "is this a text file? Save it as UTF-8");
    else
        diagnostic_hint(diagnose(found, SEVERITY_ERROR, "invalid-utf8", at,
                                 "not UTF-8: byte 0x%02X", (unsigned char)text[bad]),
                        "save the file as UTF-8");
    return false;
}
