/*
 * How wide text is in a picture.
 *
 * Owns the advance widths of the fonts that pictures use, so that a picture
 * can be arranged and tested without a graphics library, and comes out the
 * same on every machine. The fonts are DejaVu's; Verdana, from which they take
 * their widths, stands in for them in browsers.
 */
#ifndef STRATA_MEMVIZ_PICTURE_FONT_H
#define STRATA_MEMVIZ_PICTURE_FONT_H

enum picture_font { PICTURE_SANS, PICTURE_BOLD, PICTURE_MONO };

/* Of a font of size 1: what lies above and below the baseline. */
#define PICTURE_ASCENT  0.929
#define PICTURE_DESCENT 0.236

/* The width of UTF-8 text in a font of that size. Characters beyond ASCII and
 * the few that memviz writes itself count as the widest there is. */
double picture_font_measure(enum picture_font font, double size, const char *text);

#endif
