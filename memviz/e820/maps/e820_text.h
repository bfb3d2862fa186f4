/*
 * The e820 maps in a text: a file of entries, a log of a whole boot, or the
 * directory /sys/firmware/memmap.
 *
 * Reading has three outcomes for a map: it is whole; it is whole by the text, and
 * there are warnings; or a line of it cannot be read, and then it has a fault and
 * must not be shown. No line that looks like part of a map is passed over.
 *
 * Text goes through four stages, each in a file of its own: bytes become lines
 * (e820_lines), lines are taken out of what they were wrapped in (e820_unwrap),
 * taken apart into items (e820_line), and items are put together to maps
 * (e820_assembly, e820_settle). To keep a log of a hundred megabytes cheap, a quick
 * test (e820_prefilter) decides which lines are looked at; within E820_VICINITY
 * lines after an entry, and as many before the first, all of them are.
 */
#ifndef STRATA_MEMVIZ_E820_TEXT_H
#define STRATA_MEMVIZ_E820_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "memviz/e820/maps/e820_map.h"

/* Maps beyond this many are counted only. */
#define E820_TEXT_MAPS_MAX 64u

/* How many lines after an entry, or before the first, are read in full. */
#define E820_VICINITY 64u

struct e820_text;

/* An empty text; NULL when there is no memory. */
struct e820_text *e820_text_create(void);

/* Frees it; NULL is fine. */
void e820_text_destroy(struct e820_text *text);

/* Takes the next size bytes. False when there is no memory. */
bool e820_text_take(struct e820_text *text, const char *bytes, size_t size);

/* Ends the text: what is left is its last line, also without a line end. A text
 * of comments alone is an empty map in the form of Strata when one of them says that
 * there are "no entries", which is how such a map is written; else it has none. */
bool e820_text_finish(struct e820_text *text);

/* Takes a directory made like /sys/firmware/memmap (Linux,
 * Documentation/ABI/testing/sysfs-firmware-memmap) instead of text: each of its
 * directories 0, 1, 2... is a line. False with errno when it cannot be read;
 * ENOENT where it has no directory 0. */
bool e820_text_take_memmap(struct e820_text *text, const char *path);

/* The maps in the order of the text; how many there are here. */
size_t e820_text_count_maps(const struct e820_text *text);
const struct e820_map *e820_text_get_map(const struct e820_text *text, size_t index);

/* How many maps there are besides those that were kept. */
size_t e820_text_count_beyond(const struct e820_text *text);

/* How many lines the text has. */
size_t e820_text_count_lines(const struct e820_text *text);

/* Returns whether the text is a recording of telemetry (docs/telemetry.md), which holds a
 * map in another way. */
bool e820_text_is_telemetry(const struct e820_text *text);

/* Returns whether the text is nothing but comments and blank lines. */
bool e820_text_is_comments(const struct e820_text *text);

#endif
