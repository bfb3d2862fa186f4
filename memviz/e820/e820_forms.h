/*
 * The forms of an entry, one reader each: the inside of e820_line.h.
 *
 * The forms are those that the programs print: Linux arch/x86/kernel/e820.c,
 * Xen arch/x86/e820.c, FreeBSD x86/x86/machdep.c and its loader, GRUB's
 * lsmmap, SeaBIOS src/e820map.c, and the kernel's own (e820_print_entry()).
 */
#ifndef STRATA_MEMVIZ_E820_FORMS_H
#define STRATA_MEMVIZ_E820_FORMS_H

#include <stdbool.h>

#include "memviz/e820/e820_line.h"

/* Finds an entry, or what belongs to a map, in text and fills line in. False
 * when there is none; line->problem may then tell how close it came. */
bool e820_forms_read(const char *text, struct e820_line *line);

/* The word that ends at end, cut to fit; "" where a blank stands there. */
void e820_forms_label(const char *text, const char *end, char label[E820_LABEL_SIZE]);

#endif
