/*
 * Rules for faults: reading them, and choosing the one that applies. They are
 * carried out in serve.c.
 */
#include "faults.h"

#include "base/array.h"
#include "base/json.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define WORDS    8
#define HUGE_MIB 256

/* What an action's argument is. */
enum argument { ARGUMENT_NONE, ARGUMENT_DURATION, ARGUMENT_SIZE, ARGUMENT_TEXT };

static const struct {
    const char *name;
    enum fault_action action;
    bool acts;
    enum argument argument;
} actions[] = {
    {"reset-before", FAULT_RESET, false, ARGUMENT_NONE},
    {"reset-after", FAULT_RESET, true, ARGUMENT_NONE},
    {"close-before", FAULT_CLOSE, false, ARGUMENT_NONE},
    {"close-after", FAULT_CLOSE, true, ARGUMENT_NONE},
    {"cut", FAULT_CUT, true, ARGUMENT_NONE},
    {"cut-after", FAULT_CUT, true, ARGUMENT_NONE},
    {"cut-before", FAULT_CUT, false, ARGUMENT_NONE},
    {"stall", FAULT_STALL, false, ARGUMENT_NONE},
    {"stall-before", FAULT_STALL, false, ARGUMENT_NONE},
    {"stall-after", FAULT_STALL, true, ARGUMENT_NONE},
    {"wrong-json", FAULT_JSON, true, ARGUMENT_NONE},
    {"wrong-json-before", FAULT_JSON, false, ARGUMENT_NONE},
    {"html", FAULT_HTML, false, ARGUMENT_NONE},
    {"html-after", FAULT_HTML, true, ARGUMENT_NONE},
    {"huge", FAULT_HUGE, false, ARGUMENT_SIZE},
    {"redirect", FAULT_REDIRECT, false, ARGUMENT_TEXT},
    {"cloudflare", FAULT_CLOUDFLARE, false, ARGUMENT_NONE},
    {"refuse-scope", FAULT_SCOPE, false, ARGUMENT_NONE},
    {"latency", FAULT_LATENCY, true, ARGUMENT_DURATION},
    {"late", FAULT_LATE, false, ARGUMENT_DURATION},
};

bool duration_parse(const char *text, int64_t *ms)
{
    static const struct {
        const char *unit;
        double ms;
    } units[] = {{"ms", 1}, {"s", 1e3}, {"", 1e3}, {"m", 60e3}, {"h", 3600e3}, {"d", 86400e3}};
    char *end = NULL;
    double number = strtod(text, &end);
    for (size_t i = 0; end != text && i < sizeof units / sizeof *units; i++) {
        if (strcmp(end, units[i].unit) == 0 && number >= 0 && number * units[i].ms < 1e15) {
            *ms = (int64_t)(number * units[i].ms + 0.5);
            return true;
        }
    }
    return false;
}

/* One segment: `*` is any run of characters without '/'. */
static bool segment_matches(const char *glob, size_t glob_len, const char *text, size_t len)
{
    const char *star = NULL, *mark = NULL;
    const char *g = glob, *t = text;
    while (t < text + len) {
        if (g < glob + glob_len && *g == '*') {
            star = g++;
            mark = t;
        } else if (g < glob + glob_len && *g == *t) {
            g++;
            t++;
        } else if (star) {
            g = star + 1;
            t = ++mark;
        } else {
            return false;
        }
    }
    while (g < glob + glob_len && *g == '*') {
        g++;
    }
    return g == glob + glob_len;
}

bool glob_matches(const char *glob, const char *path)
{
    while (*glob == '/') {
        glob++;
    }
    while (*path == '/') {
        path++;
    }
    if (*glob == '\0') {
        return *path == '\0';
    }
    size_t glob_len = strcspn(glob, "/");
    size_t len = strcspn(path, "/");
    if (glob_len == 2 && memcmp(glob, "**", 2) == 0) {
        return glob_matches(glob + 2, path) || (*path != '\0' && glob_matches(glob, path + len));
    }
    if (*path == '\0') {
        return false;
    }
    return segment_matches(glob, glob_len, path, len) && glob_matches(glob + glob_len, path + len);
}

static bool action_named(struct fault *fault, const char *name, enum argument *argument)
{
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        if (strcmp(actions[i].name, name) == 0) {
            fault->action = actions[i].action;
            fault->acts = actions[i].acts;
            *argument = actions[i].argument;
            return true;
        }
    }
    char *end = NULL;
    unsigned long status = strtoul(name, &end, 10);
    if (end == name || status < 400 || status > 599 || (*end && strcmp(end, "-after") != 0)) {
        return false;
    }
    fault->action = FAULT_STATUS;
    fault->status = (unsigned)status;
    fault->acts = *end != '\0';
    *argument = ARGUMENT_NONE;
    return true;
}

static bool parse_count(const char *text, unsigned long *count)
{
    char *end = NULL;
    *count = text ? strtoul(text, &end, 10) : 0;
    return text && text[0] >= '0' && text[0] <= '9' && *end == '\0';
}

/* The words behind the action: what is left of "ARG xN after N retry-after N". */
static bool parse_words(struct fault *fault, enum argument argument, char **words, size_t len)
{
    unsigned long count = 0;
    size_t i = 0;
    if (argument == ARGUMENT_TEXT) {
        if (len == 0) {
            return false;
        }
        fault->text = mem_strdup(words[i++]);
    } else if (argument == ARGUMENT_DURATION) {
        if (len == 0 || !duration_parse(words[i++], &fault->number)) {
            return false;
        }
    } else if (argument == ARGUMENT_SIZE) {
        fault->number = HUGE_MIB;
        if (len > 0 && parse_count(words[0], &count)) {
            fault->number = (int64_t)count;
            i++;
        }
    }
    for (; i < len; i++) {
        const char *next = i + 1 < len ? words[i + 1] : NULL;
        if (words[i][0] == 'x' && parse_count(words[i] + 1, &count)) {
            fault->times = (long)count;
        } else if (strcmp(words[i], "after") == 0 && parse_count(next, &fault->skip)) {
            i++;
        } else if (strcmp(words[i], "retry-after") == 0 && parse_count(next, &count)) {
            fault->number = (int64_t)count;
            i++;
        } else {
            return false;
        }
    }
    return true;
}

static void fault_release(struct fault *fault)
{
    free(fault->rule);
    free(fault->method);
    free(fault->glob);
    free(fault->text);
}

/* Splits at white space, in place. */
static size_t split(char *text, char **words)
{
    size_t len = 0;
    for (char *at = text; *at;) {
        at += strspn(at, " \t\r\n");
        if (!*at || len == WORDS) {
            break;
        }
        words[len++] = at;
        at += strcspn(at, " \t\r\n");
        if (*at) {
            *at++ = '\0';
        }
    }
    return len;
}

bool faults_add(struct faults *faults, const char *rule, struct error *err)
{
    struct fault fault = {.rule = mem_strdup(rule), .times = -1};
    enum argument argument = ARGUMENT_NONE;
    char *copy = mem_strdup(rule);
    char *words[WORDS];
    size_t len = split(copy, words);
    bool good = false;
    /* METHOD GLOB: ACTION ...; the colon ends the glob's word. */
    size_t glob_len = len >= 3 ? strlen(words[1]) : 0;
    if (glob_len < 2 || words[1][glob_len - 1] != ':') {
        error_set(err, ERROR_USAGE, "bad-fault",
                  "\"%s\": \"METHOD PATH: ACTION\" is expected, such as "
                  "\"POST /blogs/posts: 503 x2\"",
                  rule);
        goto done;
    }
    fault.method = mem_strdup(words[0]);
    fault.glob = mem_strndup(words[1], glob_len - 1);
    if (!action_named(&fault, words[2], &argument)) {
        error_set(err, ERROR_USAGE, "bad-fault", "\"%s\": unknown action \"%s\"", rule, words[2]);
        goto done;
    }
    if (!parse_words(&fault, argument, words + 3, len - 3)) {
        error_set(err, ERROR_USAGE, "bad-fault", "\"%s\": what follows \"%s\" is not understood",
                  rule, words[2]);
        goto done;
    }
    ARRAY_PUSH(faults, fault);
    good = true;
done:
    if (!good) {
        fault_release(&fault);
    }
    free(copy);
    return good;
}

void faults_release(struct faults *faults)
{
    for (size_t i = 0; i < faults->len; i++) {
        fault_release(&faults->items[i]);
    }
    ARRAY_RELEASE(faults);
}

const struct fault *faults_take(struct faults *faults, const char *method, const char *path,
                                unsigned *delay_ms)
{
    for (size_t i = 0; i < faults->len; i++) {
        struct fault *fault = &faults->items[i];
        bool any = strcmp(fault->method, "*") == 0;
        if (fault->times == 0 || (!any && strcmp(fault->method, method) != 0) ||
            !glob_matches(fault->glob, path)) {
            continue;
        }
        if (fault->skip > 0) {
            fault->skip--;
            continue;
        }
        if (fault->times > 0) {
            fault->times--;
        }
        fault->used++;
        if (fault->action != FAULT_LATENCY) {
            return fault;
        }
        *delay_ms += (unsigned)fault->number;
    }
    return NULL;
}

json_t *faults_json(const struct faults *faults)
{
    json_t *list = json_array();
    for (size_t i = 0; i < faults->len; i++) {
        json_t *item = json_object();
        json_put(item, "rule", faults->items[i].rule);
        json_put_number(item, "used", (int64_t)faults->items[i].used);
        json_array_append_new(list, item);
    }
    return list;
}
