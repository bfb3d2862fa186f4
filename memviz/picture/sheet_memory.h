/*
 * What the memory of a picture is, stretch by stretch.
 *
 * Owns the e820 map as the picture shows it, and the answer to what lies in a
 * stretch of addresses: from the map, the frames, the kernel and the heap.
 * Pure.
 */
#ifndef STRATA_MEMVIZ_SHEET_MEMORY_H
#define STRATA_MEMVIZ_SHEET_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/core/e820.h"
#include "memviz/model/model.h"
#include "memviz/picture/picture.h"

/* From what matters least to what matters most: a stretch that holds several
 * shows the last of them. */
enum sheet_state {
    SHEET_NOTHING, /* no RAM, and nothing that the map knows of */
    SHEET_FREE,
    SHEET_ACPI,
    SHEET_NVS,
    SHEET_RESERVED,
    SHEET_UNUSABLE,
    SHEET_UNKNOWN, /* a frame of which nothing has been said */
    SHEET_HEAP_LEFT,
    SHEET_HEAP, /* below its cursor */
    SHEET_USED, /* handed out by the frame bitmap */
    SHEET_KERNEL,
    SHEET_CORRUPT, /* the frames contradict their checksum */
    SHEET_STATES
};

struct sheet_memory {
    const struct model *model;
    bool computed; /* the clean map is not the kernel's: none runs yet */
    size_t raw_count;
    struct e820_entry raw[MODEL_RAW_MAX];
    size_t clean_count;
    struct e820_range clean[MODEL_CLEAN_MAX];
    uint64_t kernel_start; /* equal where the kernel is not known */
    uint64_t kernel_end;
};

/* Collects what the model knows. */
void sheet_memory_collect(struct sheet_memory *memory, const struct model *model);

/* What lies in [start, last]. */
enum sheet_state sheet_memory_classify(const struct sheet_memory *memory, uint64_t start,
                                       uint64_t last);

/* Where the memory worth drawing to scale ends: past all RAM and what lies
 * close to it. 0 while there is no map. */
uint64_t sheet_memory_find_end(const struct sheet_memory *memory);

/* All RAM, in bytes: also what ACPI holds. */
uint64_t sheet_memory_sum_ram(const struct sheet_memory *memory);

/* The state that an e820 type stands for, the name of a state, and its ink. */
enum sheet_state sheet_memory_state_of(uint32_t type);
const char *sheet_memory_name(enum sheet_state state);
struct picture_look sheet_memory_look(enum sheet_state state);

#endif
