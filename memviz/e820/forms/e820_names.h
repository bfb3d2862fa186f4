/*
 * The names of ranges in /proc/iomem, where devices outnumber memory.
 */
#ifndef STRATA_MEMVIZ_E820_NAMES_H
#define STRATA_MEMVIZ_E820_NAMES_H

#include "memviz/e820/forms/e820_line.h"

/* Returns whether the text after a name is a remark of whoever sent it. "System RAM <-- this
 * one" has one; "System RAM (kmem)" is another name. */
bool e820_names_is_remark(const char *text);

/* Makes an item of a line of text whose name, where match failed, is no type of
 * memory: a device, or a type that has been damaged. */
void e820_names_judge(struct e820_item *item, const char *text, const struct e820_match *match);

#endif
