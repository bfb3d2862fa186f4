/*
 * The table of commands.
 *
 * Owns which commands there are; help, completion and dispatch all read it. The
 * usage is not only shown: what it says of operands and options is what dispatch
 * accepts and what Tab offers, so it cannot be out of date. An operand in upper
 * case is a value, and START, END and ADDR are addresses; in lower case it is
 * typed as it stands, | between alternatives.
 */
#ifndef STRATA_SHELL_COMMANDS_H
#define STRATA_SHELL_COMMANDS_H

#include "shell/shell.h"

/* The command that the first of count words name: the longest name wins, so
 * "mem dump" comes before "mem". *consumed gets how many words the name took;
 * for NULL, how many were recognised. */
const struct shell_command *commands_find(const char *const *words, size_t count, size_t *consumed);

/* What the usage calls operand number index, brackets taken off ("ADDR",
 * "raw|clean|why"): *text gets where it begins in the usage; returns its length, 0
 * where there is none. */
size_t commands_operand(const struct shell_command *command, size_t index, const char **text);

/* Whether the usage has an option, written as "-j". */
bool commands_has_option(const struct shell_command *command, const char *option);

/* Command number index in the order of the list; NULL past the last. The members
 * of the mem family carry both words in their name. */
const struct shell_command *commands_at(size_t index);

#endif
