/*
 * What the social planner refuses, and with which words (facts.md 3.1, 3.3).
 */
#include "social.h"
#include "validate.h"

#include "base/mem.h"
#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>

#define MEDIA_TEXT "media must be an array with media objects or an empty array"
#define STATUSES                                                                                   \
    "draft|scheduled|in_review|published|in_progress|pending|failed|notification_sent|deleted"
#define TEXT(name)                                                                                 \
    {                                                                                              \
        name, SHAPE_TEXT, RULE_NULLABLE, NULL, NULL, 0, NULL                                       \
    }
#define FLAG(name)                                                                                 \
    {                                                                                              \
        name, SHAPE_FLAG, RULE_NULLABLE, NULL, NULL, 0, NULL                                       \
    }
#define V3_TEXT(name)                                                                              \
    {                                                                                              \
        name, SHAPE_TEXT, RULE_NULLABLE | RULE_V3, NULL, NULL, 0, NULL                             \
    }
#define V3_FLAG(name)                                                                              \
    {                                                                                              \
        name, SHAPE_FLAG, RULE_NULLABLE | RULE_V3, NULL, NULL, 0, NULL                             \
    }
#define OBJECT(name, inside)                                                                       \
    {                                                                                              \
        name, SHAPE_OBJECT, RULE_NULLABLE, NULL, inside, 0, NULL                                   \
    }

static const struct rule media_rules[] = {
    {"url", SHAPE_TEXT, RULE_REQUIRED | RULE_FILLED, NULL, NULL, 0, NULL},
    TEXT("type"),
    TEXT("caption"),
    TEXT("thumbnail"),
    TEXT("defaultThumb"),
    TEXT("id"),
    V3_TEXT("originalUrl"),
    V3_TEXT("watermarkedUrl"),
    V3_TEXT("optimizedUrl"),
    V3_TEXT("optimizedType"),
    {"isModified", SHAPE_FLAG, RULE_V3, NULL, NULL, 0, NULL},
    V3_TEXT("altText"),
    {0},
};

static const struct rule og_rules[] = {
    TEXT("metaImage"), TEXT("metaLink"), V3_TEXT("ogTitle"), V3_TEXT("ogDescription"), {0}};

static const struct rule approval_rules[] = {
    TEXT("approver"), TEXT("requesterNote"), TEXT("approverNote"), TEXT("approvalStatus"), {0}};

static const struct rule tiktok_rules[] = {
    {"privacyLevel", SHAPE_ENUM, 0, "PUBLIC_TO_EVERYONE|MUTUAL_FOLLOW_FRIENDS|SELF_ONLY", NULL, 0,
     NULL},
    FLAG("promoteOtherBrand"),
    FLAG("enableComment"),
    FLAG("enableDuet"),
    FLAG("enableStitch"),
    FLAG("videoDisclosure"),
    FLAG("promoteYourBrand"),
    {0},
};

#define NUMBER(name)                                                                               \
    {                                                                                              \
        name, SHAPE_NUMBER, RULE_REQUIRED, NULL, NULL, 0, NULL                                     \
    }

static const struct rule day_rules[] = {NUMBER("year"), NUMBER("month"), NUMBER("day"), {0}};
static const struct rule clock_rules[] = {
    NUMBER("hours"), NUMBER("minutes"), NUMBER("seconds"), {0}};
static const struct rule start_rules[] = {
    OBJECT("startDate", day_rules), OBJECT("startTime", clock_rules), {0}};
static const struct rule end_rules[] = {
    OBJECT("endDate", day_rules), OBJECT("endTime", clock_rules), {0}};

static const struct rule gmb_rules[] = {
    {"gmbEventType", SHAPE_ENUM, RULE_REQUIRED, "STANDARD|EVENT|OFFER", NULL, 0, NULL},
    TEXT("title"),
    TEXT("offerTitle"),
    OBJECT("startDate", start_rules),
    OBJECT("endDate", end_rules),
    TEXT("termsConditions"),
    TEXT("url"),
    TEXT("couponCode"),
    TEXT("redeemOnlineUrl"),
    {"actionType", SHAPE_ENUM, 0, "none|order|book|shop|learn_more|call|sign_up", NULL, 0, NULL},
    {0},
};

static const struct rule facebook_rules[] = {
    {"type", SHAPE_ENUM, RULE_REQUIRED, "post|story|reel", NULL, 0, NULL},
    V3_TEXT("textFormatPresetId"),
    {0},
};

static const struct rule instagram_rules[] = {
    {"type", SHAPE_ENUM, RULE_REQUIRED, "post|story|reel", NULL, 0, NULL},
    {"collaborators", SHAPE_OBJECT, RULE_V3, NULL, NULL, 0, NULL},
    V3_FLAG("showOnFeed"),
    V3_FLAG("publishViaPushNotification"),
    V3_TEXT("publisherNote"),
    {0},
};

static const struct rule linkedin_rules[] = {
    {"pdfTitle", SHAPE_TEXT, RULE_REQUIRED, NULL, NULL, 0, NULL},
    {"postAsPdf", SHAPE_FLAG, RULE_REQUIRED, NULL, NULL, 0, NULL},
    {"poll", SHAPE_OBJECT, RULE_V3, NULL, NULL, 0, NULL},
    {0}};

static const struct rule board_rules[] = {
    {"accountId", SHAPE_TEXT, RULE_REQUIRED, NULL, NULL, 0, NULL},
    {"boards", SHAPE_TEXTS, RULE_REQUIRED | RULE_FILLED, NULL, NULL, 25, NULL},
    {0}};

static const struct rule pinterest_rules[] = {
    TEXT("title"),
    TEXT("link"),
    {"boardIds", SHAPE_OBJECT, 0, NULL, NULL, 0, NULL},
    {"pinterestBoards", SHAPE_OBJECTS, RULE_V3, NULL, board_rules, 0, NULL},
    {"shortenedLinks", SHAPE_TEXTS, 0, NULL, NULL, 0, NULL},
    {0},
};

static const struct rule youtube_rules[] = {
    TEXT("title"),
    {"privacyLevel", SHAPE_ENUM, 0, "private|public|unlisted", NULL, 0, NULL},
    {"type", SHAPE_ENUM, RULE_REQUIRED, "video|short", NULL, 0, NULL},
    {0},
};

/* The details of Instagram, Pinterest and the others are known in practice before v3, too. */
#define POST_RULES                                                                                 \
    {"type", SHAPE_ENUM, RULE_REQUIRED, "post|story|reel", NULL, 0, NULL}, TEXT("summary"),        \
        {"media", SHAPE_OBJECTS, 0, NULL, media_rules, 0, MEDIA_TEXT},                             \
        {"status", SHAPE_ENUM, 0, STATUSES, NULL, 0, NULL},                                        \
        {"scheduleDate", SHAPE_DATE, RULE_NULLABLE, NULL, NULL, 0, NULL}, TEXT("createdBy"),       \
        TEXT("followUpComment"), OBJECT("ogTagsDetails", og_rules),                                \
        OBJECT("postApprovalDetails", approval_rules), FLAG("scheduleTimeUpdated"),                \
        {"tags", SHAPE_TEXTS, 0, NULL, NULL, 0, NULL}, TEXT("categoryId"),                         \
        OBJECT("tiktokPostDetails", tiktok_rules), OBJECT("gmbPostDetails", gmb_rules),            \
        OBJECT("facebookPostDetails", facebook_rules),                                             \
        OBJECT("instagramPostDetails", instagram_rules),                                           \
        OBJECT("linkedinPostDetails", linkedin_rules),                                             \
        OBJECT("pinterestPostDetails", pinterest_rules),                                           \
        OBJECT("youtubePostDetails", youtube_rules), V3_TEXT("selectedBestTime"),                  \
    {                                                                                              \
        "applyWatermark", SHAPE_FLAG, RULE_V3, NULL, NULL, 0, NULL                                 \
    }

static const struct rule create_rules[] = {
    {"accountIds", SHAPE_TEXTS, RULE_REQUIRED | RULE_FILLED, NULL, NULL, 0, NULL},
    {"userId", SHAPE_TEXT, RULE_REQUIRED | RULE_FILLED, NULL, NULL, 0, NULL},
    POST_RULES,
    {0},
};

static const struct rule update_rules[] = {
    {"accountIds", SHAPE_TEXTS, RULE_FILLED, NULL, NULL, 0, NULL},
    {"userId", SHAPE_TEXT, RULE_FILLED, NULL, NULL, 0, NULL},
    POST_RULES,
    {0},
};

/* Strings all of them; numbers are refused (3.3). */
static const struct rule list_rules[] = {
    {"skip", SHAPE_NUMBER_TEXT, RULE_REQUIRED, NULL, NULL, 0, NULL},
    {"limit", SHAPE_NUMBER_TEXT, RULE_REQUIRED, NULL, NULL, 0, NULL},
    {"fromDate", SHAPE_DATE, RULE_REQUIRED, NULL, NULL, 0, NULL},
    {"toDate", SHAPE_DATE, RULE_REQUIRED, NULL, NULL, 0, NULL},
    {"includeUsers", SHAPE_FLAG_TEXT, RULE_REQUIRED, NULL, NULL, 0, NULL},
    {"type", SHAPE_ENUM, 0,
     "all|recent|draft|scheduled|in_review|published|in_progress|pending|failed|notification_sent|"
     "deleted",
     NULL, 0, NULL},
    TEXT("accounts"),
    TEXT("postType"),
    {0},
};

bool social_list_refused(struct call *call)
{
    json_t *messages = json_array();
    validate_body(list_rules, call->body, "", (struct rule_mode){.v3 = call->v3}, messages);
    return call_refused(call, messages);
}

static bool text_is(const char *left, const char *right)
{
    return left && right && strcmp(left, right) == 0;
}

/* A draft skips this, so that a draft does not prove its payload (3.1). */
static void check_media(const struct call *call, json_t *messages)
{
    size_t i;
    json_t *item;
    const char *types = "image/jpeg|image/jpg|image/png|image/gif|video/mp4|video/mov|video/webm";
    json_array_foreach(json_object_get(call->body, "media"), i, item)
    {
        const char *type = json_text(item, "type");
        bool known = type && (list_holds(types, type) ||
                              (!call->v3 && strcmp(type, "video/quicktime") == 0));
        bool refused = text_is(type, "image/png") && box_quirk(call->box, QUIRK_PNG_REFUSED);
        if (!known || refused) {
            message_add(messages, "media.%zu.Invalid media format type", i);
        }
    }
}

static void check_accounts(const struct call *call, json_t *messages)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(call->body, "accountIds"), i, item)
    {
        const char *id = json_string_value(item);
        const json_t *account = store_get_in(&call->box->store, KIND_ACCOUNT, id, call->location);
        if (!account && box_quirk(call->box, QUIRK_STRICT_IDS)) {
            message_add(messages, "account %s does not exist", id);
        }
    }
}

static void check_date(const struct call *call, const char *status, json_t *messages)
{
    const char *text = json_text(call->body, "scheduleDate");
    int64_t date;
    bool needed = text_is(status, "scheduled") || text_is(status, "in_review");
    if (!text && needed) {
        message_add(messages, "scheduleDate should not be empty");
    }
    if (text && !text_is(status, "published") && time_parse(text, &date) && date <= call->now_ms) {
        message_add(messages, "scheduleDate must be after current date");
    }
    if (text_is(status, "in_review") && !json_object_get(call->body, "postApprovalDetails")) {
        message_add(messages, "postApprovalDetails should not be empty");
    }
}

bool social_refused(struct call *call, bool update)
{
    json_t *messages = json_array();
    struct rule_mode mode = {.v3 = call->v3};
    const char *status = json_text(call->body, "status");
    bool draft = text_is(status, "draft") || (update && !status);
    validate_body(update ? update_rules : create_rules, call->body, "", mode, messages);
    if (!json_object_get(call->body, "media") && box_quirk(call->box, QUIRK_MEDIA_REQUIRED)) {
        message_add(messages, "%s", MEDIA_TEXT);
    }
    if (update && call->v3) {
        static const char *const needed[] = {"accountIds", "userId"};
        for (size_t i = 0; i < 2; i++) {
            if (!json_object_get(call->body, needed[i])) {
                message_add(messages, "%s should not be empty", needed[i]);
            }
        }
    }
    if (json_array_size(messages) == 0) {
        check_accounts(call, messages);
        if (!draft) {
            check_media(call, messages);
            social_check_networks(call, messages);
        }
        check_date(call, status, messages);
    }
    return call_refused(call, messages);
}

/* Characters of a text by platform (3.4). */
static size_t platform_limit(const char *platform)
{
    static const struct {
        const char *platform;
        size_t limit;
    } limits[] = {{"facebook", 62000}, {"instagram", 2200}, {"linkedin", 3000},
                  {"google", 1500},    {"tiktok", 2200},    {"pinterest", 500},
                  {"youtube", 5000},   {"threads", 500},    {"bluesky", 300}};
    for (size_t i = 0; platform && i < sizeof limits / sizeof *limits; i++) {
        if (strcmp(limits[i].platform, platform) == 0) {
            return limits[i].limit;
        }
    }
    return SIZE_MAX;
}

/* {{location.name}} is known; everything else becomes nothing. */
static void expand(const struct call *call, const char *text, struct strbuf *out)
{
    const json_t *location = store_get(&call->box->store, KIND_LOCATION, call->location);
    while (*text) {
        const char *open = strstr(text, "{{");
        const char *close = open ? strstr(open, "}}") : NULL;
        if (!close) {
            strbuf_adds(out, text);
            return;
        }
        strbuf_add(out, text, (size_t)(open - text));
        if (strncmp(open, "{{location.name}}", 17) == 0) {
            strbuf_adds(out, json_text(location, "name"));
        }
        text = close + 2;
    }
}

char *social_summary(const struct call *call, const json_t *account_ids, const char *text)
{
    struct strbuf out;
    size_t i, limit = SIZE_MAX;
    json_t *item;
    strbuf_init(&out, STRBUF_UNBOUNDED);
    if (box_quirk(call->box, QUIRK_CUSTOM_VALUES)) {
        expand(call, text, &out);
    } else {
        strbuf_adds(&out, text);
    }
    json_array_foreach((json_t *)account_ids, i, item)
    {
        const json_t *account = store_get(&call->box->store, KIND_ACCOUNT, json_string_value(item));
        size_t its = platform_limit(json_text(account, "platform"));
        limit = its < limit ? its : limit;
    }
    size_t at = 0;
    for (size_t count = 0; at < out.len && count < limit; count++) {
        utf8_next(out.buf, out.len, &at);
    }
    if (box_quirk(call->box, QUIRK_SUMMARY_TRIMMED)) {
        strbuf_truncate(&out, at);
        strbuf_trim(&out);
    }
    return strbuf_detach(&out);
}
