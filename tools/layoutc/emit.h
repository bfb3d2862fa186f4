/*
 * From struct doc to source text.
 *
 * Owns the form of the generated files: constants for NASM, C and the linker,
 * the region table, and watchpoints. Each function writes one whole file to out; the doc
 * must have passed every check. Write errors are left in out for the caller.
 */
#ifndef STRATA_LAYOUTC_EMIT_H
#define STRATA_LAYOUTC_EMIT_H

#include <stdio.h>

#include "tools/layoutc/doc.h"

/* layout.inc, for NASM: SYMBOL and SYMBOL_END of each row. */
void emit_nasm(const struct doc *doc, FILE *out);

/* layout_constants.h, for C: LAYOUT_SYMBOL and LAYOUT_SYMBOL_END, as plain
 * numbers so that #if and static assertions can use them. */
void emit_header(const struct doc *doc, FILE *out);

/* layout.ld, for the linker script: SYMBOL and SYMBOL_END. */
void emit_linker(const struct doc *doc, FILE *out);

/* layout_rows.c: the functions that kernel/core/layout.h declares. */
void emit_rows(const struct doc *doc, FILE *out);

/* layout.watchN, for the Bochs debugger: watchpoints for writes to conventional
 * memory that no row uses in step N. A guard is alive so that nobody writes
 * there: it is watched as well. The firmware's rows are not: the BIOS writes to
 * its own as it likes. */
void emit_watch(const struct doc *doc, unsigned step, FILE *out);

#endif
