/*
 * Who wrote most: stores of one place in the code to one band of memory, taken
 * together.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_BOOT_LIST_H
#define STRATA_MEMVIZ_OBSERVE_BOOT_LIST_H

#include "memviz/observe/views/boot_raster.h"

#define BOOT_LIST_MAX 16u

struct boot_entry {
    uint32_t site;   /* 0 where several places count as one */
    uint32_t read;   /* index of the disk read, 0 for none */
    uint32_t newest; /* index of a store of it in the log */
    uint8_t writer;  /* enum boot_writer */
    uint8_t band;
    uint64_t bytes;
    uint64_t stores;
    uint64_t start; /* the lowest byte, and one past the highest: not all between was written */
    uint64_t end;
    uint64_t first_tick;
    uint64_t last_tick;
};

struct boot_list {
    struct boot_entry list[BOOT_LIST_MAX]; /* in the order in which they began */
    unsigned count;
    uint64_t others; /* that there was no room for */
};

/* Finds those who wrote the most memory. False when there is no memory. */
bool boot_list_make(struct boot_list *list, const struct boot_bands *bands,
                    const struct observer *observer);

#endif
