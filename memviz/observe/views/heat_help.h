/*
 * The help of the heat view.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_HEAT_HELP_H
#define STRATA_MEMVIZ_OBSERVE_HEAT_HELP_H

#include <stdio.h>

/* Writes what the cells mean and what the keys do, a line each. */
void heat_help_write(FILE *out);

#endif
