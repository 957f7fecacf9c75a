/*
 * What a network said of a social post that failed, in plain words, and what to
 * do. The codes are those of HighLevel's help article "Failed Post Error in
 * Social Planner" (2022-07-11) and, for Instagram, of Meta's own table of
 * subcodes; the words are ours.
 */
#include "words.h"
#include <ghlpub/ghl.h>

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define RECONNECT   "reconnect the account at GHL (Settings, Integrations), then send the post again"
#define PERMISSION  "reconnect the account at GHL with a login that may post there"
#define LATER       "send the post again in a few minutes"
#define LOG_IN      "log into Facebook, confirm what it asks, and look that LeadConnector is still added"
#define REWORD      "change the text; the same one is taken again after 12 hours"
#define OTHER_IMAGE "use another or a smaller file"

/* A number stands alone in what was said; anything else is looked for as it is. */
static const struct {
    const char *platform;
    const char *said;
    struct ghl_network_error error;
} table[] = {
    {"facebook", "506", {"the same content was posted there within 12 hours", REWORD}},
    {"facebook", "102", {"the account's token has expired", RECONNECT}},
    {"facebook", "109", {"the account's token has expired", RECONNECT}},
    {"facebook", "463", {"the account's token has expired", RECONNECT}},
    {"facebook", "467", {"the account's token has expired", RECONNECT}},
    {"facebook", "190", {"the account's token has expired", RECONNECT}},
    {"facebook", "492", {"the token has expired, or the account may not post there", PERMISSION}},
    {"facebook", "368", {"Facebook took the content for a breach of its rules", "change the text"}},
    {"facebook", "1609005", {"a link in the post is not accepted", "look at the link"}},
    {"facebook", "459", {"Facebook wants the user to confirm the login", LOG_IN}},
    {"facebook", "460", {"the password was changed", LOG_IN}},
    {"facebook", "464", {"the user is not confirmed", LOG_IN}},
    {"facebook", "temporary block", {"Facebook has blocked the profile for a while", "wait"}},
    {"facebook", "10", {"LeadConnector is not added to the page or group", "add it there"}},
    {"facebook", "3", {"the account may not post there", PERMISSION}},
    {"facebook", "1", {"Facebook had a passing trouble", LATER}},
    {"facebook", "2", {"Facebook had a passing trouble", LATER}},
    {"instagram", "2207003", {"the media took too long to load", OTHER_IMAGE}},
    {"instagram", "2207001", {"Instagram had a passing trouble", LATER}},
    {"instagram", "2207053", {"Instagram had a passing trouble", LATER}},
    {"instagram", "2207051", {"Instagram took the post for a breach of its rules", "change it"}},
    {"instagram",
     "2207042",
     {"the posts that Instagram allows in a day are used up", "spread the posts over more days"}},
    {"instagram", "2207006", {"the account's token has expired", RECONNECT}},
    {"instagram",
     "2207050",
     {"the account is restricted", "look into Instagram; it must be a business account"}},
    {"instagram", "2207028", {"a carousel takes 2 to 10 pictures", "change the entry's `media`"}},
    {"instagram", "2207040", {"there are more than 30 hashtags", "use 30 or fewer"}},
    {"instagram", "2207005", {"the account may not post there", PERMISSION}},
    {"instagram", "could not fetch the media", {"Instagram could not load the media", OTHER_IMAGE}},
    {"linkedin", "duplicate", {"the same content was posted there within 12 hours", REWORD}},
    {"linkedin",
     "422",
     {"the same content was posted there within 12 hours, or the text is too long",
      "change the text"}},
    {"linkedin", "401", {"the account's token has expired", RECONNECT}},
    {"linkedin", "403", {"the account's token has expired, or it may not post there", RECONNECT}},
    {"linkedin", "400", {"the account's token has expired, or it may not post there", RECONNECT}},
    {"linkedin", "404", {"LinkedIn had a passing trouble", LATER}},
    {"linkedin", "409", {"LinkedIn had a passing trouble", LATER}},
    {"linkedin", "500", {"LinkedIn had a passing trouble", LATER}},
    {"linkedin", "504", {"LinkedIn had a passing trouble", LATER}},
    {"google",
     "VALUE_OUTSIDE_ALLOWED_RANGE",
     {"the text is too long", "Google takes 1,500 characters"}},
    {"google",
     "MISSING_VALUE",
     {"the Business Profile is not complete", "complete it, then reconnect the account at GHL"}},
    {"google",
     "INVALID_VALUE",
     {"the Business Profile is not complete", "complete it, then reconnect the account at GHL"}},
    {"google", "OPERATION_EXECUTION_ERROR", {"the account's token has expired", RECONNECT}},
    {"google", "EXPIRED_VALUE", {"the account's token has expired", RECONNECT}},
    {"google",
     "PHOTO_",
     {"the picture could not be loaded",
      "use a JPEG or PNG of 250 pixels or more and at most 5 MB"}},
    {"google",
     "OPERATION_UNSUPPORTED",
     {"the profile does not allow this", "look at the profile's state at Google"}},
    {"google",
     "LOCATION_DISABLED_FOR_LOCAL_POST_API",
     {"Google takes no posts for this profile",
      "it is part of a chain: Google alone can lift that"}},
    /* Any network. */
    {NULL, "OAuthException", {"the account's token has expired", RECONNECT}},
    {NULL, "expired", {"the account's token has expired", RECONNECT}},
    {NULL, "auth token", {"the account's token has expired", RECONNECT}},
    {NULL, "reconnect", {"the account is not connected any more", RECONNECT}},
    {NULL, "permission", {"the account may not post there", PERMISSION}},
    {NULL, "duplicate", {"the same content was posted there a short time ago", REWORD}},
    {NULL,
     "community standards",
     {"the network took the content for a breach of its rules", "change it"}},
    {NULL, "media", {"the network could not use the media", OTHER_IMAGE}},
    {NULL, "unexpected error", {"the network had a passing trouble", LATER}},
};

static bool is_number(const char *text)
{
    return text[strspn(text, "0123456789")] == '\0';
}

/* "code 10", "#10", "code: 10": a short number alone may count anything. */
static bool is_called_code(const char *said, const char *at)
{
    while (at > said && (at[-1] == ' ' || at[-1] == ':'))
        at--;
    return at > said && (at[-1] == '#' || (at - said >= 4 && strncasecmp(at - 4, "code", 4) == 0));
}

static bool has_number(const char *said, const char *number)
{
    size_t len = strlen(number);
    for (const char *at = said; (at = strstr(at, number)) != NULL; at++) {
        bool begins = at == said || !isalnum((unsigned char)at[-1]);
        if (begins && !isalnum((unsigned char)at[len]) && (len > 2 || is_called_code(said, at)))
            return true;
    }
    return false;
}

/* Facebook's codes 200 to 299 all mean the same. */
static bool has_permission_code(const char *said)
{
    for (const char *at = said; *at; at++) {
        bool begins = at == said || !isalnum((unsigned char)at[-1]);
        if (begins && at[0] == '2' && strspn(at, "0123456789") == 3 &&
            !isalpha((unsigned char)at[3]))
            return true;
    }
    return false;
}

bool ghl_network_error(const char *platform, const char *said, struct ghl_network_error *error)
{
    for (size_t i = 0; said && i < sizeof table / sizeof *table; i++) {
        const char *of = table[i].platform, *part = table[i].said;
        if (of && (!platform || strcmp(of, platform) != 0))
            continue;
        if (is_number(part) ? has_number(said, part) : words_contain(said, part)) {
            *error = table[i].error;
            return true;
        }
    }
    if (said && platform && strcmp(platform, "facebook") == 0 && has_permission_code(said)) {
        *error = (struct ghl_network_error){"the account may not post there", PERMISSION};
        return true;
    }
    return false;
}
