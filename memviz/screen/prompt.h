/*
 * The line that is typed after a `/`.
 *
 * Owns its text and its answer. Knows keys, not what the text means.
 */
#ifndef STRATA_MEMVIZ_PROMPT_H
#define STRATA_MEMVIZ_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#define PROMPT_SIZE 64u

struct prompt {
    bool open;      /* keys go into the text */
    bool submitted; /* the text waits to be looked up */
    size_t length;
    char text[PROMPT_SIZE];         /* what has been typed, with a NUL after it */
    char message[PROMPT_SIZE + 32]; /* why the last one led nowhere; empty: it did not */
};

/* Opens it with an empty text. */
void prompt_open(struct prompt *prompt);

/* Takes a key while it is open: a character, Backspace, Enter or Escape. */
void prompt_take_key(struct prompt *prompt, int key);

#endif
