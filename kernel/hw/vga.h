/*
 * The VGA text screen, 80 by 25.
 *
 * Owns the text memory at LAYOUT_VIDEO's text page and the cursor. A mirror: what
 * matters is also reported on COM1.
 */
#ifndef STRATA_HW_VGA_H
#define STRATA_HW_VGA_H

/* Goes on below what the loader and the BIOS have written. */
void vga_init(void);

/* Writes one character; LF starts a new line, CR goes to its start, BS one
 * back. The screen scrolls. */
void vga_put(char c);

/* Does the same at the hardware cursor, which moves on, without any memory of this
 * module: for whoever reports that memory itself is broken. */
void vga_raw_put(char c);

/* Moves the hardware cursor to where the next character goes. Apart from
 * vga_put() because it costs four port writes. */
void vga_show_cursor(void);

#endif
