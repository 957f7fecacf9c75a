/*
 * Strict bodies and queries, by tables, with the texts of the real server's
 * validator (class-validator, facts.md 1.1 and 5.3).
 */
#ifndef SANDBOX_VALIDATE_H
#define SANDBOX_VALIDATE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum shape {
    SHAPE_TEXT,
    SHAPE_ENUM,        /* one of `values`, separated by '|' */
    SHAPE_NUMBER,      /* in a query: digits */
    SHAPE_NUMBER_TEXT, /* a string of digits */
    SHAPE_FLAG,
    SHAPE_FLAG_TEXT, /* "true" or "false" */
    SHAPE_DATE,      /* ISO 8601 */
    SHAPE_TEXTS,     /* an array of strings */
    SHAPE_OBJECT,    /* `inside` */
    SHAPE_OBJECTS,   /* an array of objects, `inside` */
    SHAPE_ANY
};

enum rule_flags {
    RULE_REQUIRED = 1,
    RULE_FILLED = 2,   /* not empty */
    RULE_NULLABLE = 4, /* null counts as missing */
    RULE_V3 = 8,       /* known only under v3 */
    RULE_STRICT = 16   /* required where the quirk strict-required says so */
};

struct rule {
    const char *name; /* NULL ends a table */
    enum shape shape;
    unsigned flags;
    const char *values;
    const struct rule *inside;
    long max;         /* greatest number, most items; 0: none */
    const char *text; /* instead of the validator's own message */
};

struct rule_mode {
    bool v3;
    bool strict; /* quirk strict-required */
};

/* Adds a message for each fault: members that the table does not know, are missing, or of another
 * shape. `prefix` is "" or "media.0.". An object that is none is one fault. */
void validate_body(const struct rule *rules, const json_t *body, const char *prefix,
                   struct rule_mode mode, json_t *messages);

/* The same for a query, whose values are strings. */
void validate_query(const struct rule *rules, const json_t *query, struct rule_mode mode,
                    json_t *messages);

void message_add(json_t *messages, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A time as the API writes them, in milliseconds. False where it is none. */
bool time_parse(const char *text, int64_t *ms);
/* "2026-12-01T12:00:00.000Z", to be freed with free(). */
char *time_text(int64_t ms);
void json_put_time(json_t *object, const char *name, int64_t ms);

/* Does the list "a|b|c" hold the text? */
bool list_holds(const char *list, const char *text);

#endif
