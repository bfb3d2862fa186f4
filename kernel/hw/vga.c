#include "kernel/hw/vga.h"

#include <stdbool.h>
#include <stdint.h>

#include "kernel/hw/noinit.h"
#include "kernel/hw/port.h"
#include "layout_constants.h"

#define COLUMNS VGA_COLUMNS
#define ROWS    VGA_ROWS
#define BLANK   0x0720u /* a space, light grey on black */
#define KEPT    (VGA_KEPT_ROWS + ROWS)

/* Colour text memory is the upper half of the window; the lower is graphics and
 * monochrome. */
#define TEXT_MEMORY (LAYOUT_VIDEO + 0x18000u)

#define CRTC_INDEX  0x3d4
#define CRTC_DATA   0x3d5
#define CURSOR_HIGH 0x0e
#define CURSOR_LOW  0x0f

/* The kept rows are a ring. The screen's are its newest, from top on. */
static struct {
    unsigned position; /* cells from the top left */
    unsigned shown;    /* where the hardware cursor is */
    unsigned top;
    unsigned left; /* rows that have left the screen, at most VGA_KEPT_ROWS */
    unsigned back; /* how many of them are shown */
    bool wrapped;  /* the last character has filled its row: LF adds no empty one */
} state;

static char kept[KEPT][COLUMNS] KERNEL_NOINIT;

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

/* The row of the ring that is so many rows below the screen's first when nobody looks back. */
static char *kept_row(unsigned row)
{
    return kept[(state.top + row) % KEPT];
}

static void put_cell(unsigned position, char c)
{
    cells()[position] = (uint16_t)((BLANK & 0xff00u) | (unsigned char)c);
}

/* Draws the screen from the kept rows. */
static void draw(void)
{
    for (unsigned row = 0; row < ROWS; row++) {
        const char *from = kept[(state.top + KEPT - state.back + row) % KEPT];
        for (unsigned i = 0; i < COLUMNS; i++)
            put_cell(row * COLUMNS + i, from[i]);
    }
}

void vga_init(void)
{
    state.position = read_cursor();
    state.shown = state.position;
    for (unsigned row = 0; row < ROWS; row++) {
        for (unsigned i = 0; i < COLUMNS; i++)
            kept_row(row)[i] = (char)cells()[row * COLUMNS + i];
    }
}

static void clear_kept_row(unsigned row)
{
    for (unsigned i = 0; i < COLUMNS; i++)
        kept_row(row)[i] = ' ';
}

/* Memory is moved rather than the start address, which would have to be undone for
 * the next one to write here. */
static void scroll(void)
{
    state.top = (state.top + 1) % KEPT;
    if (state.left < VGA_KEPT_ROWS)
        state.left++;
    clear_kept_row(ROWS - 1);
    draw();
}

/* What was there stays among the rows that have left, up to the row of the cursor. */
static void clear(void)
{
    for (unsigned rows = state.position / COLUMNS + 1; rows > 0; rows--) {
        state.top = (state.top + 1) % KEPT;
        if (state.left < VGA_KEPT_ROWS)
            state.left++;
    }
    for (unsigned row = 0; row < ROWS; row++)
        clear_kept_row(row);
    draw();
    state.position = 0;
}

/* Where c, which is no character to be shown, puts the cursor. Other control characters
 * have glyphs in the adapter's font and mean nothing: they are dropped. */
static unsigned move(unsigned position, char c)
{
    if (c == '\n')
        return position + COLUMNS - position % COLUMNS;
    if (c == '\r')
        return position - position % COLUMNS;
    return c == '\b' && position % COLUMNS != 0 ? position - 1 : position;
}

static bool is_shown(char c)
{
    return (unsigned char)c >= 0x20;
}

void vga_put(char c)
{
    if (state.back != 0)
        vga_look_back(-(int)state.back);
    if (c == '\f') {
        clear();
    } else if (is_shown(c)) {
        kept_row(state.position / COLUMNS)[state.position % COLUMNS] = c;
        put_cell(state.position++, c);
    } else if (c != '\n' || !state.wrapped) {
        state.position = move(state.position, c);
    }
    state.wrapped = state.position % COLUMNS == 0 && (is_shown(c) || (c == '\r' && state.wrapped));
    if (state.position < COLUMNS * ROWS)
        return;
    scroll();
    state.position -= COLUMNS;
}

/* The screen alone is moved: what is kept may be what is broken. */
static void raw_scroll(void)
{
    volatile uint16_t *cell = cells();

    for (unsigned i = 0; i < COLUMNS * (ROWS - 1); i++)
        cell[i] = cell[i + COLUMNS];
    for (unsigned i = COLUMNS * (ROWS - 1); i < COLUMNS * ROWS; i++)
        cell[i] = BLANK;
}

void vga_raw_put(char c)
{
    unsigned position = read_cursor();

    if (is_shown(c))
        put_cell(position++, c);
    else
        position = move(position, c);
    if (position >= COLUMNS * ROWS) {
        raw_scroll();
        position -= COLUMNS;
    }
    write_cursor(position);
}

void vga_show_cursor(void)
{
    if (state.shown == state.position || state.back != 0)
        return;
    state.shown = state.position;
    write_cursor(state.position);
}

/* The cursor belongs to the newest rows: while others are shown, it is off the screen. */
void vga_look_back(int rows)
{
    int back = (int)state.back + rows;

    if (back < 0)
        back = 0;
    if (back > (int)state.left)
        back = (int)state.left;
    if (back == (int)state.back)
        return;
    state.back = (unsigned)back;
    draw();
    state.shown = back == 0 ? state.position : COLUMNS * ROWS;
    write_cursor(state.shown);
}
