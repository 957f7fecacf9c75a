/*
 * The reference pages have a place for every key and every field, and say for
 * each what the program believes.
 */
#include "test.h"
#include "tests.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "fields.h"
#include "schema.h"

#include <stdlib.h>
#include <string.h>

/* The page docs/NAME, found from where this file was compiled. */
static void page(const char *name, struct strbuf *out)
{
    static const char own[] = "tests/unit/site/test_reference.c";
    size_t len = strlen(__FILE__) - (sizeof own - 1);
    char *path = mem_printf("%.*sdocs/%s", (int)len, __FILE__, name);
    if (!file_read(path, 1 << 20, out, NULL))
        fail_msg("cannot read %s", path);
    free(path);
}

static void keys_of_the_configuration(void **state)
{
    (void)state;
    struct strbuf text = STRBUF_INIT(1 << 20);
    page("configuration.md", &text);
    for (size_t i = 0; i < schema_count; i++) {
        const struct schema_key *row = &schema_keys[i];
        if (row->type == SCHEMA_GROUP)
            continue;
        char *start = mem_printf("| [`%s`](#", row->path);
        char *line = strstr(text.buf, start);
        if (!line)
            fail_msg("%s is missing", row->path);
        char *end = strchr(line, '\n'),
             *standard = mem_printf("| `%s` |", row->standard ? row->standard : "");
        *end = '\0';
        if (row->standard && !strstr(line, standard))
            fail_msg("%s: the standard is %s", row->path, row->standard);
        *end = '\n';
        free(standard);
        free(start);
    }
    strbuf_release(&text);
}

static void fields_of_front_matter(void **state)
{
    (void)state;
    struct strbuf text = STRBUF_INIT(1 << 20);
    page("front-matter.md", &text);
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        char *start = mem_printf("| [`%s`](#", field_rows[i].name);
        char *line = strstr(text.buf, start);
        if (!line)
            fail_msg("%s is missing", field_rows[i].name);
        char *end = strchr(line, '\n');
        *end = '\0';
        for (size_t k = 0; field_rows[i].aliases[k]; k++) {
            char *alias = mem_printf("`%s`", field_rows[i].aliases[k]);
            if (!strstr(line, alias))
                fail_msg("%s: %s is missing", field_rows[i].name, alias);
            free(alias);
        }
        *end = '\n';
        free(start);
    }
    strbuf_release(&text);
}

int run_reference_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_of_the_configuration),
        cmocka_unit_test(fields_of_front_matter),
    };
    return cmocka_run_group_tests_name("reference", tests, NULL, NULL);
}
