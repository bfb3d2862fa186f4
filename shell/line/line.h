/*
 * The line editor: bytes of a terminal in, lines and their echo out.
 *
 * Owns the line being edited, its history and the kill buffer. It is fed one
 * byte at a time and writes what the terminal should show to a sink, so it owns
 * no descriptor and is tested without one. It never queries the terminal and
 * writes nothing but printable characters, BS, CR, LF and BEL, and for Ctrl-L the
 * sequence that clears the screen: it works on a dumb one and from a script. A line wider than the
 * screen scrolls sideways.
 *
 * Its parts: line_keys knows what a key asks for, line_buffer edits, line_history
 * and line_complete supply text, line_view shows it; this file joins them.
 */
#ifndef STRATA_SHELL_LINE_H
#define STRATA_SHELL_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/core/fmt.h"
#include "shell/line/line_buffer.h"   /* LINE_SIZE */
#include "shell/line/line_complete.h" /* line_complete */
#include "shell/line/line_history.h"  /* LINE_HISTORY */
#include "shell/line/line_keys.h"
#include "shell/line/line_search.h"
#include "shell/line/line_view.h" /* LINE_COLUMNS */

/* What Ctrl-L sends: the cursor goes home, the screen is emptied (ECMA-48). */
#define LINE_CLEAR_SCREEN "\x1b[H\x1b[2J"

enum line_result {
    LINE_MORE,   /* go on feeding */
    LINE_READY,  /* Enter: the line is in line_text() */
    LINE_CANCEL, /* Ctrl-C: the line is to be dropped */
};

/* About 19 KiB: no thing for a kernel's stack. Its members are private. */
struct line {
    struct line_buffer buffer;
    struct line_history history;
    struct line_completion completion;
    struct line_keys keys;
    struct line_view view;
    struct line_search search;
    const char *prompt;
    bool ambiguous; /* the key before was a Tab that left several candidates */
};

/* An editor without history. prompt (printable ASCII, cut to half a row) and
 * context stay the caller's and must last as long; complete may be NULL. */
void line_init(struct line *line, const char *prompt, line_complete *complete, void *context);

/* Begins a new, empty line: prints the prompt. The terminal's cursor must be at
 * the start of a row. To be called before the first byte and after each
 * LINE_READY and LINE_CANCEL, once their output is written. */
void line_start(struct line *line, struct fmt_sink out);

/* Takes one byte from the terminal and writes what it changes on the screen. At
 * LINE_READY that ends with CR LF, at LINE_CANCEL with ^C CR LF. CR, LF and
 * CR LF each end one line. The sink must pass CR and LF on as they are. */
enum line_result line_feed(struct line *line, uint8_t byte, struct fmt_sink out);

/* Text of somebody else is to be shown: sends the terminal to a new row, and shows the
 * line again after it. */
void line_interrupt(struct line *line, struct fmt_sink out);
void line_resume(struct line *line, struct fmt_sink out);

/* The line so far, or after LINE_READY the line entered; valid until the next
 * call of line_start() or line_feed(). */
const char *line_text(const struct line *line);

#endif
