/*
 * The check of a recording, for the author of the kernel that made it.
 *
 * Owns the walk through the bytes and the words for what is wrong with their
 * framing, checksums, numbers and order; record_rules.h has those for members.
 * What it calls wrong is what the viewer's own decoder and model refuse: both
 * take part.
 */
#ifndef STRATA_MEMVIZ_CHECK_H
#define STRATA_MEMVIZ_CHECK_H

#include <stdbool.h>

/* Checks the recording at path ("-": standard input) and writes a line for each
 * fault, or one JSON object, to standard output. Returns the exit status: 0 when
 * there is no fault and a reader of it is in sync, else 1. */
int check_run(const char *path, bool json);

#endif
