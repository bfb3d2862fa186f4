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
void vga_init(void)
{
    port_write8(CRTC_INDEX, CURSOR_HIGH);
    state.position = (unsigned)port_read8(CRTC_DATA) << 8;
    port_write8(CRTC_INDEX, CURSOR_LOW);
    state.position |= port_read8(CRTC_DATA);
    if (state.position >= COLUMNS * ROWS)
        state.position = 0;
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
    state.position -= COLUMNS;
}

/* Other control characters have glyphs in the adapter's font and mean nothing:
 * dropped. */
void vga_put(char c)
{
    if (c == '\n')
        state.position += COLUMNS - state.position % COLUMNS;
    else if (c == '\r')
        state.position -= state.position % COLUMNS;
    else if (c == '\b' && state.position % COLUMNS != 0)
        state.position--;
    else if ((unsigned char)c >= 0x20)
        cells()[state.position++] = (uint16_t)((BLANK & 0xff00u) | (unsigned char)c);
    if (state.position >= COLUMNS * ROWS)
        scroll();
}

void vga_show_cursor(void)
{
    port_write8(CRTC_INDEX, CURSOR_HIGH);
    port_write8(CRTC_DATA, (uint8_t)(state.position >> 8));
    port_write8(CRTC_INDEX, CURSOR_LOW);
    port_write8(CRTC_DATA, (uint8_t)state.position);
}
