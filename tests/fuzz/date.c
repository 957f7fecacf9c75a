/*
 * Dates as people and generators write them (base, site), and dates that lead a
 * file's name.
 */
#include "fuzz.h"

#include "base/mem.h"
#include "date.h"

#include <stdlib.h>
#include <string.h>

/* As RFC 3339 it is the same moment. */
static void check_date(const struct written_date *date, const struct zone *zone)
{
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    struct written_date again;
    enum zone_fit fit;
    int64_t ms = written_date_to_utc_ms(date, zone, &fit);

    REQUIRE(civil_valid(&date->civil));
    strbuf_add_utc(&text, ms, true);
    /* The first and the last hours of the calendar are outside it elsewhere. */
    if (date->civil.year > 1 && date->civil.year < 9999) {
        REQUIRE(written_date_parse(text.buf, &again));
        REQUIRE(again.has_offset && written_date_to_utc_ms(&again, zone, &fit) == ms);
    }
    strbuf_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct zone *berlin;
    char *text = mem_strndup((const char *)data, size);
    struct written_date date;
    struct civil civil;
    size_t lead;

    if (!berlin)
        berlin = zone_load("Europe/Berlin", NULL);
    if (written_date_parse(text, &date)) {
        check_date(&date, berlin);
        REQUIRE(date_parse(text, &date));
    }
    if (date_parse(text, &date))
        check_date(&date, berlin);
    lead = date_leads(text, &civil);
    REQUIRE(lead <= strlen(text) && (lead == 0 || civil_valid(&civil)));
    free(text);
    return 0;
}
