/*
 * Campaign parameters (utm_source and so on) of the URL of a post, as social
 * texts have it. What a value may name is left to social.c.
 */
#include "utm.h"

#include "base/mem.h"
#include "base/strbuf.h"

#include <stdlib.h>
#include <string.h>

/* Does the query have the parameter already? */
static bool has_parameter(const char *query, size_t len, const char *name)
{
    size_t name_len = strlen(name);
    for (const char *at = query; at < query + len;) {
        size_t part = strcspn(at, "&#");
        if (part > name_len && strncmp(at, name, name_len) == 0 && at[name_len] == '=')
            return true;
        at += part + 1;
    }
    return false;
}

static void add_parameter(struct strbuf *out, bool *asked, const char *name, const char *value)
{
    char last = out->len ? out->buf[out->len - 1] : '\0';
    if (last != '?' && last != '&')
        strbuf_addc(out, *asked ? '&' : '?');
    strbuf_addf(out, "%s=", name);
    strbuf_add_url(out, value, NULL);
    *asked = true;
}

char *utm_url(const struct config *config, const struct social_entry *entry, const char *url,
              utm_expand *expand, void *context)
{
    struct strbuf out = STRBUF_INIT(STRBUF_UNBOUNDED);
    size_t end = strcspn(url, "#"), path = strcspn(url, "?#");
    const char *query = path < end ? url + path + 1 : url + end;
    bool asked = path < end;
    strbuf_add(&out, url, end);
    for (int key = 0; key < UTM_KEYS; key++) {
        const struct word own = entry->utm.values[key];
        const struct word value = own.text ? own : config->utm.values[key];
        char name[32];
        snprintf(name, sizeof name, "utm_%s", ghlpub_utm_name((enum utm_key)key));
        if (!value.text || has_parameter(query, (size_t)(url + end - query), name))
            continue;
        char *text = expand(context, value);
        if (!text) {
            strbuf_release(&out);
            return NULL;
        }
        if (*text)
            add_parameter(&out, &asked, name, text);
        free(text);
    }
    strbuf_adds(&out, url + end);
    return strbuf_detach(&out);
}
