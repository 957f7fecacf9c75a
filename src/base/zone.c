/*
 * Time zones, from the system's zoneinfo files (RFC 9636): the table of
 * transitions, and for the time after it the rule at the file's end, in the
 * notation of POSIX's TZ. The calendar itself is civil.c's.
 */
#include "base/zone.h"

#include "base/array.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/zone_names.h"

#include <stdlib.h>
#include <string.h>

#define DIRECTORY          "/usr/share/zoneinfo"
#define NAME_BYTES         128        /* longest name of a zone */
#define FILE_BYTES         (1u << 20) /* zoneinfo files are below 4 kB, the list of names 110 kB */
#define HEADER_BYTES       44         /* RFC 9636 section 3.1 */
#define TYPES_MAX          256        /* a type's index is one byte */
#define ABBREVIATION_BYTES 4096       /* all abbreviations of a zone */
#define TRANSITIONS_MAX    100000     /* real zones have 240 */
#define RULE_BYTES         256        /* the rule at the file's end */
#define RULE_NAME_BYTES    16         /* an abbreviation in it */
#define OFFSET_LEAST       (-89999)   /* RFC 9636 section 3.2 */
#define OFFSET_MOST        93599
#define DAY_SECONDS        86400

struct type {
    int32_t offset;
    const char *abbreviation;
};

/* A day of the year, as POSIX's TZ names it, and the local time of the change on it. */
struct change {
    enum { DAY_JULIAN, DAY_ZERO_BASED, DAY_OF_WEEK } form;
    int month, week, day; /* `day` alone for the first two */
    int seconds;          /* after midnight; -167 to 167 hours */
};

struct rule {
    bool there, has_summer;
    struct type winter, summer;
    char winter_name[RULE_NAME_BYTES], summer_name[RULE_NAME_BYTES];
    struct change start, end; /* of summer time */
};

struct zone {
    char *name;
    int64_t *at; /* seconds, ascending: from here on... */
    uint8_t *to; /* ...this type */
    size_t count;
    struct type types[TYPES_MAX];
    size_t type_count;
    char *abbreviations;
    struct rule rule; /* from the last transition on */
    int32_t offsets[TYPES_MAX + 2];
    size_t offset_count; /* all that occur, each once */
};

/* --- the file --- */

struct reader {
    const unsigned char *bytes;
    size_t len, at;
};

struct header {
    char version;
    size_t isut, isstd, leap, time, type, chars;
};

static uint64_t big_endian(const unsigned char *bytes, size_t len)
{
    uint64_t value = 0;
    for (size_t i = 0; i < len; i++)
        value = value << 8 | bytes[i];
    return value;
}

static int64_t as_signed(uint64_t value, size_t bytes)
{
    uint64_t sign = UINT64_C(1) << (8 * bytes - 1);
    /* Without conversions whose result the implementation defines. */
    return value & sign ? -(int64_t)((sign - 1) - (value & (sign - 1))) - 1 : (int64_t)value;
}

static bool read_header(struct reader *in, struct header *header)
{
    if (in->len - in->at < HEADER_BYTES || memcmp(in->bytes + in->at, "TZif", 4) != 0)
        return false;
    const unsigned char *counts = in->bytes + in->at + 20;
    header->version = (char)in->bytes[in->at + 4];
    header->isut = (size_t)big_endian(counts, 4);
    header->isstd = (size_t)big_endian(counts + 4, 4);
    header->leap = (size_t)big_endian(counts + 8, 4);
    header->time = (size_t)big_endian(counts + 12, 4);
    header->type = (size_t)big_endian(counts + 16, 4);
    header->chars = (size_t)big_endian(counts + 20, 4);
    in->at += HEADER_BYTES;
    return header->type >= 1 && header->type <= TYPES_MAX && header->chars >= 1 &&
           header->chars <= ABBREVIATION_BYTES && header->time <= TRANSITIONS_MAX &&
           header->leap <= TRANSITIONS_MAX && header->isut <= header->type &&
           header->isstd <= header->type;
}

/* Bytes of the block after the header, whose times have `size` bytes. */
static size_t block_bytes(const struct header *header, size_t size)
{
    return header->time * (size + 1) + header->type * 6 + header->chars +
           header->leap * (size + 4) + header->isstd + header->isut;
}

static bool read_types(struct zone *zone, const unsigned char *types, const struct header *header)
{
    const char *chars = (const char *)types + header->type * 6;
    if (chars[header->chars - 1] != '\0')
        return false;
    zone->abbreviations = mem_dup(chars, header->chars);
    zone->type_count = header->type;
    for (size_t i = 0; i < header->type; i++) {
        const unsigned char *type = types + i * 6;
        int64_t offset = as_signed(big_endian(type, 4), 4);
        if (offset < OFFSET_LEAST || offset > OFFSET_MOST || type[5] >= header->chars)
            return false;
        zone->types[i].offset = (int32_t)offset;
        zone->types[i].abbreviation = zone->abbreviations + type[5];
    }
    return true;
}

static bool read_block(struct zone *zone, struct reader *in, const struct header *header,
                       size_t size)
{
    size_t whole = block_bytes(header, size);
    /* Leap seconds ("right/..."): times in such a file are not POSIX times. */
    if (in->len - in->at < whole || header->leap)
        return false;
    const unsigned char *times = in->bytes + in->at;
    const unsigned char *to = times + header->time * size;
    zone->at = mem_alloc((header->time + 1) * sizeof *zone->at);
    zone->to = mem_alloc(header->time + 1);
    zone->count = header->time;
    for (size_t i = 0; i < header->time; i++) {
        zone->at[i] = as_signed(big_endian(times + i * size, size), size);
        zone->to[i] = to[i];
        if ((i && zone->at[i] <= zone->at[i - 1]) || to[i] >= header->type)
            return false;
    }
    in->at += whole;
    return read_types(zone, to + header->time, header);
}

/* --- the rule --- */

/* Reads digits; the number must be from `least` to `most`. */
static bool rule_number(const char **at, int least, int most, int *value)
{
    int digits = 0;
    *value = 0;
    for (; digits < 3 && **at >= '0' && **at <= '9'; digits++, (*at)++)
        *value = *value * 10 + (**at - '0');
    return digits && *value >= least && *value <= most;
}

static bool rule_char(const char **at, char c)
{
    if (**at != c)
        return false;
    (*at)++;
    return true;
}

/* [+-]hh[:mm[:ss]] */
static bool rule_seconds(const char **at, int hours_most, int *seconds)
{
    int sign = 1, hours, minutes = 0, rest = 0;
    if (rule_char(at, '-'))
        sign = -1;
    else
        (void)rule_char(at, '+');
    if (!rule_number(at, 0, hours_most, &hours))
        return false;
    if (rule_char(at, ':')) {
        if (!rule_number(at, 0, 59, &minutes))
            return false;
        if (rule_char(at, ':') && !rule_number(at, 0, 59, &rest))
            return false;
    }
    *seconds = sign * (hours * 3600 + minutes * 60 + rest);
    return true;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Letters, or letters, digits and signs in angle brackets. */
static bool rule_name(const char **at, char name[RULE_NAME_BYTES])
{
    bool quoted = rule_char(at, '<');
    size_t len = 0;
    while (is_letter(**at) || (quoted && **at && strchr("0123456789+-", **at))) {
        if (len == RULE_NAME_BYTES - 1)
            return false;
        name[len++] = *(*at)++;
    }
    name[len] = '\0';
    return len >= 3 && (!quoted || rule_char(at, '>'));
}

/* ,Jn ,n or ,Mm.w.d and [/time] */
static bool rule_change(const char **at, struct change *change)
{
    bool ok;
    change->seconds = 2 * 3600;
    if (!rule_char(at, ','))
        return false;
    if (rule_char(at, 'M')) {
        change->form = DAY_OF_WEEK;
        ok = rule_number(at, 1, 12, &change->month) && rule_char(at, '.') &&
             rule_number(at, 1, 5, &change->week) && rule_char(at, '.') &&
             rule_number(at, 0, 6, &change->day);
    } else if (rule_char(at, 'J')) {
        change->form = DAY_JULIAN;
        ok = rule_number(at, 1, 365, &change->day);
    } else {
        change->form = DAY_ZERO_BASED;
        ok = rule_number(at, 0, 365, &change->day);
    }
    return ok && (!rule_char(at, '/') || rule_seconds(at, 167, &change->seconds));
}

static bool rule_parse(const char *text, struct rule *rule)
{
    const char *implied = ",M3.2.0,M11.1.0"; /* what libc and zic take where nothing is said */
    int west;
    if (!rule_name(&text, rule->winter_name) || !rule_seconds(&text, 24, &west))
        return false;
    rule->winter.offset = -west; /* POSIX counts westwards */
    rule->there = true;
    if (!*text)
        return true;
    west -= 3600;
    if (!rule_name(&text, rule->summer_name) ||
        (*text && *text != ',' && !rule_seconds(&text, 24, &west)))
        return false;
    rule->summer.offset = -west;
    rule->has_summer = true;
    if (!*text)
        text = implied;
    return rule_change(&text, &rule->start) && rule_change(&text, &rule->end) && !*text;
}

/* The line after the block: a newline, the rule or nothing, a newline. */
static bool read_rule(struct zone *zone, struct reader *in)
{
    const unsigned char *start = in->bytes + in->at;
    size_t left = in->len - in->at;
    if (left < 2 || start[0] != '\n')
        return false;
    const unsigned char *end = memchr(start + 1, '\n', left - 1);
    size_t len = end ? (size_t)(end - start) - 1 : RULE_BYTES;
    if (len >= RULE_BYTES || memchr(start + 1, '\0', len))
        return false;
    char text[RULE_BYTES];
    memcpy(text, start + 1, len);
    text[len] = '\0';
    return len == 0 || rule_parse(text, &zone->rule);
}

/* Seconds since 1970 of the day's midnight in the year, were it in UTC. */
static int64_t change_day(const struct change *change, int year)
{
    int64_t first = civil_to_days(year, 1, 1);
    if (change->form == DAY_ZERO_BASED)
        return (first + change->day) * DAY_SECONDS;
    if (change->form == DAY_JULIAN) { /* 29 February has no number */
        bool leap = civil_to_days(year, 3, 1) - first == 60;
        return (first + change->day - 1 + (leap && change->day >= 60)) * DAY_SECONDS;
    }
    int64_t month = civil_to_days(year, change->month, 1);
    int64_t next = change->month == 12 ? civil_to_days(year + 1, 1, 1)
                                       : civil_to_days(year, change->month + 1, 1);
    int64_t day = month + (change->day - civil_weekday(year, change->month, 1) + 7) % 7 +
                  7 * (int64_t)(change->week - 1);
    while (day >= next) /* week 5 is the last one */
        day -= 7;
    return day * DAY_SECONDS;
}

static const struct type *rule_type(const struct rule *rule, int64_t seconds)
{
    if (!rule->has_summer)
        return &rule->winter;
    int year, month, day;
    int64_t days = seconds / DAY_SECONDS - (seconds % DAY_SECONDS < 0);
    civil_from_days(days, &year, &month, &day);

    /* The last change so far. A change can be a week out of its year, and both can be on the other
     * side of new year, hence the years around. Where an end and the next year's start fall
     * together, it is summer all year. */
    const struct type *type = &rule->winter;
    int64_t last = INT64_MIN;
    for (int y = year - 2; y <= year + 1; y++) {
        int64_t start = change_day(&rule->start, y) + rule->start.seconds - rule->winter.offset;
        int64_t end = change_day(&rule->end, y) + rule->end.seconds - rule->summer.offset;
        if (start <= seconds && start >= last) {
            last = start;
            type = &rule->summer;
        }
        if (end <= seconds && end >= last) {
            last = end;
            type = &rule->winter;
        }
    }
    return type;
}

/* --- loading --- */

/* All offsets that occur, so that a local time can be tried with each. */
static void collect_offsets(struct zone *zone)
{
    struct type all[TYPES_MAX + 2];
    size_t count = zone->type_count;
    memcpy(all, zone->types, count * sizeof *all);
    if (zone->rule.there)
        all[count++] = zone->rule.winter;
    if (zone->rule.has_summer)
        all[count++] = zone->rule.summer;
    for (size_t i = 0; i < count; i++) {
        size_t j = 0;
        while (j < zone->offset_count && zone->offsets[j] != all[i].offset)
            j++;
        if (j == zone->offset_count)
            zone->offsets[zone->offset_count++] = all[i].offset;
    }
}

static bool parse(struct zone *zone, const char *bytes, size_t len)
{
    struct reader in = {(const unsigned char *)bytes, len, 0};
    struct header header;
    if (!read_header(&in, &header))
        return false;
    if (header.version < '2') { /* 32-bit times and no rule */
        if (!read_block(zone, &in, &header, 4))
            return false;
    } else {
        size_t old = block_bytes(&header, 4); /* the same with 32 bits, for old readers */
        if (in.len - in.at < old)
            return false;
        in.at += old;
        if (!read_header(&in, &header) || !read_block(zone, &in, &header, 8) ||
            !read_rule(zone, &in))
            return false;
    }
    zone->rule.winter.abbreviation = zone->rule.winter_name;
    zone->rule.summer.abbreviation = zone->rule.summer_name;
    collect_offsets(zone);
    return true;
}

static struct zone *zone_new(const char *name)
{
    struct zone *zone = mem_alloc(sizeof *zone);
    zone->name = mem_strdup(name);
    return zone;
}

static struct zone *zone_utc(const char *name)
{
    struct zone *zone = zone_new(name);
    zone->type_count = 1;
    zone->types[0].abbreviation = "UTC";
    collect_offsets(zone);
    return zone;
}

static bool name_is_safe(const char *name)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                  "_+-/";
    size_t len = strnlen(name, NAME_BYTES);
    /* No dot is allowed at all, so that no name can leave the directory. */
    return len > 0 && len < NAME_BYTES && name[0] != '/' && name[len - 1] != '/' &&
           strspn(name, allowed) == len;
}

struct zone *zone_load(const char *name, struct error *err)
{
    if (strcmp(name, "UTC") == 0)
        return zone_utc(name);
    const char *directory = getenv("TZDIR");
    if (!directory || !*directory)
        directory = DIRECTORY;
    if (!name_is_safe(name)) {
        zone_set_unknown(name, directory, err);
        return NULL;
    }
    struct zone *zone = NULL;
    struct error inner = ERROR_INIT;
    struct strbuf bytes = STRBUF_INIT(STRBUF_UNBOUNDED);
    char *path = mem_printf("%s/%s", directory, name);
    if (!file_read(path, FILE_BYTES, &bytes, &inner)) {
        if (strcmp(inner.code, "file-missing") == 0 || file_is_directory(path))
            zone_set_unknown(name, directory, err);
        else
            error_set(err, ERROR_CONFIG, "bad-zone", "time zone \"%s\" cannot be read: %s", name,
                      inner.message);
        goto done;
    }
    zone = zone_new(name);
    if (!parse(zone, bytes.buf, bytes.len)) {
        error_set(err, ERROR_CONFIG, "bad-zone", "time zone \"%s\": \"%s\" is no zone file", name,
                  path);
        zone_free(zone);
        zone = NULL;
    }
done:
    free(path);
    strbuf_release(&bytes);
    error_release(&inner);
    return zone;
}

void zone_free(struct zone *zone)
{
    if (!zone)
        return;
    free(zone->name);
    free(zone->at);
    free(zone->to);
    free(zone->abbreviations);
    free(zone);
}

const char *zone_name(const struct zone *zone)
{
    return zone->name;
}

/* --- use --- */

static const struct type *type_at(const struct zone *zone, int64_t seconds)
{
    size_t low = 0, high = zone->count; /* transitions that are not after `seconds` */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (zone->at[middle] <= seconds)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == zone->count && zone->rule.there)
        return rule_type(&zone->rule, seconds);
    return &zone->types[low ? zone->to[low - 1] : 0];
}

/* The last second before the gap that `local` falls into. */
static int64_t before_gap(const struct zone *zone, int64_t local)
{
    /* At `low` local clocks show less, at `high` more; nowhere the same. */
    int64_t low = local - OFFSET_MOST - 1, high = local - OFFSET_LEAST + 1;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (middle + type_at(zone, middle)->offset < local)
            low = middle;
        else
            high = middle;
    }
    return low;
}

int64_t zone_to_utc_ms(const struct zone *zone, const struct civil *civil, enum zone_fit *fit)
{
    int64_t local = civil_to_days(civil->year, civil->month, civil->day) * DAY_SECONDS +
                    civil->hour * (int64_t)3600 + civil->minute * (int64_t)60 + civil->second;
    int64_t found = 0;
    size_t count = 0;
    for (size_t i = 0; i < zone->offset_count; i++) {
        int64_t seconds = local - zone->offsets[i];
        if (type_at(zone, seconds)->offset != zone->offsets[i])
            continue;
        if (count == 0 || seconds < found)
            found = seconds;
        count++;
    }
    if (count == 0)
        found = local - type_at(zone, before_gap(zone, local))->offset;
    if (fit)
        *fit = count == 0 ? ZONE_GAP : count == 1 ? ZONE_UNIQUE : ZONE_TWICE;
    return found * 1000 + civil->millisecond;
}

void zone_from_utc(const struct zone *zone, int64_t ms, struct civil *civil, int *offset,
                   const char **abbreviation)
{
    int64_t seconds = ms / 1000 - (ms % 1000 < 0);
    const struct type *type = type_at(zone, seconds);
    int64_t local = seconds + type->offset;
    int64_t days = local / DAY_SECONDS - (local % DAY_SECONDS < 0);
    int of_day = (int)(local - days * DAY_SECONDS);

    civil_from_days(days, &civil->year, &civil->month, &civil->day);
    civil->hour = of_day / 3600;
    civil->minute = of_day / 60 % 60;
    civil->second = of_day % 60;
    int millisecond = (int)(ms % 1000);
    civil->millisecond = millisecond < 0 ? millisecond + 1000 : millisecond;
    if (offset)
        *offset = type->offset;
    if (abbreviation)
        *abbreviation = type->abbreviation;
}
