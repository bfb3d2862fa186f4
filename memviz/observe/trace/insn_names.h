/*
 * The names in Bochs's disassembly: mnemonics, registers, sizes.
 *
 * Owns the tables only; insn.c reads the grammar around them.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_INSN_NAMES_H
#define STRATA_MEMVIZ_OBSERVE_INSN_NAMES_H

#include "memviz/observe/trace/insn.h"

/* Fills in kind, register, size and whether it is a high byte. */
bool insn_names_find_register(const char *name, struct operand *operand);

/* Bytes of "byte", "word" and so on, at the start of text; 0 when unknown. */
unsigned insn_names_find_size(const char *text);

/* Returns whether a word is a prefix: rep and its siblings, lock. */
bool insn_names_is_prefix(const char *word);

/* What a mnemonic does. *carry is whether it looks at the carry flag. */
enum insn_op insn_names_find_op(const char *mnemonic, bool *carry);

#endif
