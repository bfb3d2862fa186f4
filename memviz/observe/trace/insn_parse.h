/*
 * Reads the disassembly that Bochs prints.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_INSN_PARSE_H
#define STRATA_MEMVIZ_OBSERVE_INSN_PARSE_H

#include "memviz/observe/trace/insn.h"

/* Reads disassembly and bytes as trace_line_parse() leaves them. False when the
 * text has not the form "mnemonic operands ; bytes". */
bool insn_parse(struct insn *insn, const char *text, size_t size);

#endif
