/*
 * The table of commands.
 *
 * Owns which commands there are; help, completion and dispatch all read it. The
 * usage is not only shown: what it says of operands and options is what dispatch
 * accepts and what Tab offers, so it cannot be out of date. An operand in upper
 * case is a value, and START, END and ADDR are addresses; in lower case it is
 * typed as it stands, | between alternatives.
 */
#ifndef STRATA_SHELL_TABLE_H
#define STRATA_SHELL_TABLE_H

#include "shell/shell.h"

/* The commands in the order of the list; the name of the last is NULL. The
 * members of the mem family carry both words in their name. */
extern const struct shell_command shell_table[];

#endif
