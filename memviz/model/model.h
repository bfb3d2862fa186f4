/*
 * The model: all that the telemetry has reported about the machine.
 *
 * Owns the whole state of docs/telemetry.md: the boot, the map, the regions,
 * every frame, the heap, the log. Records change it, views and --json read it.
 * Nothing in it is guessed: what has not been reported is marked as not known.
 * Memory is bounded, whatever the records say.
 */
#ifndef STRATA_MEMVIZ_MODEL_H
#define STRATA_MEMVIZ_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/core/bootinfo.h"
#include "kernel/core/e820.h"
#include "memviz/model/changes.h"
#include "memviz/model/framemap.h"
#include "memviz/model/history.h"
#include "memviz/model/indexed.h"

#define MODEL_RAW_MAX    512u
#define MODEL_CLEAN_MAX  1024u
#define MODEL_REGION_MAX 256u
#define MODEL_MARK_MAX   64u
#define MODEL_ALLOC_MAX  131072u
#define MODEL_OWNER_MAX  65536u
#define MODEL_LOG_LINES  512u
#define MODEL_STEP_MAX   16u

#define MODEL_SYMBOL_SIZE 64u
#define MODEL_TEXT_SIZE   512u

struct model_step {
    bool reached;                 /* reported, with or without ticks */
    bool timed;                   /* tsc is known */
    uint64_t tsc;                 /* time-stamp counter, the kernel's word */
    char name[MODEL_SYMBOL_SIZE]; /* empty: the sender gave none */
};

/* Parts of the state that a kernel may not have. */
enum model_part {
    MODEL_PART_RAW,
    MODEL_PART_CLEAN,
    MODEL_PART_REGIONS,
    MODEL_PART_MARKS,
    MODEL_PART_HEAP,
    MODEL_PARTS
};

struct model_region {
    uint64_t start;
    uint64_t end; /* half-open */
    char symbol[MODEL_SYMBOL_SIZE];
    char what[MODEL_TEXT_SIZE]; /* for people */
    bool alive;                 /* false: its memory may be reused */
};

struct model_mark {
    char symbol[MODEL_SYMBOL_SIZE];
    uint64_t at; /* an address */
};

struct model_alloc {
    uint64_t start;
    uint64_t size; /* of the data, without header and red zone */
    char tag[MODEL_SYMBOL_SIZE];
};

struct model_owner {
    uint64_t start; /* of a run of used frames */
    uint64_t end;   /* half-open */
    char tag[MODEL_SYMBOL_SIZE];
};

struct model_log_line {
    bool known; /* the slot holds a line */
    uint32_t i; /* its number since boot */
    uint64_t tsc;
    char text[MODEL_TEXT_SIZE];
};

/* The checksums of one block of frames. */
struct model_sum {
    bool said;     /* crc has come since the last change of the block */
    uint32_t crc;  /* the kernel's */
    bool computed; /* own_crc is that of the frames as they are */
    uint32_t own_crc;
};

struct model {
    struct model_step steps[MODEL_STEP_MAX + 1]; /* by step; entry 0 is unused */
    unsigned step_count;                         /* as the sender says; 0: it has not */
    struct {
        bool known; /* the loader, or a panic, has given up */
        char code[MODEL_SYMBOL_SIZE];
        char text[MODEL_TEXT_SIZE];
    } fail;
    struct {
        bool known;
        char name[MODEL_SYMBOL_SIZE]; /* empty: the kernel gave none */
        char version[MODEL_SYMBOL_SIZE];
        uint64_t frame_size;   /* bytes */
        uint32_t block_frames; /* frames to a checksum */
        uint32_t without;      /* bit 1 << enum model_part: the kernel has no such thing */
    } hello;
    struct {
        bool known;
        char source[MODEL_SYMBOL_SIZE]; /* the BIOS service */
        bool truncated;                 /* the BIOS had more entries */
    } map;
    struct indexed raw;     /* struct e820_entry, as the BIOS gave it */
    struct indexed clean;   /* struct e820_range */
    struct indexed regions; /* struct model_region */
    struct indexed marks;   /* struct model_mark */
    struct {
        bool known;      /* as in each of these: a record has come */
        uint32_t frames; /* that the bitmap covers; the next three add up to it */
        uint32_t used;
        uint32_t free;
        uint32_t reserved;
    } total;
    struct framemap frames; /* reported one by one: may differ from total until in sync */
    struct model_sum sums[FRAMEMAP_BLOCKS]; /* by block */
    struct {
        bool known;
        uint64_t start;
        uint64_t cursor; /* start <= cursor <= end */
        uint64_t end;
        uint32_t allocations; /* how many there are, known or not */
    } heap;
    struct indexed allocs;                      /* struct model_alloc */
    struct indexed owners;                      /* struct model_owner */
    bool owners_known;                          /* a record of them has come */
    struct model_log_line log[MODEL_LOG_LINES]; /* a ring: line i is in slot i % size */
    uint32_t log_end;                           /* one past the newest line */
    struct {
        bool known;
        uint64_t ms;   /* since the kernel started */
        uint64_t lost; /* bytes of input, on the kernel's side */
    } beat;
    struct {
        bool known;
        bool has_vector;  /* false: a panic */
        bool has_address; /* the address that was accessed is known */
        uint32_t vector;
        uint64_t eip;
        uint64_t address;
        char name[MODEL_SYMBOL_SIZE];
        char place[MODEL_TEXT_SIZE]; /* function, offset and address of eip */
        char text[MODEL_TEXT_SIZE];  /* the diagnosis in a line */
    } fault;
    struct history history; /* frames over time */
    struct changes changes; /* for pointing out what is new */
    uint64_t last_n;        /* sequence number of the newest record */
    bool any;               /* a record has come: last_n means something */
    bool damaged;           /* a gap or a rejected record that two snaps have not healed */
    unsigned snaps_since_damage;
};

/* A new model that knows nothing, or NULL when there is no memory (it takes
 * about 600 KiB). */
struct model *model_create(void);

/* Gives it back; NULL is allowed. */
void model_destroy(struct model *model);

/* Forgets everything, as at a new boot. */
void model_reset(struct model *model);

/* Notes that the stream was damaged or has a gap: state may be stale until two
 * snaps have been seen. */
void model_note_damage(struct model *model);

/* Notes a change of what is numbered [start, end) that the record brings which is
 * being applied. */
void model_note_change(struct model *model, enum change_kind kind, uint32_t start, uint32_t end);

/* The boot step that was reached last, 0 when none was. */
unsigned model_last_step(const struct model *model);

/* The address of a mark, by its symbol. False when it is not known. */
bool model_find_mark(const struct model *model, const char *symbol, uint64_t *at);

/* A line of the log by its number, or NULL when it is not or no longer known. */
const struct model_log_line *model_get_log_line(const struct model *model, uint32_t i);

/* The number of the oldest log line that is known; log_end when none is. */
uint32_t model_log_start(const struct model *model);

/* Returns whether the checksum that the kernel sent for the block of an address
 * disagrees with the frames of the model. */
bool model_is_corrupt(const struct model *model, uint64_t address);

#endif
