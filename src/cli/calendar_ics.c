/*
 * The calendar as iCalendar (RFC 5545), for the calendar that everybody has
 * open anyway. Written here, since libical would be loaded by every command;
 * a test reads the result with it.
 */
#include "calendar_print.h"

#include "base/hash.h"
#include "base/unicode.h"
#include "base/zone.h"

#include <string.h>

/* 3.3.11: backslash, semicolon, comma and line ends. */
static void add_text(struct strbuf *line, const char *text)
{
    for (; *text; text++) {
        if (*text == '\n')
            strbuf_adds(line, "\\n");
        else if (*text == '\\' || *text == ';' || *text == ',')
            strbuf_addf(line, "\\%c", *text);
        else if ((unsigned char)*text >= ' ' || *text == '\t')
            strbuf_addc(line, *text);
    }
}

/* 3.1: at most 75 bytes a line, continued by a space, never within a character. */
static void fold(struct strbuf *out, const struct strbuf *line)
{
    size_t at = 0;
    do {
        size_t most = at ? 74 : 75, left = line->len - at;
        size_t take = utf8_cut(line->buf + at, left, most);
        if (take == 0) /* no UTF-8 */
            take = left < most ? left : most;
        if (at)
            strbuf_addc(out, ' ');
        strbuf_add(out, line->buf + at, take);
        strbuf_adds(out, "\r\n");
        at += take;
    } while (at < line->len);
}

static void put(struct strbuf *out, const char *name, const char *value, bool is_text)
{
    struct strbuf line = STRBUF_INIT(STRBUF_UNBOUNDED);
    if (!value)
        return;
    strbuf_addf(&line, "%s:", name);
    if (is_text)
        add_text(&line, value);
    else
        for (const char *at = value; *at; at++)
            if ((unsigned char)*at > ' ')
                strbuf_addc(&line, *at);
    fold(out, &line);
    strbuf_release(&line);
}

static void put_time(struct strbuf *out, const char *name, int64_t ms)
{
    struct strbuf utc = STRBUF_INIT(64), basic = STRBUF_INIT(64);
    strbuf_add_utc(&utc, ms - ms % 1000, false);
    for (const char *at = utc.buf; *at; at++)
        if (*at != '-' && *at != ':')
            strbuf_addc(&basic, *at);
    put(out, name, basic.buf, false);
    strbuf_release(&utc);
    strbuf_release(&basic);
}

/* The same for the same thing, so that a calendar that reads it again changes its event. */
static void put_uid(struct strbuf *out, const struct calendar *calendar,
                    const struct calendar_item *item)
{
    char hash[HASH_HEX];
    const char *kind = state_kind_name(item->kind);
    const char *location = calendar->plan->site->config.location;
    const char *name =
        arena_printf(calendar->arena, "%s %s %s", location ? location : "", kind, item->key);
    hash_bytes(name, strlen(name), hash);
    put(out, "UID", arena_printf(calendar->arena, "%.32s@ghlpub", hash), false);
}

static void put_event(struct strbuf *out, const struct calendar *calendar,
                      const struct calendar_item *item)
{
    const char *title = item->title ? item->title : item->path;
    size_t first = strcspn(title, "\r\n");
    title = arena_strndup(calendar->arena, title, utf8_cut(title, first, 120));
    bool social = item->kind == STATE_SOCIAL;
    put(out, "BEGIN", "VEVENT", false);
    put_uid(out, calendar, item);
    put_time(out, "DTSTAMP", calendar->plan->now_ms);
    put_time(out, "DTSTART", item->at_ms);
    put(out, "SUMMARY",
        social ? arena_printf(calendar->arena, "%s: %s", item->networks ? item->networks : "social",
                              title)
               : title,
        true);
    const char *text = social && item->title ? item->title : "";
    const char *accounts = social && item->accounts ? item->accounts : "";
    put(out, "DESCRIPTION",
        arena_printf(calendar->arena, "%s%s%s%s%s (%s)", text, *text ? "\n\n" : "", accounts,
                     *accounts ? "\n" : "", item->key, item->state),
        true);
    put(out, "URL", item->url, false);
    put(out, "CATEGORIES", social ? "Social post" : "Post", true);
    put(out, "STATUS", item->goes_out ? "CONFIRMED" : "TENTATIVE", false);
    put(out, "TRANSP", "TRANSPARENT", false);
    put(out, "END", "VEVENT", false);
}

void calendar_ics(const struct calendar *calendar, struct strbuf *out)
{
    const struct config *config = &calendar->plan->site->config;
    put(out, "BEGIN", "VCALENDAR", false);
    put(out, "VERSION", "2.0", false);
    put(out, "PRODID", "-//ghlpub//" GHLPUB_VERSION "//EN", false);
    put(out, "CALSCALE", "GREGORIAN", false);
    put(out, "X-WR-CALNAME", config->blog ? config->blog : "ghlpub", true);
    put(out, "X-WR-TIMEZONE", config->timezone, false);
    for (size_t i = 0; i < calendar->len; i++)
        if (calendar->items[i].at_ms)
            put_event(out, calendar, &calendar->items[i]);
    put(out, "END", "VCALENDAR", false);
}
