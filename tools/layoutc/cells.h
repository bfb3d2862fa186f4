/*
 * The cells of a Markdown table row.
 *
 * Owns the splitting of a line at its pipes and the reading of single cells:
 * addresses, step numbers, sizes, names and texts. Each reader reports its own
 * mistake with the line and returns false.
 */
#ifndef STRATA_LAYOUTC_CELLS_H
#define STRATA_LAYOUTC_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/layoutc/doc.h"
#include "tools/layoutc/report.h"

#define CELLS_MAX 16u

/* One row. Its cells point into the line that it was split from. */
struct cells {
    unsigned line;     /* in the document, for errors */
    size_t count;      /* of cells in the line, of which at most CELLS_MAX are kept */
    unsigned step_max; /* the last boot step that a cell may name */
    char *cell[CELLS_MAX];
};

/* Splits a line in place into trimmed cells. Returns false, the line unchanged,
 * where it is no table row (does not begin with a pipe). A pipe missing at the
 * end still gives the last cell. */
bool cells_split(char *line, unsigned number, struct cells *cells);

/* Reads an address, hex with 0x or decimal, of at most 64 bits. */
bool cells_read_address(const struct cells *cells, size_t index, uint64_t *value,
                        struct report *report);

/* Reads a boot step, 1 to the cells' step_max. */
bool cells_read_step(const struct cells *cells, size_t index, unsigned *step,
                     struct report *report);

/* Reads a boot step or the word "never", which gives DOC_NEVER. */
bool cells_read_step_or_never(const struct cells *cells, size_t index, unsigned *step,
                              struct report *report);

/* Reads a size such as "40 sectors" into bytes and unit. */
bool cells_read_size(const struct cells *cells, size_t index, struct doc_row *row,
                     struct report *report);

/* Reads the name of a role, such as "load buffer". */
bool cells_read_role(const struct cells *cells, size_t index, enum doc_role *role,
                     struct report *report);

/* Reads a C identifier of at most DOC_NAME_MAX characters. */
bool cells_read_name(const struct cells *cells, size_t index, char name[DOC_NAME_MAX + 1],
                     struct report *report);

/* Reads a text of 1 to DOC_WHAT_MAX printable ASCII characters: it is shown on
 * a serial line and sent in telemetry. */
bool cells_read_text(const struct cells *cells, size_t index, char text[DOC_WHAT_MAX + 1],
                     struct report *report);

#endif
