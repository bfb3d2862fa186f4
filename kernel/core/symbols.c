#include "kernel/core/symbols.h"

#include <stddef.h>

#include "kernel/core/bytes.h"

struct symbols_walk symbols_walk(const struct symbols *symbols)
{
    return (struct symbols_walk){.symbols = symbols, .index = UINT32_MAX};
}

/* Names and steps are found by walking over those before: pointers to them would
 * make the table twice as large, and the loader reads it at each boot. */
static bool step(struct symbols_walk *walk)
{
    if (walk->index + 1 >= walk->symbols->count)
        return false;
    walk->index++;
    walk->name = walk->index == 0 ? walk->symbols->names : walk->name + text_length(walk->name) + 1;
    walk->address =
        walk->index == 0 ? walk->symbols->base : walk->address + walk->symbols->steps[walk->index];
    return true;
}

bool symbols_next(struct symbols_walk *walk)
{
    while (step(walk)) {
        if (walk->name[0] != '\0')
            return true;
    }
    return false;
}

const char *symbols_find(const struct symbols *symbols, uint32_t address, uint32_t *offset)
{
    struct symbols_walk walk = symbols_walk(symbols);
    struct symbols_walk found = {.name = ""};

    while (step(&walk) && walk.address <= address)
        found = walk;
    if (found.name[0] == '\0')
        return NULL;
    *offset = address - found.address;
    return found.name;
}
