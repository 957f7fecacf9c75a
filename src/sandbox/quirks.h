/*
 * The habits of the real server that its description does not tell, each by
 * name and switchable.
 */
#ifndef SANDBOX_QUIRKS_H
#define SANDBOX_QUIRKS_H

#include <ghlpub/error.h>

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum quirk {
    QUIRK_SINGLE_GET,
    QUIRK_VERSION_IN_GET,
    QUIRK_UPDATE_NEEDS_VERSION,
    QUIRK_UPDATE_NEEDS_WORDCOUNT,
    QUIRK_UPDATE_BLANKS_LISTS,
    QUIRK_UPDATE_WRAPPER,
    QUIRK_SLUG_SUFFIX,
    QUIRK_REDATE_FAILS,
    QUIRK_WRAPPER_DATA,
    QUIRK_CREATED_200,
    QUIRK_LIST_NEEDS_STATUS,
    QUIRK_LIST_OMITS_AUTHOR,
    QUIRK_LIST_OMITS_DATE,
    QUIRK_LIST_LAG,
    QUIRK_EMPTY_INLINE_BODY,
    QUIRK_STRICT_IDS,
    QUIRK_STRICT_REQUIRED,
    QUIRK_PUBLISHING_UPDATES,
    QUIRK_MEDIA_BY_FOLDER,
    QUIRK_MEDIA_FOLDERS,
    QUIRK_RESULTS_MISSING,
    QUIRK_DROP_MILLISECONDS,
    QUIRK_PNG_REFUSED,
    QUIRK_MEDIA_REQUIRED,
    QUIRK_MISSING_STATUS_PUBLISHES,
    QUIRK_EDIT_DROPS_SCHEDULE,
    QUIRK_EDIT_NEEDS_TIME_UPDATED,
    QUIRK_MEDIA_TYPE_IN_GET,
    QUIRK_PLATFORM_GOOGLE,
    QUIRK_CHILDREN,
    QUIRK_SUMMARY_TRIMMED,
    QUIRK_CUSTOM_VALUES,
    QUIRK_USER_TYPE,
    QUIRK_USERS_LIST,
    QUIRK_RETRY_AFTER,
    QUIRK_USER_AGENT,
    QUIRK_COUNT
};

struct quirks {
    int64_t value[QUIRK_COUNT]; /* 0 is off, 1 is on, or a number */
};

void quirks_init(struct quirks *quirks);

/* "NAME=on", "NAME=off", "NAME=250", "NAME". Error: bad-quirk (ERROR_USAGE). */
bool quirks_set_text(struct quirks *quirks, const char *text, struct error *err);

/* {"NAME": true | false | number, ...}: all or nothing. Error: bad-quirk. */
bool quirks_set_json(struct quirks *quirks, const json_t *object, struct error *err);

/* The same object for all of them. */
json_t *quirks_json(const struct quirks *quirks);

/* The table's rows, for the manual: NULL beyond the last one. */
const char *quirk_name(size_t at);
const char *quirk_help(size_t at);

#endif
