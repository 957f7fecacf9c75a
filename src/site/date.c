/*
 * The forms of dates that base/zone.h does not read: with names of months, as
 * Astro's examples, RSS and people write them. They are brought into the form
 * YYYY-MM-DD and read by written_date_parse().
 */
#include "date.h"

#include "base/arena.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define WORDS_MAX 8
#define WORD_LEN  24

struct date_words {
    char text[WORDS_MAX][WORD_LEN];
    size_t count;
};

static bool split(const char *text, struct date_words *out)
{
    out->count = 0;
    for (;;) {
        text += strspn(text, " ,\t");
        size_t len = strcspn(text, " ,\t");
        if (len == 0)
            return out->count > 0;
        if (len >= WORD_LEN || out->count == WORDS_MAX)
            return false;
        memcpy(out->text[out->count], text, len);
        out->text[out->count++][len] = '\0';
        text += len;
    }
}

/* "jul", "July", "Jul.", "sept": the month, or 0. */
static int month_of(const char *word)
{
    static const char *const months[] = {"january",   "february", "march",    "april",
                                         "may",       "june",     "july",     "august",
                                         "september", "october",  "november", "december"};
    size_t len = strlen(word);
    if (len > 0 && word[len - 1] == '.')
        len--;
    if (len < 3)
        return 0;
    for (int i = 0; i < 12; i++)
        if (len <= strlen(months[i]) && strncasecmp(months[i], word, len) == 0)
            return i + 1;
    return 0;
}

static bool is_weekday(const char *word)
{
    static const char *const days[] = {"sunday",   "monday", "tuesday", "wednesday",
                                       "thursday", "friday", "saturday"};
    size_t len = strlen(word);
    for (size_t i = 0; len >= 3 && i < 7; i++)
        if (len <= strlen(days[i]) && strncasecmp(days[i], word, len) == 0)
            return true;
    return false;
}

/* "8", "08", "8th": the day, or 0. */
static int day_of(const char *word)
{
    char *end;
    if (!isdigit((unsigned char)*word))
        return 0;
    long day = strtol(word, &end, 10);
    bool suffix = *end == '\0' || strcasecmp(end, "st") == 0 || strcasecmp(end, "nd") == 0 ||
                  strcasecmp(end, "rd") == 0 || strcasecmp(end, "th") == 0;
    return suffix && day >= 1 && day <= 31 ? (int)day : 0;
}

static int year_of(const char *word)
{
    if (strlen(word) != 4 || strspn(word, "0123456789") != 4)
        return 0;
    return (int)strtol(word, NULL, 10);
}

/* The names of zones that dates have in practice (RFC 2822, and Europe's), as offsets. */
static const char *offset_of(const char *word)
{
    static const char *const zones[][2] = {
        {"GMT", "UTC"},    {"EST", "-0500"}, {"EDT", "-0400"}, {"CST", "-0600"},  {"CDT", "-0500"},
        {"MST", "-0700"},  {"MDT", "-0600"}, {"PST", "-0800"}, {"PDT", "-0700"},  {"CET", "+0100"},
        {"CEST", "+0200"}, {"BST", "+0100"}, {"EET", "+0200"}, {"EEST", "+0300"}, {"JST", "+0900"}};
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
        if (strcmp(word, zones[i][0]) == 0)
            return zones[i][1];
    return word;
}

/* The time and the offset that follow a date, if they do. */
static bool finish(const struct date_words *words, size_t at, int year, int month, int day,
                   struct written_date *out)
{
    char text[WORDS_MAX * WORD_LEN];
    int len = snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
    for (; at < words->count; at++) {
        const char *word = offset_of(words->text[at]);
        if (strcasecmp(word, "at") == 0)
            continue;
        len += snprintf(text + len, sizeof text - (size_t)len, " %s", word);
    }
    return written_date_parse(text, out);
}

static bool parse_slashes(const char *text, struct written_date *out)
{
    char copy[64];
    size_t len = strlen(text);
    if (len >= sizeof copy || len < 8 || strspn(text, "0123456789") != 4 || text[4] != '/')
        return false;
    memcpy(copy, text, len + 1);
    copy[4] = '-';
    char *second = strchr(copy, '/');
    if (!second)
        return false;
    *second = '-';
    return written_date_parse(copy, out);
}

/* "2013-01-01 10:00:00 EST" */
static bool parse_zone_name(const struct date_words *words, struct written_date *out)
{
    char text[WORDS_MAX * WORD_LEN];
    if (words->count != 3)
        return false;
    snprintf(text, sizeof text, "%s %s %s", words->text[0], words->text[1],
             offset_of(words->text[2]));
    return written_date_parse(text, out);
}

/* "Fri Sep  3 11:21:31 CEST 2021", as the command `date` has it: the year comes last. */
static void move_year(struct date_words *words, size_t at)
{
    size_t last = words->count - 1;
    if (words->count < at + 4 || !month_of(words->text[at]) || !year_of(words->text[last]) ||
        !strchr(words->text[at + 2], ':'))
        return;
    char year[WORD_LEN];
    memcpy(year, words->text[last], WORD_LEN);
    memmove(words->text[at + 3], words->text[at + 2], (last - at - 2) * WORD_LEN);
    memcpy(words->text[at + 2], year, WORD_LEN);
}

bool date_parse(const char *text, struct written_date *out)
{
    struct date_words words;
    size_t at = 0;
    if (written_date_parse(text, out) || parse_slashes(text, out))
        return true;
    if (!split(text, &words))
        return false;
    if (parse_zone_name(&words, out))
        return true;
    if (is_weekday(words.text[0]))
        at++;
    move_year(&words, at);
    if (at < words.count && words.count >= at + 3) {
        const char *a = words.text[at], *b = words.text[at + 1], *c = words.text[at + 2];
        if (month_of(a) && day_of(b) && year_of(c))
            return finish(&words, at + 3, year_of(c), month_of(a), day_of(b), out);
        if (day_of(a) && month_of(b) && year_of(c))
            return finish(&words, at + 3, year_of(c), month_of(b), day_of(a), out);
    }
    return false;
}

void date_warn_fit(const struct reading *r, enum zone_fit fit, struct place at, const char *text,
                   const struct zone *zone)
{
    if (fit == ZONE_GAP)
        diagnostic_hint(diagnose(r->found, SEVERITY_WARNING, "dst-gap", at,
                                 "%s does not exist in %s: clocks go forward then", text,
                                 zone_name(zone)),
                        "the time after the change is used; write an offset to say another");
    else if (fit == ZONE_TWICE)
        diagnostic_hint(diagnose(r->found, SEVERITY_WARNING, "dst-twice", at,
                                 "%s exists twice in %s: clocks go back then", text,
                                 zone_name(zone)),
                        "the earlier one is used; write an offset to say which");
}

bool date_read(const struct reading *r, const struct yaml_value *value, const char *name,
               const struct zone *zone, int64_t *ms, bool *has_time)
{
    struct word word;
    struct written_date date;
    enum zone_fit fit = ZONE_UNIQUE;
    if (!read_word(r, value, name, &word))
        return false;
    if (!date_parse(word.text, &date)) {
        diagnostic_hint(diagnose(r->found, SEVERITY_ERROR, "bad-date", word.at,
                                 "\"%s\" must be a date, not \"%s\"", name, word.text),
                        "write 2026-11-02, 2026-11-02 09:30 or 2026-11-02T09:30:00+01:00");
        return false;
    }
    *ms = written_date_to_utc_ms(&date, zone, &fit);
    *has_time = date.has_time;
    if (date.has_time && !date.has_offset)
        date_warn_fit(r, fit, word.at, word.text, zone);
    return true;
}

size_t date_leads(const char *name, struct civil *out)
{
    static const char shape[] = "0000-00-00";
    for (size_t i = 0; shape[i]; i++)
        if (shape[i] == '0' ? !isdigit((unsigned char)name[i]) : name[i] != '-' && name[i] != '_')
            return 0;
    struct civil date = {.year = (int)strtol(name, NULL, 10),
                         .month = (int)strtol(name + 5, NULL, 10),
                         .day = (int)strtol(name + 8, NULL, 10)};
    if (!civil_valid(&date) || isdigit((unsigned char)name[10]))
        return 0;
    if (out)
        *out = date;
    return 10 + strspn(name + 10, "-_ .");
}
