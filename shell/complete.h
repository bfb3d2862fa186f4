/*
 * Tab completion.
 *
 * Owns what may follow a half-typed line: commands, their choices, symbols.
 */
#ifndef STRATA_SHELL_COMPLETE_H
#define STRATA_SHELL_COMPLETE_H

#include "shell/line/line.h"

/* A line_complete (shell/line/line.h) whose context is a struct shell. */
bool complete_word(void *context, const struct line_request *request, char *word, size_t word_size);

#endif
