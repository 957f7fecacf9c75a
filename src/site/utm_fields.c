/*
 * `utm` of a social entry. That of ghlpub.yaml is read by its table (schema.c);
 * what becomes of both is in render/utm.c.
 */
#include "utm_fields.h"

#include <string.h>

const char *ghlpub_utm_name(enum utm_key key)
{
    static const char *const names[] = {
        [UTM_SOURCE] = "source", [UTM_MEDIUM] = "medium",   [UTM_CAMPAIGN] = "campaign",
        [UTM_TERM] = "term",     [UTM_CONTENT] = "content", [UTM_ID] = "id",
    };
    return names[key];
}

static void check_keys(const struct reading *r, const struct yaml_value *map)
{
    const char *names[UTM_KEYS];
    for (int key = 0; key < UTM_KEYS; key++)
        names[key] = ghlpub_utm_name((enum utm_key)key);
    for (size_t i = 0; i < map->count; i++) {
        bool known = false;
        for (int key = 0; key < UTM_KEYS; key++)
            known |= strcmp(map->keys[i].text, names[key]) == 0;
        if (!known)
            hint_nearest(diagnose(r->found, SEVERITY_ERROR, "unknown-member", map->keys[i].at,
                                  "\"utm\" has no \"%s\"", map->keys[i].text),
                         map->keys[i].text, names, UTM_KEYS);
    }
}

/* What is there already gives way. */
static void add(const struct reading *r, const struct yaml_value *value, struct social_entry *entry)
{
    bool on;
    if (!value || value->kind == YAML_NULL)
        return;
    if (value->kind == YAML_SCALAR && yaml_boolean(value, &on)) {
        entry->utm_off = !on;
        return;
    }
    if (value->kind != YAML_MAP) {
        reading_wrong_type(r, value, "utm", "a mapping as {medium: social}, or false");
        return;
    }
    entry->utm_off = false;
    for (int key = 0; key < UTM_KEYS; key++) {
        const char *name = ghlpub_utm_name((enum utm_key)key);
        const struct yaml_value *text = yaml_get(value, name, NULL);
        if (text && text->kind == YAML_SCALAR && !*text->text)
            entry->utm.values[key] = (struct word){"", text->at}; /* not even that of the site */
        else
            read_word(r, text, name, &entry->utm.values[key]);
    }
    check_keys(r, value);
}

void utm_read(const struct reading *r, const struct yaml_value *standard,
              const struct yaml_value *own, struct social_entry *entry)
{
    if (standard)
        add(r, yaml_get(standard, "utm", NULL), entry);
    add(r, yaml_get(own, "utm", NULL), entry);
}
