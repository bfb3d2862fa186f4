/*
 * The text of the line being edited, its cursor and the kill buffer.
 *
 * Owns what editing does to text and shows nothing. The text is printable ASCII,
 * always ends with NUL, and 0 <= cursor <= length < LINE_SIZE holds after every
 * call. Keys and their names are those of readline's emacs mode.
 *
 * Each function that a key calls returns whether it did anything: false, nothing
 * changed, the terminal bell should ring.
 */
#ifndef STRATA_SHELL_LINE_BUFFER_H
#define STRATA_SHELL_LINE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

#define LINE_SIZE 512u /* the NUL included */

struct line_buffer {
    char text[LINE_SIZE]; /* ends with NUL */
    size_t length;
    size_t cursor; /* the next character typed gets this index */
    char killed[LINE_SIZE];
    size_t killed_length; /* no NUL follows it */
    bool kills;           /* this key killed something */
    bool joins;           /* the key before did: a kill now adds to what it killed */
};

/* Makes everything empty, the kill buffer too. */
void line_buffer_init(struct line_buffer *buffer);

/* Replaces the text (cut to LINE_SIZE - 1 characters), with the cursor at its
 * end; the kill buffer stays. */
void line_buffer_set(struct line_buffer *buffer, const char *text);

/* To be called before each key: kills join only when nothing is between. */
void line_buffer_begin_key(struct line_buffer *buffer);

/* Inserts length characters at the cursor: all of them, or none where they do
 * not fit (false). */
bool line_buffer_insert(struct line_buffer *buffer, const char *text, size_t length);

/* Moves the cursor: a character, a word of letters and digits, all the way. */
bool line_buffer_move_left(struct line_buffer *buffer);
bool line_buffer_move_right(struct line_buffer *buffer);
bool line_buffer_move_word_left(struct line_buffer *buffer);
bool line_buffer_move_word_right(struct line_buffer *buffer);
bool line_buffer_move_start(struct line_buffer *buffer);
bool line_buffer_move_end(struct line_buffer *buffer);

/* Deletes the character before the cursor, or under it. */
bool line_buffer_erase_left(struct line_buffer *buffer);
bool line_buffer_erase_right(struct line_buffer *buffer);

/* Cuts a word, a run of anything but spaces, or all the rest into the kill buffer. */
bool line_buffer_kill_word_left(struct line_buffer *buffer);
bool line_buffer_kill_word_right(struct line_buffer *buffer);
bool line_buffer_kill_run_left(struct line_buffer *buffer);
bool line_buffer_kill_start(struct line_buffer *buffer);
bool line_buffer_kill_end(struct line_buffer *buffer);

/* Inserts the kill buffer. */
bool line_buffer_yank(struct line_buffer *buffer);

/* Swaps the character before the cursor with the one under it and moves on; at
 * the end of the text, the last two. */
bool line_buffer_transpose(struct line_buffer *buffer);

#endif
