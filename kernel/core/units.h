/*
 * Sizes that have names.
 */
#ifndef STRATA_CORE_UNITS_H
#define STRATA_CORE_UNITS_H

#define KIB 1024ull
#define MIB (1024ull * KIB)
#define GIB (1024ull * MIB)

/* A frame is the unit of physical memory that is handed out: one page. */
#define FRAME_SIZE  4096u
#define FRAME_SHIFT 12u

#endif
