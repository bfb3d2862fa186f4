/*
 * Where e820 text comes from: a file, also one compressed by gzip, zstd, xz or
 * bzip2 as old logs are, standard input, or a directory.
 */
#ifndef STRATA_MEMVIZ_E820_INPUT_H
#define STRATA_MEMVIZ_E820_INPUT_H

#include "memviz/e820/maps/e820_text.h"

/* Reads path, "-" for standard input, to its end. NULL with errno when that
 * cannot be done: EBADMSG where the compression is damaged, ENODATA where it is cut, ENOENT also
 * for a directory that is not made like /sys/firmware/memmap. */
struct e820_text *e820_input_read(const char *path);

#endif
