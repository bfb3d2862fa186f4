/*
 * Rules about tables that the processor reads; docs/observe.md describes them.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_RULES_TABLE_H
#define STRATA_MEMVIZ_OBSERVE_RULES_TABLE_H

#include "memviz/observe/rules/sentence.h"

/* The processor reads a descriptor or a gate. */
void rules_table(struct observer *observer, const struct step *step, const struct access *access);

/* The processor reads a page-table entry. */
void rules_walk(struct observer *observer, const struct access *access);

/* Says who set cr3, and to what. */
void say_directory(struct sentence *sentence);

#endif
