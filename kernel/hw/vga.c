#include "kernel/hw/vga.h"

#include <stdint.h>

#include "kernel/hw/port.h"
#include "layout_constants.h"

#define COLUMNS 80u
#define ROWS    25u
#define BLANK   0x0720u /* a space, light grey on black */

/* Colour text memory is the upper half of the window; the lower is graphics and
 * monochrome. */
#define TEXT_MEMORY (LAYOUT_VIDEO + 0x18000u)

#define CRTC_INDEX  0x3d4
#define CRTC_DATA   0x3d5
#define CURSOR_HIGH 0x0e
#define CURSOR_LOW  0x0f

static struct {
    unsigned position; /* cells from the top left */
} state;

/* Volatile: nobody in the program reads these stores, so the compiler could drop
 * them. */
static volatile uint16_t *cells(void)
{
    return (volatile uint16_t *)TEXT_MEMORY;
}

/* A graphics mode, or a BIOS that scrolls by moving the start address, leaves a
 * cursor that is off our page. */
static unsigned read_cursor(void)
{
    unsigned position;

    port_write8(CRTC_INDEX, CURSOR_HIGH);
    position = (unsigned)port_read8(CRTC_DATA) << 8;
    port_write8(CRTC_INDEX, CURSOR_LOW);
    position |= port_read8(CRTC_DATA);
    return position < COLUMNS * ROWS ? position : 0;
}

static void write_cursor(unsigned position)
{
    port_write8(CRTC_INDEX, CURSOR_HIGH);
    port_write8(CRTC_DATA, (uint8_t)(position >> 8));
    port_write8(CRTC_INDEX, CURSOR_LOW);
    port_write8(CRTC_DATA, (uint8_t)position);
}

void vga_init(void)
{
    state.position = read_cursor();
}

/* Moves memory rather than the start address, which would have to be undone for
 * the next one to write here. */
static void scroll(void)
{
    volatile uint16_t *cell = cells();

    for (unsigned i = 0; i < COLUMNS * (ROWS - 1); i++)
        cell[i] = cell[i + COLUMNS];
    for (unsigned i = COLUMNS * (ROWS - 1); i < COLUMNS * ROWS; i++)
        cell[i] = BLANK;
}

/* Writes c at position; returns where the next one goes. Other control characters
 * have glyphs in the adapter's font and mean nothing: they are dropped. */
static unsigned write_at(unsigned position, char c)
{
    if (c == '\n')
        position += COLUMNS - position % COLUMNS;
    else if (c == '\r')
        position -= position % COLUMNS;
    else if (c == '\b' && position % COLUMNS != 0)
        position--;
    else if ((unsigned char)c >= 0x20)
        cells()[position++] = (uint16_t)((BLANK & 0xff00u) | (unsigned char)c);
    if (position >= COLUMNS * ROWS) {
        scroll();
        position -= COLUMNS;
    }
    return position;
}

void vga_put(char c)
{
    state.position = write_at(state.position, c);
}

void vga_raw_put(char c)
{
    write_cursor(write_at(read_cursor(), c));
}

void vga_show_cursor(void)
{
    write_cursor(state.position);
}
