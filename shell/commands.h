/*
 * Finding a command in a table, and reading its usage.
 *
 * Owns how a command is named by words, and the syntax of a usage (table.h).
 */
#ifndef STRATA_SHELL_COMMANDS_H
#define STRATA_SHELL_COMMANDS_H

#include "shell/shell.h"

/* The command of table that the first of count words name: the longest name
 * wins, so "mem dump" comes before "mem". *consumed gets how many words the name
 * took; for NULL, how many were recognised. */
const struct shell_command *commands_find(const struct shell_command *table,
                                          const char *const *words, size_t count, size_t *consumed);

/* What the usage calls operand number index, brackets taken off ("ADDR",
 * "raw|clean|why"): *text gets where it begins in the usage; returns its length, 0
 * where there is none. */
size_t commands_operand(const struct shell_command *command, size_t index, const char **text);

/* Returns whether the usage has an option, written as "-j". */
bool commands_has_option(const struct shell_command *command, const char *option);

#endif
