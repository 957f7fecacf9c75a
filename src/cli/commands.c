/* The table of commands, in the order in which help shows them. */
#include "cmd.h"

#include <string.h>

static const struct command *const all[] = {
    &command_init,   &command_check,    &command_render, &command_plan,    &command_publish,
    &command_status, &command_calendar, &command_pull,   &command_adopt,   &command_import,
    &command_state,  &command_list,     &command_media,  &command_sandbox, &command_help,
};

const struct command *const *command_table(unsigned *count)
{
    *count = sizeof all / sizeof *all;
    return all;
}

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i]->name, name) == 0)
            return all[i];
    return NULL;
}
