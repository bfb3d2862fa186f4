#include "memviz/memory/memory_look.h"

#include <stddef.h>

/* Each kind has a character of its own besides its colour: it must be readable in
 * monochrome. */
static const struct {
    char letter;  /* '\0': a glyph */
    size_t glyph; /* where it is in struct glyphs */
    enum role role;
    const char *what;
} looks[MEMORY_KINDS] = {
    [MEMORY_NONE] = {'\0', offsetof(struct glyphs, hole), ROLE_DIM, "no memory"},
    [MEMORY_FREE] = {'\0', offsetof(struct glyphs, free), ROLE_FREE, "free"},
    [MEMORY_RAM] = {'m', 0, ROLE_DIM, "not managed"},
    [MEMORY_ACPI] = {'A', 0, ROLE_RESERVED, "ACPI"},
    [MEMORY_NVS] = {'N', 0, ROLE_RESERVED, "NVS"},
    [MEMORY_FIRMWARE] = {'F', 0, ROLE_RESERVED, "firmware"},
    [MEMORY_UNUSABLE] = {'B', 0, ROLE_BAD, "unusable"},
    [MEMORY_RESERVED] = {'R', 0, ROLE_RESERVED, "reserved"},
    [MEMORY_REGION] = {'\0', offsetof(struct glyphs, alive), ROLE_ALIVE, "region below 1M"},
    [MEMORY_HEAP_LEFT] = {'\0', offsetof(struct glyphs, left), ROLE_HEAP, "heap, not taken"},
    [MEMORY_HEAP] = {'H', 0, ROLE_HEAP, "heap"},
    [MEMORY_KERNEL] = {'K', 0, ROLE_KERNEL, "kernel"},
    [MEMORY_USED] = {'\0', offsetof(struct glyphs, full), ROLE_USED, "used"},
    [MEMORY_UNKNOWN] = {'?', 0, ROLE_UNKNOWN, "not known"},
    [MEMORY_CORRUPT] = {'X', 0, ROLE_BAD, "corrupt"},
};

struct memory_look memory_look_get(enum memory_kind kind, const struct glyphs *glyphs)
{
    uint32_t ch = (unsigned char)looks[kind].letter;

    if (ch == 0)
        ch = *(const uint32_t *)((const char *)glyphs + looks[kind].glyph);
    return (struct memory_look){{ch, looks[kind].role}, looks[kind].what};
}
