/*
 * One e820 map of a text, and the run of entries that it is made of.
 *
 * A run is what the text gives: entries of one form and one origin, each with the
 * line and the look of its numbers. e820_settle() makes maps of it: it splits a run
 * that holds several maps, decodes what was printed badly, and looks for what one
 * line alone does not show (a digit that was lost, an entry that is missing).
 */
#ifndef STRATA_MEMVIZ_E820_MAP_H
#define STRATA_MEMVIZ_E820_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "memviz/e820/forms/e820_line.h"

/* How much of a line is kept to show it. */
#define E820_QUOTE_SIZE 72u

#define E820_WARNINGS_MAX 8u
#define E820_WARNING_SIZE 160u

/* A line that cannot be read. */
struct e820_fault {
    size_t line; /* 0: there is none */
    char problem[E820_PROBLEM_SIZE];
    char quote[E820_QUOTE_SIZE]; /* the part that is wrong, other characters than ASCII's as ? */
};

/* Which side of a unified diff a map is. */
enum e820_side { E820_SIDE_NONE, E820_SIDE_OLD, E820_SIDE_NEW };

struct e820_map {
    enum e820_form form;         /* of all its entries */
    char label[E820_LABEL_SIZE]; /* who printed it, "" where the text does not tell */
    enum e820_side side;
    bool commented;               /* its lines are comments */
    bool crash;                   /* of a kernel that kexec started */
    char printer[E820_NOTE_SIZE]; /* the program and its version, "" where unknown */
    size_t first_line;            /* of its entries, counted from 1 */
    size_t last_line;
    size_t total; /* entries there are; of these the first E820_RAW_MAX are in raw */
    struct e820_entry raw[E820_RAW_MAX];
    struct e820_fault fault;
    bool lacks; /* the fault is an entry that is not there */
    size_t warning_count;
    char warnings[E820_WARNINGS_MAX][E820_WARNING_SIZE];
};

/* When a line was logged, as far as its start tells. */
struct e820_stamp {
    unsigned date; /* a hash of what precedes the time of day; 0: no time of day */
    unsigned day;  /* seconds since midnight */
    bool uptime;   /* seconds in brackets are there */
    double seconds;
};

/* An entry where it was found. */
struct e820_seen {
    struct e820_entry entry;
    size_t line;
    struct e820_look looks[2];
    bool indexed;
    bool separated; /* other or blank lines precede it */
    char before;    /* the character before it, NUL at the start of a line */
    uint32_t index;
    struct e820_stamp stamp;
};

/* Entries past this many are counted only. */
#define E820_SEEN_MAX 1024u

struct e820_run {
    const struct e820_row *row; /* of its last entry; NULL before the first */
    enum e820_form form;
    char label[E820_LABEL_SIZE];
    enum e820_side side;
    bool commented;
    bool crash;
    bool closed; /* a heading has come after it */
    bool headed; /* a heading precedes it */
    char printer[E820_NOTE_SIZE];
    size_t opened_line;
    size_t heading_line;
    size_t expected; /* entries that its heading counts; 0: it does not */
    size_t piece;    /* the number of the piece of text that its last entry was in */
    size_t hunk;     /* of a diff, the same */
    struct e820_fault fault;
    struct e820_fault suspect; /* since the last entry: damage if another one follows */
    size_t loss_line;          /* the text lost something inside; 0: no */
    char loss[E820_NOTE_SIZE];
    size_t pending_line; /* the same since the last entry */
    char pending[E820_NOTE_SIZE];
    bool cut; /* the side of a diff that starts in the middle */
    struct e820_seen *seen;
    size_t count;
    size_t capacity;
    size_t beyond; /* entries that are only counted */
};

/* Takes a map that settling has made; false ends it. */
typedef bool (*e820_map_taker)(void *owner, const struct e820_map *map);

/* Gives the maps of a run to take, in their order. False when take does so. */
bool e820_settle(const struct e820_run *run, e820_map_taker take, void *owner);

/* Adds a warning, unless the map has as many as it can hold. */
__attribute__((format(printf, 2, 3))) void e820_map_warn(struct e820_map *map, const char *format,
                                                         ...);

/* Reads the time at the start of a line, which has size bytes. */
struct e820_stamp e820_stamp_read(const char *text, size_t size);

/* Returns whether b was logged in another boot than a, which precedes it in the text. */
bool e820_stamp_is_apart(const struct e820_stamp *a, const struct e820_stamp *b);

/* Returns whether a map is what the firmware reported, as far as the text shows, and not
 * what an operating system made of it. */
bool e820_map_is_raw(const struct e820_map *map);

/* What made a map that is not raw, for a sentence; NULL for one that is. */
const char *e820_map_origin(const struct e820_map *map);

/* How many entries raw holds. */
size_t e820_map_count_kept(const struct e820_map *map);

/* Where the map came from, as `mem e820 -j` has it: e820, e801 or 88. */
const char *e820_map_source(const struct e820_map *map);

#endif
