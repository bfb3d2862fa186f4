/*
 * All that is known of a cell, as lines of text: the counts, the three accounts
 * side by side, and the chain of those who wrote it.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_HEAT_INSPECT_H
#define STRATA_MEMVIZ_OBSERVE_HEAT_INSPECT_H

#include <stdio.h>

#include "memviz/observe/views/heat_view.h"

/* Writes the lines about what the cursor is on. */
void heat_inspect_write(const struct heat_view *view, const struct heat_scene *scene, FILE *out);

/* Writes the findings and notes, one a line, in the order of the verdict. */
void heat_inspect_write_findings(const struct heat_scene *scene, FILE *out);

#endif
