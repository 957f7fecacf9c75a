/*
 * The plan for people: a symbol, the document, what changes and why, and a
 * summary line. Times are in the site's zone.
 */
#include "base/limits.h"
#include "base/log.h"
#include "base/strbuf.h"
#include <ghlpub/plan.h>

#include <stdlib.h>
#include <string.h>

static const char *colour_of(enum action_kind kind, const struct plan_style *style)
{
    if (!style->colour)
        return "";
    switch (ghlpub_action_symbol(kind)[0]) {
    case '+':
        return "\033[32m";
    case '~':
        return "\033[33m";
    case '-':
        return "\033[31m";
    default:
        return "\033[36m";
    }
}

static void add_size(struct strbuf *line, int64_t bytes)
{
    if (bytes < 1024)
        strbuf_addf(line, "%d B", (int)bytes);
    else if (bytes < 1024 * 1024)
        strbuf_addf(line, "%.1f kB", (double)bytes / 1024);
    else
        strbuf_addf(line, "%.1f MB", (double)bytes / (1024 * 1024));
}

/* The name of a social post: what stands behind the document in its key. */
static const char *entry_name(const struct action *action)
{
    const char *name = action->key ? strrchr(action->key, '#') : NULL;
    bool social = action->social || (action->entry && action->entry->kind == STATE_SOCIAL);
    return social && name ? name : "";
}

static void add_clean(struct strbuf *line, const char *text)
{
    char *clean = log_clean(text);
    strbuf_adds(line, clean);
    free(clean);
}

static void print_action(const struct action *action, const struct plan_style *style, FILE *out)
{
    struct strbuf line = STRBUF_INIT(LIMIT_MESSAGE);
    strbuf_addf(&line, "%s%s %-10s%s ", colour_of(action->kind, style),
                ghlpub_action_symbol(action->kind), ghlpub_action_name(action->kind),
                style->colour ? "\033[0m" : "");
    add_clean(&line, action->path);
    add_clean(&line, entry_name(action));
    if (action->kind == ACTION_UPLOAD) {
        strbuf_adds(&line, " (");
        add_size(&line, action->asset->size);
        strbuf_adds(&line, ")");
    } else {
        for (const char **reason = action->reasons; *reason; reason++) {
            strbuf_adds(&line, reason == action->reasons ? ": " : "; ");
            add_clean(&line, *reason);
        }
    }
    fprintf(out, "%s\n", line.buf);
    strbuf_release(&line);
}

static void print_held(const struct held *held, const struct plan_style *style, FILE *out)
{
    struct strbuf line = STRBUF_INIT(LIMIT_MESSAGE);
    const char *colour = style->colour ? "\033[35m" : "", *plain = style->colour ? "\033[0m" : "";
    strbuf_addf(&line, "%s! %-10s%s ", colour, held->reason == HELD_ORPHAN ? "orphan" : "held",
                plain);
    add_clean(&line, held->path);
    strbuf_adds(&line, ": ");
    add_clean(&line, held->text);
    fprintf(out, "%s\n", line.buf);
    strbuf_release(&line);
}

static void add_cost(struct strbuf *line, const struct plan *plan)
{
    if (!plan->requests)
        return;
    strbuf_addf(line, " About %zu %srequest%s", plan->requests, plan->under_way ? "more " : "",
                plan->requests == 1 ? "" : "s");
    if (plan->least_seconds)
        strbuf_addf(line, ", at least %lld s at 100 in 10 s", (long long)plan->least_seconds);
    strbuf_adds(line, ".");
}

static void print_summary(const struct plan *plan, FILE *out)
{
    struct strbuf line = STRBUF_INIT(LIMIT_MESSAGE);
    if (plan->len == 0) {
        strbuf_adds(&line, "Plan: nothing to do");
    } else {
        bool first = true;
        strbuf_adds(&line, "Plan: ");
        for (int kind = 0; kind < ACTION_KINDS; kind++) {
            if (!plan->counts[kind])
                continue;
            strbuf_addf(&line, "%s%zu to %s", first ? "" : ", ", plan->counts[kind],
                        kind == ACTION_OFFLINE ? "take offline"
                                               : ghlpub_action_name((enum action_kind)kind));
            if (kind == ACTION_UPLOAD) {
                strbuf_adds(&line, " (");
                add_size(&line, plan->upload_bytes);
                strbuf_adds(&line, ")");
            }
            first = false;
        }
    }
    if (plan->unchanged)
        strbuf_addf(&line, "; %zu unchanged", plan->unchanged);
    if (plan->held_count)
        strbuf_addf(&line, "; %zu held", plan->held_count);
    strbuf_adds(&line, ".");
    add_cost(&line, plan);
    fprintf(out, "%s\n", line.buf);
    strbuf_release(&line);
}

void ghlpub_plan_print_held(const struct plan *plan, const struct plan_style *style, FILE *out)
{
    for (size_t i = 0; i < plan->held_count; i++)
        print_held(&plan->held[i], style, out);
}

void ghlpub_plan_print(const struct plan *plan, const struct plan_style *style, FILE *out)
{
    if (!style->quiet) {
        for (size_t i = 0; i < plan->len; i++)
            print_action(&plan->actions[i], style, out);
        ghlpub_plan_print_held(plan, style, out);
        if (plan->len || plan->held_count)
            fputc('\n', out);
    }
    print_summary(plan, out);
}
