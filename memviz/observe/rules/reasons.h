/*
 * What a fault rests on: the entry of a table, a page, a segment's limit, a bit of CR4.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_REASONS_H
#define STRATA_MEMVIZ_OBSERVE_REASONS_H

#include "memviz/observe/rules/sentence.h"

/* Says who wrote the bytes of a table's entry, which lies at a physical address. */
void reasons_say_writer(struct sentence *sentence, uint64_t address);

/* Says why an instruction that names no descriptor raised the exception `vector`, as far as its
 * operands tell. */
void reasons_say_operands(struct sentence *sentence, uint32_t vector, uint32_t site);

/* Says what the first fault of a chain, raised by the instruction at `site`, rests on. */
void reasons_say(struct sentence *sentence, const struct link *first, uint32_t site);

#endif
