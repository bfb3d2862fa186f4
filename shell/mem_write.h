/*
 * mem set, mem fill and mem copy: writing to memory by hand.
 *
 * Owns what is refused (mem_target.h has the rule), that every write is logged, and
 * that memory which did not keep what was written is reported.
 */
#ifndef STRATA_SHELL_MEM_WRITE_H
#define STRATA_SHELL_MEM_WRITE_H

#include "shell/shell.h"

/* mem set ADDR VALUE... [-w 1|2|4|8] [-f] [-j] */
void mem_set_run(const struct shell_call *call);

/* mem fill ADDR LEN VALUE [-w 1|2|4|8] [-f] [-j] */
void mem_fill_run(const struct shell_call *call);

/* mem copy FROM TO LEN [-f] [-j] */
void mem_copy_run(const struct shell_call *call);

#endif
