/*
 * The machine as the kernel knows it: everything it would report.
 *
 * Owns the bringing together: boot information in, then the clean map, the
 * plan, the heap and the frame bitmap set up over it. The shell, the checks and
 * the telemetry all read this one structure, so they cannot disagree.
 *
 * Physical memory is reached through a function, so that all of this also runs
 * on a host over a piece of ordinary memory.
 */
#ifndef STRATA_CORE_MACHINE_H
#define STRATA_CORE_MACHINE_H

#include "kernel/core/bootinfo.h"
#include "kernel/core/e820.h"
#include "kernel/core/frames.h"
#include "kernel/core/heap.h"
#include "kernel/core/log.h"
#include "kernel/core/owners.h"
#include "kernel/core/paging.h"
#include "kernel/core/plan.h"
#include "kernel/core/poison.h"
#include "kernel/core/regions.h"
#include "kernel/core/status.h"
#include "kernel/core/warnings.h"

/* Facts about the kernel itself, from its header and the linker. */
struct machine_image {
    uint64_t start;
    uint64_t end;
    uint64_t text_start;
    uint64_t text_end;
    uint32_t text_crc;
    uint64_t stack_start; /* the lowest byte of the protected-mode stack */
    uint64_t stack_end;
};

struct machine;

/* The operations through which the machine reaches the hardware. All must be set but free_access.
 */
struct machine_ops {
    /* The byte at a physical address below 4 GiB, or NULL where it cannot be
     * reached. What is adjacent there is adjacent here, so one answer is good for
     * the whole of the kernel, its stack or its heap. */
    uint8_t *(*reach)(uint64_t address);
    uint64_t (*ticks)(void); /* the time-stamp counter */
    /* Called before the kernel itself reads or fills free frames, and after it: whoever
     * watches them must not take that for a mistake. NULL where nobody does. */
    void (*free_access)(const struct machine *machine, bool begins);
};

struct machine {
    struct machine_ops ops;
    struct machine_image image;
    struct bootinfo boot; /* a copy: the loader's memory may be reused */
    size_t clean_count;
    struct e820_range clean[E820_CLEAN_MAX];
    struct memory_plan plan;
    struct heap heap;
    struct frames frames;
    struct owners owners;
    struct paging paging;
    struct poison poison;
    uint32_t poison_damaged; /* frames found written to while they were free */
    struct log log;
    struct warnings warnings;
    uint64_t real_stack_low; /* high water of the loader's stack, read before it is unmapped */
    uint64_t stack_low;      /* of ours, as of the last machine_note_stack() */
    bool acpi_reclaimed;
};

/* The kind of memory at an address, which decides whether it can be dumped. */
enum machine_memory {
    MACHINE_MEMORY_PRESENT, /* RAM, ROM, or firmware's: can be read */
    MACHINE_MEMORY_ABSENT,  /* no account of any memory there */
    MACHINE_MEMORY_BAD,     /* reported unusable (type 5): not touched */
    MACHINE_MEMORY_BEYOND,  /* at or above 4 GiB: out of a 32-bit kernel's reach */
};

/* Sets up a machine: copies boot, cleans the map, plans, makes the heap and the
 * frame bitmap. STATUS_CORRUPT where boot is not boot information;
 * STATUS_TOO_SMALL where no plan works: boot, clean map and plan are then set,
 * so that the refusal can show them. */
enum status machine_init(struct machine *machine, const struct bootinfo *boot,
                         const struct machine_image *image, const struct machine_ops *ops);

/* The addresses that only the running kernel knows, as they are now. */
struct regions_runtime machine_runtime(const struct machine *machine);

/* Adds a line to the log. Formats as fmt_print(). */
void machine_log(struct machine *machine, const char *format, ...);

/* Adds a warning: to the log, as a line that begins with WARNING, and to the list that `mem`
 * shows. Formats as fmt_print(). */
void machine_warn(struct machine *machine, const char *format, ...);

/* Makes frames of ACPI reclaimable memory free; *count gets how many. A second
 * call refuses with STATUS_ARGUMENT. */
enum status machine_reclaim_acpi(struct machine *machine, uint32_t *count);

/* Returns what kind of memory the byte at address is; *end gets the first address after
 * it where the kind may change. */
enum machine_memory machine_memory_at(const struct machine *machine, uint64_t address,
                                      uint64_t *end);

/* Takes length adjacent frames, the first a multiple of align frames, noted under
 * tag unless that is NULL; verifies those that are poisoned. STATUS_FULL where
 * there is no room for another tag; else as frames_alloc_run(). */
enum status machine_alloc_frames(struct machine *machine, uint32_t length, const char *tag,
                                 uint32_t *first);

/* Gives length frames back and poisons them where that is on. STATUS_FULL where
 * a tagged run would have to be split and cannot; else as frames_free_run(),
 * *bad being the frame that was refused. */
enum status machine_free_frames(struct machine *machine, uint32_t first, uint32_t length,
                                uint32_t *bad);

/* Looks how deep the stack has been and keeps it for machine_runtime(), which is
 * asked too often to look itself. */
void machine_note_stack(struct machine *machine);

/* The first poisoned frame that is not as it was left; STATUS_CORRUPT, with the
 * address that was written to, where there is one, else STATUS_OK. */
enum status machine_check_poison(const struct machine *machine, uint32_t *frame, uint64_t *address);

/* Notifies the watch on free frames that an access of the kernel itself begins or
 * ends. */
void machine_tell_free_access(const struct machine *machine, bool begins);

/* Returns how many bytes of the stack still have their paint, wherever they are. Where none
 * have, the stack was never painted or was used whole, and how deep it was is not
 * known. */
uint32_t machine_stack_paint(const struct machine *machine);

/* The most of the stack that was ever in use, in bytes; where its paint cannot tell,
 * all of it. */
uint64_t machine_stack_used(const struct machine *machine);

/* Returns whether the paint tells how deep the stack has been. It does not where none is
 * left, nor where the lowest bytes have lost it while much above them has not: that
 * was a write from elsewhere. */
bool machine_stack_depth_known(const struct machine *machine);

#endif
