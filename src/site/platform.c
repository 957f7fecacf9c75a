/*
 * Networks and targets. Which accounts there are is known to GHL alone; here
 * only what cannot be right is found.
 */
#include "platform.h"

#include "base/suggest.h"

#include <string.h>
#include <strings.h>

#define TARGET_NAMES_MAX 256

const char *const platform_names[] = {"facebook", "instagram",       "linkedin", "google",
                                      "tiktok",   "tiktok-business", "youtube",  "pinterest",
                                      "threads",  "bluesky",         "community"};
const size_t platform_count = sizeof platform_names / sizeof *platform_names;

bool platform_known(const char *name)
{
    for (size_t i = 0; i < platform_count; i++)
        if (strcmp(platform_names[i], name) == 0)
            return true;
    return false;
}

static bool is_gone(const char *name)
{
    return strcasecmp(name, "twitter") == 0 || strcasecmp(name, "x") == 0;
}

bool platform_hint(struct diagnostic *item, const char *name)
{
    static const char *const google[] = {
        "gmb", "gbp", "google-business", "google_business", "googlebusiness", "google-my-business"};
    if (is_gone(name)) {
        diagnostic_hint(item, "GoHighLevel removed X (Twitter) from its Social Planner on "
                              "2024-12-04; leave it out");
        return true;
    }
    for (size_t i = 0; i < sizeof google / sizeof *google; i++) {
        if (strcasecmp(name, google[i]) == 0) {
            diagnostic_hint(item, "the Google Business Profile is \"google\" here");
            return true;
        }
    }
    return false;
}

/* Ids are opaque; they are long, without spaces, and hold a digit or an underscore. */
static bool may_be_id(const char *text)
{
    size_t len = strlen(text);
    return len >= 16 && !strpbrk(text, " \t") && strpbrk(text, "0123456789_");
}

static bool is_alias(const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->account_count; i++)
        if (strcmp(config->accounts[i].name, name) == 0)
            return true;
    return false;
}

/* What GoHighLevel had, or has without letting the API in. */
static bool closed(struct word target, const char *name, struct diagnostics *found)
{
    struct diagnostic *item;
    if (is_gone(name)) {
        item = diagnose(found, SEVERITY_ERROR, "network-gone", target.at,
                        "nothing can be sent to \"%s\": GoHighLevel removed X (Twitter) from its "
                        "Social Planner on 2024-12-04",
                        target.text);
        diagnostic_hint(item, "leave it out, and post there by hand");
        return true;
    }
    if (strcmp(name, "community") == 0) {
        item = diagnose(found, SEVERITY_ERROR, "network-closed", target.at,
                        "nothing can be sent to \"%s\": GoHighLevel's public API does not reach "
                        "communities",
                        target.text);
        diagnostic_hint(item, "leave it out, and post there by hand in GoHighLevel");
        return true;
    }
    return false;
}

/* The names that a target can begin with. */
static size_t all_names(const struct site *site, bool aliases, const char **names)
{
    size_t count = 0;
    for (size_t i = 0; i < platform_count; i++)
        names[count++] = platform_names[i];
    for (size_t i = 0; aliases && i < site->config.account_count && count < TARGET_NAMES_MAX; i++)
        names[count++] = site->config.accounts[i].name;
    return count;
}

static void unknown(const struct site *site, struct word target, const char *name, bool aliases,
                    struct diagnostics *found)
{
    const char *names[TARGET_NAMES_MAX];
    size_t count = all_names(site, aliases, names);
    struct diagnostic *item = diagnose(found, SEVERITY_ERROR, "unknown-target", target.at,
                                       "unknown network or account \"%s\"", name);
    const char *near = suggest(name, names, count);
    if (platform_hint(item, name))
        return;
    if (near)
        diagnostic_hint(item, "did you mean \"%s\"?", near);
    else
        diagnostic_hint(item, "write a network (facebook, linkedin, ...), network:name, an "
                              "account's id, group:name, or a name from `accounts` in ghlpub.yaml");
}

/* Is it the slip of a network's name, or of an alias? */
static bool is_near(const struct site *site, const char *text)
{
    const char *names[TARGET_NAMES_MAX];
    struct diagnostics unsaid = DIAGNOSTICS_INIT;
    struct place nowhere = {NULL, 0, 0};
    bool named = platform_hint(diagnose(&unsaid, SEVERITY_NOTE, "", nowhere, "%s", text), text);
    diagnostics_release(&unsaid);
    return named || suggest(text, names, all_names(site, true, names));
}

bool platform_check_target(const struct site *site, struct word target, bool aliases,
                           struct diagnostics *found)
{
    const char *text = target.text, *colon = strchr(text, ':');
    char name[32];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(text, ":"), text);
    if (!(aliases && is_alias(&site->config, text)) && closed(target, name, found))
        return false;
    if (platform_known(text) || (aliases && is_alias(&site->config, text)))
        return true;
    if (strncmp(text, "group:", 6) == 0 && text[6 + strspn(text + 6, " ")] != '\0')
        return true; /* which groups there are is known to GHL alone, as accounts are */
    if (!colon) {
        if (may_be_id(text) || (aliases && !is_near(site, text)))
            return true; /* a group's name: the plan tells */
        unknown(site, target, text, aliases, found);
        return false;
    }
    for (size_t i = 0; i < platform_count; i++) {
        size_t len = strlen(platform_names[i]);
        if (len != (size_t)(colon - text) || strncmp(platform_names[i], text, len) != 0)
            continue;
        if (colon[1 + strspn(colon + 1, " ")] != '\0')
            return true;
        diagnostic_hint(diagnose(found, SEVERITY_ERROR, "unknown-target", target.at,
                                 "\"%s\" names no account", text),
                        "write the account's name after the colon, or \"%s\" alone",
                        platform_names[i]);
        return false;
    }
    unknown(site, target, name, false, found);
    return false;
}
