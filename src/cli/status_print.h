/* The dashboard of `ghlpub status`, for people and for machines. */
#ifndef CLI_STATUS_PRINT_H
#define CLI_STATUS_PRINT_H

#include "status_rows.h"

struct status_style {
    bool colour;
    bool grouped;   /* social posts stand below their documents: rows are in the order of paths */
    size_t columns; /* of the terminal; 0: none, nothing is cut */
    bool summary;   /* counts at the end */
};

void status_print(const struct status_table *table, const struct plan *plan,
                  const struct status_style *style);

/* An array of objects: kind, state, problem, pending, name, path, id, url, date, written, accounts,
 * note, said, remedy; absent where there is nothing to say. */
json_t *status_json(const struct status_table *table);

#endif
