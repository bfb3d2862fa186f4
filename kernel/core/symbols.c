#include "kernel/core/symbols.h"

#include <stddef.h>

const char *symbols_find(const struct symbols *symbols, uint32_t address, uint32_t *offset)
{
    uint32_t low = 0;
    uint32_t high = symbols->count;

    /* The first entry above address; the one before it is the function's. */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (symbols->entries[middle].address <= address)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0 || low == symbols->count)
        return NULL;
    *offset = address - symbols->entries[low - 1].address;
    return symbols->entries[low - 1].name;
}
