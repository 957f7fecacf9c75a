/*
 * How errors and diagnostics look: place, severity, message and code; the line
 * that is meant with a caret; the way out. GitHub Actions gets annotations.
 */
#include "report.h"

#include "exit.h"

#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/source.h"
#include "base/strbuf.h"
#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>

/* Warnings beyond this are counted and not shown, but by check. */
#define WARNINGS_SHOWN 20

struct shown_file {
    char *path;
    struct strbuf text;
    struct source source;
};

static void forget_file(struct shown_file *file)
{
    source_release(&file->source);
    strbuf_release(&file->text);
    free(file->path);
    *file = (struct shown_file){.text = STRBUF_INIT(LIMIT_DOCUMENT)};
}

static bool show_file(struct shown_file *file, const char *root, const char *path)
{
    if (file->path && strcmp(file->path, path) == 0)
        return file->text.len > 0;
    forget_file(file);
    file->path = mem_strdup(path);
    char *full = path_join(root, path);
    bool read = file_read(full, LIMIT_DOCUMENT, &file->text, NULL);
    if (read)
        source_init(&file->source, file->text.buf, file->text.len);
    free(full);
    return read;
}

/* The line and a caret below the column; long lines are cut around it. */
static void add_caret(struct strbuf *out, struct shown_file *file, const char *root,
                      const struct diagnostic *item)
{
    enum { SHOWN = 100 };
    size_t len;
    if (!item->path || !item->line || !show_file(file, root, item->path))
        return;
    const char *line = source_line(&file->source, item->line, &len);
    if (!line || len > SHOWN * 3)
        return;
    struct strbuf text = STRBUF_INIT(LIMIT_MESSAGE);
    strbuf_add(&text, line, len);
    char *clean = log_clean(text.buf);
    size_t at = 0, column = 1;
    while (column < item->column && at < strlen(clean)) {
        utf8_next(clean, strlen(clean), &at);
        column++;
    }
    strbuf_addf(out, "%6u | %s\n       | %*s^\n", item->line, clean, (int)unicode_width(clean, at),
                "");
    free(clean);
    strbuf_release(&text);
}

static const char *colour(const struct cli *cli, enum severity severity)
{
    static const char *const colours[] = {"\033[36m", "\033[33m", "\033[31m"};
    return cli->err_color ? colours[severity] : "";
}

static void add_place(struct strbuf *out, const char *path, unsigned line, unsigned column)
{
    if (!path)
        return;
    char *clean = log_clean(path);
    strbuf_adds(out, clean);
    free(clean);
    if (line)
        strbuf_addf(out, ":%u", line);
    if (line && column)
        strbuf_addf(out, ":%u", column);
    strbuf_adds(out, ": ");
}

static void add_diagnostic(const struct cli *cli, struct strbuf *out, const struct diagnostic *item)
{
    add_place(out, item->path, item->line, item->column);
    strbuf_addf(out, "%s%s:%s %s [%s]\n", colour(cli, item->severity),
                severity_name(item->severity), cli->err_color ? "\033[0m" : "", item->message,
                item->code);
}

/* Escapes as GitHub's runner wants it. */
static void add_escaped(struct strbuf *out, const char *text, bool property)
{
    for (; *text; text++) {
        if (*text == '%' || *text == '\r' || *text == '\n' ||
            (property && (*text == ':' || *text == ',')))
            strbuf_addf(out, "%%%02X", (unsigned char)*text);
        else
            strbuf_addc(out, *text);
    }
}

static void annotate(const struct diagnostic *item)
{
    static const char *const levels[] = {"notice", "warning", "error"};
    struct strbuf out = STRBUF_INIT(LIMIT_MESSAGE * 4);
    strbuf_addf(&out, "::%s ", levels[item->severity]);
    if (item->path) {
        strbuf_adds(&out, "file=");
        add_escaped(&out, item->path, true);
        if (item->line)
            strbuf_addf(&out, ",line=%u,col=%u", item->line, item->column ? item->column : 1);
        strbuf_addc(&out, ',');
    }
    strbuf_addf(&out, "title=%s::", item->code);
    add_escaped(&out, item->message, false);
    if (item->hint) {
        strbuf_adds(&out, "%0A");
        add_escaped(&out, item->hint, false);
    }
    fprintf(stderr, "%s\n", out.buf);
    strbuf_release(&out);
}

static void print_counts(const struct diagnostics *list, size_t unseen)
{
    if (list->errors || list->warnings)
        log_info("%zu error%s, %zu warning%s%s", list->errors, list->errors == 1 ? "" : "s",
                 list->warnings, list->warnings == 1 ? "" : "s",
                 unseen ? "; `ghlpub check` shows them all" : "");
}

void report_diagnostics(const struct cli *cli, struct diagnostics *list, const char *root, bool all)
{
    struct shown_file file = {.text = STRBUF_INIT(LIMIT_DOCUMENT)};
    const char *actions = getenv("GITHUB_ACTIONS");
    bool annotations = actions && strcmp(actions, "true") == 0;
    size_t unseen = 0;
    diagnostics_sort(list);
    bool few = all || cli->verbose || list->warnings <= WARNINGS_SHOWN;
    for (size_t i = 0; i < list->len; i++) {
        const struct diagnostic *item = &list->items[i];
        struct strbuf out = STRBUF_INIT(LIMIT_MESSAGE * 8);
        bool show = item->severity == SEVERITY_ERROR || (few && !cli->quiet);
        if (item->severity == SEVERITY_NOTE && !all && !cli->verbose)
            show = false;
        unseen += !show && item->severity == SEVERITY_WARNING;
        if (annotations && item->severity != SEVERITY_NOTE)
            annotate(item);
        if (show) {
            add_diagnostic(cli, &out, item);
            if (item->severity == SEVERITY_ERROR)
                add_caret(&out, &file, root, item);
            if (item->hint)
                strbuf_addf(&out, "    hint: %s\n", item->hint);
            fwrite(out.buf, 1, out.len, stderr);
        }
        strbuf_release(&out);
    }
    print_counts(list, unseen);
    forget_file(&file);
    strbuf_release(&file.text);
}

int report_error(const struct cli *cli, struct error *err)
{
    struct strbuf out = STRBUF_INIT(LIMIT_MESSAGE * 4);
    int code = exit_code_of(err->kind);
    add_place(&out, err->path, err->line, err->column);
    strbuf_addf(&out, "%serror:%s %s [%s]\n", colour(cli, SEVERITY_ERROR),
                cli->err_color ? "\033[0m" : "", err->message ? err->message : "",
                err->code ? err->code : "failed");
    if (err->hint)
        strbuf_addf(&out, "    hint: %s\n", err->hint);
    fwrite(out.buf, 1, out.len, stderr);
    strbuf_release(&out);
    error_release(err);
    return code;
}

static json_t *place_json(const char *path, unsigned line, unsigned column)
{
    json_t *object = json_object();
    json_put(object, "path", path);
    if (line)
        json_put_number(object, "line", line);
    if (line && column)
        json_put_number(object, "column", column);
    return object;
}

json_t *report_diagnostics_json(const struct diagnostics *list)
{
    json_t *array = json_array();
    for (size_t i = 0; i < list->len; i++) {
        const struct diagnostic *item = &list->items[i];
        json_t *object = place_json(item->path, item->line, item->column);
        json_put(object, "severity", severity_name(item->severity));
        json_put(object, "code", item->code);
        json_put(object, "message", item->message);
        json_put(object, "hint", item->hint);
        json_array_append_new(array, object);
    }
    return array;
}

json_t *report_error_json(const struct error *err)
{
    json_t *object = place_json(err->path, err->line, err->column);
    json_put(object, "code", err->code);
    json_put(object, "message", err->message);
    json_put(object, "hint", err->hint);
    json_put_number(object, "exit", exit_code_of(err->kind));
    return object;
}

bool report_json(json_t *json)
{
    struct strbuf text = STRBUF_INIT(STRBUF_UNBOUNDED);
    strbuf_add_json_pretty(&text, json);
    strbuf_addc(&text, '\n');
    bool written = fwrite(text.buf, 1, text.len, stdout) == text.len && fflush(stdout) == 0;
    strbuf_release(&text);
    json_decref(json);
    return written;
}

int report_json_failure(json_t *json, struct error *err)
{
    int code = exit_code_of(err->kind);
    json_put_flag(json, "ok", false);
    json_put_number(json, "exit", code);
    json_put_value(json, "error", report_error_json(err));
    report_json(json);
    error_release(err);
    return code;
}

int report_failure(const struct cli *cli, struct error *err)
{
    if (!cli->json)
        return report_error(cli, err);
    json_t *json = json_object();
    json_put(json, "command", cli->command);
    json_put_value(json, "diagnostics", json_array());
    return report_json_failure(json, err);
}
