/*
 * The table of quirks, and their switches. What each one does stands where it
 * is asked for (box_quirk).
 */
#include "quirks.h"

#include "base/mem.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The numbers are sections of facts.md. */
static const struct {
    const char *name;
    int64_t value;
    const char *help;
} table[QUIRK_COUNT] = {
    [QUIRK_SINGLE_GET] = {"single-get", 1, "GET /blogs/posts/{id} is there (1.4)"},
    [QUIRK_VERSION_IN_GET] = {"current-version-in-get", 1, "and it tells currentVersion (1.4)"},
    [QUIRK_UPDATE_NEEDS_VERSION] = {"update-needs-version", 1,
                                    "PUT of a post keeps the old body without the right "
                                    "currentVersion (1.4)"},
    [QUIRK_UPDATE_NEEDS_WORDCOUNT] = {"update-needs-wordcount", 1,
                                      "PUT of a post keeps the old body without wordCount (1.4)"},
    [QUIRK_UPDATE_BLANKS_LISTS] = {"update-blanks-lists", 1,
                                   "PUT of a post without categories or tags blanks them (1.4)"},
    [QUIRK_UPDATE_WRAPPER] = {"update-wrapper-blogpost", 0,
                              "PUT answers {blogPost} and not {updatedBlogPost} (1.4)"},
    [QUIRK_SLUG_SUFFIX] = {"slug-suffix", 1, "a slug that is taken gets a suffix (1.3); off: 422"},
    [QUIRK_REDATE_FAILS] = {"redate-fails", 1,
                            "another date for a SCHEDULED post fails with 500 (1.4)"},
    [QUIRK_WRAPPER_DATA] = {"wrapper-data", 0, "POST answers {data} and not {blogPost} (1.3)"},
    [QUIRK_CREATED_200] = {"created-200", 0, "POST of a post answers 200 and not 201 (1.3)"},
    [QUIRK_LIST_NEEDS_STATUS] = {"list-needs-status", 1,
                                 "posts without a status to look for: an empty list (1.1)"},
    [QUIRK_LIST_OMITS_AUTHOR] = {"list-omits-author", 1, "rows of posts lack the author (1.1)"},
    [QUIRK_LIST_OMITS_DATE] = {"list-omits-date", 0,
                               "rows of SCHEDULED posts lack publishedAt (1.5)"},
    [QUIRK_LIST_LAG] = {"list-lag", 0, "lists show a change so many milliseconds later (3.3)"},
    [QUIRK_EMPTY_INLINE_BODY] = {"empty-inline-body", 1,
                                 "a body without a block element is stored empty (1.2)"},
    [QUIRK_STRICT_IDS] = {"strict-ids", 1,
                          "unknown ids of blog, author, category, account are refused"},
    [QUIRK_STRICT_REQUIRED] = {"strict-required", 0,
                               "members that only the description requires are required (1.2)"},
    [QUIRK_PUBLISHING_UPDATES] = {"publishing-updates", 0,
                                  "a post that goes out by its date gets a new updatedAt"},
    [QUIRK_MEDIA_BY_FOLDER] = {"media-by-folder", 0,
                               "files without query and parentId: those of the root alone (2)"},
    [QUIRK_MEDIA_FOLDERS] = {"media-folders", 1, "parentId of an upload is heeded (2)"},
    [QUIRK_RESULTS_MISSING] = {"results-missing", 0,
                               "creating a social post answers without results (3.2)"},
    [QUIRK_DROP_MILLISECONDS] = {"drop-milliseconds", 0,
                                 "milliseconds of a scheduleDate are lost (3.1)"},
    [QUIRK_PNG_REFUSED] = {"png-refused", 0, "social media of image/png are refused (3.1)"},
    [QUIRK_MEDIA_REQUIRED] = {"media-required", 1, "a social post needs a media array (3.1)"},
    [QUIRK_MISSING_STATUS_PUBLISHES] = {"missing-status-publishes", 1,
                                        "a social post without status is published at once (3.1)"},
    [QUIRK_EDIT_DROPS_SCHEDULE] = {"edit-drops-schedule", 1,
                                   "PUT of a social post without status or date makes it a draft "
                                   "without a date (3.3)"},
    [QUIRK_EDIT_NEEDS_TIME_UPDATED] = {"edit-needs-time-updated", 1,
                                       "PUT of a social post keeps the old date without "
                                       "scheduleTimeUpdated (3.3)"},
    [QUIRK_MEDIA_TYPE_IN_GET] = {"media-type-in-get", 1,
                                 "a social post's media read back as \"image\", with a thumbnail "
                                 "(3.1)"},
    [QUIRK_PLATFORM_GOOGLE] = {"platform-google", 1,
                               "a social post's platform is \"google\" (3.2)"},
    [QUIRK_CHILDREN] = {"children", 0,
                        "a social post that went out to several accounts has a row for each, with "
                        "what became of it there (3.2)"},
    [QUIRK_SUMMARY_TRIMMED] = {"summary-trimmed", 1,
                               "a social text is cut at the platform's limit (3.1)"},
    [QUIRK_CUSTOM_VALUES] = {"custom-values", 1, "{{…}} in a social text is expanded (3.1)"},
    [QUIRK_USER_TYPE] = {"user-type", 0, "/users answers 401, user type mismatch (5.3)"},
    [QUIRK_USERS_LIST] = {"users-list", 1, "GET /users/?locationId= is there (3.1)"},
    [QUIRK_RETRY_AFTER] = {"retry-after", 0, "429 carries Retry-After (4)"},
    [QUIRK_USER_AGENT] = {"user-agent", 1, "no User-Agent, or Python's: Cloudflare's 1010 (4)"},
};

void quirks_init(struct quirks *quirks)
{
    for (size_t i = 0; i < QUIRK_COUNT; i++) {
        quirks->value[i] = table[i].value;
    }
}

static int find(const char *name, size_t len)
{
    for (int i = 0; i < QUIRK_COUNT; i++) {
        if (strlen(table[i].name) == len && memcmp(table[i].name, name, len) == 0) {
            return i;
        }
    }
    return -1;
}

static bool parse_value(const char *text, int64_t *value)
{
    if (strcmp(text, "on") == 0 || strcmp(text, "off") == 0) {
        *value = strcmp(text, "on") == 0;
        return true;
    }
    char *end = NULL;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    *value = number;
    return end != text && *end == '\0' && errno == 0 && number >= 0;
}

bool quirks_set_text(struct quirks *quirks, const char *text, struct error *err)
{
    size_t len = strcspn(text, "=");
    int at = find(text, len);
    int64_t value = 1;
    if (at < 0) {
        error_set(err, ERROR_USAGE, "bad-quirk", "unknown quirk \"%.*s\"", (int)len, text);
        return false;
    }
    if (text[len] == '=' && !parse_value(text + len + 1, &value)) {
        error_set(err, ERROR_USAGE, "bad-quirk", "quirk \"%s\": on, off or a number is expected",
                  text);
        return false;
    }
    quirks->value[at] = value;
    return true;
}

bool quirks_set_json(struct quirks *quirks, const json_t *object, struct error *err)
{
    struct quirks new = *quirks;
    const char *name;
    json_t *value;
    if (!json_is_object(object)) {
        error_set(err, ERROR_USAGE, "bad-quirk", "an object of quirks is expected");
        return false;
    }
    json_object_foreach((json_t *)object, name, value)
    {
        int at = find(name, strlen(name));
        if (at < 0 || (!json_is_boolean(value) && !json_is_integer(value))) {
            error_set(err, ERROR_USAGE, "bad-quirk",
                      at < 0 ? "unknown quirk \"%s\"" : "bad value of quirk \"%s\"", name);
            return false;
        }
        new.value[at] = json_is_boolean(value) ? json_is_true(value) : json_integer_value(value);
    }
    *quirks = new;
    return true;
}

json_t *quirks_json(const struct quirks *quirks)
{
    json_t *object = json_object();
    for (size_t i = 0; i < QUIRK_COUNT; i++) {
        int64_t value = quirks->value[i];
        json_object_set_new(object, table[i].name,
                            value == 0 || value == 1 ? json_boolean(value) : json_integer(value));
    }
    return object;
}

const char *quirk_name(size_t at)
{
    return at < QUIRK_COUNT ? table[at].name : NULL;
}

const char *quirk_help(size_t at)
{
    return at < QUIRK_COUNT ? table[at].help : NULL;
}
