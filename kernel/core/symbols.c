#include "kernel/core/symbols.h"

#include <stddef.h>

#include "kernel/core/bytes.h"

/* Names one behind the other, without pointers to them: the table is in the
 * image that the loader reads at each boot, and is searched only after a fault. */
static const char *find_name(const struct symbols *symbols, uint32_t index)
{
    const char *name = symbols->names;

    while (index-- > 0)
        name += text_length(name) + 1;
    return name;
}

/* The last symbol only marks the end: an address behind it is no function's. */
const char *symbols_find(const struct symbols *symbols, uint32_t address, uint32_t *offset)
{
    uint32_t distance = address - symbols->base; /* large where address is below */
    uint32_t above = 0;

    while (above < symbols->count && symbols->distances[above] <= distance)
        above++;
    if (above == 0 || above == symbols->count)
        return NULL;
    *offset = distance - symbols->distances[above - 1];
    return find_name(symbols, above - 1);
}
