/*
 * The table of ghlpub.yaml's keys. How values are read is left to config.c.
 */
#include "schema.h"

#include "base/suggest.h"
#include <ghlpub/site.h>

#include <string.h>

#define AT(member) offsetof(struct config, member)

const struct schema_key schema_keys[] = {
    {"location", SCHEMA_ID, AT(location), NULL, NULL, "id of the location; or GHL_LOCATION_ID"},
    {"blog", SCHEMA_TEXT, AT(blog), NULL, NULL, "name or id of the blog"},
    {"post_url", SCHEMA_TEXT, AT(post_url), NULL, NULL, "public address of a post, with {slug}"},
    {"timezone", SCHEMA_TEXT, AT(timezone), NULL, "UTC", "IANA name of the site's time zone"},
    {"user", SCHEMA_TEXT, AT(user), NULL, NULL,
     "who social posts are created by: e-mail, name or id"},
    {"api", SCHEMA_GROUP, 0, NULL, NULL, "how to talk to the API"},
    {"api.version", SCHEMA_CHOICE, AT(api_version), "2021-07-28|v3", "2021-07-28",
     "version of the API"},
    {"content", SCHEMA_PATH, AT(content), NULL, "content", "folder of the documents"},
    {"templates", SCHEMA_PATH, AT(templates), NULL, "templates", "folder of the templates"},
    {"static", SCHEMA_PATH, AT(statics), NULL, "static",
     "folder of files that documents name by /path"},
    {"state", SCHEMA_PATH, AT(state), NULL, ".ghlpub/state.json", "the state file"},
    {"ignore", SCHEMA_WORDS, AT(ignore), NULL, NULL, "patterns of files that are no documents"},
    {"defaults", SCHEMA_DEFAULTS, 0, NULL, NULL, "front matter for documents that do not say"},
    {"authors", SCHEMA_NAMES, AT(authors), NULL, NULL, "authors in documents to authors at GHL"},
    {"categories", SCHEMA_NAMES, AT(categories), NULL, NULL,
     "categories in documents to categories at GHL"},
    {"token_command", SCHEMA_TEXT, AT(token_command), NULL, NULL,
     "a command that prints the token"},
    {"token_file", SCHEMA_TEXT, AT(token_file), NULL, NULL, "a file that holds the token"},
    {"accounts", SCHEMA_ACCOUNTS, 0, NULL, NULL, "names of your own for social accounts"},
    {"utm", SCHEMA_GROUP, 0, NULL, NULL, "campaign parameters of links in social texts"},
    {"utm.source", SCHEMA_TEXT, AT(utm.values[UTM_SOURCE].text), NULL, NULL,
     "utm_source of links in social texts"},
    {"utm.medium", SCHEMA_TEXT, AT(utm.values[UTM_MEDIUM].text), NULL, NULL, "utm_medium of them"},
    {"utm.campaign", SCHEMA_TEXT, AT(utm.values[UTM_CAMPAIGN].text), NULL, NULL,
     "utm_campaign of them"},
    {"utm.term", SCHEMA_TEXT, AT(utm.values[UTM_TERM].text), NULL, NULL, "utm_term of them"},
    {"utm.content", SCHEMA_TEXT, AT(utm.values[UTM_CONTENT].text), NULL, NULL,
     "utm_content of them"},
    {"utm.id", SCHEMA_TEXT, AT(utm.values[UTM_ID].text), NULL, NULL, "utm_id of them"},
    {"markdown", SCHEMA_GROUP, 0, NULL, NULL, "how Markdown becomes HTML"},
    {"markdown.html", SCHEMA_FLAG, AT(html), NULL, "true", "raw HTML passes; false escapes it"},
    {"markdown.smart", SCHEMA_FLAG, AT(smart), NULL, "true", "typographic quotes and dashes"},
    {"markdown.heading_ids", SCHEMA_FLAG, AT(heading_ids), NULL, "true", "ids for headings"},
    {"markdown.external_links", SCHEMA_TAB, AT(new_tab), "same-tab|new-tab", "new-tab",
     "where links to other sites open"},
    {"images", SCHEMA_GROUP, 0, NULL, NULL, "how images are treated"},
    {"images.alt", SCHEMA_ALT, AT(alt), "off|warn|error", "warn",
     "images without alternative text"},
    {"images.dimensions", SCHEMA_FLAG, AT(dimensions), NULL, "true",
     "width and height from the file"},
    {"images.lazy", SCHEMA_FLAG, AT(lazy), NULL, "true", "loading=\"lazy\" after the first image"},
    {"images.folder", SCHEMA_ID, AT(media_folder), NULL, NULL,
     "id of a folder of the media library"},
    {"redirects", SCHEMA_GROUP, 0, NULL, NULL, "redirects from old paths; off where missing"},
    {"redirects.domain", SCHEMA_TEXT, AT(redirect_domain), NULL, NULL, "domain of the redirects"},
    {"limits", SCHEMA_GROUP, 0, NULL, NULL, "how much one run may do"},
    {"limits.create", SCHEMA_LIMIT, AT(limit_create), NULL, NULL, "posts created in one run"},
    {"limits.social", SCHEMA_LIMIT, AT(limit_social), NULL, NULL,
     "social posts created in one run"},
    {"limits.prune", SCHEMA_LIMIT, AT(limit_prune), NULL, NULL, "posts taken offline in one run"},
    {"environments", SCHEMA_ENVIRONMENTS, 0, NULL, NULL, "sets of overrides, chosen by --env"},
};

const size_t schema_count = sizeof schema_keys / sizeof *schema_keys;

const struct schema_key *schema_find(const char *path)
{
    for (size_t i = 0; i < schema_count; i++)
        if (strcmp(schema_keys[i].path, path) == 0)
            return &schema_keys[i];
    return NULL;
}

static const char *last_part(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot ? dot + 1 : path;
}

const char *schema_nearest(const char *path)
{
    const char *names[sizeof schema_keys / sizeof *schema_keys],
        *rows[sizeof schema_keys / sizeof *schema_keys];
    const char *word = last_part(path);
    size_t prefix = (size_t)(word - path), beside = 0, all = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < schema_count; i++) {
            const char *row = schema_keys[i].path, *name = last_part(row);
            bool sibling = (size_t)(name - row) == prefix && strncmp(row, path, prefix) == 0;
            if (sibling == (pass == 0)) {
                names[all] = name;
                rows[all++] = row;
            }
        }
        if (pass == 0)
            beside = all;
    }
    const char *near = suggest(word, names, beside);
    if (!near)
        near = suggest(word, names + beside, all - beside);
    for (size_t i = 0; near && i < all; i++)
        if (names[i] == near)
            return rows[i];
    return NULL;
}
