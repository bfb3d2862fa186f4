/*
 * The table of commands.
 *
 * Owns which commands there are; help, completion and dispatch all read it.
 */
#ifndef STRATA_SHELL_COMMANDS_H
#define STRATA_SHELL_COMMANDS_H

#include "shell/shell.h"

/* The command that the first of count words name: the longest name wins, so
 * "mem dump" comes before "mem". *consumed gets how many words the name took;
 * for NULL, how many were recognised. */
const struct shell_command *commands_find(const char *const *words, size_t count, size_t *consumed);

/* Command number index in the order of the list; NULL past the last. The members
 * of the mem family carry both words in their name. */
const struct shell_command *commands_at(size_t index);

#endif
