/*
 * The e820 maps in a text: a file of entries, a log of a whole boot, or the
 * directory /sys/firmware/memmap.
 *
 * Owns the maps found and says where. Text goes in, in pieces of any size;
 * entries of one form and one origin that follow each other make a map. A
 * heading, another origin or a stretch of other text starts a new one.
 */
#ifndef STRATA_MEMVIZ_E820_TEXT_H
#define STRATA_MEMVIZ_E820_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "memviz/e820/e820_line.h"

/* Maps beyond this many are counted only. */
#define E820_TEXT_MAPS_MAX 64u

/* How much of a line that cannot be read is kept to show it. */
#define E820_QUOTE_SIZE 72u

struct e820_map {
    enum e820_form form;         /* of all its entries */
    char label[E820_LABEL_SIZE]; /* who printed it, "" where the text does not tell */
    size_t first_line;           /* of its entries, counted from 1 */
    size_t last_line;
    size_t total; /* entries there are; of these the first E820_RAW_MAX are in raw */
    struct e820_entry raw[E820_RAW_MAX];
    size_t bad_line;             /* the first line that cannot be read, or 0 */
    const char *problem;         /* what is wrong with it */
    char quote[E820_QUOTE_SIZE]; /* its start, other characters than ASCII's as ? */
};

struct e820_text;

/* An empty text; NULL when there is no memory. */
struct e820_text *e820_text_create(void);

/* Frees it; NULL is fine. */
void e820_text_destroy(struct e820_text *text);

/* Takes the next size bytes. Lines end with LF or CR LF; escape sequences that
 * colour a line are left out. False when there is no memory for a map. */
bool e820_text_take(struct e820_text *text, const char *bytes, size_t size);

/* Ends the text: what is left is its last line, also without a line end. A text
 * of comments alone is an empty map in the seed form. */
bool e820_text_finish(struct e820_text *text);

/* Takes a directory made like /sys/firmware/memmap (Linux,
 * Documentation/ABI/testing/sysfs-firmware-memmap) instead of text: each of its
 * directories 0, 1, 2... is a line. False with errno when it cannot be read;
 * ENOENT where it has no directory 0. */
bool e820_text_take_memmap(struct e820_text *text, const char *path);

/* The maps in the order of the text; *count gets how many there are here. */
size_t e820_text_count_maps(const struct e820_text *text);
const struct e820_map *e820_text_get_map(const struct e820_text *text, size_t index);

/* How many maps there are besides those that were kept. */
size_t e820_text_count_beyond(const struct e820_text *text);

/* How many lines the text has. */
size_t e820_text_count_lines(const struct e820_text *text);

/* Whether the text is a recording of telemetry (docs/telemetry.md), which holds a
 * map in another way. */
bool e820_text_is_telemetry(const struct e820_text *text);

/* Whether a map is what the firmware said, as far as the text tells: not what
 * an operating system made of it. */
bool e820_map_is_raw(const struct e820_map *map);

/* How many entries raw holds. */
size_t e820_map_count_kept(const struct e820_map *map);

/* Where the map came from, as `mem e820 -j` has it: e820, e801 or 88. */
const char *e820_map_source(const struct e820_map *map);

#endif
