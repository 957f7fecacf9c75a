/* Plans that are kept in files. What they hold is plan_file.c's. */
#include "kept.h"

#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/log.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool is_stream(const char *path)
{
    return strcmp(path, "-") == 0;
}

/* ---- writing ---- */

static bool write_text(const char *path, const struct strbuf *text, struct error *err)
{
    struct error reason = ERROR_INIT;
    bool good = is_stream(path)
                    ? fwrite(text->buf, 1, text->len, stdout) == text->len && fflush(stdout) == 0
                    : file_write(path, text->buf, text->len, 0644, &reason);
    if (!good) {
        error_set(err, ERROR_FAILED, "plan-unwritable", "the plan cannot be written%s%s",
                  reason.message ? ": " : "", reason.message ? reason.message : "");
        error_at(err, path, 0, 0);
    }
    error_release(&reason);
    return good;
}

bool kept_write(struct session *session, const struct plan *plan, const struct plan_input *input,
                const char *path)
{
    struct strbuf text = STRBUF_INIT(LIMIT_PLAN);
    struct error err = ERROR_INIT;
    json_t *json = ghlpub_plan_file(plan, input, session->cli->environment);
    strbuf_add_json_pretty(&text, json);
    strbuf_addc(&text, '\n');
    json_decref(json);
    bool good = !text.overflow;
    if (!good) {
        error_set(&err, ERROR_FAILED, "plan-unwritable", "the plan is larger than %u MB",
                  LIMIT_PLAN >> 20);
        error_hint(&err, "plan a part of the site: `ghlpub plan PATH --out FILE`");
    }
    good = good && write_text(path, &text, &err);
    strbuf_release(&text);
    if (!good)
        session_fail(session, &err);
    else if (!is_stream(path) && !session->cli->json && !session->cli->quiet)
        log_info("`ghlpub publish --plan %s` does exactly this, or nothing", path);
    return good;
}

/* ---- reading ---- */

static bool read_stream(struct strbuf *text)
{
    char block[65536];
    size_t len;
    while ((len = fread(block, 1, sizeof block, stdin)) > 0)
        strbuf_add(text, block, len);
    return !ferror(stdin) && !text->overflow;
}

static bool read_text(const char *path, struct strbuf *text, struct error *err)
{
    struct error reason = ERROR_INIT;
    bool good = is_stream(path) ? read_stream(text) : file_read(path, LIMIT_PLAN, text, &reason);
    if (!good) {
        error_set(err, ERROR_USAGE, "plan-unreadable", "the plan cannot be read%s%s",
                  reason.message ? ": " : "", reason.message ? reason.message : "");
        error_at(err, path, 0, 0);
        error_hint(err, "`ghlpub plan --out FILE` makes one");
    }
    error_release(&reason);
    return good;
}

static void foreign(struct error *err, const char *what, const char *theirs, const char *ours)
{
    error_set(err, ERROR_CONFIG, "plan-foreign", "the plan was made for %s %s%s%s, not for %s",
              what, theirs ? "\"" : "", theirs ? theirs : "(none)", theirs ? "\"" : "",
              ours ? ours : "(none)");
    error_hint(err,
               "publish it where it was made, or make a new one here: `ghlpub plan --out FILE`");
}

static bool same(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

struct plan_file *kept_read(struct session *session, const char *path)
{
    struct strbuf text = STRBUF_INIT(LIMIT_PLAN);
    struct error err = ERROR_INIT;
    struct plan_file *kept = NULL;
    struct cli *cli = session->cli;
    if (read_text(path, &text, &err))
        kept = ghlpub_plan_file_read(text.buf, text.len, path, &err);
    strbuf_release(&text);
    if (kept && cli->environment && !same(cli->environment, kept->environment)) {
        foreign(&err, "the environment", kept->environment, cli->environment);
        ghlpub_plan_file_free(kept);
        kept = NULL;
    }
    if (!kept)
        session_fail(session, &err);
    else
        cli->environment = kept->environment;
    return kept;
}

bool kept_is_ours(struct session *session, const struct plan_file *kept)
{
    const struct config *config = &session->site->config;
    struct error err = ERROR_INIT;
    if (!same(config->location, kept->location))
        foreign(&err, "the location", kept->location, config->location);
    else if (!same(config->blog, kept->blog))
        foreign(&err, "the blog", kept->blog, config->blog);
    else
        return true;
    session_fail(session, &err);
    return false;
}
