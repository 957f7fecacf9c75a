/*
 * What the social planner refuses of a post that is not a draft, beyond the shape
 * of its body: by the descriptions' "Validations", network by network (v3; the
 * two sentences about Instagram are those that practice saw, facts.md 3.1).
 */
#include "social.h"
#include "validate.h"

#include "base/unicode.h"

#include <string.h>

/* One body, and the networks of its accounts. */
struct planned {
    const struct call *call;
    const json_t *body;
    json_t *messages;
    const char *summary;
    size_t pictures, videos;
};

static bool text_is(const char *left, const char *right)
{
    return left && right && strcmp(left, right) == 0;
}

/* UTF-16 units, as a server in JavaScript counts. */
static size_t length(const char *text)
{
    size_t count = 0, len = text ? strlen(text) : 0;
    for (size_t at = 0; at < len;) {
        count += utf8_next(text, len, &at) > 0xFFFF ? 2 : 1;
    }
    return count;
}

static void at_most(struct planned *post, const char *name, const char *text, size_t max)
{
    if (length(text) > max) {
        message_add(post->messages, "%s must be shorter than or equal to %zu characters", name,
                    max);
    }
}

static void required(struct planned *post, const char *prefix, const json_t *object,
                     const char *const *names)
{
    for (; *names; names++) {
        const json_t *value = json_object_get(object, *names);
        const char *text = json_string_value(value);
        if (!value || json_is_null(value) || (text && !*text)) {
            message_add(post->messages, "%s.%s should not be empty", prefix, *names);
        }
    }
}

static const char *type_of(const struct planned *post, const char *object)
{
    const char *type = json_text(json_object_get(post->body, object), "type");
    return type ? type : json_text(post->body, "type");
}

/* ---- networks ---- */

static void check_google(struct planned *post)
{
    static const char *const event[] = {"title", "startDate", "endDate", NULL};
    static const char *const offer[] = {
        "offerTitle", "startDate",       "endDate", "termsConditions",
        "couponCode", "redeemOnlineUrl", NULL};
    static const char *const url[] = {"url", NULL};
    const json_t *details = json_object_get(post->body, "gmbPostDetails");
    const char *type = json_text(details, "gmbEventType"),
               *action = json_text(details, "actionType");
    if (post->videos > 0) {
        message_add(post->messages, "GMB does not support video");
    }
    if (post->pictures > 1) {
        message_add(post->messages, "GMB supports only 1 image");
    }
    if (text_is(type, "EVENT")) {
        required(post, "gmbPostDetails", details, event);
    } else if (text_is(type, "OFFER")) {
        required(post, "gmbPostDetails", details, offer);
    }
    at_most(post, "gmbPostDetails.title", json_text(details, "title"), 58);
    if (action && !text_is(action, "none") && !text_is(action, "call") && !text_is(type, "OFFER")) {
        required(post, "gmbPostDetails", details, url);
    }
}

static void check_tiktok(struct planned *post)
{
    const json_t *details = json_object_get(post->body, "tiktokPostDetails");
    bool disclosed = json_flag(details, "videoDisclosure", false);
    if (post->videos == 0) {
        message_add(post->messages, "Tiktok Account, would require video");
    }
    if (disclosed && text_is(json_text(details, "privacyLevel"), "SELF_ONLY")) {
        message_add(post->messages,
                    "tiktokPostDetails.videoDisclosure must be false for SELF_ONLY");
    }
    if (disclosed && !json_flag(details, "promoteYourBrand", false) &&
        !json_flag(details, "promoteOtherBrand", false)) {
        message_add(post->messages, "tiktokPostDetails: one of promoteYourBrand, promoteOtherBrand "
                                    "must be true");
    }
}

static void check_poll(struct planned *post, const json_t *poll)
{
    size_t i;
    json_t *option;
    const json_t *options = json_object_get(poll, "options");
    const char *duration = json_text(json_object_get(poll, "settings"), "duration");
    const char *prefix = "linkedinPostDetails.poll";
    at_most(post, "linkedinPostDetails.poll.question", json_text(poll, "question"), 140);
    if (json_array_size(options) < 2 || json_array_size(options) > 4) {
        message_add(post->messages, "%s.options must contain 2 to 4 elements", prefix);
    }
    json_array_foreach((json_t *)options, i, option)
    {
        at_most(post, "linkedinPostDetails.poll.options.text", json_text(option, "text"), 30);
        for (size_t k = 0; k < i; k++) {
            if (json_equal(option, json_array_get(options, k))) {
                message_add(post->messages, "All %s.options's elements must be unique", prefix);
            }
        }
    }
    if (!duration || !list_holds("ONE_DAY|THREE_DAYS|SEVEN_DAYS|FOURTEEN_DAYS", duration)) {
        message_add(post->messages, "%s.settings.duration must be a valid enum value", prefix);
    }
    if (post->pictures + post->videos > 0 ||
        json_text(json_object_get(post->body, "ogTagsDetails"), "metaLink")) {
        message_add(post->messages, "A poll post cannot include media or a meta-link preview");
    }
}

static void check_linkedin(struct planned *post)
{
    const json_t *details = json_object_get(post->body, "linkedinPostDetails");
    const json_t *poll = json_object_get(details, "poll");
    bool document = json_flag(details, "postAsPdf", false);
    at_most(post, "linkedinPostDetails.pdfTitle", json_text(details, "pdfTitle"), 100);
    if (post->pictures > (document ? 300 : 9)) {
        message_add(post->messages, "Linkedin supports max %d media", document ? 300 : 9);
    }
    if (poll) {
        check_poll(post, poll);
    }
}

static void check_pinterest(struct planned *post)
{
    size_t i;
    json_t *item;
    const json_t *details = json_object_get(post->body, "pinterestPostDetails");
    const json_t *boards = json_object_get(details, "pinterestBoards");
    if (post->pictures + post->videos != 1) {
        message_add(post->messages, "Pinterest Account, would require one image or video");
    }
    if (json_array_size(boards) == 0 &&
        json_object_size(json_object_get(details, "boardIds")) == 0) {
        message_add(post->messages, "pinterestPostDetails.boardIds should not be empty");
    }
    json_array_foreach((json_t *)boards, i, item)
    {
        size_t count = json_array_size(json_object_get(item, "boards"));
        if (count < 1 || count > 25) {
            message_add(post->messages,
                        "pinterestPostDetails.pinterestBoards.%zu.boards must contain 1 to 25 "
                        "elements",
                        i);
        }
    }
    at_most(post, "pinterestPostDetails.title", json_text(details, "title"), 100);
    at_most(post, "pinterestPostDetails.link", json_text(details, "link"), 2048);
}

static void check_youtube(struct planned *post)
{
    const json_t *details = json_object_get(post->body, "youtubePostDetails");
    if (post->videos != 1) {
        message_add(post->messages, "Youtube Account, would require video");
    }
    at_most(post, "youtubePostDetails.title", json_text(details, "title"), 100);
}

static void check_reel(struct planned *post, const char *name)
{
    if (post->videos != 1 || post->pictures > 0) {
        message_add(post->messages, "%s Reel, would require exactly 1 video", name);
    }
}

static void check_facebook(struct planned *post)
{
    const json_t *details = json_object_get(post->body, "facebookPostDetails");
    const char *type = type_of(post, "facebookPostDetails");
    if (text_is(type, "reel")) {
        check_reel(post, "Facebook");
    }
    if (text_is(type, "story") && *post->summary) {
        message_add(post->messages, "Facebook Story will not support caption");
    }
    if (json_text(details, "textFormatPresetId")) {
        at_most(post, "summary", post->summary, 130);
    }
}

static void check_instagram(struct planned *post)
{
    size_t hashtags = 0, i;
    const char *name;
    json_t *item;
    const json_t *details = json_object_get(post->body, "instagramPostDetails");
    const char *type = type_of(post, "instagramPostDetails");
    bool story = text_is(type, "story");
    if (post->pictures + post->videos == 0) {
        message_add(post->messages, "Instagram Account, would require image or video");
    }
    if (story && *post->summary && !json_flag(details, "publishViaPushNotification", false)) {
        message_add(post->messages, "Instagram Story will not support caption for publishing post "
                                    "directly");
    }
    if (text_is(type, "reel")) {
        check_reel(post, "Instagram");
    }
    for (const char *at = post->summary; (at = strchr(at, '#')); at++) {
        hashtags +=
            at[1] && !strchr(" #\n\t", at[1]) && (at == post->summary || strchr(" \n\t", at[-1]));
    }
    if (hashtags > 30) {
        message_add(post->messages, "Instagram allows max 30 hashtags");
    }
    json_array_foreach(json_object_get(post->body, "media"), i, item)
    {
        const char *mime = json_text(item, "type");
        if (story && mime && strncmp(mime, "image/", 6) == 0 &&
            !list_holds("image/jpeg|image/jpg", mime)) {
            message_add(post->messages, "media.%zu.Instagram Story supports only JPEG", i);
        }
    }
    json_object_foreach(json_object_get(details, "collaborators"), name, item)
    {
        if (json_array_size(item) > 3) {
            message_add(post->messages, "Max 3 collaborators are allowed for account %s", name);
        }
    }
}

/* ---- all of them ---- */

static bool goes_to(const struct planned *post, const char *platform)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(post->body, "accountIds"), i, item)
    {
        const json_t *account = store_get_in(&post->call->box->store, KIND_ACCOUNT,
                                             json_string_value(item), post->call->location);
        if (text_is(json_text(account, "platform"), platform)) {
            return true;
        }
    }
    return false;
}

void social_check_networks(const struct call *call, json_t *messages)
{
    static const struct {
        const char *platform;
        bool needs_content;
        void (*check)(struct planned *post);
    } networks[] = {{"facebook", true, check_facebook}, {"instagram", false, check_instagram},
                    {"linkedin", true, check_linkedin}, {"google", true, check_google},
                    {"tiktok", false, check_tiktok},    {"pinterest", false, check_pinterest},
                    {"youtube", false, check_youtube}};
    const char *summary = json_text(call->body, "summary");
    struct planned post = {
        .call = call, .body = call->body, .messages = messages, .summary = summary ? summary : ""};
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(call->body, "media"), i, item)
    {
        const char *type = json_text(item, "type");
        bool video = type && strncmp(type, "video/", 6) == 0;
        post.videos += video;
        post.pictures += !video;
    }
    bool empty = post.pictures + post.videos == 0 && !*post.summary;
    for (i = 0; i < sizeof networks / sizeof *networks; i++) {
        if (!goes_to(&post, networks[i].platform)) {
            continue;
        }
        bool poll = json_object_get(json_object_get(call->body, "linkedinPostDetails"), "poll");
        if (empty && networks[i].needs_content && !poll) {
            message_add(messages, "%s: content or media is required", networks[i].platform);
        }
        networks[i].check(&post);
    }
}
