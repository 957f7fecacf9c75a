/*
 * Patterns as in gitignore(5). Each is compiled to steps, and all ways through
 * them are followed at once, so that no pattern takes more than its length times
 * the path's. Which of several patterns decides is left to the caller.
 */
#include "base/path.h"
#include "base/mem.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum step_kind {
    STEP_CHAR,      /* this byte */
    STEP_ANY,       /* one byte, not '/' */
    STEP_CLASS,     /* one byte of a set, not '/' */
    STEP_BYTE,      /* one byte, '/' too */
    STEP_STAR,      /* any number of bytes, not '/' */
    STEP_ALL,       /* any number of bytes, '/' too */
    STEP_FOLDERS,   /* any number of folders, each with its '/'; the next step belongs to it: */
    STEP_IN_FOLDER, /* within the name of such a folder */
};

struct step {
    enum step_kind kind;
    unsigned char byte;
    uint32_t *set; /* of STEP_CLASS: 256 bits */
};

struct pattern {
    bool negated, directories_only, anchored;
    bool never; /* empty, a comment, or broken: matches nothing */
    bool *now;  /* room for the steps that are reached, and one for the end */
    bool *then;
    struct step *steps;
    size_t len;
};

/* What is left to compile. */
struct cursor {
    const char *at, *end;
};

static void add_step(struct pattern *pattern, enum step_kind kind, unsigned char byte,
                     uint32_t *set)
{
    pattern->steps[pattern->len++] = (struct step){kind, byte, set};
}

static void set_add(uint32_t *set, unsigned from, unsigned to)
{
    for (; from <= to; from++)
        set[from / 32] |= (uint32_t)1 << from % 32;
}

static bool set_has(const uint32_t *set, unsigned char byte)
{
    return set[byte / 32] >> byte % 32 & 1;
}

/* "[:alpha:]": adds it, moves on; false where there is no such class. */
static bool add_named_class(struct cursor *in, uint32_t *set)
{
    static const struct {
        const char *name;
        int (*is)(int);
    } classes[] = {{"alnum", isalnum}, {"alpha", isalpha}, {"blank", isblank},
                   {"cntrl", iscntrl}, {"digit", isdigit}, {"graph", isgraph},
                   {"lower", islower}, {"print", isprint}, {"punct", ispunct},
                   {"space", isspace}, {"upper", isupper}, {"xdigit", isxdigit}};

    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        size_t len = strlen(classes[i].name);

        if ((size_t)(in->end - in->at) < len + 4 || memcmp(in->at + 2, classes[i].name, len) != 0 ||
            memcmp(in->at + 2 + len, ":]", 2) != 0)
            continue;
        for (unsigned c = 0; c < 128; c++) {
            if (classes[i].is((int)c))
                set_add(set, c, c);
        }
        in->at += len + 4;
        return true;
    }
    return false;
}

/* One byte of a class, after its backslash if it has one. */
static bool class_byte(struct cursor *in, unsigned char *byte)
{
    if (in->at < in->end && *in->at == '\\')
        in->at++;
    if (in->at >= in->end)
        return false;
    *byte = (unsigned char)*in->at++;
    return true;
}

/* The members of a class up to its ']'; `in` stands behind the '[' and its negation. */
static bool class_members(struct cursor *in, uint32_t *set)
{
    bool first = true;

    for (; in->at < in->end && (*in->at != ']' || first); first = false) {
        unsigned char from, to;

        if (in->end - in->at > 1 && in->at[0] == '[' && in->at[1] == ':') {
            if (!add_named_class(in, set))
                return false;
            continue;
        }
        if (!class_byte(in, &from))
            return false;
        to = from;
        if (in->end - in->at > 1 && in->at[0] == '-' && in->at[1] != ']') {
            in->at++;
            if (!class_byte(in, &to))
                return false;
        }
        /* Git takes the first byte of a range even where the range is empty, as "[z-a]". */
        set_add(set, from, from);
        set_add(set, from, to);
    }
    return in->at < in->end;
}

static bool compile_class(struct pattern *pattern, struct cursor *in)
{
    uint32_t *set = mem_alloc(256 / 8);
    bool invert = in->end - in->at > 1 && (in->at[1] == '!' || in->at[1] == '^');

    add_step(pattern, STEP_CLASS, 0, set);
    in->at += invert ? 2 : 1;
    if (!class_members(in, set))
        return false;
    in->at++; /* the ']' */
    for (size_t i = 0; invert && i < 256 / 32; i++)
        set[i] = ~set[i];
    set['/' / 32] &= ~((uint32_t)1 << '/' % 32);
    return true;
}

/* A run of asterisks. Two that are a whole part of the path go through folders; all others are one
 * asterisk. */
static void compile_stars(struct pattern *pattern, struct cursor *in, const char *begin)
{
    const char *first = in->at;
    bool starts_part = first == begin || first[-1] == '/';

    while (in->at < in->end && *in->at == '*')
        in->at++;
    if (in->at - first == 2 && starts_part && in->at == in->end) {
        add_step(pattern, STEP_BYTE, 0, NULL);
        add_step(pattern, STEP_ALL, 0, NULL);
    } else if (in->at - first == 2 && starts_part && *in->at == '/') {
        in->at++;
        add_step(pattern, STEP_FOLDERS, 0, NULL);
        add_step(pattern, STEP_IN_FOLDER, 0, NULL);
    } else {
        add_step(pattern, STEP_STAR, 0, NULL);
    }
}

/* False where the pattern is broken: then it matches nothing, as in git. */
static bool compile(struct pattern *pattern, struct cursor in)
{
    const char *begin = in.at;

    while (in.at < in.end) {
        switch (*in.at) {
        case '*':
            compile_stars(pattern, &in, begin);
            break;
        case '?':
            add_step(pattern, STEP_ANY, 0, NULL);
            in.at++;
            break;
        case '[':
            if (!compile_class(pattern, &in))
                return false;
            break;
        case '\\':
            if (++in.at == in.end)
                return false;
            /* fall through */
        default:
            add_step(pattern, STEP_CHAR, (unsigned char)*in.at++, NULL);
        }
    }
    return true;
}

/* Without the spaces at the end, but for one after a backslash. */
static const char *trimmed_end(const char *text)
{
    const char *end = text;

    while (*text) {
        if (*text == '\\' && text[1]) {
            text += 2;
            end = text;
        } else if (*text++ != ' ') {
            end = text;
        }
    }
    return end;
}

struct pattern *pattern_new(const char *text)
{
    struct pattern *pattern = mem_alloc(sizeof *pattern);
    struct cursor in = {text, trimmed_end(text)};
    size_t room;

    pattern->never = *text == '#';
    if (in.at < in.end && *in.at == '!') {
        pattern->negated = true;
        in.at++;
    }
    if (in.at < in.end && in.end[-1] == '/') {
        pattern->directories_only = true;
        in.end--;
    }
    for (const char *c = in.at; c < in.end && !pattern->anchored; c++)
        pattern->anchored = *c == '/';
    if (in.at < in.end && *in.at == '/')
        in.at++;
    room = (size_t)(in.end - in.at) + 1;
    pattern->steps = mem_alloc(room * sizeof *pattern->steps);
    pattern->now = mem_alloc(room);
    pattern->then = mem_alloc(room);
    if (in.at == in.end || !compile(pattern, in))
        pattern->never = true;
    return pattern;
}

void pattern_free(struct pattern *pattern)
{
    if (!pattern)
        return;
    for (size_t i = 0; i < pattern->len; i++)
        free(pattern->steps[i].set);
    free(pattern->steps);
    free(pattern->now);
    free(pattern->then);
    free(pattern);
}

bool pattern_negated(const struct pattern *pattern)
{
    return pattern->negated;
}

/* Marks a step, and those that are reached from it without a byte. Returns the last one. */
static size_t reach(const struct pattern *pattern, bool *set, size_t i)
{
    set[i] = true;
    while (i < pattern->len) {
        enum step_kind kind = pattern->steps[i].kind;

        if (kind == STEP_FOLDERS)
            i += 2;
        else if (kind == STEP_STAR || kind == STEP_ALL)
            i++;
        else
            break;
        set[i] = true;
    }
    return i;
}

/* The step that follows step i on this byte, or SIZE_MAX. */
static size_t follow(const struct pattern *pattern, size_t i, unsigned char byte)
{
    const struct step *step = &pattern->steps[i];

    switch (step->kind) {
    case STEP_CHAR:
        return byte == step->byte ? i + 1 : SIZE_MAX;
    case STEP_ANY:
        return byte != '/' ? i + 1 : SIZE_MAX;
    case STEP_CLASS:
        return set_has(step->set, byte) ? i + 1 : SIZE_MAX;
    case STEP_BYTE:
        return i + 1;
    case STEP_STAR:
        return byte != '/' ? i : SIZE_MAX;
    case STEP_ALL:
        return i;
    case STEP_FOLDERS:
        return byte != '/' ? i + 1 : SIZE_MAX;
    case STEP_IN_FOLDER:
        return byte != '/' ? i : i - 1;
    }
    return SIZE_MAX;
}

static bool run_steps(const struct pattern *pattern, const char *path)
{
    bool *now = pattern->now, *then = pattern->then;
    size_t low = 0, high;

    memset(now, 0, pattern->len + 1);
    memset(then, 0, pattern->len + 1);
    high = reach(pattern, now, 0);
    for (; *path; path++) {
        size_t next_low = SIZE_MAX, next_high = 0;
        bool *swap = now;

        for (size_t i = low; i <= high; i++) {
            size_t next =
                now[i] && i < pattern->len ? follow(pattern, i, (unsigned char)*path) : SIZE_MAX;

            now[i] = false;
            if (next == SIZE_MAX)
                continue;
            if (next < next_low)
                next_low = next;
            next = reach(pattern, then, next);
            if (next > next_high)
                next_high = next;
        }
        if (next_low == SIZE_MAX)
            return false;
        low = next_low;
        high = next_high;
        now = then;
        then = swap;
    }
    return now[pattern->len];
}

bool pattern_matches(const struct pattern *pattern, const char *path, bool is_directory)
{
    if (pattern->never || (pattern->directories_only && !is_directory))
        return false;
    return run_steps(pattern, pattern->anchored ? path : path_name(path));
}
