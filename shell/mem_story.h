/*
 * mem: the whole story on one screen.
 *
 * Owns the summary; the details are the other commands'.
 */
#ifndef STRATA_SHELL_MEM_STORY_H
#define STRATA_SHELL_MEM_STORY_H

#include "shell/shell.h"

/* mem [-j] */
void mem_story_run(struct shell *shell, const struct shell_command *command,
                   const struct args *args);

#endif
