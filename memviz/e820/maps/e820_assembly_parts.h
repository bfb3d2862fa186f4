/*
 * The inside of e820_assembly.h: what its files share. e820_assembly.c takes pieces of text
 * and decides where one ends, e820_assembly_join.c puts together what was cut,
 * e820_assembly_items.c judges what a piece holds, and e820_assembly_runs.c keeps the runs.
 */
#ifndef STRATA_MEMVIZ_E820_ASSEMBLY_PARTS_H
#define STRATA_MEMVIZ_E820_ASSEMBLY_PARTS_H

#include "memviz/e820/maps/e820_assembly.h"
#include "memviz/e820/maps/e820_diff.h"
#include "memviz/e820/text/e820_unwrap.h"

/* More than a log has; a hostile text cannot make more. */
#define RUNS_MAX 512u

/* So many pieces before the first entry of a map are compared with it. */
#define E820_BEFORE_MAX 8u

struct e820_before {
    struct e820_bytes text;
    size_t line;
    size_t piece;
    bool counts; /* it was an entry or a fault of some map */
};

struct e820_assembly {
    struct e820_run *runs[RUNS_MAX];
    size_t count;
    size_t pieces; /* that were not blank */
    size_t events;
    bool text;  /* something but comments has come */
    bool empty; /* a comment says that there are no entries */
    bool separated;
    bool headed; /* a heading has come, and no entry since */
    bool crash;
    char printer[E820_NOTE_SIZE];
    char label[E820_LABEL_SIZE]; /* of the heading */
    size_t heading_line;
    size_t heading_piece;
    size_t expected;
    size_t loss_line; /* a loss that no run has taken yet */
    size_t loss_piece;
    char loss[E820_NOTE_SIZE];
    struct e820_diff diff;
    struct e820_items items;
    struct e820_bytes held; /* the last piece, as long as it may go on in the next */
    size_t held_line;
    unsigned held_joins;
    size_t held_entries; /* that it has by itself */
    bool held_suspect;   /* it has something that is almost an entry */
    bool holding;
    struct e820_before before[E820_BEFORE_MAX]; /* the last pieces, a ring */
    struct e820_bytes joined;
    /* Of the piece being taken. */
    const char *piece;
    size_t line;
    enum e820_side side;
};

/* The run that entries would go to now, or NULL. */
struct e820_run *e820_assembly_find_open(const struct e820_assembly *assembly);

/* What the next piece may be close to. */
struct e820_hint e820_assembly_make_hint(const struct e820_assembly *assembly);

/* Opens a run for the entries of a form; NULL when there is no memory. Beyond the limit the last
 * run takes them, so that a mistake in them is no different from one elsewhere. */
struct e820_run *e820_assembly_open_run(struct e820_assembly *assembly, enum e820_form form,
                                        const char *label, bool commented);

/* Makes the item's problem the fault, unless there is one already. */
void e820_assembly_set_fault(struct e820_fault *fault, const struct e820_assembly *assembly,
                             const struct e820_item *item);

/* The run for entries of a form under a label, which is opened if need be; NULL when
 * there is no memory. */
struct e820_run *e820_assembly_find_run(struct e820_assembly *assembly, enum e820_form form,
                                        const char *label, bool commented);

/* Adds an entry to a run; false when there is no memory. */
bool e820_assembly_keep_entry(struct e820_assembly *assembly, struct e820_run *run,
                              const struct e820_seen *seen);

/* Takes an item of the piece that assembly names; false when there is no memory. */
bool e820_assembly_take_item(struct e820_assembly *assembly, struct e820_item *item);
bool e820_assembly_take_broken(struct e820_assembly *assembly, const struct e820_item *item);

/* Returns whether something in a piece is almost an entry, or an entry of a label that is new: what
 * another piece may complete. */
bool e820_assembly_is_suspect(const struct e820_items *items);

/* How many of the items are entries. */
size_t e820_assembly_count_entries(const struct e820_items *items);

/* Returns whether the piece that is held and the next, of which assembly has the items, are one
 * that was cut: together they have an entry more than each for itself. They are then in
 * assembly->joined. False when there is no memory. */
bool e820_assembly_try_join(struct e820_assembly *assembly, const char *next, bool *joined);

/* Returns whether a piece that ends in the middle of an entry goes on through the next, which is
 * nothing by itself. False when there is no memory. */
bool e820_assembly_goes_on(struct e820_assembly *assembly, const char *next, bool *on);

#endif
