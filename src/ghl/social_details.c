/*
 * What one network alone knows, from the names of documents to those of the API
 * (the description of v3). Version 2021-07-28 describes gmbPostDetails,
 * tiktokPostDetails and ogTagsDetails; it takes the other objects as well (facts
 * 3.1), and its description allows what it does not name.
 */
#include "client.h"
#include "resources.h"

#include "base/json.h"
#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Copies members under the API's names: pairs of names, NULL at the end. */
static void copy(json_t *to, const json_t *from, const char *const *pairs)
{
    for (; *pairs; pairs += 2) {
        json_t *value = json_object_get(from, pairs[0]);
        if (value)
            json_put_value(to, pairs[1], json_incref(value));
    }
}

static const char *text_or(const json_t *object, const char *name, const char *otherwise)
{
    const char *text = json_text(object, name);
    return text ? text : otherwise;
}

static void put_upper(json_t *to, const char *name, const char *word)
{
    char *upper = mem_strdup(word);
    for (char *p = upper; *p; p++)
        *p = (char)toupper((unsigned char)*p);
    json_put(to, name, upper);
    free(upper);
}

/* ---- the networks ---- */

/* {"startDate": {"startDate": {...}, "startTime": {...}}}, as the API nests it. */
static void put_date(json_t *to, const json_t *date, const char *outer, const char *time)
{
    static const char *const day[] = {"year", "year", "month", "month", "day", "day", NULL};
    static const char *const clock[] = {"hours",   "hours",   "minutes", "minutes",
                                        "seconds", "seconds", NULL};
    json_t *object = json_object(), *part = json_object();
    if (!date) {
        json_decref(object);
        json_decref(part);
        return;
    }
    copy(part, date, day);
    json_put_value(object, outer, part);
    if (json_object_get(date, "hours")) {
        part = json_object();
        copy(part, date, clock);
        json_put_value(object, time, part);
    }
    json_put_value(to, outer, object);
}

static void put_google(json_t *to, const json_t *from, const struct ghl_social *post, bool v3)
{
    static const char *const pairs[] = {"action",     "actionType",      "url",   "url",
                                        "code",       "couponCode",      "terms", "termsConditions",
                                        "redeem_url", "redeemOnlineUrl", NULL};
    const char *event = text_or(from, "event", "standard");
    (void)post;
    (void)v3;
    put_upper(to, "gmbEventType", event);
    json_put(to, strcmp(event, "offer") == 0 ? "offerTitle" : "title", json_text(from, "title"));
    put_date(to, json_object_get(from, "start"), "startDate", "startTime");
    put_date(to, json_object_get(from, "end"), "endDate", "endTime");
    copy(to, from, pairs);
}

static void put_facebook(json_t *to, const json_t *from, const struct ghl_social *post, bool v3)
{
    static const char *const pairs[] = {"background", "textFormatPresetId", NULL};
    (void)v3;
    json_put(to, "type", text_or(from, "type", post->type ? post->type : "post"));
    copy(to, from, pairs);
}

/* Each account of that network, from the two lists that go side by side. */
static const char *next_account(const struct ghl_social *post, const char *network, size_t *at)
{
    for (; post->platforms && post->accounts && post->accounts[*at]; ++*at)
        if (post->platforms[*at] && strcmp(post->platforms[*at], network) == 0)
            return post->accounts[(*at)++];
    return NULL;
}

static void put_instagram(json_t *to, const json_t *from, const struct ghl_social *post, bool v3)
{
    static const char *const pairs[] = {
        "show_on_feed", "showOnFeed",    "notify", "publishViaPushNotification",
        "note",         "publisherNote", NULL};
    json_t *names = json_object_get(from, "collaborators");
    (void)v3;
    json_put(to, "type", text_or(from, "type", post->type ? post->type : "post"));
    copy(to, from, pairs);
    if (!names)
        return;
    json_t *by_account = json_object();
    const char *id;
    for (size_t at = 0; (id = next_account(post, "instagram", &at));)
        json_object_set(by_account, id, names);
    json_put_value(to, "collaborators", by_account);
}

static void put_poll(json_t *to, const json_t *poll)
{
    static const struct {
        const char *days, *name;
    } durations[] = {
        {"1", "ONE_DAY"}, {"3", "THREE_DAYS"}, {"7", "SEVEN_DAYS"}, {"14", "FOURTEEN_DAYS"}};
    json_t *object = json_object(), *options = json_array(), *settings = json_object(), *option;
    size_t i;
    json_put(object, "question", json_text(poll, "question"));
    json_array_foreach(json_object_get(poll, "options"), i, option)
    {
        json_array_append_new(options, json_pack("{s:O}", "text", option));
    }
    json_put_value(object, "options", options);
    for (i = 0; i < sizeof durations / sizeof *durations; i++)
        if (strcmp(durations[i].days, text_or(poll, "days", "7")) == 0)
            json_put(settings, "duration", durations[i].name);
    json_put_value(object, "settings", settings);
    json_put_value(to, "poll", object);
}

/* Title and flag are required beside a poll, too. */
static void put_linkedin(json_t *to, const json_t *from, const struct ghl_social *post, bool v3)
{
    const char *title = json_text(from, "document");
    const json_t *poll = json_object_get(from, "poll");
    (void)post;
    (void)v3;
    json_put(to, "pdfTitle", title ? title : "");
    json_put_flag(to, "postAsPdf", title != NULL);
    if (poll)
        put_poll(to, poll);
}

static void put_tiktok(json_t *to, const json_t *from, const struct ghl_social *post, bool v3)
{
    static const char *const pairs[] = {"comments", "enableComment", "duets", "enableDuet",
                                        "stitches", "enableStitch",  NULL};
    const char *privacy = text_or(from, "privacy", "public");
    const char *promotes = json_text(from, "promotes");
    (void)post;
    (void)v3;
    json_put(to, "privacyLevel",
             strcmp(privacy, "self") == 0      ? "SELF_ONLY"
             : strcmp(privacy, "friends") == 0 ? "MUTUAL_FOLLOW_FRIENDS"
                                               : "PUBLIC_TO_EVERYONE");
    copy(to, from, pairs);
    if (!promotes)
        return;
    bool both = strcmp(promotes, "both") == 0;
    json_put_flag(to, "videoDisclosure", strcmp(promotes, "nothing") != 0);
    json_put_flag(to, "promoteYourBrand", both || strcmp(promotes, "own_brand") == 0);
    json_put_flag(to, "promoteOtherBrand", both || strcmp(promotes, "other_brand") == 0);
}

/* Boards belong to an account, which is named by the first part of its id (facts 3.1, 3.3). */
static void put_pinterest(json_t *to, const json_t *from, const struct ghl_social *post, bool v3)
{
    static const char *const pairs[] = {"title", "title", "link", "link", NULL};
    json_t *boards = json_object_get(from, "boards"), *by_account = json_object(),
           *list = json_array();
    const char *id;
    copy(to, from, pairs);
    for (size_t at = 0; (id = next_account(post, "pinterest", &at));) {
        char *oauth = mem_strndup(id, strcspn(id, "_"));
        json_array_append_new(list, json_pack("{s:s, s:O}", "accountId", oauth, "boards", boards));
        json_object_set(by_account, oauth, json_array_get(boards, 0));
        free(oauth);
    }
    if (v3)
        json_object_set(to, "pinterestBoards", list);
    else
        json_object_set(to, "boardIds", by_account);
    json_decref(by_account);
    json_decref(list);
}

static void put_youtube(json_t *to, const json_t *from, const struct ghl_social *post, bool v3)
{
    static const char *const pairs[] = {"title", "title", "privacy", "privacyLevel", NULL};
    bool reel = post->type && strcmp(post->type, "reel") == 0;
    (void)v3;
    json_put(to, "type", text_or(from, "type", reel ? "short" : "video"));
    copy(to, from, pairs);
}

static void put_preview(json_t *to, const json_t *from, const struct ghl_social *post, bool v3)
{
    static const char *const pairs[] = {"url",         "metaLink",      "image",
                                        "metaImage",   "title",         "ogTitle",
                                        "description", "ogDescription", NULL};
    (void)post;
    (void)v3;
    copy(to, from, pairs);
}

static const struct {
    const char *network, *object;
    void (*put)(json_t *to, const json_t *from, const struct ghl_social *post, bool v3);
} objects[] = {
    {"google", "gmbPostDetails", put_google},
    {"facebook", "facebookPostDetails", put_facebook},
    {"instagram", "instagramPostDetails", put_instagram},
    {"linkedin", "linkedinPostDetails", put_linkedin},
    {"tiktok", "tiktokPostDetails", put_tiktok},
    {"pinterest", "pinterestPostDetails", put_pinterest},
    {"youtube", "youtubePostDetails", put_youtube},
    {"link_preview", "ogTagsDetails", put_preview},
};
enum { OBJECTS = sizeof objects / sizeof *objects };

void social_put_details(json_t *body, const struct ghl_social *post, bool v3)
{
    if (!post->details)
        return;
    json_t *details = json_parse(post->details, strlen(post->details), NULL);
    for (size_t i = 0; i < OBJECTS; i++) {
        const json_t *from = json_object_get(details, objects[i].network);
        if (!json_is_object(from))
            continue;
        json_t *to = json_object();
        objects[i].put(to, from, post, v3);
        json_put_value(body, objects[i].object, to);
    }
    json_decref(details);
}

/* ---- what comes back ---- */

const char *social_read_details(struct arena *arena, const json_t *record)
{
    json_t *kept = json_object();
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    for (size_t i = 0; i < OBJECTS; i++) {
        json_t *object = json_object_get(record, objects[i].object);
        if (json_is_object(object))
            json_object_set(kept, objects[i].object, object);
    }
    const char *said = NULL;
    if (json_object_size(kept)) {
        strbuf_add_json_compact(&text, kept);
        said = arena_strdup(arena, text.buf);
    }
    strbuf_release(&text);
    json_decref(kept);
    return said;
}

/* Is all that was sent there with the same value? What the server adds, or does not tell, does not
 * count. */
static bool agrees(const json_t *sent, const json_t *said)
{
    const char *name;
    json_t *value;
    if (!said || json_is_null(said))
        return true;
    if (json_is_number(sent) && json_is_number(said))
        return json_number_value(sent) == json_number_value(said);
    if (!json_is_object(sent) || !json_is_object(said))
        return json_equal(sent, said);
    json_object_foreach((json_t *)(uintptr_t)sent, name, value)
    {
        if (!agrees(value, json_object_get(said, name)))
            return false;
    }
    return true;
}

bool ghl_social_details_agree(const struct ghl *ghl, const struct ghl_social *sent,
                              const struct ghl_social *said)
{
    if (!sent->details || !said->said_details)
        return true;
    json_t *mine = json_object();
    json_t *theirs = json_parse(said->said_details, strlen(said->said_details), NULL);
    social_put_details(mine, sent, ghl->v3);
    bool same = agrees(mine, theirs);
    json_decref(mine);
    json_decref(theirs);
    return same;
}
