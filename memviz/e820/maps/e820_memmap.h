/*
 * A directory made like /sys/firmware/memmap.
 *
 * Owns how an entry is read from it: the files start, end and type of a directory that has the
 * entry's number as its name (Linux, Documentation/ABI/testing/sysfs-firmware-memmap).
 */
#ifndef STRATA_MEMVIZ_E820_MEMMAP_H
#define STRATA_MEMVIZ_E820_MEMMAP_H

#include <stdbool.h>

#include "kernel/core/e820.h"

/* Reads the entry of that index in the directory at path; *good is false when its files do not
 * hold a range. False with errno set when it cannot be read: ENOENT after the last entry. */
bool e820_memmap_read(const char *path, unsigned index, struct e820_entry *entry, bool *good);

#endif
