/*
 * One e820 map out of a text, cleaned and explained: the model that is shown,
 * exported and drawn as a picture.
 *
 * Owns the choice of the map, its clean ranges by the rules of the kernel
 * (kernel/core/e820.h), and every sentence about them.
 */
#ifndef STRATA_MEMVIZ_E820_REPORT_H
#define STRATA_MEMVIZ_E820_REPORT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memviz/e820/maps/e820_text.h"

/* Which map is wanted. */
struct e820_choice {
    enum e820_form form; /* of this form only; E820_FORM_NONE: any */
    size_t number;       /* the Nth of these, from 1; 0: the best, see below */
};

struct e820_report {
    const char *path; /* for sentences; not copied */
    const struct e820_text *text;
    const struct e820_map *map; /* the one that was chosen */
    size_t number;              /* of the map in the text, from 1 */
    size_t raw_count;           /* entries of map->raw */
    bool truncated;             /* the text has more entries than that */
    size_t clean_count;
    struct e820_range clean[E820_CLEAN_MAX]; /* by the kernel's rules */
};

/* As many remarks as there can be: those of the report itself, and those of the map. */
#define E820_REPORT_REMARKS_MAX (6u + E820_WARNINGS_MAX)

/* Why there is no report. */
#define E820_REPORT_PROBLEM_SIZE 1024u

/* Chooses a map and cleans it. With choice->number 0 that is the first map that
 * is raw and can be read whole; failing that the first that can be read whole.
 * False, with a sentence in problem, where there is none. text must outlive
 * the report. */
bool e820_report_make(struct e820_report *report, const struct e820_text *text,
                      const struct e820_choice *choice, char problem[E820_REPORT_PROBLEM_SIZE]);

/* What was recognised: form, origin, lines, entries. */
void e820_report_describe(const struct e820_report *report, char *out, size_t size);

/* The same of any map of the text, by its number. */
void e820_report_describe_map(const struct e820_text *text, size_t number, char *out, size_t size);

/* What the reader of the report must know: the index-th remark, from 0. False
 * when there are no more. */
bool e820_report_remark(const struct e820_report *report, size_t index, char *out, size_t size);

/* Which raw entries made a clean range and by which rules: "from #1, #2, over
 * #3 (type 1): the more restrictive type wins". Entries count from 0 and carry
 * their type where it is not the range's. */
void e820_report_explain(const struct e820_report *report, size_t range, char *out, size_t size);

/* Why a raw entry counts for nothing, or NULL when it counts. */
const char *e820_report_ignored(const struct e820_report *report, size_t entry);

/* Bytes of one type in the clean map; 2^64 comes out as UINT64_MAX. */
uint64_t e820_report_total(const struct e820_report *report, uint32_t type);

/* The members of `mem e820 -j` (source, truncated, raw, clean), and of the reader: form,
 * map, lines, warnings, maps. NULL when there is no memory. */
json_t *e820_report_export(const struct e820_report *report);

/* The same without any map, and with the problem. */
json_t *e820_report_export_nothing(const struct e820_text *text, const char *problem);

#endif
