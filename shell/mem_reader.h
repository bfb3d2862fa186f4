/*
 * Reading physical memory that may not be there.
 *
 * Owns the rule that nothing is read which no account of memory vouches for: a
 * read of a hole or of a device may hang the machine or change it.
 */
#ifndef STRATA_SHELL_MEM_READER_H
#define STRATA_SHELL_MEM_READER_H

#include "kernel/core/machine.h"

/* Reads bytes one after the other, asking for each frame's pointer once. */
struct mem_reader {
    const struct machine *machine;
    uint64_t frame;          /* number of the frame that bytes is */
    volatile uint8_t *bytes; /* volatile: another party may write; NULL: none */
    bool valid;              /* frame and bytes are set */
};

/* A reader that has read nothing. */
struct mem_reader mem_reader_init(const struct machine *machine);

/* Where the bytes of the frame that holds address (below 4 GiB) can be read, and written
 * where its page allows it; NULL where they cannot. */
volatile uint8_t *mem_reader_frame(struct mem_reader *reader, uint64_t address);

/* The byte at address (below 4 GiB); 0 where it cannot be read. */
uint8_t mem_reader_byte(struct mem_reader *reader, uint64_t address);

/* What is at start, and in *piece_last the last byte for which that holds without
 * a break: at most last, which is at or above start. */
enum machine_memory mem_reader_piece(const struct machine *machine, uint64_t start, uint64_t last,
                                     uint64_t *piece_last);

/* "present", "absent", "bad" or "beyond 4 GiB". */
const char *mem_reader_memory_name(enum machine_memory memory);

#endif
