/*
 * The VGA text screen, 80 by 25, and the rows that have left it at the top.
 *
 * Owns the text memory at LAYOUT_VIDEO's text page, the cursor, and a copy of the last
 * VGA_KEPT_ROWS rows besides those on the screen, in the kernel's own memory. Whatever is
 * written brings the newest rows back to the screen.
 */
#ifndef STRATA_HW_VGA_H
#define STRATA_HW_VGA_H

#define VGA_COLUMNS   80u
#define VGA_ROWS      25u
#define VGA_KEPT_ROWS 200u

/* Goes on below what the loader and the BIOS have written. */
void vga_init(void);

/* Writes one character; LF starts a new line, CR goes to its start, BS one back, and FF
 * clears the screen. The screen scrolls. */
void vga_put(char c);

/* Does the same at the hardware cursor, which moves on, without any memory of this
 * module: for whoever reports that memory itself is broken. */
void vga_raw_put(char c);

/* Moves the hardware cursor to where the next character goes, where it is not there.
 * Apart from vga_put() because it costs four port writes. */
void vga_show_cursor(void);

/* Shows rows that have left the screen, so many rows further back than now, or further
 * forth below 0; as far as there are any. */
void vga_look_back(int rows);

#endif
