/*
 * Reads an iCalendar file from standard input with libical, as other programs
 * will, and prints a line for each event: start, status, summary, URL. Ends with
 * 1 where libical finds an error in it.
 */
#include <libical/ical.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *or_none(const char *text)
{
    return text ? text : "-";
}

int main(void)
{
    static char text[1 << 22];
    size_t len = fread(text, 1, sizeof text - 1, stdin);
    text[len] = '\0';
    for (char *line = text, *end; (end = strstr(line, "\r\n")) != NULL; line = end + 2)
        if (end - line > 75)
            return fprintf(stderr, "a line of %ld bytes\n", (long)(end - line)), 1;
    icalcomponent *calendar = icalparser_parse_string(text);
    if (!calendar || icalcomponent_count_errors(calendar) > 0 || !icalrestriction_check(calendar)) {
        fprintf(stderr, "%s\n", calendar ? icalcomponent_as_ical_string(calendar) : "not read");
        return 1;
    }
    for (icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
         event; event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
        icalproperty *url = icalcomponent_get_first_property(event, ICAL_URL_PROPERTY);
        icalproperty *status = icalcomponent_get_first_property(event, ICAL_STATUS_PROPERTY);
        printf("%s|%s|%s|%s|%s\n", icaltime_as_ical_string(icalcomponent_get_dtstart(event)),
               status ? icalproperty_get_value_as_string(status) : "-",
               or_none(icalcomponent_get_summary(event)), url ? icalproperty_get_url(url) : "-",
               or_none(icalcomponent_get_uid(event)));
    }
    icalcomponent_free(calendar);
    return 0;
}
