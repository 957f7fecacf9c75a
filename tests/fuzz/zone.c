/*
 * Zoneinfo files (base): any bytes as the file of a zone, and moments in it.
 */
#include "fuzz.h"

#include "base/zone.h"

#include <stdlib.h>

/* There and back, unless the local time does not exist or exists twice. */
static void check_moment(const struct zone *zone, int64_t ms)
{
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    const char *abbreviation = NULL;
    struct civil civil;
    enum zone_fit fit;
    int offset = 0;
    int64_t back;

    zone_from_utc(zone, ms, &civil, &offset, &abbreviation);
    REQUIRE(civil_valid(&civil) && abbreviation);
    back = zone_to_utc_ms(zone, &civil, &fit);
    REQUIRE(fit != ZONE_UNIQUE || back == ms);
    strbuf_add_local(&text, ms, zone);
    REQUIRE(text.len >= 16);
    strbuf_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int64_t moments[] = {0,
                                      -1,
                                      1793620800000,
                                      1774745999999,
                                      1774746000000,
                                      1792976399999,
                                      4102444800000,
                                      -2208988800000,
                                      951782400000};
    struct error err = ERROR_INIT;
    struct zone *zone;

    fuzz_write("zones/Fuzz", data, size);
    setenv("TZDIR", fuzz_scratch(), 1);
    zone = zone_load("zones/Fuzz", &err);
    fuzz_check_error(zone != NULL, &err);
    for (size_t i = 0; zone && i < sizeof moments / sizeof *moments; i++)
        check_moment(zone, moments[i]);
    zone_free(zone);
    error_release(&err);
    return 0;
}
