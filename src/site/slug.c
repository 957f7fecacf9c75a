/*
 * Slugs by GHL's rule (unicode_slug() knows the letters), with the habits of
 * the generators: dates and languages in names, index files, permalinks.
 */
#include "slug.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/suggest.h"
#include "base/unicode.h"
#include "base/zone.h"
#include "date.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define EXPANDED_MAX 4096 /* bytes of a pattern with its words in place */

/* ISO 639-1. */
static const char languages[] =
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy "
    "da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu "
    "hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb "
    "lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om "
    "or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw "
    "ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/* "de", "en-us", "pt_BR", "zh-hans". */
static bool is_language(const char *text, size_t len)
{
    char code[3];
    if (len < 2 || !isalpha((unsigned char)text[0]) || !isalpha((unsigned char)text[1]))
        return false;
    code[0] = (char)tolower((unsigned char)text[0]);
    code[1] = (char)tolower((unsigned char)text[1]);
    code[2] = '\0';
    if (!strstr(languages, code))
        return false;
    if (len == 2)
        return true;
    if ((text[2] != '-' && text[2] != '_') || (len != 5 && len != 7))
        return false;
    for (size_t i = 3; i < len; i++)
        if (!isalpha((unsigned char)text[i]))
            return false;
    return true;
}

static char *lower(struct arena *arena, const char *text, size_t len)
{
    char *copy = arena_strndup(arena, text, len);
    for (char *c = copy; *c; c++)
        *c = *c == '_' ? '-' : (char)tolower((unsigned char)*c);
    return copy;
}

/* The name without ".md", and where the ending ".de" of it begins (its end where there is none). */
static size_t stem_length(const char *name, size_t *ending)
{
    size_t len = strlen(name) - strlen(path_extension(name)), dot = len;
    while (dot > 0 && name[dot - 1] != '.')
        dot--;
    *ending = dot > 1 && is_language(name + dot, len - dot) ? dot - 1 : len;
    return len;
}

const char *slug_base_name(struct arena *arena, const char *path)
{
    const char *name = path_name(path);
    size_t ending;
    stem_length(name, &ending);
    const char *stem = arena_strndup(arena, name, ending);
    if (strcasecmp(stem, "index") == 0 && name > path) {
        const char *end = name - 1, *start = end;
        while (start > path && start[-1] != '/')
            start--;
        stem = arena_strndup(arena, start, (size_t)(end - start));
    }
    size_t date = date_leads(stem, NULL);
    return stem[date] ? stem + date : stem;
}

const char *slug_language(struct arena *arena, const char *content, const char *path)
{
    const char *name = path_name(path);
    size_t ending, len = stem_length(name, &ending), prefix = strlen(content);
    if (ending < len)
        return lower(arena, name + ending + 1, len - ending - 1);
    if (strncmp(path, content, prefix) == 0 && path[prefix] == '/')
        path += prefix + 1;
    for (const char *part = path; part < name;) {
        size_t part_len = strcspn(part, "/");
        if (is_language(part, part_len))
            return lower(arena, part, part_len);
        part += part_len + 1;
    }
    return NULL;
}

bool slug_is_foreign_pattern(const char *text)
{
    static const char *const styles[] = {"date", "pretty", "ordinal", "weekdate",
                                         "none", "false",  "true"};
    for (size_t i = 0; i < sizeof styles / sizeof *styles; i++)
        if (strcasecmp(text, styles[i]) == 0)
            return true;
    if (strstr(text, "{{") || strstr(text, "{%"))
        return true;
    const char *colon = strchr(text, ':');
    return colon && strncmp(colon, "://", 3) != 0 && isalpha((unsigned char)colon[1]);
}

const char *slug_last_part(struct arena *arena, const char *text)
{
    const char *scheme = strstr(text, "://");
    if (scheme) {
        const char *path = strchr(scheme + 3, '/');
        text = path ? path : "";
    }
    size_t len = strcspn(text, "?#");
    for (;;) {
        while (len > 0 && text[len - 1] == '/')
            len--;
        size_t start = len;
        while (start > 0 && text[start - 1] != '/')
            start--;
        const char *part = arena_strndup(arena, text + start, len - start);
        const char *extension = path_extension(part);
        size_t stem = strlen(part);
        if (strcasecmp(extension, ".html") == 0 || strcasecmp(extension, ".htm") == 0 ||
            strcasecmp(extension, ".md") == 0 || strcasecmp(extension, ".mdx") == 0 ||
            strcasecmp(extension, ".php") == 0)
            stem -= strlen(extension);
        part = arena_strndup(arena, part, stem);
        if (strcasecmp(part, "index") != 0 || start == 0)
            return strcasecmp(part, ".") == 0 ? "" : part;
        len = start;
    }
}

/* ---- patterns ---- */

static const char *const placeholders[] = {"name",  "folder", "lang", "year",
                                           "month", "day",    "title"};
#define PLACEHOLDERS (sizeof placeholders / sizeof *placeholders)

/* The next {word} from *at: its index in `placeholders`, PLACEHOLDERS where it is not known. */
static bool next_placeholder(const char *pattern, size_t *start, size_t *end, size_t *which)
{
    const char *open = strchr(pattern + *start, '{'), *close = open ? strchr(open, '}') : NULL;
    if (!close)
        return false;
    *start = (size_t)(open - pattern);
    *end = (size_t)(close - pattern) + 1;
    size_t len = *end - *start - 2;
    for (*which = 0; *which < PLACEHOLDERS; ++*which)
        if (strlen(placeholders[*which]) == len &&
            strncmp(placeholders[*which], open + 1, len) == 0)
            break;
    return true;
}

void slug_check_pattern(const struct reading *r, const struct yaml_value *value, const char *field)
{
    struct word word;
    bool any = false;
    const char *code = strcmp(field, "slug") == 0 ? "bad-slug-pattern" : "bad-title-pattern";
    if (!read_word(r, value, field, &word))
        return;
    for (size_t start = 0, end, which; next_placeholder(word.text, &start, &end, &which);
         start = end) {
        any = any || which < PLACEHOLDERS;
        if (which < PLACEHOLDERS)
            continue;
        const char *name = arena_strndup(r->arena, word.text + start + 1, end - start - 2);
        struct diagnostic *item = diagnose(r->found, SEVERITY_ERROR, code, word.at,
                                           "unknown placeholder \"{%s}\" in a %s", name, field);
        const char *near = suggest(name, placeholders, PLACEHOLDERS);
        if (near)
            diagnostic_hint(item, "did you mean \"{%s}\"?", near);
        else
            diagnostic_hint(item, "known are {name}, {folder}, {lang}, {year}, {month}, {day} and "
                                  "{title}");
        return;
    }
    if (!any)
        diagnostic_hint(diagnose(r->found, SEVERITY_ERROR, code, word.at,
                                 "a %s for several documents needs a placeholder", field),
                        "write for example \"%s\"",
                        strcmp(field, "slug") == 0 ? "{lang}-{name}" : "{name}");
}

static const char *folder_of(struct arena *arena, const char *path)
{
    const char *name = path_name(path);
    size_t ending, levels = 1;
    stem_length(name, &ending);
    if (ending == 5 && strncasecmp(name, "index", 5) == 0)
        levels = 2;
    const char *end = name;
    for (size_t i = 0; i < levels && end > path; i++) {
        end--;
        const char *start = end;
        while (start > path && start[-1] != '/')
            start--;
        if (i + 1 == levels)
            return arena_strndup(arena, start, (size_t)(end - start));
        end = start;
    }
    return "";
}

static const char *expand_one(const struct reading *r, const struct site *site,
                              const struct document *doc, size_t which)
{
    struct civil date = {0};
    if (doc->has_date)
        zone_from_utc(site->config.zone, doc->date_ms, &date, NULL, NULL);
    switch (which) {
    case 0:
        return slug_base_name(r->arena, doc->path);
    case 1:
        return folder_of(r->arena, doc->path);
    case 2:
        return doc->lang ? doc->lang : "";
    case 3:
        return doc->has_date ? arena_printf(r->arena, "%04d", date.year) : "";
    case 4:
        return doc->has_date ? arena_printf(r->arena, "%02d", date.month) : "";
    case 5:
        return doc->has_date ? arena_printf(r->arena, "%02d", date.day) : "";
    default:
        return doc->title.text ? doc->title.text : slug_base_name(r->arena, doc->path);
    }
}

static const char *expand(const struct reading *r, const struct site *site,
                          const struct document *doc, const char *pattern)
{
    struct strbuf out = STRBUF_INIT(EXPANDED_MAX);
    size_t done = 0;
    for (size_t start = 0, end, which; next_placeholder(pattern, &start, &end, &which);
         start = end) {
        strbuf_add(&out, pattern + done, start - done);
        if (which < PLACEHOLDERS)
            strbuf_adds(&out, expand_one(r, site, doc, which));
        done = end;
    }
    strbuf_adds(&out, pattern + done);
    const char *text = arena_strdup(r->arena, out.buf);
    strbuf_release(&out);
    return text;
}

/* "my-first_post" is "My first post"; a name with spaces, as Obsidian's are, is one already. */
const char *slug_title(const struct reading *r, const struct site *site, const struct document *doc,
                       const char *pattern)
{
    char *text = arena_strdup(r->arena, expand(r, site, doc, pattern));
    if (strchr(text, ' '))
        return text;
    for (char *c = text; *c; c++)
        if (*c == '-' || *c == '_')
            *c = ' ';
    *text = (char)toupper((unsigned char)*text);
    return text;
}

/* ---- the whole ---- */

static const char *cleaned(struct arena *arena, const char *text)
{
    char *slug = unicode_slug(text, SLUG_MAX);
    const char *copy = arena_strdup(arena, slug);
    free(slug);
    return copy;
}

static void use_hash(const struct reading *r, struct document *doc, struct place at)
{
    char hex[HASH_HEX];
    hash_bytes(doc->key, strlen(doc->key), hex);
    doc->slug.text = arena_printf(r->arena, "post-%.8s", hex);
    if (doc->kind == DOCUMENT_CAMPAIGN)
        return;
    diagnostic_hint(diagnose(r->found, SEVERITY_WARNING, "slug-empty", at,
                             "no letter for a slug here; \"%s\" is used", doc->slug.text),
                    "write a `slug` with Latin letters");
}

void slug_settle(const struct reading *r, const struct site *site, struct document *doc,
                 struct word written, struct word pattern)
{
    doc->slug_derived = written.text == NULL;
    if (written.text) {
        doc->slug = (struct word){cleaned(r->arena, written.text), written.at};
        /* capitals alone are not worth a word: most generators lower them, too */
        if (*doc->slug.text && strcasecmp(doc->slug.text, written.text) != 0)
            diagnose(r->found, SEVERITY_WARNING, "slug-cleaned", written.at,
                     "the slug \"%s\" becomes \"%s\"", written.text, doc->slug.text);
    } else if (pattern.text) {
        const char *text = expand(r, site, doc, pattern.text);
        doc->slug = (struct word){cleaned(r->arena, text), {doc->path, 0, 0}};
    } else {
        const char *text = slug_base_name(r->arena, doc->path);
        doc->slug = (struct word){cleaned(r->arena, text), {doc->path, 0, 0}};
    }
    if (*doc->slug.text == '\0')
        use_hash(r, doc, doc->slug.at);
}
