/*
 * mem compare and mem crc: two pieces of memory, or one and its checksum.
 *
 * Owns how differences are shown.
 */
#ifndef STRATA_SHELL_MEM_COMPARE_H
#define STRATA_SHELL_MEM_COMPARE_H

#include "shell/shell.h"

/* mem compare ADDR ADDR LEN [-j] */
void mem_compare_run(const struct shell_call *call);

/* mem crc ADDR LEN [-j] */
void mem_crc_run(const struct shell_call *call);

#endif
