/*
 * What social posts say: the entry's own text, a template, or a campaign's body.
 * Lengths as each network counts them, and what is sent, are left to others.
 */
#include <ghlpub/render.h>

#include "context.h"
#include "render_private.h"
#include "utm.h"

#include "base/json.h"
#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_MAX (1u << 20)

/* A text to be expanded, and where it is from. */
struct source_text {
    const struct template *template; /* from templates/, or NULL */
    const char *text;                /* else */
    struct place at;
};

static json_t *social_data(const struct site *site, const struct rendered_site *pages,
                           const struct document *document, const char *platform, const char *url)
{
    const struct rendered *page = pages->items[document->index];
    struct context_values values = {
        .title = document->title.text, .description = document->description.text, .url = url};
    if (page) {
        values.title = page->title;
        values.description = page->description;
        values.body = page->text;
        values.words = page->words;
        values.image = page->cover_url;
    }
    json_t *data = context_new(site, document, &values);
    json_object_set_new(data, "platform", json_string(platform));
    return data;
}

/* GHL puts values of its own in the place of {{...}}. */
static void warn_custom_value(const char *text, struct place at, struct diagnostics *found)
{
    const char *open = strstr(text, "{{");
    if (open)
        diagnostic_hint(diagnose(found, SEVERITY_WARNING, "custom-value", at,
                                 "the text of a social post contains \"%.*s\"",
                                 (int)strcspn(open, "\n") < 40 ? (int)strcspn(open, "\n") : 40,
                                 open),
                        "GHL puts a value of its own there; write it otherwise unless that is "
                        "meant");
}

/* Errors in a text that stands in a document are at the document's place. */
static void report(struct diagnostics *found, struct error *err, const struct source_text *source)
{
    if (!source->template) {
        char *message =
            mem_printf("%s (line %u, column %u of the text)",
                       err->message ? err->message : "bad template", err->line, err->column);
        error_set(err, ERROR_CONTENT, "bad-template", "%s", message);
        error_at(err, source->at.path, source->at.line, source->at.column);
        error_hint(err, "the text is a Mustache template: {{title}}, {{url}}");
        free(message);
    }
    diagnose_error(found, err);
}

static char *expand(const struct rendered_site *pages, const struct source_text *source,
                    json_t *data, struct diagnostics *found)
{
    struct arena *arena = arena_new();
    struct strbuf out = STRBUF_INIT(TEXT_MAX);
    struct error err = ERROR_INIT;
    const struct template *template = source->template;
    if (!template)
        template = template_compile(arena, source->at.path ? source->at.path : "", source->text,
                                    strlen(source->text), &err);
    if (template && !source->template)
        templates_check_text(template, data, source->at, found);
    bool ok =
        template && templates_run(pages->private->templates, template, false, data, &out, &err);
    if (!ok)
        report(found, &err, source);
    error_release(&err);
    arena_free(arena);
    strbuf_trim(&out);
    if (ok)
        warn_custom_value(out.buf, source->at, found);
    else
        strbuf_release(&out);
    return ok ? strbuf_detach(&out) : NULL;
}

static const struct template *platform_template(const struct rendered_site *pages,
                                                const char *platform)
{
    char *name = mem_printf("social-%s", platform);
    const struct template *found = templates_text(pages->private->templates, name);
    free(name);
    return found ? found : templates_text(pages->private->templates, "social");
}

/* What a value of `utm` is expanded over. */
struct utm_context {
    const struct rendered_site *pages;
    json_t *data;
    struct diagnostics *found;
};

static char *expand_utm(void *context, struct word template)
{
    const struct utm_context *utm = context;
    const struct source_text source = {NULL, template.text, template.at};
    return expand(utm->pages, &source, utm->data, utm->found);
}

/* False where a value cannot be expanded. */
static bool add_utm(const struct site *site, const struct rendered_site *pages,
                    const struct social_entry *entry, const char *url, json_t *data,
                    struct diagnostics *found)
{
    struct utm_context context = {pages, data, found};
    if (entry->utm_off || !*url)
        return true;
    char *tagged = utm_url(&site->config, entry, url, expand_utm, &context);
    if (tagged)
        json_object_set_new(data, "url", json_string(tagged));
    free(tagged);
    return tagged != NULL;
}

static char *say(const struct site *site, const struct rendered_site *pages,
                 const struct document *document, const struct social_entry *entry,
                 const struct source_text *source, const char *platform, const char *url,
                 struct diagnostics *found)
{
    const struct rendered *page = pages->items[document->index];
    json_t *data = social_data(site, pages, document, platform, url);
    if (entry->id)
        json_object_set_new(data, "entry", json_string(entry->id));
    if (entry->number) {
        json_put_number(data, "occurrence", entry->number);
        json_put_number(data, "occurrences", entry->occurrences);
    }
    if (entry->unicode_emphasis && page && page->styled_text)
        json_object_set_new(data, "body", json_string(page->styled_text));
    char *text =
        add_utm(site, pages, entry, url, data, found) ? expand(pages, source, data, found) : NULL;
    json_decref(data);
    return text;
}

/* What the entry itself says there, in its own words for that network or for all. */
static struct word own_text(const struct social_entry *entry, const char *platform)
{
    for (size_t i = 0; i < entry->text_for_count; i++)
        if (strcmp(entry->text_for[i].platform, platform) == 0)
            return entry->text_for[i].text;
    return entry->text;
}

char *ghlpub_social_text(const struct site *site, const struct rendered_site *pages,
                         const struct document *document, const struct social_entry *entry,
                         const char *platform, const char *url, struct diagnostics *found)
{
    const struct rendered *page = pages->items[document->index];
    bool campaign = document->kind == DOCUMENT_CAMPAIGN;
    const struct word own = own_text(entry, platform);
    struct source_text source = {NULL, own.text, own.at};
    if (source.text)
        return say(site, pages, document, entry, &source, platform, url, found);
    /* A campaign's body is its text, whatever templates there are for the others; and a template.
     */
    if (campaign && page && page->text && *page->text) {
        bool styled = entry->unicode_emphasis && page->styled_text;
        source.text = styled ? page->styled_text : page->text;
        source.at = (struct place){document->path, document->body_line, 1};
        return say(site, pages, document, entry, &source, platform, url, found);
    }
    source.template = platform_template(pages, platform);
    source.text = campaign ? "{{title}}" : "{{title}}\n\n{{url}}";
    source.at = entry->at;
    if (source.template)
        source.at = (struct place){source.template->path, 1, 1};
    return say(site, pages, document, entry, &source, platform, url, found);
}

char *ghlpub_social_expand(const struct site *site, const struct rendered_site *pages,
                           const struct document *document, const struct social_entry *entry,
                           struct word text, const char *platform, const char *url,
                           struct diagnostics *found)
{
    const struct source_text source = {NULL, text.text ? text.text : "", text.at};
    return say(site, pages, document, entry, &source, platform, url, found);
}
