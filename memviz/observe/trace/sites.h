/*
 * The places in the code that ran.
 *
 * Owns for each physical address and text of an instruction: what it is, where
 * it ran, how often, and what it loaded and stored last. Code that changes
 * makes a new place at the same address. Index 0 is no place: a device.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_SITES_H
#define STRATA_MEMVIZ_OBSERVE_SITES_H

#include "memviz/observe/trace/insn.h"
#include "memviz/observe/trace/trace_line.h"

struct site {
    struct insn insn;
    bool real;
    bool firmware;     /* lies where the BIOS and its extensions do */
    uint16_t selector; /* when it ran first */
    uint32_t physical;
    uint64_t offset; /* when it ran first */
    uint64_t count;  /* executions */
    uint64_t first_tick;
    uint64_t last_tick;
    uint32_t text; /* offset of the line's text in the table's text */
    uint16_t text_size;
    uint16_t shown_size;   /* of the disassembly alone */
    uint32_t generation;   /* of the page, when its bytes were last looked at, plus one */
    uint32_t read_address; /* the last load */
    uint32_t read_store;   /* who had written what it loaded */
    uint32_t run_start;    /* the stores without a gap that it made last */
    uint32_t run_end;
    uint32_t notes; /* rules mark here what they have reported */
};

struct sites {
    struct site *sites;
    uint32_t count;
    uint32_t capacity;
    uint32_t *slots; /* hash table of indices */
    uint32_t slot_count;
    char *text;
    uint32_t text_size;
    uint32_t text_capacity;
};

/* False when there is no memory. */
bool sites_init(struct sites *sites);
void sites_free(struct sites *sites);

/* The index of the place that a line of kind TRACE_INSN names; 0 when the text
 * cannot be read or there is no memory. */
uint32_t sites_find(struct sites *sites, const struct trace_line *line);

static inline struct site *sites_get(const struct sites *sites, uint32_t index)
{
    return &sites->sites[index];
}

/* The disassembly of a place, without its bytes, cut to size. */
const char *sites_text(const struct sites *sites, uint32_t index, char *text, size_t size);

#endif
