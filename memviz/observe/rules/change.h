/*
 * A store that is about to be made, as the rules see it.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_CHANGE_H
#define STRATA_MEMVIZ_OBSERVE_CHANGE_H

#include "memviz/observe/rules/observation.h"
#include "memviz/observe/rules/sentence.h"

/* The areas of the first megabyte of a PC, and their half-open ends. */
#define VECTORS_END   0x400u
#define BIOS_DATA_END 0x500u
#define VIDEO_START   0xa0000u
#define EBDA_START    0x9fc00u /* of Bochs's BIOS, from whose traces alone all is known */
#define ROM_START     0xc0000u
#define ROM_END       0x100000u

/* A store that is about to be made. */
struct change {
    const struct step *step;
    uint64_t address;
    uint64_t linear;
    uint64_t value;
    uint32_t length;
    uint8_t kind; /* enum store_kind */
    bool firmware;
    bool has_linear;
    uint32_t read; /* disk reads: its index */
};

/* Returns whether a device brings the bytes, or a disk's port. */
static inline bool change_is_load(const struct change *change)
{
    return change->kind == STORE_DISK || change->kind == STORE_DMA;
}

/* Says who makes the change: for a disk read, the whole read. */
static inline void change_say(struct sentence *sentence, const struct change *change)
{
    if (change->read != 0)
        say_read(sentence, change->read);
    else
        say_place(sentence, change->step->site);
}

#endif
